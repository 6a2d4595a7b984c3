/**
 * Made from vendor/robot.yaml by: npm run generate:types
 * Not to be edited.
 */

export interface paths {
    "/server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/server/{server_number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getServer"];
        put?: never;
        post: operations["renameServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/server/{server_number}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCancellation"];
        put?: never;
        /** @description Ends the contract; the data is lost. */
        post: operations["cancelServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reset/{server_number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getReset"];
        put?: never;
        /** @description Restarts; allowed 50 times an hour. */
        post: operations["resetServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/wol/{server_number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Allowed 10 times an hour. */
        post: operations["wakeServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/boot/{server_number}/rescue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getRescue"];
        put?: never;
        /** @description Arms the rescue system for one boot. The answer may hold a password; we never read it. */
        post: operations["armRescue"];
        delete: operations["disarmRescue"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/boot/{server_number}/rescue/last": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getLastRescue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listKeys"];
        put?: never;
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/key/{fingerprint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ip/{ip}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getIp"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subnet/{ip}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSubnet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rdns/{ip}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getRdns"];
        put?: never;
        post: operations["setRdns"];
        delete: operations["deleteRdns"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vswitch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listVswitches"];
        put?: never;
        post: operations["createVswitch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vswitch/{vswitch_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getVswitch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vswitch/{vswitch_id}/server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["attachToVswitch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/order/currency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCurrency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/order/server/product": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/order/server/product/{product_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getProduct"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/order/server/transaction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listProductOrders"];
        put?: never;
        /** @description COSTS MONEY. There is no idempotency key. Never with a comment, which calls a person. Allowed 20 times a day. */
        post: operations["orderProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/order/server/transaction/{transaction_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getProductOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/order/server_market/product": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listAuction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/order/server_market/product/{product_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAuction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/order/server_market/transaction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listAuctionOrders"];
        put?: never;
        /** @description COSTS MONEY. There is no idempotency key. Never with a comment, which calls a person. Allowed 20 times a day. */
        post: operations["orderAuction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/order/server_market/transaction/{transaction_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAuctionOrder"];
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
        Refusal: {
            code: string;
            message: string;
            missing?: string[] | null;
            invalid?: string[] | null;
            /** @description How many calls were allowed (with RATE_LIMIT_EXCEEDED). */
            max_request?: number;
            /** @description In how many seconds. */
            interval?: number;
        };
        ListedServer: {
            server_number: number;
            server_name: string;
            /** @description Null with IPv6 only. */
            server_ip: string | null;
            /** @description A /64 without its length, as 2001:db8:1:2:: */
            server_ipv6_net: string | null;
            product: string;
            dc: string;
            /** @description ready or in process. */
            status: string;
        };
        Server: {
            server_number: number;
            server_name: string;
            server_ip: string | null;
            server_ipv6_net: string | null;
            product: string;
            dc: string;
            status: string;
            ip: string[] | null;
            subnet: {
                ip: string;
                mask: string;
            }[] | null;
            /** @description The rescue system can be armed. */
            rescue: boolean;
            reset: boolean;
        };
        Cancellation: {
            earliest_cancellation_date: string | null;
            cancelled: boolean;
            reservation_possible: boolean;
            cancellation_date: string | null;
        };
        Reset: {
            type: string[];
            operating_status: string | null;
        };
        Rescue: {
            /** @description Armed; false as soon as a boot has taken it. */
            active: boolean;
            host_key: components["schemas"]["WrappedFingerprint"][];
        };
        WrappedFingerprint: {
            key: {
                fingerprint: string;
            };
        };
        Key: {
            name: string;
            /** @description MD5 in colon form. */
            fingerprint: string;
            data: string;
        };
        Ip: {
            ip: string;
            gateway: string | null;
            mask: number | null;
        };
        Subnet: {
            ip: string;
            gateway: string | null;
            mask: number;
        };
        Rdns: {
            ptr: string;
        };
        ListedVswitch: {
            id: number;
            name: string;
            vlan: number;
            cancelled: boolean;
        };
        Vswitch: {
            id: number;
            name: string;
            vlan: number;
            cancelled: boolean;
            server: {
                server_number: number;
                /** @description ready, in process or failed. */
                status: string;
            }[];
        };
        Currency: {
            /** @description EUR or USD by account; never assumed. */
            currency: string;
        };
        Amount: {
            /** @description Decimal text with the account's VAT. */
            gross: string;
        };
        Addon: {
            id: string;
            prices: {
                location: string | null;
                price: components["schemas"]["Amount"];
            }[];
        };
        Product: {
            id: string;
            name: string;
            description: string[];
            dist: string[];
            /** @description Empty for what is listed but cannot be ordered. */
            prices: {
                location: string;
                price: {
                    gross: string;
                    hourly_gross: string | null;
                };
                price_setup: components["schemas"]["Amount"];
            }[];
            orderable_addons: components["schemas"]["Addon"][];
        };
        AuctionProduct: {
            /** @description One machine; it goes when it is sold. */
            id: number;
            name: string;
            description: string[];
            cpu: string;
            /** @description Gigabytes. */
            memory_size: number;
            datacenter: string;
            price_vat: string;
            price_hourly_vat: string | null;
            price_setup_vat: string;
            dist: string[];
            orderable_addons: components["schemas"]["Addon"][];
        };
        Transaction: {
            id: string;
            /** @description ISO 8601. */
            date: string;
            /** @description in process, ready or cancelled. */
            status: string;
            /** @description Only when ready. */
            server_number: number | null;
            authorized_key: components["schemas"]["WrappedFingerprint"][];
            host_key: components["schemas"]["WrappedFingerprint"][];
        };
    };
    responses: {
        /** @description Says why; may be no JSON at all. */
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
        serverNumber: string;
        fingerprint: string;
        ip: string;
        vswitchId: string;
        productId: string;
        transactionId: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listServers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Servers of the account; none is a 404. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        server: components["schemas"]["ListedServer"];
                    }[];
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    getServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_number: components["parameters"]["serverNumber"];
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
            default: components["responses"]["Refused"];
        };
    };
    renameServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_number: components["parameters"]["serverNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    server_name: string;
                };
            };
        };
        responses: {
            /** @description Renamed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        server: components["schemas"]["ListedServer"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    getCancellation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_number: components["parameters"]["serverNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether and when it ends. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cancellation: components["schemas"]["Cancellation"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    cancelServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_number: components["parameters"]["serverNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description yyyy-MM-dd, or now. */
                    cancellation_date: string;
                    /** @description One of those that the server lists. */
                    cancellation_reason?: string;
                    /** @description Needed where reservation_possible, else refused. */
                    reserve_location?: string;
                };
            };
        };
        responses: {
            /** @description Cancelled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cancellation: components["schemas"]["Cancellation"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    getReset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_number: components["parameters"]["serverNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the server can be restarted by. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        reset: components["schemas"]["Reset"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    resetServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_number: components["parameters"]["serverNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description sw, hw, power or power_long; man calls a technician and is never sent. */
                    type: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refused"];
        };
    };
    wakeServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_number: components["parameters"]["serverNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refused"];
        };
    };
    getRescue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_number: components["parameters"]["serverNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether it is armed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rescue: components["schemas"]["Rescue"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    armRescue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_number: components["parameters"]["serverNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    os: string;
                    /** @description MD5 fingerprints of keys that Robot holds. */
                    "authorized_key[]": string[];
                };
            };
        };
        responses: {
            /** @description Armed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rescue: components["schemas"]["Rescue"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    disarmRescue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_number: components["parameters"]["serverNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No longer armed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refused"];
        };
    };
    getLastRescue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server_number: components["parameters"]["serverNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last arming, with the host keys that were seen. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rescue: components["schemas"]["Rescue"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description SSH keys of the account; none is a 404. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: components["schemas"]["Key"];
                    }[];
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    name: string;
                    /** @description One OpenSSH line. */
                    data: string;
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
                        key: components["schemas"]["Key"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    deleteKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                fingerprint: components["parameters"]["fingerprint"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone; the body is empty. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refused"];
        };
    };
    getIp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ip: components["parameters"]["ip"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One IPv4 address. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ip: components["schemas"]["Ip"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    getSubnet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ip: components["parameters"]["ip"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One routed network. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        subnet: components["schemas"]["Subnet"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    getRdns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ip: components["parameters"]["ip"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rdns: components["schemas"]["Rdns"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    setRdns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ip: components["parameters"]["ip"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    ptr: string;
                };
            };
        };
        responses: {
            /** @description Made or replaced. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rdns: components["schemas"]["Rdns"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    deleteRdns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ip: components["parameters"]["ip"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone; the body is empty. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refused"];
        };
    };
    listVswitches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description vSwitches; not wrapped. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedVswitch"][];
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    createVswitch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    name: string;
                    /** @description 4000 to 4091. */
                    vlan: string;
                };
            };
        };
        responses: {
            /** @description Made; not wrapped. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vswitch"];
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    getVswitch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                vswitch_id: components["parameters"]["vswitchId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One vSwitch; not wrapped. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vswitch"];
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    attachToVswitch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                vswitch_id: components["parameters"]["vswitchId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    "server[]": string[];
                };
            };
        };
        responses: {
            /** @description Asked for; the body is empty. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Refused"];
        };
    };
    getCurrency: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the account pays in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Currency"];
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    listProducts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is offered; none is a 404. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        product: components["schemas"]["Product"];
                    }[];
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    getProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                product_id: components["parameters"]["productId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        product: components["schemas"]["Product"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    listProductOrders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Orders of the last 30 days; none is a 404. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        transaction: components["schemas"]["Transaction"];
                    }[];
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    orderProduct: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    product_id: string;
                    location: string;
                    "authorized_key[]": string[];
                    dist?: string;
                    "addon[]"?: string[];
                    /** @description true: checked, not ordered. */
                    test?: string;
                };
            };
        };
        responses: {
            /** @description Accepted; delivery may take days. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        transaction: components["schemas"]["Transaction"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    getProductOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transaction_id: components["parameters"]["transactionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        transaction: components["schemas"]["Transaction"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    listAuction: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is offered; none is a 404. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        product: components["schemas"]["AuctionProduct"];
                    }[];
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    getAuction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                product_id: components["parameters"]["productId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        product: components["schemas"]["AuctionProduct"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    listAuctionOrders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Orders of the last 30 days; none is a 404. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        transaction: components["schemas"]["Transaction"];
                    }[];
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    orderAuction: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    product_id: string;
                    "authorized_key[]": string[];
                    dist?: string;
                    "addon[]"?: string[];
                    /** @description true: checked, not ordered. */
                    test?: string;
                };
            };
        };
        responses: {
            /** @description Accepted; delivery may take days. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        transaction: components["schemas"]["Transaction"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
    getAuctionOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transaction_id: components["parameters"]["transactionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        transaction: components["schemas"]["Transaction"];
                    };
                };
            };
            default: components["responses"]["Refused"];
        };
    };
}
