/**
 * Made from openapi.yaml by: npm run generate:types
 * Not to be edited.
 */

export interface paths {
    "/v1/installs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists installs, newest first. */
        get: operations["listInstalls"];
        put?: never;
        /**
         * Starts an install, on a machine ordered now or on one that exists.
         * @description With `machine.order` the token needs the scope `order`, since this costs money. With `machine.existing` the
         *     request says `"erase": "planned-disks"`, or the install waits for this leave as `waiting-for-permit`: a machine that
         *     is reached by its rescue system is restarted into it, and nothing is wiped.
         *
         *     Sent again with the same `Idempotency-Key` and the same body, the call answers with the present state of the
         *     same install and starts nothing. Another body under a used key is refused.
         */
        post: operations["startInstall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installs/{installId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        /** One install as it is now. */
        get: operations["getInstall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installs/{installId}/events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        /**
         * What happened to an install, as a live stream or as pages.
         * @description By default a stream (`text/event-stream`): each event as stored, its number as `id`. It begins with the first
         *     event, or with the one after `Last-Event-ID` or `after`, goes on live, and closes after a last message
         *     `event: end` once the install is over. A reader that comes back with the last number it saw misses nothing and
         *     gets nothing twice. Silence is filled with a comment line every 15 seconds.
         *
         *     With `Accept: application/json` the answer is one page of stored events.
         */
        get: operations["readEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installs/{installId}/flake": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        /**
         * The files of the flake that the machine was made from.
         * @description There from the phase `plan` on. With `Accept: application/gzip` it comes as a tar archive.
         */
        get: operations["getFlake"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installs/{installId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Asks a running install to stop at its next safe point.
         * @description May be repeated. A machine that was taken into rescue and whose disks were not touched is restarted into its own
         *     system, and an event says so; one whose disks were wiped already stays as it is, and an ordered machine stays
         *     ordered. An install that ended as `ready` or `failed` is refused with 409.
         */
        post: operations["cancelInstall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flakes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Uploads a flake, for installs that name it as `system.flake.upload`.
         * @description The body is a tar archive packed with gzip, as `git archive --format=tar.gz HEAD` writes it, of at most 8 MiB, with
         *     flake.nix at its top or in its only folder. It is read file by file: absolute paths, `..`, links that lead out,
         *     hard links and devices are refused. What is kept is packed anew and sealed. The same files have the same id.
         */
        post: operations["uploadFlake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flakes/{flakeId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flakeId: string;
            };
            cookie?: never;
        };
        /** What is known of an uploaded flake; never its files. */
        get: operations["getUploadedFlake"];
        put?: never;
        post?: never;
        /** Forgets an uploaded flake. Installs that have it on their machine already are not touched. */
        delete: operations["deleteUploadedFlake"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installs/{installId}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        /**
         * What the machine told after failed tries, as a file.
         * @description Kept when an install fails after its disks may have been wiped: read from the installer or from the provider's rescue
         *     system, with the disks mounted read-only. Disks, arrays, boot entries, jobs, the journal of the installed system, the
         *     kernel's log. It may hold whatever the machine logs, so it needs the scope `install`.
         */
        get: operations["getEvidence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installs/{installId}/permit": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives an install that waits for it leave to wipe the disks of its plan.
         * @description An install on an existing machine without `"erase": "planned-disks"` is inspected and planned, and then waits as
         *     `waiting-for-permit` for 24 hours: `plan` shows its disks and its digest. With that digest here it goes on; with
         *     another one it is refused with 422. Without leave in time it fails as `request.permit-expired`, and a machine that
         *     was started into its rescue system is started into its own again.
         */
        post: operations["permitInstall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/installs/{installId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tries the request of a failed install again, on the machine that it had.
         * @description A new install, with `retryOf`. A machine that was ordered is used and not bought again; an order that the vendor
         *     refused is placed anew, which needs the scope `order`. Each failed install is tried again once: sent again, the call
         *     answers with that one install.
         */
        post: operations["retryInstall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/layouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every disk layout that there is, with what it needs, what it can be combined with, and a drawing. */
        get: operations["listLayouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Plans an install without destroying anything.
         * @description Takes the same body as an install. For a machine that exists it is looked at as it runs now; where we hold no key
         *     to it, it must be restarted into its provider's rescue system and back, which needs `"allowRescue": true`. For an
         *     order the vendor's prices and disks are read, and nothing is ordered; with `"rehearse": true` Robot checks the order
         *     of a dedicated server as well.
         *
         *     The plan's `digest` may be given as `planDigest` to an install: then only this very plan is carried out.
         */
        post: operations["makePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans/{planId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                planId: string;
            };
            cookie?: never;
        };
        /** One plan as it is now. */
        get: operations["getPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/machines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the machines that are known, newest first. */
        get: operations["listMachines"];
        put?: never;
        /**
         * Takes over a machine that was installed elsewhere.
         * @description Its facts are read at once; until that was done its `mode` is `reading`. A machine is known by its address: the
         *     same one twice is refused with 409.
         */
        post: operations["adoptMachine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/machines/{machineId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        /** One machine as it is now. */
        get: operations["getMachine"];
        put?: never;
        post?: never;
        /**
         * Gives the machine back to its vendor. ITS DATA IS LOST.
         * @description A cloud server is deleted, a dedicated one cancelled, at the earliest date or `on` another; a machine that is known
         *     by its address alone is just forgotten. Never done by itself, and only with the machine's own name. Refused while it
         *     is locked (here or at the vendor), or anything is at work on it. May be repeated: the answer is what is under way.
         */
        delete: operations["giveBackMachine"];
        options?: never;
        head?: never;
        /**
         * Changes labels, lock, or what is done when the machine does not answer.
         * @description With `If-Match`, only the version that was read is changed.
         */
        patch: operations["changeMachine"];
        trace?: never;
    };
    "/v1/machines/{machineId}/events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        /** What happened to a machine, by pages. */
        get: operations["readMachineEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/machines/{machineId}/facts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        /** What the machine told of itself, each time it was read, with the differences. */
        get: operations["listFacts"];
        put?: never;
        /** Reads the machine's facts anew, over the access that is held. */
        post: operations["readFacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/machines/{machineId}/flake": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        /**
         * The files of the flake that the machine runs, with its last deployment of modules.
         * @description With `Accept: application/gzip` it comes as a tar archive. An adopted machine has none.
         */
        get: operations["getMachineFlake"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/machines/{machineId}/reinstall": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes the machine anew, by an ordinary install.
         * @description By the provider's rescue system where there is one, else over the access that was kept. The answer is the install;
         *     follow it as any other. A locked machine is refused.
         */
        post: operations["reinstallMachine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/machines/{machineId}/give-back": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        /** How giving the machine back went, also when it is forgotten. */
        get: operations["getGiveBack"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/machines/{machineId}/rescue": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restarts the machine into its provider's rescue system, with a key for a person. */
        post: operations["enterRescue"];
        /** Restarts the machine out of the rescue system into its installed one. */
        delete: operations["leaveRescue"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/machines/{machineId}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives the passphrase to an encrypted machine that waits for it while it starts.
         * @description Needs access that was kept. The service waits up to 15 minutes for the initrd, over its pinned host key, answers each
         *     question once, and then waits for the system itself; events of the machine (`unlocked`, `unlock-failed`) tell how it
         *     ended. The passphrase is sealed until then, used once, and forgotten. A machine that is up already needs none.
         */
        post: operations["unlockMachine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/machines/{machineId}/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        /** The deployments of a machine, newest first. */
        get: operations["listDeployments"];
        put?: never;
        /**
         * Puts a new configuration on the machine, confirmed from outside or taken back by the machine itself.
         * @description The new system is built on the machine, and activated under a timer there. The service then reaches it over a new
         *     connection, with its pinned host key, and confirms; where that fails the machine goes back to its former system by
         *     itself. Only a confirmed system is made the one that boots. `generation` rolls back to a former one.
         */
        post: operations["startDeployment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/machines/{machineId}/deployments/{deploymentId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
                deploymentId: string;
            };
            cookie?: never;
        };
        /** One deployment as it is now. */
        get: operations["getDeployment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What can be ordered now, in one shape over cloud types, dedicated servers and the auction.
         * @description The vendors are asked by the engine alone, and seldom: what was read stays `fresh` for one minute (cloud) or five
         *     (Robot), however many ask. Older offers are shown as `stale` while they are read anew; the first who ask wait up to
         *     10 s. `sources` tells, for each account, how old its offers are. An order reads its prices once more, just before.
         */
        get: operations["listOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the accounts at vendors, oldest first; never their secrets. */
        get: operations["listAccounts"];
        put?: never;
        /**
         * Stores credentials under a name, and has the vendor asked whether it takes them.
         * @description They are sealed when stored and never returned. The vendor is asked by one cheap call, made by the engine: `state`
         *     is `checking` until it has answered. Credentials that it refuses are kept and not tried again until they are replaced.
         */
        post: operations["addAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{provider}/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: components["parameters"]["provider"];
                /** @description Its name. */
                account: components["parameters"]["account"];
            };
            cookie?: never;
        };
        /** One account as it is now. */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        /**
         * Forgets an account and its credentials.
         * @description Refused with 409 while an install runs on it. Machines that were made with it stay known, but cannot be rescued,
         *     restarted, reinstalled or given back through the vendor until there is an account of this name again.
         */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        /**
         * Replaces the credentials, and has the vendor asked about the new ones.
         * @description Running installs use the new ones from their next call on. A refusal of the former credentials holds no more.
         *     An account of the service's configuration is changed there, and not by this call (409).
         */
        patch: operations["changeAccount"];
        trace?: never;
    };
    "/v1/accounts/{provider}/{account}/check": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: components["parameters"]["provider"];
                /** @description Its name. */
                account: components["parameters"]["account"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Has the vendor asked again whether it takes the credentials.
         * @description Robot's are not tried again once they were refused; replace them first.
         */
        post: operations["checkAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens to all installs, as a live stream or as pages.
         * @description As the events of one install, over all of them. A stream begins with the event after `Last-Event-ID` or `after`;
         *     with neither it begins now. It ends only with the service or the reader. Lines of output are left out unless
         *     `output=true`. With `Accept: application/json` the answer is one page of stored events.
         */
        get: operations["readAllEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists webhooks, oldest first; never their secrets. */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Makes a webhook; its secret is in this one answer.
         * @description The target hears of events from now on, per install in their order, by `POST` as Standard Webhooks describes:
         *     `webhook-id` (the same for every attempt), `webhook-timestamp`, `webhook-signature`. The body is
         *     `{"type": "install.KIND", "timestamp": …, "data": EVENT}`. An answer 2xx takes it; otherwise it is sent again
         *     with growing pauses for more than a day, then the webhook is disabled. An answer 410 disables it at once.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhookId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: components["parameters"]["webhook-id"];
            };
            cookie?: never;
        };
        /** One webhook as it is now. */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /** Forgets a webhook and all that is due to it. */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Changes what is named.
         * @description Made active again, a webhook hears of events from then on; `replay` brings back what it missed. With `If-Match`,
         *     only the version that was read is changed.
         */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/v1/webhooks/{webhookId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: components["parameters"]["webhook-id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a test call, of the type `webhook.test`. */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhookId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: components["parameters"]["webhook-id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends every event after a number again, with the same `webhook-id` as before. */
        post: operations["replayWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists tokens, oldest first; never their text. */
        get: operations["listTokens"];
        put?: never;
        /** Makes a token; its text is in this one answer and is kept nowhere. */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{tokenId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tokenId: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes a token out of use for ever.
         * @description A token of the configuration comes back when the service is started again with it.
         */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed what, when, and from where; oldest first.
         * @description Every call that may change something and came with a valid token, with the status it was answered with. Entries
         *     are only ever added. With `Accept: application/x-ndjson` everything after `after` comes as one entry a line.
         */
        get: operations["readAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics of this process in the text format of Prometheus.
         * @description Counters and durations are those of this process since its start; `ironflake_installs` is that of the database.
         */
        get: operations["readMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process is alive; asks nothing else. */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether calls can be served now, with what was checked. */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This contract. */
        get: operations["getContract"];
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
        /**
         * @description What a machine told of itself. Made by the service's own probe; the input of a plan beside the request. Whatever is
         *     not known is null, or `unknown`.
         */
        Facts: {
            /** @enum {string} */
            architecture: "x86_64" | "aarch64" | "unknown";
            /** @enum {string} */
            firmware: "bios" | "uefi";
            cpu: {
                model: string;
                cores: number;
                /** @enum {string} */
                vendor: "intel" | "amd" | "arm" | "unknown";
            };
            memoryMib: number;
            memoryAvailableMib: number;
            product: string | null;
            isVirtual: boolean;
            disks: components["schemas"]["MeasuredDisk"][];
            links: components["schemas"]["MeasuredLink"][];
            routes: components["schemas"]["MeasuredRoute"][];
            nameservers: string[];
            system: components["schemas"]["RunningSystem"];
            /** @description Kernel modules between the machine and its disks. */
            storageDrivers: string[];
            /** @description MAC addresses of cards that the provider says are in private networks; absent when it told of none. */
            privateMacs?: string[];
        };
        /**
         * @description What a plan is made of beside the facts: an InstallRequest without its machine and its permission. The same body may
         *     be given whole; what says where the machine is and what may be wiped is not looked at.
         */
        GenerateRequest: {
            system: components["schemas"]["SystemRequest"];
            layout?: components["schemas"]["LayoutRequest"];
            machine?: {
                [key: string]: unknown;
            };
            erase?: string;
            planDigest?: string;
            diskPassphrase?: string;
            /** @description URLs of the flake's inputs; those of the service's configuration when absent. */
            inputs?: {
                nixpkgsUrl?: string;
                diskoUrl?: string;
            };
        };
        /**
         * @description `waiting-for-permit`: the plan is made, and `permit` gives leave to wipe its disks.
         * @enum {string}
         */
        InstallState: "queued" | "running" | "waiting-for-permit" | "ready" | "failed" | "cancelling" | "cancelled";
        InputError: {
            /** @enum {string} */
            in: "body" | "query" | "header" | "path";
            /**
             * @description JSON pointer (RFC 6901) into that part of the request.
             * @example /system/hostname
             */
            pointer: string;
            detail: string;
        };
        /** @description RFC 9457. Match by `code`. */
        Problem: {
            /**
             * @description `urn:ironflake:error:` and the code.
             * @example urn:ironflake:error:request.invalid
             */
            type: string;
            /** @description What this code means. */
            title: string;
            status: number;
            /** @description What happened this time. */
            detail: string;
            /** @example request.invalid */
            code: string;
            /** @description The path that was called. */
            instance: string;
            /** @description As in the header `x-request-id` and in the log. */
            requestId: string;
            /** @description What to do about it. */
            advice?: string;
            /** @description Facts that a program may read. */
            details?: {
                [key: string]: unknown;
            };
            /** @description For an invalid request, each place that is wrong. */
            errors?: components["schemas"]["InputError"][];
        };
        /** @enum {string} */
        Phase: "order" | "reach" | "inspect" | "plan" | "permit" | "kexec" | "disko" | "install" | "reboot" | "verify";
        /** Format: date-time */
        Instant: string;
        /** @description What is waited for, in words, and until when. */
        Waiting: {
            for: string;
            until: components["schemas"]["Instant"];
            /**
             * Format: date-time
             * @description When it is looked for next; only where looks are far apart, as at a delivery that takes days.
             */
            nextLookAt?: string;
        };
        /** @description Why an install failed. */
        InstallProblem: {
            type: string;
            title: string;
            code: string;
            detail: string;
            advice: string;
            details: {
                [key: string]: unknown;
            };
        };
        InstallLinks: {
            self: string;
            events: string;
            flake: string;
            cancel: string;
            permit: string;
            retry: string;
            evidence: string;
        };
        InstallSummary: {
            installId: string;
            hostname: string;
            state: components["schemas"]["InstallState"];
            phase: components["schemas"]["Phase"] | null;
            waiting: components["schemas"]["Waiting"] | null;
            problem: components["schemas"]["InstallProblem"] | null;
            createdAt: components["schemas"]["Instant"];
            updatedAt: components["schemas"]["Instant"];
            endedAt: components["schemas"]["Instant"] | null;
            links: components["schemas"]["InstallLinks"];
        };
        InstallPage: {
            items: components["schemas"]["InstallSummary"][];
            /** @description null on the last page. */
            nextCursor: string | null;
        };
        /**
         * @description Name of the provider's credentials.
         * @example main
         */
        AccountName: string;
        /**
         * @description One label of RFC 1123, in lower case.
         * @example web-1
         */
        Hostname: string;
        /** @description Id or name in the project of the account. */
        CloudThing: string;
        /** @description Orders a cloud server. Costs money. */
        OrderRequest: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "hcloud";
            account: components["schemas"]["AccountName"];
            name: components["schemas"]["Hostname"];
            /** @description Tried in order, each with every location in order. */
            serverTypes: string[];
            locations: string[];
            /** @description The most the machine may cost a month; dearer choices are passed over. */
            maxPrice?: {
                /**
                 * @description Decimal, VAT included.
                 * @example 12.00
                 */
                monthlyGross: string;
                /** @example EUR */
                currency: string;
            };
            /**
             * @description How the installer gets onto the new machine. `image`: its first boot is a stock image with a host key of our
             *     own, so that the first answer is verified. `rescue`: it is made powered off, and its first boot is the
             *     provider's rescue system, whose host key has to be trusted on sight.
             * @default image
             * @enum {string}
             */
            path?: "image" | "rescue";
            /**
             * @description Id or name of the image to start from; it has to read cloud-init for the path `image`. When absent, a small
             *     one that the provider offers now.
             * @example debian-13
             */
            image?: string;
            /**
             * @description Costs extra. Without it the machine has IPv6 only, and the service must have IPv6 too.
             * @default true
             */
            withIpv4?: boolean;
            /** @default true */
            withIpv6?: boolean;
            /** @description A primary IP that is there already, in place of a new one. */
            primaryIpv4?: components["schemas"]["CloudThing"];
            /** @description The same for IPv6. */
            primaryIpv6?: components["schemas"]["CloudThing"];
            /** @description Private networks. */
            networks?: components["schemas"]["CloudThing"][];
            /** @description They must let in TCP port 22, by which the machine is installed. */
            firewalls?: components["schemas"]["CloudThing"][];
            /** @description Attached, and left alone; only locations that they are in are considered. */
            volumes?: components["schemas"]["CloudThing"][];
            placementGroup?: components["schemas"]["CloudThing"];
            /** @description Labels of the server. Those that begin with `ironflake-` are the service's own. */
            labels?: {
                [key: string]: string;
            };
        };
        /** @enum {string} */
        DiskKind: "nvme" | "ssd" | "hdd";
        /** @description What the machine has to be; every given property must hold. */
        MachineWish: {
            /** @enum {string} */
            architecture?: "x86_64" | "aarch64";
            /** @description Text within the name of the processor, in any case. */
            cpu?: string;
            minMemoryGb?: number;
            disks?: {
                kind?: components["schemas"]["DiskKind"];
                minCount: number;
                minSizeGb?: number;
            }[];
            /** @description `FSN1` means every building there, in any case. */
            locations?: string[];
        };
        /**
         * @description Orders a dedicated server, new or from the auction. Costs money, cannot be sent back for free, and may take days
         *     to be handed over; the install waits for it.
         */
        RobotOrderRequest: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "robot";
            account: components["schemas"]["AccountName"];
            name: components["schemas"]["Hostname"];
            /**
             * @description `product`: built or taken from stock; `auction`: one particular used machine.
             * @enum {string}
             */
            channel: "product" | "auction";
            /** @description Products or numbers of the auction, tried in this order. When absent, whatever fits, cheapest first. */
            ids?: string[];
            wish?: components["schemas"]["MachineWish"];
            /**
             * @description An IPv4 address costs extra; without one the machine has IPv6 only.
             * @default true
             */
            withIpv4?: boolean;
            /** @description The most the machine may cost a month, and once; dearer offers are passed over. */
            maxPrice: {
                /**
                 * @description Decimal, VAT and the IPv4 address included.
                 * @example 60.00
                 */
                monthlyGross: string;
                /**
                 * @description Decimal, VAT included; paid once and lost at once.
                 * @example 0.00
                 */
                setupGross: string;
                /** @example EUR */
                currency: string;
            };
        };
        /** @description Orders a machine. Costs money. */
        AnyOrderRequest: components["schemas"]["OrderRequest"] | components["schemas"]["RobotOrderRequest"];
        ExistingHcloudMachine: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "hcloud";
            account: components["schemas"]["AccountName"];
            /** @description Id or name at the provider. */
            server: string;
        };
        /** @description A dedicated server; it is restarted into its rescue system. */
        ExistingRobotMachine: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "robot";
            account: components["schemas"]["AccountName"];
            /** @description Server number or name. */
            server: string;
        };
        /** @description Any host that already answers to SSH as root on some Linux. */
        ExistingSshMachine: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "ssh";
            /** @description IP address or name. */
            host: string;
            /** @default 22 */
            port?: number;
            /**
             * @default root
             * @constant
             */
            user?: "root";
            /** @description The host's public key. When absent the first one seen is trusted, and the proof says so. */
            hostKey?: string;
            /** @description OpenSSH private key that may log in. Sealed when stored, never returned. */
            privateKey: string;
        };
        ExistingMachine: components["schemas"]["ExistingHcloudMachine"] | components["schemas"]["ExistingRobotMachine"] | components["schemas"]["ExistingSshMachine"];
        /** @description Exactly one of `order` and `existing`. */
        MachineRequest: {
            order?: components["schemas"]["AnyOrderRequest"];
            existing?: components["schemas"]["ExistingMachine"];
        };
        /**
         * @description The caller's own flake, by exactly one of `url` and `upload`. With `own` it is used as it is; before anything is
         *     wiped Nix evaluates it on the machine, and it is refused unless the machine could be reached again: SSH with one of
         *     the `authorizedKeys` for root, boot loader, network, host name, and no disks but the planned ones. With `extend` our
         *     disks, network and hardware are added to it by `extendModules`.
         */
        FlakeRequest: {
            /** @enum {string} */
            mode: "own" | "extend";
            /**
             * @description Name below `nixosConfigurations`.
             * @example web-1
             */
            attribute: string;
            /**
             * @description As Nix writes it, without any secret; the machine itself fetches it.
             * @example github:acme/infra
             */
            url?: string;
            /** @description The `flakeId` that `POST /v1/flakes` answered. */
            upload?: string;
            /** @description OpenSSH private key for a `git+ssh:` URL. Sealed when stored, never returned. */
            deployKey?: string;
            /** @description Lines of known_hosts for the host of the `deployKey`; needed with it. */
            knownHosts?: string[];
            /** @description Of the forge, sent over https alone. Sealed when stored, never returned. */
            token?: string;
        };
        BuildRequest: {
            /**
             * @description `target`: on the machine itself. `service`: where this service runs, if its configuration allows it; the
             *     result is copied over SSH. `storePaths`: nowhere; the system was built before and is fetched by the machine.
             * @default target
             * @enum {string}
             */
            place?: "target" | "service" | "storePaths";
            /** @description Binary caches beside the usual one. One that the machine cannot reach is left out, and an event says so. */
            substituters?: {
                /** @example https://cache.example.org */
                url: string;
                publicKey: string;
            }[];
            /** @description Needed for the place `storePaths`. How the disks are divided is then the script's; which they are, `layout` says. */
            storePaths?: {
                /** @description `config.system.build.toplevel`. */
                system: string;
                /** @description `config.system.build.formatMount` of disko; it formats and mounts, and wipes nothing. */
                disko: string;
            };
        };
        /**
         * @description The installed machine fetches its configuration once a day, builds it and switches to it by itself (`system.autoUpgrade` of
         *     NixOS), without this service.
         */
        PullPolicy: {
            /**
             * @description Reference of a flake, without any password; without `#` the system of the machine's hostname is taken.
             * @example github:acme/infra/main#web-1
             */
            flake: string;
            /**
             * @description In the time zone of the machine, and up to half an hour later.
             * @default 04:40
             */
            at?: string;
            /**
             * @description Restarts the machine where the kernel has changed.
             * @default false
             */
            allowReboot?: boolean;
        };
        VlanRequest: {
            /**
             * @description A vSwitch has one from 4000 to 4091.
             * @example 4000
             */
            id: number;
            addresses: string[];
            /** @description Never the default route, which is that of the link below. */
            routes?: {
                /** @example 10.0.0.0/16 */
                destination: string;
                /**
                 * @description Within the own addresses.
                 * @example 10.0.1.1
                 */
                gateway: string;
            }[];
            /** @default 1400 */
            mtuBytes?: number;
        };
        /**
         * @description Beside what is measured: cards, bonds, their addresses and static VLANs are found on the machine, cards in private networks of
         *     a cloud server at the provider. Not with a flake that is used as it is.
         */
        NetworkRequest: {
            /**
             * @description On the link that leads out, beside its measured ones; of subnets that are routed to the machine. Where the provider can tell,
             *     one that is not routed to it is refused before anything is touched.
             */
            addresses?: string[];
            /**
             * @description VLANs on the link that leads out, as the vSwitches of dedicated servers are. Where the provider can tell, a machine that is
             *     not joined to the vSwitch is refused before anything is touched.
             */
            vlans?: components["schemas"]["VlanRequest"][];
        };
        /** @description Exactly one of `content` and `secret`. Missing folders are made, owned by root, mode 0755. */
        SystemFile: {
            /**
             * @description Absolute; not where the install puts things of its own.
             * @example /var/lib/app/token
             */
            path: string;
            content?: string;
            /** @description Sealed when stored, never returned, brought to the machine on stdin. */
            secret?: string;
            /**
             * @description Octal. 0644 when absent, 0400 for a secret.
             * @example 0400
             */
            mode?: string;
            /**
             * @description `USER:GROUP`, each a number or a name that the installed system declares (checked by Nix before the wipe). A file
             *     with a name belongs to root until the system is installed.
             * @default 0:0
             * @example 1000:100
             * @example nginx:nginx
             */
            owner?: string;
        };
        SystemRequest: {
            hostname: components["schemas"]["Hostname"];
            /** @description Public keys that may log in as root on the installed system. */
            authorizedKeys: string[];
            /** @description NixOS modules as source text, each one expression. */
            modules?: string[];
            /** @default UTC */
            timeZone?: string;
            /** @default 26.05 */
            stateVersion?: string;
            /**
             * @description Branch of nixpkgs that the flake follows; the service's own when absent. The lock names the exact revision.
             * @example nixos-26.05
             */
            channel?: string;
            flake?: components["schemas"]["FlakeRequest"];
            build?: components["schemas"]["BuildRequest"];
            pull?: components["schemas"]["PullPolicy"];
            network?: components["schemas"]["NetworkRequest"];
            /** @description Files put onto the new disks before the first boot; they are neither in the flake nor in the Nix store. */
            files?: components["schemas"]["SystemFile"][];
        };
        /**
         * @description How the disks are arranged, and the file system on them. A mirror, `raid10` or `raidz1` starts from each of its
         *     disks alone. The ones with ZFS were evaluated with disko, but never booted in the lab.
         * @enum {string}
         */
        LayoutPreset: "single-ext4" | "single-btrfs" | "single-zfs" | "mirror-ext4" | "mirror-btrfs" | "mirror-zfs" | "stripe-ext4" | "raid10-ext4" | "raidz1";
        /** @description Every given property must hold. */
        DiskSelector: {
            kind?: components["schemas"]["DiskKind"];
            /** @enum {string} */
            transport?: "nvme" | "sata" | "sas" | "scsi" | "virtio" | "usb";
            minSizeGib?: number;
            maxSizeGib?: number;
            count?: number;
            /**
             * @description Takes disks whose own SMART verdict is that they are failing, too.
             * @default false
             */
            allowFailing?: boolean;
            serials?: string[];
            /** @description Names below /dev/disk/by-id, with or without that prefix. */
            byIds?: string[];
        };
        /** @description A kind of disk, or more exactly by a selector. */
        DiskWish: components["schemas"]["DiskKind"] | components["schemas"]["DiskSelector"];
        /** @description Either formatted anew with a preset, or kept. */
        DataGroup: {
            select: components["schemas"]["DiskWish"];
            /** @example /var/lib */
            mountpoint: string;
            preset?: components["schemas"]["LayoutPreset"];
            /**
             * @description The one file system on these disks stays as it is, and is mounted. No script ever names its disks.
             * @default false
             */
            keep?: boolean;
        };
        /** @description One group of disks for data, or several. */
        DataGroups: components["schemas"]["DataGroup"] | components["schemas"]["DataGroup"][];
        /** @description The disks that are wanted, by exactly one of `preset` and `module`; one disk with ext4 when absent. */
        LayoutRequest: {
            preset?: components["schemas"]["LayoutPreset"];
            /**
             * @description A disko module of your own, as source text; a part of the generated or extended flake. `disks` says which disks may be
             *     wiped: all that fit the selector, given to the module as the argument `disks`. Nix evaluates it before the wipe; it is
             *     refused unless it divides exactly these, has a root and what the firmware starts from, and its sizes fit.
             */
            module?: string;
            disks?: {
                /** @description Any fixed disk when absent. */
                system?: components["schemas"]["DiskWish"];
                data?: components["schemas"]["DataGroups"];
            };
            /** @default 1024 */
            espSizeMib?: number;
            /** @default 0 */
            swapSizeMib?: number;
            /**
             * @description Root, swap and new data are encrypted; not with ZFS. While it starts the machine waits to be unlocked over SSH
             *     (port 2222); the first time the service does that itself, with `diskPassphrase`.
             * @default false
             */
            luks?: boolean;
            /**
             * @description Root and swap are logical volumes. Not with ZFS.
             * @default false
             */
            lvm?: boolean;
            /**
             * @description The root starts empty at every boot. Only with btrfs and ZFS.
             * @default false
             */
            impermanence?: boolean;
        };
        /**
         * @description Opens the encrypted disks of a layout with `luks`. Sealed while the install runs, brought to the machine on stdin,
         *     then forgotten; never returned. When absent, the service makes one and tells it once, as `diskPassphrase` of the
         *     answer that starts the install.
         */
        DiskPassphrase: string;
        Labels: {
            [key: string]: string;
        };
        OnFailure: {
            /**
             * @description Tries in all within this install, each from the beginning on the same machine, where another one may help. What was
             *     bought is not bought again, and no other disks are wiped.
             */
            attempts: number;
        };
        /** @description OpenSSH private key for a `git+ssh:` URL. Sealed when stored, never returned. */
        deployKey: string;
        /** @description Lines of known_hosts for the host of the `deployKey`; needed with it. */
        knownHosts: string[];
        /** @description Of the forge, sent over https alone. Sealed when stored, never returned. */
        token: string;
        /**
         * @description Where the generated flake is pushed to once the machine is proven, by git, from where this service runs. A push that
         *     fails does not fail the install; an event says why, and what to do.
         */
        PushRequest: {
            /**
             * @description Without any secret: https or ssh.
             * @example ssh://git@git.example.org/infra.git
             */
            url: string;
            /**
             * @description Made when it is not there.
             * @default main
             */
            branch?: string;
            /** @description Folder of the flake in the repository, replaced whole; the host name when absent. Empty for the top, where only files of the flake are changed. */
            path?: string;
            deployKey?: components["schemas"]["deployKey"];
            knownHosts?: components["schemas"]["knownHosts"];
            token?: components["schemas"]["token"];
        };
        InstallRequest: {
            machine: components["schemas"]["MachineRequest"];
            system: components["schemas"]["SystemRequest"];
            layout?: components["schemas"]["LayoutRequest"];
            diskPassphrase?: components["schemas"]["DiskPassphrase"];
            /**
             * @description Leave to wipe the disks of the plan, and only these. Needed for a machine that exists.
             * @enum {string}
             */
            erase?: "planned-disks";
            /** @description When given, only the plan with this digest is carried out. */
            planDigest?: string;
            /** @description Of the install, and of its machine where that is new. */
            labels?: components["schemas"]["Labels"];
            onFailure?: components["schemas"]["OnFailure"];
            /**
             * @description Keeps a key of the service among the authorized keys of the flake, so that it can deploy to the machine, look
             *     after it, and reinstall it with its host key. When absent, no way in is left behind.
             * @enum {string}
             */
            access?: "keep";
            push?: components["schemas"]["PushRequest"];
        };
        /**
         * @description How an encrypted machine is unlocked while it starts: `ssh -t -p PORT root@ADDRESS`, which asks for the passphrase,
         *     or `POST /v1/machines/{machineId}/unlock` where access was kept.
         */
        Unlock: {
            port: number;
            /** @description Of the initrd, and not that of the installed system. */
            hostKey: string;
            knownHostsLine: string;
        };
        /** @description What was seen on the installed machine; every line was read from it. */
        Proof: {
            address: string;
            hostKey: string;
            knownHostsLine: string;
            /**
             * @description How the host key of the first contact was known.
             * @enum {string}
             */
            firstContact: "injected" | "published" | "given" | "first-use";
            bootIdBefore: string;
            bootId: string;
            systemPath: string;
            mounts: {
                mountpoint: string;
                source: string;
                serials: string[];
            }[];
            arrays: {
                name: string;
                state: string;
                isComplete: boolean;
            }[];
            /** @description null where the system has no systemd. */
            failedUnits: string[] | null;
            unlock: components["schemas"]["Unlock"] | null;
            checkedAt: components["schemas"]["Instant"];
        };
        PhaseTiming: {
            phase: components["schemas"]["Phase"];
            startedAt: components["schemas"]["Instant"];
            endedAt: components["schemas"]["Instant"] | null;
            /** @description 0 while the phase runs. */
            totalMs: number;
            /** @description The part in which the machine or its provider was at work. */
            machineMs: number;
        };
        InstallMachine: {
            /** @enum {string} */
            provider: "hcloud" | "robot" | "ssh";
            account: string | null;
            /** @description The vendor's id; `host:port` for ssh. */
            providerRef: string;
            addresses: {
                host: string;
                port: number;
            }[];
        };
        OrderChoice: {
            serverType: string;
            location: string;
            /** @description A month, with VAT. */
            monthlyGross: string;
            /** @description Paid once, with VAT. */
            setupGross: string;
            currency: string;
        };
        InstallOrder: {
            /** @description The provider's reference of the order or machine. */
            providerRef: string;
            /** @description The offer that was taken; null where the order was found again after its answer had been lost. */
            chosen: components["schemas"]["OrderChoice"] | null;
            /** @description What was looked at or tried before, and why it was not taken. */
            passedOver: string[];
        };
        PlannedDisk: {
            /** @description Path below /dev/disk/by-id. */
            device: string;
            model: string | null;
            serial: string | null;
            wwn: string | null;
            sizeBytes: number;
            /** @description What stands on it now. */
            contents: string[];
        };
        PlannedPartition: {
            disk: string;
            number: number;
            name: string;
            /** @description null for all that is left. */
            sizeMib: number | null;
            /**
             * @description In words.
             * @example ext4 at /
             */
            holds: string;
        };
        PlannedArray: {
            name: string;
            level: number;
            memberCount: number;
            holds: string;
        };
        PlanSummary: {
            digest: string;
            /**
             * @description The preset of the layout, or `module` for one of the caller's own.
             * @enum {string}
             */
            preset: "single-ext4" | "single-btrfs" | "single-zfs" | "mirror-ext4" | "mirror-btrfs" | "mirror-zfs" | "stripe-ext4" | "raid10-ext4" | "raidz1" | "module";
            /** @enum {string} */
            firmware: "bios" | "uefi";
            disksToWipe: components["schemas"]["PlannedDisk"][];
            disksLeftAlone: components["schemas"]["PlannedDisk"][];
            bytesToWipe: number;
            partitions: components["schemas"]["PlannedPartition"][];
            arrays: components["schemas"]["PlannedArray"][];
            warnings: string[];
        };
        Install: {
            installId: string;
            hostname: string;
            state: components["schemas"]["InstallState"];
            phase: components["schemas"]["Phase"] | null;
            waiting: components["schemas"]["Waiting"] | null;
            problem: components["schemas"]["InstallProblem"] | null;
            proof: components["schemas"]["Proof"] | null;
            timings: components["schemas"]["PhaseTiming"][];
            /** @description null until the machine is known. */
            machine: components["schemas"]["InstallMachine"] | null;
            /** @description What was ordered, and what was not and why; null until the provider took an order. */
            order: components["schemas"]["InstallOrder"] | null;
            /** @description null until the phase `plan`. */
            plan: components["schemas"]["PlanSummary"] | null;
            /** @description The disks of the plan as an SVG document, as `POST /v1/plans` draws them; null until the phase `plan`. */
            picture: string | null;
            /** @description A line for `known_hosts` with the host key that was proven; null until `ready`. */
            knownHosts: string | null;
            labels: components["schemas"]["Labels"];
            /** @description The failed install that this one is another try of. */
            retryOf: string | null;
            /**
             * @description What the service made to encrypt the disks with. Only in the answer that starts the install, and in repeats of
             *     that call with the same `Idempotency-Key` while the install runs: keep it, for then it is forgotten.
             */
            diskPassphrase?: string;
            createdAt: components["schemas"]["Instant"];
            updatedAt: components["schemas"]["Instant"];
            endedAt: components["schemas"]["Instant"] | null;
            links: components["schemas"]["InstallLinks"];
        };
        PlainEvent: {
            /** @enum {string} */
            kind: "created" | "resumed" | "cancelled";
        };
        PhaseStarted: {
            /** @constant */
            kind: "phase-started";
            phase: components["schemas"]["Phase"];
        };
        PhaseEnded: {
            /** @constant */
            kind: "phase-ended";
            phase: components["schemas"]["Phase"];
            totalMs: number;
            machineMs: number;
        };
        WaitingEvent: {
            /** @constant */
            kind: "waiting";
            for: string;
            until: components["schemas"]["Instant"];
        };
        Note: {
            /** @constant */
            kind: "note";
            text: string;
            fields: {
                [key: string]: unknown;
            };
        };
        /** @description One line that long work on the machine printed. */
        Output: {
            /** @constant */
            kind: "output";
            job: string;
            sequence: number;
            text: string;
        };
        ErrorData: {
            code: string;
            message: string;
            details: {
                [key: string]: unknown;
            };
        };
        Retrying: {
            /** @constant */
            kind: "retrying";
            step: string;
            attempt: number;
            problem: components["schemas"]["ErrorData"];
        };
        ReadyEvent: {
            /** @constant */
            kind: "ready";
            proof: components["schemas"]["Proof"];
        };
        FailedEvent: {
            /** @constant */
            kind: "failed";
            problem: components["schemas"]["ErrorData"];
        };
        EventBody: components["schemas"]["PlainEvent"] | components["schemas"]["PhaseStarted"] | components["schemas"]["PhaseEnded"] | components["schemas"]["WaitingEvent"] | components["schemas"]["Note"] | components["schemas"]["Output"] | components["schemas"]["Retrying"] | components["schemas"]["ReadyEvent"] | components["schemas"]["FailedEvent"];
        InstallEvent: {
            /** @description Grows with time over all installs. */
            eventId: number;
            installId: string;
            at: components["schemas"]["Instant"];
            body: components["schemas"]["EventBody"];
        };
        EventPage: {
            items: components["schemas"]["InstallEvent"][];
            /** @description Give it as `after` to read on. */
            lastEventId: number;
            /** @description The install is over and no later event is stored. */
            isEnd: boolean;
        };
        Flake: {
            installId: string;
            files: {
                /** @example disko.nix */
                path: string;
                text: string;
            }[];
        };
        UploadedFlake: {
            /** @example 0f343b0931126a20f133d67c2b018a3b */
            flakeId: string;
            /** @description Of the archive as it was packed anew, hex. */
            sha256: string;
            files: number;
            /** @description Of all files together. */
            sizeBytes: number;
            /** @description Whether it brings a flake.lock. */
            isLocked: boolean;
        };
        PermitRequest: {
            /** @description `plan.digest` of the install. */
            planDigest: string;
        };
        RetryRequest: {
            /** @description For a machine given by its address; the one of the first call was forgotten when it ended. */
            privateKey?: string;
        };
        Layout: {
            preset: components["schemas"]["LayoutPreset"];
            /** @enum {string} */
            redundancy: "single" | "mirror" | "stripe" | "raid10" | "raidz1";
            /** @enum {string} */
            filesystem: "ext4" | "btrfs" | "zfs";
            needs: {
                minimumDisks: number;
                /** @description null for as many as there are. */
                maximumDisks: number | null;
                /** @description Of each disk, with the default sizes and without swap. */
                minimumDiskMib: number;
                /** @description On aarch64 UEFI alone. */
                firmware: ("bios" | "uefi")[];
                architectures: ("x86_64" | "aarch64")[];
            };
            /** @description What it can be combined with. */
            options: {
                luks: boolean;
                lvm: boolean;
                impermanence: boolean;
                /** @description Whether a data group may have this preset. */
                data: boolean;
            };
            /** @description What may fail without a loss, in words. */
            survives: string;
            /** @description Whether the lab boots it; else it was evaluated with disko alone. */
            isBootTested: boolean;
            /** @description Layouts of the same file system that are offered where there are too few or too many disks. */
            nearest: components["schemas"]["LayoutPreset"][];
            /** @description The JSON schema of `layout` in a request with this preset. */
            schema: {
                [key: string]: unknown;
            };
            /** @description An SVG document: the layout on an example machine, drawn as plans are. */
            drawing: string;
        };
        LayoutList: {
            items: components["schemas"]["Layout"][];
        };
        PlanRequest: {
            machine: components["schemas"]["MachineRequest"];
            system: components["schemas"]["SystemRequest"];
            layout?: components["schemas"]["LayoutRequest"];
            /** @description Without meaning here; it is not stored. */
            diskPassphrase?: components["schemas"]["DiskPassphrase"];
            /**
             * @description Without meaning here; nothing is wiped for a plan.
             * @enum {string}
             */
            erase?: "planned-disks";
            /** @description Without meaning here. */
            planDigest?: string;
            /**
             * @description As for an install.
             * @enum {string}
             */
            access?: "keep";
            push?: components["schemas"]["PushRequest"];
            /** @description For a token that is limited to labels; without another meaning here. */
            labels?: components["schemas"]["Labels"];
            /** @description Without meaning here. */
            onFailure?: components["schemas"]["OnFailure"];
            /**
             * @description Leave to restart a machine to which we hold no key into its rescue system and back.
             * @default false
             */
            allowRescue?: boolean;
            /**
             * @description For the order of a dedicated server: have Robot check this very order (its `test=true`) beside reading what it
             *     offers. Nothing is ordered. It needs the scope `order`, since it may use up one of the 20 orders that Robot allows
             *     a day, and it does not prove that the machine is in stock.
             * @default false
             */
            rehearse?: boolean;
        };
        /** @enum {string} */
        PlanState: "queued" | "running" | "ready" | "failed";
        /** @description What the order would buy now, as the vendor sells it. Its digest is known once the machine is there. */
        OrderProfile: {
            /** @enum {string} */
            provider: "hcloud" | "robot" | "ssh";
            serverType: string;
            location: string;
            architecture: string;
            cpu: string;
            memoryGb: number | null;
            disks: {
                /** @enum {string} */
                kind: "nvme" | "ssd" | "hdd" | "unknown";
                count: number;
                /** @description Of each one, in decimal gigabytes. */
                sizeGb: number;
            }[];
            /** @description Decimal, VAT included, and an IPv4 address where the order makes one. */
            monthlyGross: string;
            setupGross: string;
            currency: string;
            /** @description Why earlier choices were passed over. */
            passedOver: string[];
            /** @description What the order names beside the machine, as the provider knows it; a cloud server's image too. */
            named: {
                /** @enum {string} */
                kind: "image" | "network" | "firewall" | "volume" | "placement-group" | "primary-ip";
                name: string;
                /** @description The provider's id. */
                ref: string;
            }[];
            /** @description Whether the provider has checked this very order; else its offers were read. */
            isRehearsed: boolean;
        };
        Plan: {
            planId: string;
            state: components["schemas"]["PlanState"];
            hostname: string;
            /** @description For a machine that exists; null until it was looked at. */
            plan: components["schemas"]["PlanSummary"] | null;
            /** @description The disks of the plan as an SVG document; null without a plan. */
            picture: string | null;
            /** @description The flake that would be installed; null until it is made. */
            files: {
                path: string;
                text: string;
            }[] | null;
            /** @description For an order; null until the prices were read. */
            profile: components["schemas"]["OrderProfile"] | null;
            problem: components["schemas"]["InstallProblem"] | null;
            createdAt: components["schemas"]["Instant"];
            endedAt: components["schemas"]["Instant"] | null;
            links: {
                self: string;
            };
        };
        /**
         * @description What the machine is meant to run now. `reading`: adopted, and not seen yet; `rescue`: held for a person.
         * @enum {string}
         */
        MachineMode: "installed" | "reading" | "entering-rescue" | "rescue" | "leaving-rescue" | "giving-back";
        /**
         * @description A `GET` that is answered within 10 s. Redirects are not followed, and a certificate is not looked at: what is asked is
         *     whether the machine serves.
         */
        HttpCheck: {
            /**
             * @default http
             * @enum {string}
             */
            scheme?: "http" | "https";
            /** @description That of the scheme when absent. */
            port?: number;
            /** @default / */
            path?: string;
            /** @description For the header `Host`; the address when absent. */
            host?: string | null;
            /** @description Any below 500 when absent. */
            expectStatus?: number | null;
        };
        QuietHours: {
            from: string;
            to: string;
        };
        /**
         * @description What is done when the machine does not answer to SSH with its host key, or not to its `httpCheck`. Never on a locked machine, never while
         *     something else is at work on it; a reinstall keeps data groups.
         */
        UnreachablePolicy: {
            /** @enum {string} */
            act: "nothing" | "reboot" | "rescue-report" | "reinstall";
            /**
             * @description Without a break.
             * @default 600
             */
            afterSeconds?: number;
            /**
             * @description Pause between two checks.
             * @default 30
             */
            everySeconds?: number;
            /**
             * @description In any 24 hours.
             * @default 1
             */
            maxPerDay?: number;
            /** @description Asked at the machine's own address beside SSH; both have to answer. */
            httpCheck?: components["schemas"]["HttpCheck"] | null;
            /** @description In UTC; `from` after `to` runs over midnight. */
            quietHours?: components["schemas"]["QuietHours"] | null;
        };
        Machine: {
            machineId: string;
            name: string;
            /** @enum {string} */
            provider: "hcloud" | "robot" | "ssh";
            account: string | null;
            providerRef: string;
            addresses: {
                host: string;
                port: number;
            }[];
            /** @description Pinned; nothing is sent to a host that shows another one. */
            hostKey: string;
            /** @description The system last seen running. */
            systemPath: string | null;
            labels: components["schemas"]["Labels"];
            /** @description Nothing that restarts, changes or wipes is done to a locked machine. */
            isLocked: boolean;
            /** @description Grows with each change; the `ETag` is made of it. */
            version: number;
            /** @description The last install that ended ready. */
            installId: string | null;
            /** @description Whether the service holds a key that logs in. */
            hasAccess: boolean;
            mode: components["schemas"]["MachineMode"];
            /** @description As the machine itself listed them last; empty before its first deployment or reading. */
            generations: {
                number: number;
                systemPath: string;
                isCurrent: boolean;
            }[];
            /** @description null where nothing has to be unlocked, or the machine was adopted. */
            unlock: components["schemas"]["Unlock"] | null;
            onUnreachable: components["schemas"]["UnreachablePolicy"] | null;
            /** Format: date-time */
            unreachableSince: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            links: {
                self: string;
                events: string;
                facts: string;
                flake: string;
                deployments: string;
                install: string | null;
            };
        };
        MachinePage: {
            items: components["schemas"]["Machine"][];
            nextCursor: string | null;
        };
        /**
         * @description A machine that was installed elsewhere and answers to SSH as root: by its address (`host`), or as a server of an account
         *     (`provider`, `account`, `server`), which can then be rescued, restarted and reinstalled through its provider.
         */
        MachineAdoption: {
            name: components["schemas"]["Hostname"];
            /** @description IP address or name. */
            host?: string;
            /** @default 22 */
            port?: number;
            /** @enum {string} */
            provider?: "hcloud" | "robot";
            account?: components["schemas"]["AccountName"];
            /** @description The provider's own number of it. */
            server?: string;
            labels?: components["schemas"]["Labels"];
            /** @description The host's public key; it is not taken on trust. */
            hostKey: string;
            /** @description OpenSSH private key that may log in. Sealed when stored, never returned. */
            privateKey: string;
        };
        GiveBack: {
            machineId: string;
            name: string;
            /** @enum {string} */
            provider: "hcloud" | "robot" | "ssh";
            account: string | null;
            providerRef: string;
            /** @description The vendor is not asked; the machine stays and may go on costing. */
            forgetOnly: boolean;
            /** @description The wanted day; null for the earliest there is. */
            on: string | null;
            reason: string | null;
            /**
             * @description `running`: the vendor is being asked; `ending`: it has agreed, and the machine goes on `endsOn`, until when it
             *     can be used; `given-back`: it is gone, and forgotten; `kept`: it was still there after its day, since somebody
             *     took the end back at the vendor; `failed`: see `problem`, nothing was given back.
             * @enum {string}
             */
            state: "running" | "ending" | "given-back" | "kept" | "failed";
            /** @description `yyyy-mm-dd`. */
            endsOn: string | null;
            /** @description What stays at the vendor and may go on costing. */
            remaining: string[];
            problem: components["schemas"]["InstallProblem"] | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            endedAt: string | null;
            links: {
                self: string;
            };
        };
        /** @description Only what is named is changed; `labels` are replaced as a whole. */
        MachineChange: {
            labels?: components["schemas"]["Labels"];
            isLocked?: boolean;
            onUnreachable?: components["schemas"]["UnreachablePolicy"] | null;
        };
        MachineEvent: {
            eventId: number;
            machineId: string;
            /** Format: date-time */
            at: string;
            /** @description As `installed`, `deployment-confirmed`, `policy-decided`; more may come. */
            kind: string;
            /** @description For people, one sentence. */
            text: string;
            fields: {
                [key: string]: unknown;
            };
        };
        MachineEventPage: {
            items: components["schemas"]["MachineEvent"][];
            /** @description What to ask after for the next page. */
            lastEventId: number;
        };
        FactsHistory: {
            machineId: string;
            /** @description Newest first. */
            items: {
                /** Format: date-time */
                readAt: string;
                /** @description From the reading before it. */
                differences: string[];
                /** @description As the machine told them. */
                facts: {
                    [key: string]: unknown;
                };
            }[];
        };
        /** @description Public keys that may log in as root on the installed system. */
        authorizedKeys: string[];
        /** @description NixOS modules as source text, each one expression. */
        modules: string[];
        /**
         * @description Branch of nixpkgs that the flake follows; the service's own when absent. The lock names the exact revision.
         * @example nixos-26.05
         */
        channel: string;
        SystemChange: {
            hostname?: components["schemas"]["Hostname"];
            authorizedKeys?: components["schemas"]["authorizedKeys"];
            modules?: components["schemas"]["modules"];
            timeZone?: string;
            stateVersion?: string;
            channel?: components["schemas"]["channel"];
            pull?: components["schemas"]["PullPolicy"];
            network?: components["schemas"]["NetworkRequest"];
            /** @description In place of all files of the last install. Needed again when there was a secret among them, which nobody kept. */
            files?: components["schemas"]["SystemFile"][];
        };
        /** @description Only what changes; everything else stays as the machine was asked for last. */
        ReinstallRequest: {
            /**
             * @description Leave to wipe the disks of the plan.
             * @constant
             */
            erase: "planned-disks";
            system?: components["schemas"]["SystemChange"];
            layout?: components["schemas"]["LayoutRequest"];
            diskPassphrase?: components["schemas"]["DiskPassphrase"];
            /**
             * @description Data groups of the last layout stay as they are and are mounted again.
             * @default true
             */
            keepData?: boolean;
            /**
             * @description `keep` is possible where access was kept, and then the default; else `renew` is.
             * @enum {string}
             */
            hostKey?: "keep" | "renew";
            /**
             * @description As it is now when absent.
             * @enum {string}
             */
            access?: "keep" | "remove";
            planDigest?: string;
        };
        RescueRequest: {
            /** @description Public key of whoever is to log in there as root. */
            authorizedKey: string;
        };
        UnlockRequest: {
            /** @description Opens the disks. Sealed, used once, then forgotten; never returned. */
            passphrase: string;
        };
        /**
         * @description `confirmed`: it runs, was reached from outside over a new connection, and boots. `rolled-back`: the machine went
         *     back to its former system by itself. `failed`: see `problem`.
         * @enum {string}
         */
        DeploymentState: "queued" | "running" | "confirmed" | "rolled-back" | "failed";
        Deployment: {
            deploymentId: string;
            machineId: string;
            state: components["schemas"]["DeploymentState"];
            /** @enum {string} */
            kind: "modules" | "flake" | "generation";
            confirmSeconds: number;
            /** @description What ran before. */
            formerPath: string | null;
            /** @description What was to run. */
            builtPath: string | null;
            /** @description What the machine was seen to run at the end. */
            observedPath: string | null;
            problem: components["schemas"]["InstallProblem"] | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: date-time */
            endedAt: string | null;
        };
        DeploymentPage: {
            /** @description Newest first. */
            items: components["schemas"]["Deployment"][];
        };
        DeployedFlake: {
            /**
             * @description As Nix writes it; the machine itself fetches it.
             * @example github:acme/infra
             */
            url: string;
            /**
             * @description Name below `nixosConfigurations`.
             * @example web-1
             */
            attribute: string;
        };
        /** @description Exactly one of `modules`, `flake` and `generation`. */
        DeploymentRequest: {
            /** @description NixOS modules in place of the present ones of the machine's generated flake. */
            modules?: string[];
            flake?: components["schemas"]["DeployedFlake"];
            /** @description One of the machine's own generations. */
            generation?: number;
            /**
             * @description How long the machine waits, once activated, to be reached from outside before it goes back by itself.
             * @default 60
             */
            confirmSeconds?: number;
        };
        /** @enum {string} */
        AccountProvider: "hcloud" | "robot";
        /** @enum {string} */
        OfferChannel: "cloud" | "product" | "auction";
        /** @description One thing that can be ordered at one place. Prices are decimal text with VAT. */
        Offer: {
            /** @enum {string} */
            provider: "hcloud" | "robot" | "ssh";
            /** @description Whose order would have this price. */
            account: string;
            channel: components["schemas"]["OfferChannel"];
            /** @description What an order names: server type, product, or number in the auction. */
            id: string;
            name: string;
            /** @description In the vendor's spelling: `fsn1`, `FSN1`, `FSN1-DC18`. */
            location: string;
            /** @description In stock; null where the vendor does not tell before the order. */
            isAvailable: boolean | null;
            architecture: string;
            cpu: string;
            cpuCores: number | null;
            memoryGb: number | null;
            disks: {
                /** @enum {string} */
                kind: "nvme" | "ssd" | "hdd" | "unknown";
                count: number;
                /** @description Of each one, in decimal gigabytes. */
                sizeGb: number;
            }[];
            /** @description The machine alone. */
            monthlyGross: string;
            /** @description null: no price by the hour, so it may be bound for longer. */
            hourlyGross: string | null;
            setupGross: string;
            /** @description What an IPv4 address adds a month; null where none is offered. */
            ipv4MonthlyGross: string | null;
            currency: string;
        };
        OfferSource: {
            /** @enum {string} */
            provider: "hcloud" | "robot" | "ssh";
            account: string;
            /**
             * @description `fresh`: nothing is read now; `stale`: they are being read anew; `reading`: there are none yet, ask again;
             *     `failed`: the last reading failed, and what is shown, if anything, is from before it.
             * @enum {string}
             */
            state: "fresh" | "stale" | "reading" | "failed";
            /** Format: date-time */
            readAt: string | null;
            ageSeconds: number | null;
            /** @description Why the last reading failed. */
            problem: components["schemas"]["InstallProblem"] | null;
        };
        OfferPage: {
            items: components["schemas"]["Offer"][];
            nextCursor: string | null;
            /** @description Of all pages. */
            total: number;
            sources: components["schemas"]["OfferSource"][];
        };
        /**
         * @description What the vendor said of the credentials last. `checking`: it is being asked; `unchecked`: nobody has asked since the
         *     start of the service, or the vendor did not answer (see `problem`).
         * @enum {string}
         */
        AccountState: "unchecked" | "checking" | "works" | "refused";
        Account: {
            provider: components["schemas"]["AccountProvider"];
            name: string;
            /**
             * @description `environment`: its credentials stand in the configuration of the service.
             * @enum {string}
             */
            source: "stored" | "environment";
            /** @description Web service user at Robot; null where a token is all. */
            user: string | null;
            state: components["schemas"]["AccountState"];
            /** @description Why it is refused, or could not be checked. */
            problem: components["schemas"]["InstallProblem"] | null;
            /** Format: date-time */
            checkedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            links: {
                self: string;
            };
        };
        AccountList: {
            items: components["schemas"]["Account"][];
        };
        /** @description Read and write token of a Hetzner Cloud project. Sealed when stored, never returned. */
        HcloudToken: string;
        HcloudAccountRequest: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "hcloud";
            name: components["schemas"]["AccountName"];
            token: components["schemas"]["HcloudToken"];
        };
        /** @description Web service user (`#ws+…`), made in Robot's settings. */
        RobotUser: string;
        /** @description Its password. Sealed when stored, never returned. */
        RobotPassword: string;
        RobotAccountRequest: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "robot";
            name: components["schemas"]["AccountName"];
            user: components["schemas"]["RobotUser"];
            password: components["schemas"]["RobotPassword"];
        };
        AccountRequest: components["schemas"]["HcloudAccountRequest"] | components["schemas"]["RobotAccountRequest"];
        /** @description `token` at hcloud; `password` at robot, with `user` where that changes too. */
        AccountChange: {
            token?: components["schemas"]["HcloudToken"];
            user?: components["schemas"]["RobotUser"];
            password?: components["schemas"]["RobotPassword"];
        };
        /** @description Kinds of events to hear of; all but `output` when absent. */
        EventKinds: ("created" | "phase-started" | "phase-ended" | "waiting" | "note" | "output" | "retrying" | "resumed" | "ready" | "failed" | "cancelled")[];
        /** @enum {string} */
        WebhookState: "active" | "disabled";
        Webhook: {
            webhookId: string;
            url: string;
            description: string;
            /** @description null for all but `output`. */
            kinds: components["schemas"]["EventKinds"] | null;
            /** @description Grows with each change by a call; the `ETag` is made of it. */
            version: number;
            state: components["schemas"]["WebhookState"];
            /** @description Why it is disabled. */
            reason: string | null;
            /** @description HTTP status of the last attempt; null when there was no answer. */
            lastStatus: number | null;
            lastAttemptAt: components["schemas"]["Instant"] | null;
            lastSuccessAt: components["schemas"]["Instant"] | null;
            createdAt: components["schemas"]["Instant"];
        };
        WebhookList: {
            items: components["schemas"]["Webhook"][];
        };
        /** @description An https URL that leads to a public address, unless the configuration allows others. */
        WebhookUrl: string;
        WebhookRequest: {
            url: components["schemas"]["WebhookUrl"];
            description?: string;
            kinds?: components["schemas"]["EventKinds"];
        };
        CreatedWebhook: {
            webhook: components["schemas"]["Webhook"];
            /** @description `whsec_` and the key in base64, shown this once. */
            secret: string;
        };
        WebhookChange: {
            url?: components["schemas"]["WebhookUrl"];
            description?: string;
            kinds?: components["schemas"]["EventKinds"] | null;
            state?: components["schemas"]["WebhookState"];
        };
        WebhookReplay: {
            /** @description Number of the last event that is not to be sent again. */
            after: number;
        };
        /** @enum {string} */
        Scope: "read" | "install" | "order" | "admin";
        Token: {
            tokenId: string;
            name: string;
            scopes: components["schemas"]["Scope"][];
            createdAt: components["schemas"]["Instant"];
            expiresAt: components["schemas"]["Instant"] | null;
            /** @description Right to the minute. */
            lastUsedAt: components["schemas"]["Instant"] | null;
            /** @description Name of the token that made it; null for one of the configuration. */
            createdBy: string | null;
            labels: components["schemas"]["Labels"] | null;
            /** @description null as configured for all. */
            callsPerMinute: number | null;
        };
        TokenList: {
            items: components["schemas"]["Token"][];
        };
        TokenRequest: {
            /** @description For people and the audit log. */
            name: string;
            scopes: components["schemas"]["Scope"][];
            /** @description When it stops to be valid; never when absent. */
            expiresAt?: components["schemas"]["Instant"];
            /**
             * @description It sees and touches only installs, plans and machines that carry all of these, and makes none without them. Not for
             *     the scope `admin`.
             */
            labels?: components["schemas"]["Labels"];
            /** @description As configured for all when absent. */
            callsPerMinute?: number;
        };
        CreatedToken: {
            tokenId: string;
            name: string;
            scopes: components["schemas"]["Scope"][];
            expiresAt: components["schemas"]["Instant"] | null;
            labels: components["schemas"]["Labels"] | null;
            /** @description null as configured for all. */
            callsPerMinute: number | null;
            /** @description The token itself, shown this once; null when the call was repeated. If its answer was lost, revoke the token and make another. */
            token: string | null;
        };
        AuditEntry: {
            auditId: number;
            at: components["schemas"]["Instant"];
            tokenId: string | null;
            tokenName: string;
            /** @description IP address of the caller as the service saw it. */
            address: string;
            /** @example startInstall */
            operation: string;
            path: string;
            status: number;
            requestId: string;
        };
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            /** @description Give it as `after` to read on. */
            lastAuditId: number;
        };
        Health: {
            /** @constant */
            status: "alive";
        };
        Readiness: {
            /** @enum {string} */
            status: "ready" | "not-ready";
            checks: {
                name: string;
                isOk: boolean;
                note: string;
            }[];
        };
        /** @description What stands on a disk or inside one of its parts, as lsblk shows it. */
        BlockContent: {
            path: string;
            /**
             * @example part
             * @example raid1
             * @example lvm
             * @example crypt
             */
            type: string;
            sizeBytes: number;
            /** @example ext4 */
            signature: string | null;
            label: string | null;
            partitionLabel: string | null;
            partitionType: string | null;
            partitionUuid: string | null;
            uuid: string | null;
            mountpoints: string[];
            children: components["schemas"]["BlockContent"][];
        };
        MeasuredDisk: {
            /** @description Kernel name; good for that boot only. */
            name: string;
            /** @description The name below /dev/disk/by-id that the service would use. */
            byId: string | null;
            byIds: string[];
            model: string | null;
            serial: string | null;
            wwn: string | null;
            sizeBytes: number;
            /** @enum {string} */
            kind: "nvme" | "ssd" | "hdd";
            /** @enum {string} */
            transport: "nvme" | "sata" | "sas" | "scsi" | "virtio" | "usb" | "unknown";
            isRemovable: boolean;
            isReadOnly: boolean;
            /** @description On the disk itself. */
            signature: string | null;
            mountpoints: string[];
            children: components["schemas"]["BlockContent"][];
            /** @enum {string} */
            smart: "passed" | "failing" | "unknown";
        };
        MeasuredAddress: {
            /** @enum {integer} */
            family: 4 | 6;
            address: string;
            prefixLength: number;
            scope: string;
            isDynamic: boolean;
            peer: string | null;
        };
        MeasuredLink: {
            name: string;
            mac: string;
            /** @enum {string} */
            kind: "ethernet" | "loopback" | "other";
            isUp: boolean;
            hasCarrier: boolean;
            driver: string | null;
            linkMbps: number | null;
            mtu: number;
            addresses: components["schemas"]["MeasuredAddress"][];
            /** @description A card's own, where it bears another one now, as in a bond. */
            permanentMac?: string;
            /** @description Name of the bond or bridge that it is a part of. */
            master?: string;
            vlan?: {
                id: number;
                parent: string;
            };
            bond?: {
                /** @example active-backup */
                mode: string;
                hashPolicy: string | null;
                lacpRate: string | null;
                miiMonitorMs: number;
            };
        };
        MeasuredRoute: {
            /** @enum {integer} */
            family: 4 | 6;
            /** @example default */
            destination: string;
            gateway: string | null;
            link: string;
            isOnLink: boolean;
            protocol: string | null;
            metric: number | null;
            isDynamic: boolean;
        };
        RunningSystem: {
            hostname: string;
            osId: string;
            osVariantId: string | null;
            osPrettyName: string;
            kernelRelease: string;
            rootFsType: string;
            rootSource: string;
            bootId: string;
            uptimeSeconds: number;
        };
    };
    responses: {
        /** @description What went wrong, as a problem document (RFC 9457). */
        problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
         *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
         *     is not remembered.
         */
        "idempotency-key": string;
        "install-id": string;
        "machine-id": string;
        /** @description The `ETag` that was read; another version is refused with 412. */
        "if-match": string;
        provider: components["schemas"]["AccountProvider"];
        /** @description Its name. */
        account: components["schemas"]["AccountName"];
        "webhook-id": string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listInstalls: {
        parameters: {
            query?: {
                /** @description Only installs in this state. */
                state?: components["schemas"]["InstallState"];
                /** @description Only installs that were asked for with it, as `role=web`; several must all hold. */
                label?: string[];
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstallPage"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    startInstall: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstallRequest"];
            };
        };
        responses: {
            /** @description This key was used before for the same body; the install as it is now. */
            200: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Install"];
                };
            };
            /** @description Accepted. `Location` names the install. */
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Install"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    getInstall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The install. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Install"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    readEvents: {
        parameters: {
            query?: {
                /** @description Only events after this number. `Last-Event-ID` goes before it. */
                after?: number;
                /** @description Events a page; for JSON only. */
                limit?: number;
            };
            header?: {
                "Last-Event-ID"?: number;
            };
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    getFlake: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The files. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flake"];
                    "application/gzip": string;
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    cancelInstall: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The install as it is now; `cancelling` until it has stopped. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Install"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    uploadFlake: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/gzip": string;
            };
        };
        responses: {
            /** @description This key was used before for the same body; the upload as it is now. */
            200: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadedFlake"];
                };
            };
            /** @description Kept. */
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadedFlake"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    getUploadedFlake: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flakeId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The upload. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadedFlake"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    deleteUploadedFlake: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flakeId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The upload as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadedFlake"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    getEvidence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One part for each try, headed by its phase. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    permitInstall: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PermitRequest"];
            };
        };
        responses: {
            /** @description Leave is given; the install as it is now. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Install"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    retryInstall: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path: {
                installId: components["parameters"]["install-id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetryRequest"];
            };
        };
        responses: {
            /** @description It was tried again before; that install as it is now. */
            200: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Install"];
                };
            };
            /** @description Accepted. `Location` names the new install. */
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Install"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    listLayouts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LayoutList"];
                };
            };
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    makePlan: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanRequest"];
            };
        };
        responses: {
            /** @description This key was used before for the same body; the plan as it is now. */
            200: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Accepted. `Location` names the plan. */
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    getPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plan. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    listMachines: {
        parameters: {
            query?: {
                /** @description Only machines that bear it, as `role=web`; several must all hold. */
                label?: string[];
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MachinePage"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    adoptMachine: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MachineAdoption"];
            };
        };
        responses: {
            /** @description This key was used before for the same body; the machine as it is now. */
            200: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Machine"];
                };
            };
            /** @description Accepted. `Location` names the machine. */
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Machine"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    getMachine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The machine. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Machine"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    giveBackMachine: {
        parameters: {
            query: {
                /** @description The machine's name, as proof that this very machine is meant. */
                name: string;
                /** @description Of a dedicated server, the day its contract shall end. */
                on?: string;
                /** @description Kept with it; also told to Robot, which takes those that it lists for the server. */
                reason?: string;
                /** @description Only forgets it here, with the service's keys to it; the vendor is not asked, and it goes on costing. */
                forgetOnly?: boolean;
            };
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted. `Location` tells how it goes on. */
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GiveBack"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    changeMachine: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; another version is refused with 412. */
                "If-Match"?: components["parameters"]["if-match"];
            };
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MachineChange"];
            };
        };
        responses: {
            /** @description The machine as it is now. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Machine"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            412: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    readMachineEvents: {
        parameters: {
            query?: {
                /** @description Only events after this number. */
                after?: number;
                limit?: number;
            };
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events, in order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MachineEventPage"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    listFacts: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The readings, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactsHistory"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    readFacts: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted; an event tells when it was done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Machine"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    getMachineFlake: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The files. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        machineId: string;
                        files: {
                            path: string;
                            text: string;
                        }[];
                    };
                    "application/gzip": string;
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    reinstallMachine: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReinstallRequest"];
            };
        };
        responses: {
            /** @description This key was used before for the same body; the install as it is now. */
            200: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Install"];
                };
            };
            /** @description Accepted. `Location` names the install. */
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Install"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    getGiveBack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last time it was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GiveBack"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    enterRescue: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RescueRequest"];
            };
        };
        responses: {
            /** @description Accepted; `mode` becomes `rescue`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Machine"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    leaveRescue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted; `mode` becomes `installed`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Machine"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    unlockMachine: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnlockRequest"];
            };
        };
        responses: {
            /** @description Accepted; follow the events of the machine. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Machine"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    listDeployments: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deployments. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentPage"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    startDeployment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path: {
                machineId: components["parameters"]["machine-id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeploymentRequest"];
            };
        };
        responses: {
            /** @description This key was used before for the same body; the deployment as it is now. */
            200: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            /** @description Accepted. `Location` names the deployment. */
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    getDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                machineId: components["parameters"]["machine-id"];
                deploymentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deployment. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    listOffers: {
        parameters: {
            query?: {
                provider?: components["schemas"]["AccountProvider"];
                /** @description Only what this account could order; all accounts when absent. */
                account?: components["schemas"]["AccountName"];
                channel?: components["schemas"]["OfferChannel"][];
                architecture?: "x86_64" | "aarch64";
                /** @description Text within the name of the processor, in any case. */
                cpu?: string;
                /** @description Robot tells no number of cores, so none of its offers fits. */
                minCores?: number;
                minMemoryGb?: number;
                /** @description Of the disks that are counted by `minDisks` and `minDiskGb`. */
                diskKind?: components["schemas"]["DiskKind"];
                /** @description Of that kind and size; 1 when absent. */
                minDisks?: number;
                /** @description Of each one, in decimal gigabytes. */
                minDiskGb?: number;
                /** @description `FSN1` means every building there, in any case; several may do. */
                location?: string[];
                currency?: string;
                /** @description Decimal, VAT included, in the offer's own currency. */
                maxMonthlyGross?: string;
                maxSetupGross?: string;
                /** @description Counts an IPv4 address into the price, for ceiling and order; one must be offered then. */
                ipv4?: boolean;
                /** @description Leaves out what is known to be sold out. */
                available?: boolean;
                /** @description A minus turns it round; offers of the same rank come by name and place. */
                sort?: "price" | "-price" | "memory" | "-memory" | "cores" | "-cores";
                /** @description The `nextCursor` of the page before, with the same filters and order. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferPage"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    listAccounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All accounts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountList"];
                };
            };
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    addAccount: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountRequest"];
            };
        };
        responses: {
            /** @description This key was used before for the same account, as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description Stored, and about to be checked. `Location` names the account. */
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: components["parameters"]["provider"];
                /** @description Its name. */
                account: components["parameters"]["account"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: components["parameters"]["provider"];
                /** @description Its name. */
                account: components["parameters"]["account"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    changeAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: components["parameters"]["provider"];
                /** @description Its name. */
                account: components["parameters"]["account"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountChange"];
            };
        };
        responses: {
            /** @description The account, about to be checked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    checkAccount: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path: {
                provider: components["parameters"]["provider"];
                /** @description Its name. */
                account: components["parameters"]["account"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted; `state` is `checking` until the vendor has answered. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    readAllEvents: {
        parameters: {
            query?: {
                /** @description Only events after this number. `Last-Event-ID` goes before it. */
                after?: number;
                /** @description Events a page; for JSON only. */
                limit?: number;
                /** @description Lines that work on machines printed, too. */
                output?: boolean;
            };
            header?: {
                "Last-Event-ID"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All webhooks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookList"];
                };
            };
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookRequest"];
            };
        };
        responses: {
            /** @description This key was used before for the same body; the webhook as it is now, and its secret. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhook"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhook"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: components["parameters"]["webhook-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: components["parameters"]["webhook-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; another version is refused with 412. */
                "If-Match"?: components["parameters"]["if-match"];
            };
            path: {
                webhookId: components["parameters"]["webhook-id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChange"];
            };
        };
        responses: {
            /** @description The webhook. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            412: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path: {
                webhookId: components["parameters"]["webhook-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will be sent; `lastStatus` tells how it was answered. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    replayWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path: {
                webhookId: components["parameters"]["webhook-id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookReplay"];
            };
        };
        responses: {
            /** @description They will be sent. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    listTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All tokens, expired ones too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenList"];
                };
            };
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Chosen by the caller, new for each thing that is meant. The same key with the same call answers with the present
                 *     state of the same thing and starts nothing; with another call or another body it is refused with 422. What was refused
                 *     is not remembered.
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency-key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description This key was used before for the same body; the token without its text, which is kept nowhere. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedToken"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedToken"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            409: components["responses"]["problem"];
            413: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tokenId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            404: components["responses"]["problem"];
            409: components["responses"]["problem"];
            422: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    readAudit: {
        parameters: {
            query?: {
                /** @description Only entries after this number. */
                after?: number;
                /** @description Entries a page; for JSON only. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["problem"];
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    readMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            401: components["responses"]["problem"];
            403: components["responses"]["problem"];
            429: components["responses"]["problem"];
            default: components["responses"]["problem"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Alive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All checks passed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description At least one check did not pass. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    getContract: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The OpenAPI document, in one piece. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: unknown;
                        info: unknown;
                        paths: unknown;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
}
