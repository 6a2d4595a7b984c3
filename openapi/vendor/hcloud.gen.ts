/**
 * Made from vendor/hcloud.yaml by: npm run generate:types
 * Not to be edited.
 */

export interface paths {
    "/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listServers"];
        put?: never;
        /** @description Costs money. There is no idempotency key, but a name is given once per project. */
        post: operations["createServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getServer"];
        put?: never;
        post?: never;
        /** @description The server's data is lost. Addresses without auto_delete stay, and go on costing. */
        delete: operations["deleteServer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listServerActions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}/actions/poweron": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["powerOn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}/actions/poweroff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Cuts the power; nothing inside is asked. */
        post: operations["powerOff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}/actions/enable_rescue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Arms the rescue system for one boot, for 60 minutes; does not restart. The answer holds a root password even when keys are given; we never read it. */
        post: operations["enableRescue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}/actions/disable_rescue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["disableRescue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/actions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/server_types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listServerTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pricing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPricing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listImages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ssh_keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSshKeys"];
        put?: never;
        /** @description Name and fingerprint are each given once per project. */
        post: operations["createSshKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ssh_keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteSshKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/primary_ips": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPrimaryIps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/primary_ips/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPrimaryIp"];
        /** @description The labels given replace the whole set. */
        put: operations["changePrimaryIp"];
        post?: never;
        delete: operations["deletePrimaryIp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/networks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listNetworks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/firewalls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listFirewalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volumes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listVolumes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/placement_groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPlacementGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listLocations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getImage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Labels: {
            [key: string]: string;
        };
        Meta: {
            pagination: {
                next_page: number | null;
            };
        };
        Refusal: {
            code: string;
            message: string;
            details?: {
                [key: string]: unknown;
            } | null;
        };
        Server: {
            id: number;
            name: string;
            /** @description running, off, or a state between (initializing, starting, stopping, …). */
            status: string;
            public_net: {
                ipv4: {
                    ip: string;
                    /** @description Of its primary IP; the vendor may leave it out. */
                    id?: number;
                } | null;
                ipv6: {
                    /** @description A network, as 2001:db8:1:2::/64; the host part is ours to choose. */
                    ip: string;
                    /** @description Of its primary IP; the vendor may leave it out. */
                    id?: number;
                } | null;
            };
            private_net: {
                ip?: string;
                mac_address?: string;
            }[];
            server_type: {
                name: string;
            };
            location: {
                name: string;
            };
            /** @description True until the rescue boot, or for 60 minutes. */
            rescue_enabled: boolean;
            /** @description An action is running; others are refused with 423. */
            locked: boolean;
            protection: {
                delete: boolean;
                /** @description Its owner forbids that its system be replaced. */
                rebuild: boolean;
            };
            labels: components["schemas"]["Labels"];
        };
        CreateServer: {
            /** @description RFC 1123, unique in the project. */
            name: string;
            server_type: string;
            /** @description Id or name. */
            image: string;
            location: string;
            start_after_create: boolean;
            /** @description Ids or names. */
            ssh_keys: string[];
            /** @description At most 32 KiB. */
            user_data?: string;
            labels: components["schemas"]["Labels"];
            public_net: {
                enable_ipv4: boolean;
                enable_ipv6: boolean;
                /** @description A primary IP that is there already. */
                ipv4?: number | null;
                /** @description The same. */
                ipv6?: number | null;
            };
            networks?: number[];
            firewalls?: {
                firewall: number;
            }[];
            /** @description In the same location. */
            volumes?: number[];
            placement_group?: number;
        };
        Action: {
            id: number;
            command: string;
            /** @description running, success or error. */
            status: string;
            error: {
                code: string;
                message: string;
            } | null;
        };
        Price: {
            /** @description Decimal text with the account's VAT. */
            gross: string;
        };
        ServerType: {
            name: string;
            description: string;
            /** @description x86 or arm. */
            architecture: string;
            cores: number;
            /** @description Gigabytes. */
            memory: number;
            /** @description Gigabytes. */
            disk: number;
            prices: {
                location: string;
                price_hourly: components["schemas"]["Price"];
                price_monthly: components["schemas"]["Price"];
            }[];
            locations: {
                name: string;
                /** @description In stock now. */
                available: boolean;
                deprecation: {
                    unavailable_after: string;
                } | null;
            }[];
        };
        Pricing: {
            /** @description EUR or USD by account; never assumed. */
            currency: string;
            primary_ips: {
                type: string;
                prices: {
                    location: string;
                    price_monthly: components["schemas"]["Price"];
                }[];
            }[];
        };
        Image: {
            id: number;
            name: string | null;
            architecture: string;
            /** @description Since when; null when it is not. */
            deprecated: string | null;
        };
        SshKey: {
            id: number;
            name: string;
            public_key: string;
            labels: components["schemas"]["Labels"];
        };
        Named: {
            id: number;
            name: string;
        };
        Network: {
            id: number;
            name: string;
            subnets: {
                network_zone: string;
            }[];
        };
        Firewall: {
            id: number;
            name: string;
            /** @description What no rule lets in is dropped. */
            rules: {
                /** @description in or out. */
                direction: string;
                protocol: string;
                /** @description One, a range as 20-30, or any. */
                port: string | null;
            }[];
        };
        Volume: {
            id: number;
            name: string;
            /** @description The one it is attached to. */
            server: number | null;
            location: {
                name: string;
            };
        };
        Location: {
            name: string;
            network_zone: string;
        };
        PrimaryIp: {
            id: number;
            name: string;
            /** @description ipv4 or ipv6. */
            type: string;
            location: {
                name: string;
            };
            /** @description It goes with its server. */
            auto_delete: boolean;
            /** @description An IPv4 address or an IPv6 network. */
            ip: string;
            assignee_id: number | null;
            labels: components["schemas"]["Labels"];
        };
    };
    responses: {
        /** @description An action was started. */
        Started: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    action: components["schemas"]["Action"];
                };
            };
        };
        /** @description Why not; 502, 503 and 504 may carry HTML or nothing instead. */
        Refused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    error: components["schemas"]["Refusal"];
                };
            };
        };
    };
    parameters: {
        id: number;
        /** @description The exact name. */
        name: string;
        labelSelector: string;
        /** @description From 1. */
        page: number;
        /** @description At most 50. */
        perPage: number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listServers: {
        parameters: {
            query?: {
                /** @description The exact name. */
                name?: components["parameters"]["name"];
                label_selector?: components["parameters"]["labelSelector"];
                /** @description From 1. */
                page?: components["parameters"]["page"];
                /** @description At most 50. */
                per_page?: components["parameters"]["perPage"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Servers of the token's project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        servers: components["schemas"]["Server"][];
                        meta: components["schemas"]["Meta"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    createServer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateServer"];
            };
        };
        responses: {
            /** @description Accepted; the server is being made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        server: components["schemas"]["Server"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    getServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One server. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        server: components["schemas"]["Server"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    deleteServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Started"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    listServerActions: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: components["parameters"]["page"];
                /** @description At most 50. */
                per_page?: components["parameters"]["perPage"];
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was and is being done to a server. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        actions: components["schemas"]["Action"][];
                        meta: components["schemas"]["Meta"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    powerOn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: components["responses"]["Started"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    powerOff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: components["responses"]["Started"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    enableRescue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    type: "linux64";
                    /** @description Numeric ids; names are not taken here. */
                    ssh_keys: number[];
                };
            };
        };
        responses: {
            201: components["responses"]["Started"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    disableRescue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: components["responses"]["Started"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    getAction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How an action stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        action: components["schemas"]["Action"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    listServerTypes: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: components["parameters"]["page"];
                /** @description At most 50. */
                per_page?: components["parameters"]["perPage"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server types with price and stock in each location. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        server_types: components["schemas"]["ServerType"][];
                        meta: components["schemas"]["Meta"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    getPricing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account's currency and the price of addresses. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        pricing: components["schemas"]["Pricing"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    listImages: {
        parameters: {
            query?: {
                type?: string[];
                status?: string[];
                architecture?: string;
                /** @description The exact name. */
                name?: components["parameters"]["name"];
                /** @description From 1. */
                page?: components["parameters"]["page"];
                /** @description At most 50. */
                per_page?: components["parameters"]["perPage"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Images; each name exists once per architecture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        images: components["schemas"]["Image"][];
                        meta: components["schemas"]["Meta"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    listSshKeys: {
        parameters: {
            query?: {
                /** @description The exact name. */
                name?: components["parameters"]["name"];
                /** @description MD5 in colon form. */
                fingerprint?: string;
                label_selector?: components["parameters"]["labelSelector"];
                /** @description From 1. */
                page?: components["parameters"]["page"];
                /** @description At most 50. */
                per_page?: components["parameters"]["perPage"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description SSH keys of the project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ssh_keys: components["schemas"]["SshKey"][];
                        meta: components["schemas"]["Meta"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    createSshKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    public_key: string;
                    labels: components["schemas"]["Labels"];
                };
            };
        };
        responses: {
            /** @description Stored. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ssh_key: components["schemas"]["SshKey"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    deleteSshKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    listPrimaryIps: {
        parameters: {
            query?: {
                label_selector?: components["parameters"]["labelSelector"];
                /** @description From 1. */
                page?: components["parameters"]["page"];
                /** @description At most 50. */
                per_page?: components["parameters"]["perPage"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Addresses of the project, in use or not. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        primary_ips: components["schemas"]["PrimaryIp"][];
                        meta: components["schemas"]["Meta"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    getPrimaryIp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One address. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        primary_ip: components["schemas"]["PrimaryIp"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    changePrimaryIp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    labels: components["schemas"]["Labels"];
                    auto_delete: boolean;
                };
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    deletePrimaryIp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    listNetworks: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: components["parameters"]["page"];
                /** @description At most 50. */
                per_page?: components["parameters"]["perPage"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Private networks of the project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        networks: components["schemas"]["Network"][];
                        meta: components["schemas"]["Meta"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    listFirewalls: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: components["parameters"]["page"];
                /** @description At most 50. */
                per_page?: components["parameters"]["perPage"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Firewalls of the project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        firewalls: components["schemas"]["Firewall"][];
                        meta: components["schemas"]["Meta"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    listVolumes: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: components["parameters"]["page"];
                /** @description At most 50. */
                per_page?: components["parameters"]["perPage"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Volumes of the project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        volumes: components["schemas"]["Volume"][];
                        meta: components["schemas"]["Meta"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    listPlacementGroups: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: components["parameters"]["page"];
                /** @description At most 50. */
                per_page?: components["parameters"]["perPage"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Placement groups of the project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        placement_groups: components["schemas"]["Named"][];
                        meta: components["schemas"]["Meta"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    listLocations: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: components["parameters"]["page"];
                /** @description At most 50. */
                per_page?: components["parameters"]["perPage"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where servers can be. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        locations: components["schemas"]["Location"][];
                        meta: components["schemas"]["Meta"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
    getImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One image. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        image: components["schemas"]["Image"];
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Refused"];
        };
    };
}
