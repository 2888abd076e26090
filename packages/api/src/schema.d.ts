/* Generated from openapi.json by `npm run gen:api`. */
export interface paths {
    readonly "/api/v11/access/policy": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who may do what in an organisation */
        readonly get: operations["access_policy"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/accounts/{address}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One account, by address or index. */
        readonly get: operations["account"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/accounts/{address}/activity": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How many transfers and operations of an account took effect, by day. */
        readonly get: operations["account_activity"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/accounts/{address}/proof": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The proof of one balance, verified off-line with `aurigraph verify-proof`. */
        readonly get: operations["balance_proof"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/accounts/{address}/transactions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** An account's history: its transfers, and what it signed or what concerns it, newest first unless asked otherwise. */
        readonly get: operations["history"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/assets": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The assets of this ledger, by index. */
        readonly get: operations["list_assets"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/complete-sign-up": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Complete a sign-up
         * @description With the link from the mail. The user is made, and a session begins: the answer sets its cookie.
         */
        readonly post: operations["complete_sign_up"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/confirm-email": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Complete a change of the address
         * @description With the link from the mail, in any browser. Links with new passwords that went to the old address hold no more.
         */
        readonly post: operations["confirm_email"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/oidc/{providerId}/back-channel-logout": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Back-channel logout
         * @description For the server of a provider: ends the sessions that its token names. A token counts once.
         */
        readonly post: operations["back_channel_logout"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/oidc/{providerId}/begin": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Begin a sign-in with a provider
         * @description The answer sets a cookie for ten minutes and says where the browser goes. It comes back to the portal by itself.
         */
        readonly post: operations["begin_provider_sign_in"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/oidc/callback": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Complete a sign-in with a provider
         * @description The provider sends the browser here. It goes on to the page where the person was, with a session; to the sign-in page with the code of a problem; or there for the second step.
         */
        readonly get: operations["complete_provider_sign_in"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/passkey": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Sign in with a passkey
         * @description The device has recognised its owner, so that no code is asked for.
         */
        readonly post: operations["sign_in_with_passkey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/passkey/begin": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Begin to sign in with a passkey
         * @description Nobody says who they are, and the answer is the same for everybody. As a second step it names the passkeys of the user whose password was given.
         */
        readonly post: operations["begin_passkey_sign_in"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/password-reset": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Set a new password
         * @description With the link from the mail. All sessions of the user end.
         */
        readonly post: operations["reset_password"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/password-reset/request": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Ask for a new password
         * @description A mail goes to the address: with a link, or saying that there is no user. The answer is the same.
         */
        readonly post: operations["ask_for_password_reset"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/providers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The identity providers
         * @description With which somebody can sign in here.
         */
        readonly get: operations["list_providers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/second-factor": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Sign in, second step
         * @description After a sign-in that was answered with 202, in the same browser within ten minutes.
         */
        readonly post: operations["second_factor"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/session": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Who is signed in
         * @description That nobody is, is an answer as well.
         */
        readonly get: operations["session"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/sign-in": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Sign in
         * @description The answer sets the session's cookie, which no script can read. For a user with a second factor it is 202 and sets a cookie that opens the second step alone.
         */
        readonly post: operations["sign_in"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/sign-out": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Sign out
         * @description Ends the session. Without one, nothing happens. If it began with a provider that has a page for it, the answer says where one signs out there.
         */
        readonly post: operations["sign_out"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/sign-up": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Ask for a sign-in
         * @description A mail goes to the address: with a link that completes the sign-up, or saying that there is a user already. The answer is the same.
         */
        readonly post: operations["sign_up"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/step-up": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Confirm the session with the password
         * @description For five minutes dangerous acts are possible in it: those that answer 403 with `step_up_required` otherwise.
         */
        readonly post: operations["step_up"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/step-up/passkey": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Confirm the session with a passkey */
        readonly post: operations["step_up_with_passkey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/auth/step-up/passkey/begin": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Begin to confirm the session with a passkey */
        readonly post: operations["begin_passkey_step_up"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/blockchain/blocks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Final blocks, newest first unless asked otherwise. */
        readonly get: operations["list_blocks"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/blockchain/blocks/{height}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One block, by height or hash. */
        readonly get: operations["block"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/blockchain/blocks/latest": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The last final block. */
        readonly get: operations["latest_block"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/blockchain/chain/info": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The chain at its tip: height, roots, rates, supply. */
        readonly get: operations["chain_info"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/blockchain/transactions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Transactions (transfers, batches, operations), newest first unless asked otherwise. */
        readonly get: operations["list_transactions"];
        readonly put?: never;
        /** Submits one signed transfer or operation and waits until it is final. */
        readonly post: operations["submit"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/blockchain/transactions/{hash}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One transaction, by hash. */
        readonly get: operations["transaction"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/blockchain/transactions/{hash}/transfers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The transfers of a batch (or the one of an individually signed transfer). */
        readonly get: operations["transfers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/blockchain/transactions/batch": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Submits a signed batch of 1 to 65,536 transfers and waits until it is final. */
        readonly post: operations["submit_batch"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/devnet/faucet": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Register a key and receive demo funds
         * @description Development networks only. A key that is registered already keeps its account and is funded again, at most once a minute. The
         *     funds are final when the request is answered.
         */
        readonly post: operations["fund_one"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/devnet/faucet/bulk": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Register many keys and fund them
         * @description Development networks only. Up to 10,000 keys; each receives the same amount of the first asset, or of so many as are asked for. At most four such requests
         *     are worked on at once.
         */
        readonly post: operations["fund_many"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/devnet/mails": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Mails of a development network
         * @description Development networks only: no mail leaves the machine, and whoever reaches the portal reads all of them here.
         */
        readonly get: operations["list_mails"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/genesis": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The genesis file, byte for byte: its hash is the chain id. */
        readonly get: operations["genesis"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/governance": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What governance has in force, and what comes next. */
        readonly get: operations["governance"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/governance/proposals": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Proposals, the newest first. Those that expired and the oldest that are in force are forgotten when room is needed. */
        readonly get: operations["list_proposals"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/governance/proposals/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One proposal with its votes. */
        readonly get: operations["proposal"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/info": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What this node is: software, network, addresses. */
        readonly get: operations["info"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/live/stream": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The live stream, a WebSocket: `connection_established` first, then rates, blocks, network and validators as they change.
         * @description The server sends messages of the schema `LiveMessage` (`#/components/schemas/LiveMessage`), the client those of `LiveRequest`, both as JSON
         *     text. Without a subscription a client gets all four channels; after the first `subscribe` only those it named; a first
         *     `unsubscribe` leaves the other three.
         *
         *     Messages of the channels have ascending sequences, also over restarts. `resume` sends again what came after a sequence and is still
         *     held (1,024 messages of all channels); if some of it is not, `resume_gap` says so, and what is shown is to be loaded anew.
         *
         *     The server closes with code 1001 when the node stops, with 1009 after a message of more than 4,096 bytes, and with 4008 a client that
         *     cannot keep up: connect again and resume.
         */
        readonly get: operations["stream"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/network/blocks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Blocks with their certificates, byte for byte and in order, from a height on: what is needed to follow the ledger and to verify all of it.
         * @description As many as fit into 8 MB, one at least; none if there is no such block yet. Each is its length (u32) and then the encoding of docs/protocol.md,
         *     "Blocks between nodes".
         */
        readonly get: operations["blocks_of_node"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/network/rounds": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The last rounds of the committee: who led, who voted, and how each ended. */
        readonly get: operations["list_rounds"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/network/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Takes what another node says of itself, signed with its key, and says the same of this one.
         * @description A node that is no validator stands in `GET /api/v11/nodes` for a minute then, at most 64 of them. One whose key the registrar of nodes revoked is
         *     not heard.
         */
        readonly post: operations["status"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/network/submissions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Takes signed submissions that another node sends on, back to back, and does not wait until they are final.
         * @description Whoever wants to know what became of them submits them with `POST /api/v11/blockchain/transactions`, or reads the blocks.
         */
        readonly post: operations["submissions"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/network/transfer": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Answers another node that needs a snapshot, a part of one, one block, or totals: request and answer as docs/protocol.md, "Between nodes", has them. */
        readonly post: operations["transfer"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/node-enrolments": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Enrol a node
         * @description With the token of its organisation and a signature of the key that the node made itself. The portal registers the key on the ledger. The same may be sent again
         *     if the answer was lost.
         */
        readonly post: operations["enrol_node"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/nodes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The nodes of this ledger: validators by index, then the others. */
        readonly get: operations["list_nodes"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The own organisations */
        readonly get: operations["list_organisations"];
        readonly put?: never;
        /**
         * Make an organisation
         * @description Whoever makes it owns it.
         */
        readonly post: operations["create_organisation"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One organisation */
        readonly get: operations["organisation"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Give an organisation another name */
        readonly patch: operations["rename_organisation"];
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/api-keys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Keys of programs */
        readonly get: operations["list_api_keys"];
        readonly put?: never;
        /** Make a key of a program */
        readonly post: operations["create_api_key"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/api-keys/{keyId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Revoke a key of a program */
        readonly delete: operations["revoke_api_key"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/audit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The audit log of an organisation */
        readonly get: operations["list_audit_events"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/audit/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Take a part of the audit log away
         * @description That it was taken is a line of the log.
         */
        readonly post: operations["export_audit_events"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/delete": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * End an organisation
         * @description It cannot be undone: members, teams, invitations and keys go with it. Lines of the audit log stay, and cannot be read any more. What the organisation has on the ledger is not touched.
         */
        readonly post: operations["delete_organisation"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/invitations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Invitations into an organisation */
        readonly get: operations["list_invitations"];
        readonly put?: never;
        /**
         * Invite into an organisation
         * @description Either all or nobody. An invitation to the same address is replaced. Whoever has the address accepts or declines after signing in; only owners invite owners.
         */
        readonly post: operations["invite"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/invitations/{invitationId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Take an invitation back */
        readonly delete: operations["withdraw_invitation"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/leave": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Leave an organisation */
        readonly post: operations["leave_organisation"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/ledger-accounts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Ledger accounts of an organisation */
        readonly get: operations["list_ledger_accounts"];
        readonly put?: never;
        /** Link a ledger account */
        readonly post: operations["link_ledger_account"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/ledger-accounts/{accountId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Remove a ledger account
         * @description Its payments that wait are not released any more.
         */
        readonly delete: operations["remove_ledger_account"];
        readonly options?: never;
        readonly head?: never;
        /** Rename a ledger account */
        readonly patch: operations["rename_ledger_account"];
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/ledger-accounts/challenge": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Begin to link a ledger account
         * @description Nothing changes before the statement is signed with the account's key.
         */
        readonly post: operations["challenge_ledger_account"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/members": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Members of an organisation */
        readonly get: operations["list_members"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/members/{userId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Remove a member
         * @description Only owners remove owners. The user stays a user.
         */
        readonly delete: operations["remove_member"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Make a member something else
         * @description Only owners make owners, or make them something else.
         */
        readonly patch: operations["change_member"];
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/members/bulk-change": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Change several members
         * @description Each by itself: what is refused for one does not keep the others.
         */
        readonly post: operations["change_members"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/nodes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Nodes of an organisation
         * @description All that are requested, approved or registered, and the newest of the others: 500 at most.
         */
        readonly get: operations["list_organisation_nodes"];
        readonly put?: never;
        /**
         * Ask for a node
         * @description Somebody else approves or rejects it.
         */
        readonly post: operations["request_node"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/nodes/{requestId}/approve": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Approve a node
         * @description Nobody approves what they asked for. The session has to be confirmed.
         */
        readonly post: operations["approve_node"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/nodes/{requestId}/reject": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Reject a node
         * @description Nobody rejects what they asked for: they withdraw it.
         */
        readonly post: operations["reject_node"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/nodes/{requestId}/revoke": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Revoke a node
         * @description At once here. `revocation` in the answer is null if the ledger has not taken it yet; the portal goes on trying. The session has to be confirmed.
         */
        readonly post: operations["revoke_node"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/nodes/{requestId}/token": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Make the token of a node
         * @description With it the node enrols, once, within a day: `aurigraph node enrol`. One that was made before lets nobody in any more. The session has to be confirmed.
         */
        readonly post: operations["make_node_token"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/nodes/{requestId}/withdraw": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Withdraw a node
         * @description Before it is registered. A token that is out lets nobody in any more.
         */
        readonly post: operations["withdraw_node"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/payment-policy": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Which payments need approvals */
        readonly get: operations["payment_policy"];
        /**
         * Set which payments need approvals
         * @description The whole list. Payments that were proposed before need what they needed.
         */
        readonly put: operations["set_payment_policy"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/payments": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Payments */
        readonly get: operations["list_payments"];
        readonly put?: never;
        /**
         * Propose a payment
         * @description It is signed already, and kept here until it is approved. If no approvals are needed it is approved at once.
         */
        readonly post: operations["propose_payment"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/payments/{paymentId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A payment */
        readonly get: operations["payment"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/payments/{paymentId}/decisions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Decide about a payment
         * @description Somebody other than whoever proposed it approves or rejects it, with a key of their own that is not the one that pays. One rejection ends it.
         */
        readonly post: operations["decide_payment"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/payments/{paymentId}/release": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Take an approved payment
         * @description The bytes are to be submitted to the ledger. Until the payment expires they can be taken again; the ledger takes them once.
         */
        readonly post: operations["release_payment"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/plan": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The plan of an organisation, and how much of it is used */
        readonly get: operations["plan"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/scim/v2/.search": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Search users and groups of the directory */
        readonly post: operations["search_scim"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/scim/v2/Groups": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Groups of the directory
         * @description All teams that the organisation has, those that were made otherwise as well, in the order in which they were made.
         */
        readonly get: operations["list_scim_groups"];
        readonly put?: never;
        /**
         * Make a team of the directory
         * @description With the role viewer; other roles are given in the portal.
         */
        readonly post: operations["create_scim_group"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/scim/v2/Groups/.search": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Search groups of the directory */
        readonly post: operations["search_scim_groups"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/scim/v2/Groups/{teamId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A group of the directory */
        readonly get: operations["scim_group"];
        /** Replace what the directory says of a group */
        readonly put: operations["replace_scim_group"];
        readonly post?: never;
        /**
         * End a team by the directory
         * @description Its members stay in the organisation.
         */
        readonly delete: operations["delete_scim_group"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change what the directory says of a group
         * @description All operations or none.
         */
        readonly patch: operations["patch_scim_group"];
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/scim/v2/ResourceTypes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Kinds of resources */
        readonly get: operations["list_scim_resource_types"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/scim/v2/ResourceTypes/{resourceTypeId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One kind of resources */
        readonly get: operations["scim_resource_type"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/scim/v2/Schemas": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Schemas of resources */
        readonly get: operations["list_scim_schemas"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/scim/v2/Schemas/{schemaId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One schema */
        readonly get: operations["scim_schema"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/scim/v2/ServiceProviderConfig": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What provisioning offers */
        readonly get: operations["scim_service_provider_config"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/scim/v2/Users": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Users of the directory
         * @description All members that the organisation has, those that were made otherwise as well, in the order in which they were made.
         */
        readonly get: operations["list_scim_users"];
        readonly put?: never;
        /**
         * Make somebody a member
         * @description Who has the identity that `externalId` names at the provider becomes a member; if nobody has it, there is a new user without a password, managed by the organisation.
         */
        readonly post: operations["create_scim_user"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/scim/v2/Users/.search": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Search users of the directory */
        readonly post: operations["search_scim_users"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/scim/v2/Users/{userId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A user of the directory */
        readonly get: operations["scim_user"];
        /**
         * Replace what the directory says of a user
         * @description `active: false` suspends the membership and revokes the keys that the user made; a user whom the organisation manages is switched off everywhere.
         */
        readonly put: operations["replace_scim_user"];
        readonly post?: never;
        /**
         * End a membership by the directory
         * @description A user whom the organisation manages is deleted.
         */
        readonly delete: operations["delete_scim_user"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change what the directory says of a user
         * @description All operations or none. `active: false` as with PUT.
         */
        readonly patch: operations["patch_scim_user"];
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/teams": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Teams of an organisation */
        readonly get: operations["list_teams"];
        readonly put?: never;
        /** Make a team */
        readonly post: operations["create_team"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/teams/{teamId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** End a team */
        readonly delete: operations["delete_team"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change a team
         * @description All of it or nothing.
         */
        readonly patch: operations["change_team"];
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/usage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What an organisation used, day by day */
        readonly get: operations["usage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/organisations/{organisationId}/usage/invoice": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What a month costs */
        readonly get: operations["usage_invoice"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/performance": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Measured throughput and latency of this node. An idle node says 0. */
        readonly get: operations["performance"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/portal/administrators": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Administrators of the portal
         * @description The operator names them on the portal's machine: `aurigraph portal administrator add`.
         */
        readonly get: operations["list_administrators"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/portal/organisations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * All organisations
         * @description That they exist, and how large they are; nothing of what is in them.
         */
        readonly get: operations["list_all_organisations"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/portal/stream": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What happens to the user and in the own organisations, a WebSocket
         * @description The server sends messages of the schema `PortalMessage` (`#/components/schemas/PortalMessage`) as JSON text: `welcome` first, then that something changed, which the
         *     other routes tell. It closes with code 4401 when the session, token or key has ended, with 1011 when it cannot look whether it has, and with 1008 after a
         *     thousand messages of the client, which has nothing to say. A browser's is taken from the portal's own origin alone.
         */
        readonly get: operations["portal_stream"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/portal/stream-ticket": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Make a ticket for a WebSocket
         * @description It opens one WebSocket of the portal (`GET /api/v11/portal/stream`), once, within 30 seconds: so that nothing that lasts stands in an address.
         */
        readonly post: operations["create_socket_ticket"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/portal/users": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** All users */
        readonly get: operations["list_users"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/portal/users/{userId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One user
         * @description The look is a line of the audit log about the user (`user.viewed`), once in an hour for each administrator; the user sees it in the own activity.
         */
        readonly get: operations["user"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/portal/users/bulk-change": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Change several users
         * @description All of them, or none. Sessions, sockets and access tokens of a user who is disabled end within a second, with the keys of programs that the user made.
         */
        readonly post: operations["change_users"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The own profile */
        readonly get: operations["profile"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Change the own name */
        readonly patch: operations["rename_user"];
        readonly trace?: never;
    };
    readonly "/api/v11/profile/activity": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What was done with the own sign-in */
        readonly get: operations["list_activity"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/delete": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Delete the own user
         * @description It cannot be undone: sessions end, personal data is deleted. Lines of the audit log stay, without a name. Copies of the database that the operator made before still hold everything.
         */
        readonly post: operations["delete_user"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/email": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Ask for another address
         * @description A mail goes to the new one, with a link that completes the change or saying that it has a sign-in already, and one to the present one. The answer is the same.
         */
        readonly post: operations["ask_for_email_change"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Everything that is kept about the user
         * @description That it was handed out is a line of the audit log.
         */
        readonly post: operations["export_profile"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/identities": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The own identities at providers */
        readonly get: operations["list_identities"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/identities/{identityId}/remove": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Remove an identity
         * @description Signing in there signs nobody in here any more. Not the last way to sign in.
         */
        readonly post: operations["remove_identity"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/identities/{providerId}/begin": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Begin to link a provider
         * @description To the user of the session, who comes back to the profile. From then on signing in there signs in here.
         */
        readonly post: operations["begin_identity"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/invitations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Invitations to the own address */
        readonly get: operations["list_own_invitations"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/invitations/{invitationId}/accept": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Accept an invitation */
        readonly post: operations["accept_invitation"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/invitations/{invitationId}/decline": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Decline an invitation */
        readonly post: operations["decline_invitation"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/ledger-accounts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The own ledger accounts */
        readonly get: operations["list_own_ledger_accounts"];
        readonly put?: never;
        /** Link a ledger account */
        readonly post: operations["link_own_ledger_account"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/ledger-accounts/{accountId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Rename a ledger account */
        readonly patch: operations["rename_own_ledger_account"];
        readonly trace?: never;
    };
    readonly "/api/v11/profile/ledger-accounts/{accountId}/remove": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Remove a ledger account
         * @description What its key signed before stays signed.
         */
        readonly post: operations["remove_own_ledger_account"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/ledger-accounts/challenge": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Begin to link a ledger account
         * @description Nothing changes before the statement is signed with the account's key.
         */
        readonly post: operations["challenge_own_ledger_account"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/passkeys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The own passkeys */
        readonly get: operations["list_passkeys"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/passkeys/{passkeyId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Rename a passkey */
        readonly patch: operations["rename_passkey"];
        readonly trace?: never;
    };
    readonly "/api/v11/profile/passkeys/{passkeyId}/remove": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Remove a passkey
         * @description With the last second factor the recovery codes go. Sessions that were begun with it go on.
         */
        readonly post: operations["remove_passkey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/passkeys/begin": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Begin to add a passkey
         * @description Nothing changes before it is completed.
         */
        readonly post: operations["begin_passkey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/passkeys/complete": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Complete a passkey
         * @description From now on it signs in, and the password alone does not. With the first second factor come recovery codes, and all other sessions end.
         */
        readonly post: operations["complete_passkey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/password": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Change the own password
         * @description All other sessions end.
         */
        readonly post: operations["change_password"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/recovery-codes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Make new recovery codes
         * @description The old ones count no more.
         */
        readonly post: operations["new_recovery_codes"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/second-factor": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The own second factor */
        readonly get: operations["second_factors"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/sessions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The own sessions */
        readonly get: operations["list_sessions"];
        readonly put?: never;
        readonly post?: never;
        /** End all other sessions */
        readonly delete: operations["end_other_sessions"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/sessions/{sessionId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * End one session
         * @description The own one needs no step-up: that is a sign-out.
         */
        readonly delete: operations["end_session"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/totp": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Begin to add an authenticator application
         * @description Nothing changes before a first code confirms it.
         */
        readonly post: operations["begin_totp"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/totp/confirm": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Confirm the authenticator application
         * @description From now on codes are asked for. All other sessions end. With the first second factor come recovery codes.
         */
        readonly post: operations["confirm_totp"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/profile/totp/remove": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Remove the authenticator application
         * @description With the last second factor the recovery codes go.
         */
        readonly post: operations["remove_totp"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/protocol": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The protocol in words and tables: what to sign, how to verify a proof. */
        readonly get: operations["protocol"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/receipts/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What happened to one record, with its proof once a later header commits to it. */
        readonly get: operations["receipt"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/search": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Finds blocks, transactions and accounts. */
        readonly get: operations["search"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/stats": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Totals since genesis, and what this process uses. */
        readonly get: operations["stats"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/validators": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The validators of the present epoch and what they do. */
        readonly get: operations["list_validators"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v11/validators/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One validator, by its index. */
        readonly get: operations["validator"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/q/health": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Overall health: UP while every check is. A node with a full disk is DOWN here and yet answers reads, which is what readiness says. */
        readonly get: operations["health"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/q/health/live": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Liveness: the process answers. */
        readonly get: operations["live"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/q/health/ready": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Readiness: whether the node answers reads. A full disk makes it read-only, which `/q/health` says; reads go on. */
        readonly get: operations["ready"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/q/health/started": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Startup: whether recovery is complete. */
        readonly get: operations["started"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Nothing more to say. */
        readonly Accepted: Record<string, never>;
        /** @description Who may do what in an organisation. */
        readonly AccessPolicy: {
            /** @description The policy itself, in the language Cedar. */
            readonly policy: string;
            /** @description Role by role, computed from the policy. */
            readonly roles: readonly components["schemas"]["RoleActions"][];
        };
        /** @description An account with its balances. */
        readonly Account: {
            /** @description Address, 64 hexadecimal digits. */
            readonly address: string;
            /** @description Balances that are not zero, and zero ones of assets outside the dense arrays that it held before. */
            readonly balances: readonly components["schemas"]["Balance"][];
            readonly custodian?: components["schemas"]["AccountRef"] | null;
            /** @description Whether transfers from and to it are refused. */
            readonly frozen: boolean;
            /**
             * Format: uint64
             * @description The height these figures belong to.
             */
            readonly height: number;
            /**
             * Format: uint64
             * @description Dense index.
             */
            readonly index: number;
            /** @description Its name in the genesis file; null if it is not listed there. */
            readonly name?: string | null;
            /** @description The lowest sequence above all used ones, as a decimal string; null once 18446744073709551615 was used. */
            readonly nextSequence: string | null;
            readonly parent?: components["schemas"]["AccountRef"] | null;
            /** @description Public key. */
            readonly publicKey: string;
            /** @description `registrar` and `authority`, if it has these roles. */
            readonly roles: readonly string[];
            /** @description `ed25519`, `ml-dsa-65` or `hybrid`. */
            readonly signatureScheme: string;
            /**
             * Format: uint64
             * @description Subaccounts opened.
             */
            readonly subaccountCount: number;
        };
        /** @description A part of an account's activity, the oldest day first. */
        readonly AccountActivity: {
            /** @description Days on which something took effect. A day that goes on behind the cursor stands in the next answer, too, with the rest of it. */
            readonly days: readonly components["schemas"]["ActivityDay"][];
            /**
             * Format: uint64
             * @description The last block that the history index had when the answer was made; nothing above it is counted.
             */
            readonly indexedHeight: number;
            /** @description Where the next answer begins; null at the end. */
            readonly nextCursor?: string | null;
        };
        /**
         * @description A page of an account's history: two lists, each in the order asked for. Together they are in the order of `blockHeight`, then
         *     `position`; newest first, a transaction stands before those of its transfers that are listed, too.
         */
        readonly AccountHistory: {
            /**
             * Format: uint64
             * @description The last block that the history index had when the page was read; no entry is above it. What came later is listed from the
             *     height after it on.
             */
            readonly indexedHeight: number;
            /** @description Where the next page begins; null at the end. A page may be shorter than its limit and yet have a next one. */
            readonly nextCursor?: string | null;
            /** @description Operations that it signed or that concern it, and transfers and batches that it signed for other accounts. */
            readonly transactions: readonly components["schemas"]["AccountTransaction"][];
            /** @description Transfers from and to the account, rejected ones included. */
            readonly transfers: readonly components["schemas"]["AccountTransfer"][];
        };
        /** @description An account by index and address. */
        readonly AccountRef: {
            /** @description Address, 64 hexadecimal digits; null if a rejected record names an account that does not exist. */
            readonly address?: string | null;
            /**
             * Format: uint64
             * @description Dense index, as in transfer records.
             * @example 7
             */
            readonly index: number;
        };
        /**
         * @description What an account has to do with a submission of its history.
         * @enum {string}
         */
        readonly AccountRole: "signer" | "concerned";
        /** @description A submission in an account's history. */
        readonly AccountTransaction: components["schemas"]["Transaction"] & {
            /** @description What the account has to do with it. */
            readonly role: components["schemas"]["AccountRole"];
        };
        /** @description A transfer in an account's history. */
        readonly AccountTransfer: components["schemas"]["Transfer"] & {
            /**
             * Format: uint64
             * @description Height of its block.
             */
            readonly blockHeight: number;
            /** @description Whether the account paid or was paid. */
            readonly direction: components["schemas"]["TransferDirection"];
            /**
             * @description Kind of its submission: `transfer` or `batch`.
             * @example transfer
             */
            readonly kind: string;
            /**
             * Format: uint64
             * @description Position of its submission in the block.
             */
            readonly position: number;
            /** @description Time of its block, RFC 3339. */
            readonly timestamp: string;
            /** @description Its submission. */
            readonly transactionHash: string;
        };
        /** @description What of an account took effect on one day. */
        readonly ActivityDay: {
            /**
             * @description The day of the blocks, in UTC.
             * @example 2026-11-27
             */
            readonly day: string;
            /**
             * Format: uint64
             * @description Operations that the account signed.
             */
            readonly operations: number;
            /**
             * Format: uint64
             * @description Transfers to the account.
             */
            readonly transfersIn: number;
            /**
             * Format: uint64
             * @description Transfers from the account, whoever signed them.
             */
            readonly transfersOut: number;
        };
        /** @description A line of the audit log about the user. */
        readonly ActivityEvent: {
            /**
             * @description What was done.
             * @example session.signed_in
             */
            readonly action: string;
            /** @description When. */
            readonly at: string;
            /** @description What else is worth knowing. */
            readonly detail?: string | null;
            /** @description From where; empty if that was not seen. */
            readonly networkAddress?: string | null;
            /**
             * @description `succeeded` or `refused`.
             * @example succeeded
             */
            readonly outcome: string;
            /**
             * Format: int64
             * @description Its number in the log.
             */
            readonly sequence: number;
            /** @description What the browser called itself. */
            readonly userAgent?: string | null;
        };
        /** @description Lines of the audit log about the user. */
        readonly ActivityList: {
            /** @description Newest first. */
            readonly events: readonly components["schemas"]["ActivityEvent"][];
            /** @description Where the next page begins; null at the end. */
            readonly nextCursor?: string | null;
        };
        /** @description A user with what is around it. */
        readonly AdministeredUser: {
            /** @description The newest 20 lines about its sign-in, newest first. */
            readonly activity: readonly components["schemas"]["UserActivity"][];
            /** @description Where it belongs, by name. */
            readonly organisations: readonly components["schemas"]["UserOrganisation"][];
            /**
             * Format: uint64
             * @description Sessions that have not ended.
             */
            readonly sessions: number;
            /** @description The user. */
            readonly user: components["schemas"]["ListedUser"];
        };
        /** @description An administrator of the portal. */
        readonly Administrator: {
            /** @description E-mail address. */
            readonly email: string;
            /** @description Since when. */
            readonly grantedAt: string;
            /** @description Whether there is a passkey or an authenticator application; without one an administrator may nothing. */
            readonly hasSecondFactor: boolean;
            /** @description Whether nothing lets the user in. */
            readonly isDisabled: boolean;
            /** @description Whether it is whoever asks. */
            readonly isSelf: boolean;
            /** @description When this user signed in last; null if never. */
            readonly lastSignedInAt?: string | null;
            /** @description The name. */
            readonly name: string;
            /** @description The user. */
            readonly userId: string;
        };
        /** @description Administrators of the portal. */
        readonly AdministratorList: {
            /** @description All, the one who was named first at the beginning. */
            readonly administrators: readonly components["schemas"]["Administrator"][];
        };
        /** @description Organisations. */
        readonly AllOrganisationsList: {
            /** @description Where the next page begins; null at the end. */
            readonly nextCursor?: string | null;
            /** @description A page of them, in the order that was asked for. */
            readonly organisations: readonly components["schemas"]["ListedOrganisation"][];
        };
        /** @description A key of a program, without what opens. */
        readonly ApiKey: {
            /** @description When. */
            readonly createdAt: string;
            /** @description The id of whoever made it. */
            readonly createdBy: string;
            /** @description The name of whoever made it; null if that is no member any more. */
            readonly createdByName?: string | null;
            /** @description Until when it is valid. */
            readonly expiresAt: string;
            /** @description Whether that is over. */
            readonly isExpired: boolean;
            /** @description Its id; it opens nothing. */
            readonly keyId: string;
            /** @description From where; null if never. */
            readonly lastUsedAddress?: string | null;
            /** @description When it was used last, to half a minute; null if never. */
            readonly lastUsedAt?: string | null;
            /** @description Its name. */
            readonly name: string;
            /** @description What it may do. */
            readonly roles: readonly components["schemas"]["Role"][];
        };
        /** @description Keys of programs. */
        readonly ApiKeyList: {
            /** @description The newest first. */
            readonly apiKeys: readonly components["schemas"]["ApiKey"][];
            /** @description Always null: the list is whole. */
            readonly nextCursor?: string | null;
        };
        /** @description An asset of the genesis file. */
        readonly Asset: {
            /**
             * @description Short code.
             * @example EUR
             */
            readonly code: string;
            /**
             * Format: uint64
             * @description Digits after the decimal point.
             */
            readonly decimals: number;
            /** @description Whether every account has a place for its balance. */
            readonly dense: boolean;
            /**
             * Format: uint64
             * @description Index in transfer records.
             */
            readonly index: number;
            /** @description Name, for people. */
            readonly name: string;
            /** @description Minor units in circulation, as a decimal string. */
            readonly totalSupply: string;
        };
        /** @description A page of assets. */
        readonly AssetList: {
            /** @description The assets, by index. */
            readonly assets: readonly components["schemas"]["Asset"][];
            /** @description Where the next page begins; null at the end. */
            readonly nextCursor?: string | null;
        };
        /** @description How much of an asset there is. */
        readonly AssetSupply: {
            /** @description Minor units, as a decimal string. */
            readonly amount: string;
            /** @description Asset code. */
            readonly asset: string;
        };
        /** @description A line of the audit log. */
        readonly AuditEvent: {
            /**
             * @description What was done.
             * @example member.roles_changed
             */
            readonly action: string;
            /** @description The id of whoever did it: a user, or a key. */
            readonly actor: string;
            /** @description Its name; null if it is not there any more. */
            readonly actorName?: string | null;
            /** @description What was there after, by field. */
            readonly after: {
                readonly [key: string]: string;
            };
            /** @description When. */
            readonly at: string;
            /** @description What was there before, by field. */
            readonly before: {
                readonly [key: string]: string;
            };
            /** @description What else is worth knowing. */
            readonly detail?: string | null;
            /** @description The line's hash in the chain. */
            readonly hash: string;
            /** @description From where; empty if that was not seen. */
            readonly networkAddress: string;
            /**
             * @description `succeeded` or `refused`.
             * @example succeeded
             */
            readonly outcome: string;
            /**
             * Format: int64
             * @description Its number in the log of the whole portal.
             */
            readonly sequence: number;
            /** @description The id of what it was done to; null if to the organisation itself. */
            readonly subject?: string | null;
            /** @description Its name; null if it is not there any more. */
            readonly subjectName?: string | null;
            /** @description What the client called itself. */
            readonly userAgent: string;
        };
        /** @description Lines of the audit log. */
        readonly AuditEventList: {
            /** @description Newest first. */
            readonly events: readonly components["schemas"]["AuditEvent"][];
            /** @description Where the next page begins; null at the end. */
            readonly nextCursor?: string | null;
        };
        /** @description Which lines, in which form. */
        readonly AuditExport: {
            /** @description An action, or a group of them with its point. */
            readonly action?: string | null;
            /** @description The id of whoever did it. */
            readonly actor?: string | null;
            /** @description In which form. */
            readonly format: components["schemas"]["AuditFormat"];
            /** @description From this moment on. */
            readonly from?: string | null;
            /** @description `succeeded` or `refused`. */
            readonly outcome?: string | null;
            /** @description The id of what it was done to. */
            readonly subject?: string | null;
            /** @description Before this moment. */
            readonly to?: string | null;
        };
        /**
         * @description In which form.
         * @enum {string}
         */
        readonly AuditFormat: "ndjson" | "csv";
        /** @description An amount of an asset. */
        readonly Balance: {
            /**
             * @description Minor units, as a decimal string.
             * @example 1000
             */
            readonly amount: string;
            /**
             * @description Asset code.
             * @example EUR
             */
            readonly asset: string;
            /**
             * Format: uint64
             * @description Asset index.
             */
            readonly assetIndex: number;
            /**
             * Format: uint64
             * @description Digits after the decimal point.
             * @example 2
             */
            readonly decimals: number;
        };
        /** @description From one balance to the state root. */
        readonly BalanceProof: {
            /**
             * Format: uint64
             * @description Account index.
             */
            readonly account: number;
            /** @description Account leaf. */
            readonly accountLeaf: string;
            /** @description Siblings of the account leaf. */
            readonly accountPath: readonly string[];
            /** @description Its address. */
            readonly address: string;
            /** @description Minor units, as a decimal string. */
            readonly amount: string;
            /**
             * Format: uint64
             * @description Asset index.
             */
            readonly asset: number;
            /** @description The asset's code: a label. */
            readonly assetCode: string;
            /** @description Balance leaf. */
            readonly leaf: string;
            /**
             * Format: uint64
             * @description Position of the balance leaf in its tree.
             */
            readonly leafIndex: number;
            /** @description Siblings of the balance leaf. */
            readonly path: readonly string[];
            /** @description State header bytes. */
            readonly stateHeader: string;
        };
        /** @description What a batch did. */
        readonly BatchAnswer: {
            /** @description Receipt of the first record; the others end in their own index. */
            readonly receiptId: string;
            /** @description The first 1,000 records that were not applied. */
            readonly rejected: readonly components["schemas"]["RejectedRecord"][];
            /** @description How many records got each result code. */
            readonly resultCodes: {
                readonly [key: string]: number;
            };
            /** @description The batch in its block. */
            readonly transaction: components["schemas"]["Transaction"];
        };
        /** @description A signed batch. */
        readonly BatchRequest: {
            /** @description The chain it is for. */
            readonly chainId: string;
            /**
             * @description `batch`.
             * @enum {string}
             */
            readonly kind: "batch";
            /** @description `ed25519`, `ml-dsa-65` or `hybrid`; that of the signer's key. */
            readonly scheme: string;
            /**
             * @description The signer's sequence, from 1, as a decimal string.
             * @example 5
             */
            readonly sequence: string;
            /** @description Signature over the submission id. */
            readonly signature: string;
            /**
             * Format: uint64
             * @description Account index of the signer.
             */
            readonly signer: number;
            /** @description 1 to 65,536 transfers. */
            readonly transfers: readonly components["schemas"]["TransferRequest"][];
            /**
             * @description Last height at which it may be included, as a decimal string; `0` or absent for no limit.
             * @example 0
             */
            readonly validUntilHeight?: string | null;
        };
        /** @description A final block. */
        readonly Block: {
            /** @description Merkle root over the submission ids. */
            readonly batchesRoot: string;
            /** @description Its certificate. */
            readonly certificate: components["schemas"]["BlockCertificate"];
            /**
             * Format: uint64
             * @description Epoch of the validator set.
             */
            readonly epoch: number;
            /**
             * Format: uint64
             * @description The earlier height whose results this header commits to.
             */
            readonly executedHeight: number;
            /** @description Finality. */
            readonly finality: components["schemas"]["Finality"];
            /** @description Hash of the header. */
            readonly hash: string;
            /** @description The header's 240 bytes; only with a single block. */
            readonly headerBytes?: string;
            /**
             * Format: uint64
             * @description Height.
             */
            readonly height: number;
            /** @description Hash of the parent's header. */
            readonly parentHash: string;
            /**
             * Format: uint64
             * @description Index of the proposer in the validator set.
             */
            readonly proposer: number;
            /** @description Its name in the genesis file. */
            readonly proposerName: string;
            /** @description Merkle root over the receipts of `executedHeight`. */
            readonly receiptsRoot: string;
            /**
             * Format: uint64
             * @description Bytes of the submissions.
             */
            readonly sizeBytes: number;
            /** @description State root after `executedHeight`. */
            readonly stateRoot: string;
            /**
             * Format: uint64
             * @description Submissions in the block.
             */
            readonly submissionCount: number;
            /** @description Time, RFC 3339; never before the parent's. */
            readonly timestamp: string;
            /**
             * Format: uint64
             * @description Transfers in the block, both forms.
             */
            readonly transactionCount: number;
            /** @description Hash of the validator set. */
            readonly validatorsRoot: string;
        };
        /** @description The votes that made a block final. */
        readonly BlockCertificate: {
            /** @description The certificate's canonical bytes; only with a single block. */
            readonly bytes?: string;
            /**
             * Format: uint64
             * @description Epoch of the validator set.
             */
            readonly epoch: number;
            /**
             * @description `ed25519-votes` of a single validator, `ed25519-finalize-votes` of a committee, or `by-descendant`: the block is final because a later one
             *     has a certificate.
             * @example ed25519-votes
             */
            readonly kind: string;
            /**
             * Format: uint64
             * @description View in which the block was decided; null without votes of its own.
             */
            readonly view?: number | null;
            /** @description Votes, ascending by validator. */
            readonly votes: readonly components["schemas"]["Vote"][];
        };
        /** @description A page of blocks. */
        readonly BlockList: {
            /** @description The blocks, without `headerBytes` and `certificate.bytes`. */
            readonly blocks: readonly components["schemas"]["Block"][];
            /** @description Where the next page begins; null at the end. A page may be shorter than its limit and yet have a next one. */
            readonly nextCursor?: string | null;
        };
        /** @description A block that became final. */
        readonly BlockUpdate: {
            /**
             * Format: uint64
             * @description Its height.
             */
            readonly blockHeight: number;
            /**
             * Format: uint64
             * @description Milliseconds since the block before; null for the first one.
             */
            readonly blockTime: number | null;
            /**
             * Format: double
             * @description Milliseconds from admission to the answer for its slowest submission; null if it has none.
             */
            readonly finalityMs: number | null;
            /** @description Its hash. */
            readonly hash: string;
            /** @description Name of the validator that proposed it. */
            readonly producer: string;
            /**
             * Format: uint64
             * @description Bytes of its body.
             */
            readonly sizeBytes: number;
            /**
             * Format: uint64
             * @description Blocks since the update before that were left out.
             */
            readonly skipped: number;
            /**
             * Format: uint64
             * @description Submissions.
             */
            readonly submissions: number;
            /** @description Its time, RFC 3339. */
            readonly timestamp: string;
            /**
             * Format: uint64
             * @description Transfers.
             */
            readonly transactions: number;
        };
        /** @description A change of several members. */
        readonly BulkChange: {
            /** @description What they are from now on as well. */
            readonly addRoles?: readonly components["schemas"]["Role"][];
            /** @description Whether they are removed; then no roles are given. */
            readonly remove?: boolean;
            /** @description What they are not any more. */
            readonly removeRoles?: readonly components["schemas"]["Role"][];
            /** @description Whom; at most 200. */
            readonly userIds: readonly string[];
        };
        /** @description What became of all of them. */
        readonly BulkChangeResult: {
            /** @description In the order of the request. */
            readonly results: readonly components["schemas"]["BulkResult"][];
        };
        /**
         * @description What became of one of several.
         * @enum {string}
         */
        readonly BulkOutcome: "changed" | "removed" | "unchanged" | "refused";
        /** @description What became of one of them. */
        readonly BulkResult: {
            /** @description Code of the refusal. */
            readonly code?: string | null;
            /** @description Words of the refusal. */
            readonly detail?: string | null;
            /** @description What became of it. */
            readonly outcome: components["schemas"]["BulkOutcome"];
            /** @description Whom. */
            readonly userId: string;
        };
        /**
         * Format: binary
         * @description The canonical bytes of one submission.
         */
        readonly Canonical: string;
        /** @description The chain at its tip. */
        readonly ChainInfo: {
            /**
             * Format: uint64
             * @description Those that take part now.
             */
            readonly activeValidators: number;
            /**
             * Format: double
             * @description Milliseconds between the blocks of the last minute, at most the last 100; null if there were fewer than two.
             */
            readonly averageBlockTime?: number | null;
            /**
             * Format: uint64
             * @description Height of the last final block.
             */
            readonly blockHeight: number;
            /** @description Hash of the genesis file. */
            readonly chainId: string;
            /** @description How blocks become final. */
            readonly consensusAlgorithm: string;
            /**
             * Format: double
             * @description Individually signed transfers in the last complete second.
             */
            readonly currentIndividuallySignedTPS: number;
            /**
             * Format: double
             * @description Transfers in the last complete second.
             */
            readonly currentTPS: number;
            /**
             * Format: uint64
             * @description The first height that is kept here.
             */
            readonly earliestHeight: number;
            /**
             * Format: uint64
             * @description The last executed height: blocks are executed before they are shown.
             */
            readonly executedHeight: number;
            readonly finalityLatencyMs?: components["schemas"]["LatencyMs"] | null;
            /**
             * Format: uint64
             * @description Individually signed ones among them.
             */
            readonly individuallySignedTransactions: number;
            /** @description Time of the last block, RFC 3339. */
            readonly lastBlockTime: string;
            /** @description Name of the network. */
            readonly network: string;
            /**
             * Format: uint64
             * @description The most transfers in one second since this process started.
             */
            readonly peakTPS: number;
            /** @description State root after executing `blockHeight`. */
            readonly stateRoot: string;
            /** @description Supply of each asset. */
            readonly totalSupply: readonly components["schemas"]["AssetSupply"][];
            /**
             * Format: uint64
             * @description Transfers since genesis, both forms.
             */
            readonly totalTransactions: number;
            /**
             * Format: uint64
             * @description Validators of the genesis file.
             */
            readonly totalValidators: number;
        };
        /** @description What completes a sign-up. */
        readonly CompleteSignUpRequest: {
            /** @description How others see this user. */
            readonly name: string;
            /** @description At least 12 characters. */
            readonly password: string;
            /** @description What stands after `#` in the link of the mail. */
            readonly token: string;
        };
        /** @description What completes a change of the address. */
        readonly ConfirmEmailRequest: {
            /** @description What stands after `#` in the link of the mail. */
            readonly token: string;
        };
        /** @description Who the client is connected to, and where the stream stands. */
        readonly ConnectionEstablished: {
            /**
             * Format: uint64
             * @description The last final block.
             */
            readonly blockHeight: number;
            /** @description The chain. */
            readonly chainId: string;
            /** @description Every channel there is. Without a subscription a client gets all of them. */
            readonly channels: readonly components["schemas"]["LiveChannel"][];
            /**
             * Format: uint64
             * @description Number of the connection in this process.
             */
            readonly connectionId: number;
            /**
             * Format: uint64
             * @description Sequence of the first message that is still held; above `sequence` if there is none.
             */
            readonly earliestSequence: number;
            /**
             * Format: uint64
             * @description Sequence of the last message.
             */
            readonly sequence: number;
        };
        /** @description A vote that was counted. */
        readonly CountedVote: {
            /** @description Key of the validator. */
            readonly publicKey: string;
            /** @description Its index in the validator set; null if it is none any more. */
            readonly validatorId?: string | null;
            /** @description Its name in the genesis file; null if it is not there. */
            readonly validatorName?: string | null;
        };
        /** @description A key that was just made. */
        readonly CreatedApiKey: {
            /** @description The key. */
            readonly apiKey: components["schemas"]["ApiKey"];
            /** @description What opens: for the header `Authorization: Bearer …`. It is shown now and never again. */
            readonly secret: string;
        };
        /** @description Demo traffic that this process makes. */
        readonly DemoLoad: {
            /** @description Whether there is any. */
            readonly enabled: boolean;
            /**
             * Format: double
             * @description Transfers a second that it aims at; 0 without.
             */
            readonly ratePerSecond: number;
        };
        /**
         * @description Who switched a user off.
         * @enum {string}
         */
        readonly DisabledBy: "administrator" | "directory";
        /** @description A token that was just made. */
        readonly EnrolmentToken: {
            /** @description Of which ledger the node is to be; null if that does not answer. */
            readonly chainId?: string | null;
            /** @description Until when. */
            readonly expiresAt: string;
            /** @description The node as it is now. */
            readonly node: components["schemas"]["ProvisionedNode"];
            /** @description The address of the account that will register it; null if the portal has no ledger. */
            readonly nodeRegistrar?: string | null;
            /** @description With what the node enrols. It is shown now and never again. */
            readonly token: string;
        };
        /** @description An identity at a provider. */
        readonly ExportedIdentity: {
            /** @description Its name here. */
            readonly identityId: string;
            /** @description What the provider calls the user. */
            readonly label: string;
            /** @description When somebody signed in with it last. */
            readonly lastUsedAt?: string | null;
            /** @description Since when. */
            readonly linkedAt: string;
            /** @description Of which provider. */
            readonly providerId: string;
        };
        /** @description An account of the ledger. */
        readonly ExportedLedgerAccount: {
            /** @description Its id here. */
            readonly accountId: string;
            /** @description Its address. */
            readonly address: string;
            /** @description How the user calls it. */
            readonly label: string;
            /** @description Since when. */
            readonly linkedAt: string;
        };
        /** @description A line of the audit log. */
        readonly ExportedLine: {
            /** @description What was done. */
            readonly action: string;
            /** @description When. */
            readonly at: string;
            /** @description What else is worth knowing. */
            readonly detail?: string | null;
            /** @description From where. */
            readonly networkAddress?: string | null;
            /** @description How it ended. */
            readonly outcome: string;
            /**
             * Format: int64
             * @description Its number.
             */
            readonly sequence: number;
            /** @description What the browser called itself. */
            readonly userAgent?: string | null;
        };
        /** @description A passkey. */
        readonly ExportedPasskey: {
            /** @description Since when. */
            readonly createdAt: string;
            /** @description When it was used last. */
            readonly lastUsedAt?: string | null;
            /** @description How the user calls it. */
            readonly name: string;
            /** @description Its id here. */
            readonly passkeyId: string;
        };
        /** @description A session. */
        readonly ExportedSession: {
            /** @description When it began. */
            readonly createdAt: string;
            /** @description When it ends in any case. */
            readonly expiresAt: string;
            /** @description When a request came with it last. */
            readonly lastSeenAt: string;
            /** @description From where it began. */
            readonly networkAddress: string;
            /** @description Its name. */
            readonly sessionId: string;
            /** @description What the browser called itself. */
            readonly userAgent: string;
        };
        /** @description An account by index and address. */
        readonly FaucetAccount: {
            /** @description Address. */
            readonly address: string;
            /**
             * Format: int64
             * @description Dense index.
             */
            readonly index: number;
        };
        /** @description One key's account and what it received. */
        readonly FaucetAnswer: {
            /** @description The key's account. */
            readonly account: components["schemas"]["FaucetAccount"];
            /** @description What it received. */
            readonly funded: readonly components["schemas"]["FaucetFunded"][];
            /** @description Receipt of its first transfer. */
            readonly receiptId: string;
            /** @description The funding submission. */
            readonly transactionHash: string;
        };
        /** @description Many keys' accounts and what each received. */
        readonly FaucetBulkAnswer: {
            /** @description The accounts, in the order of the keys. */
            readonly accounts: readonly components["schemas"]["FaucetAccount"][];
            /** @description What each received. */
            readonly funded: readonly components["schemas"]["FaucetFunded"][];
            /** @description The submissions: registrations first, then funding. */
            readonly transactionHashes: readonly string[];
        };
        /** @description Public keys to register and fund. */
        readonly FaucetBulkRequest: {
            /** @description 1 to 10,000 different keys. */
            readonly accounts: readonly components["schemas"]["FaucetKey"][];
            /** @description Minor units of each asset for each key; the faucet's own amount if absent. */
            readonly amountMinorUnits?: string | null;
            /**
             * Format: int32
             * @description So many of the first assets for each key; one if absent.
             */
            readonly assets?: number | null;
        };
        /** @description An amount that an account received. */
        readonly FaucetFunded: {
            /** @description Minor units. */
            readonly amount: string;
            /** @description Asset code. */
            readonly asset: string;
            /**
             * Format: int64
             * @description Digits after the decimal point.
             */
            readonly decimals: number;
        };
        /** @description A public key to register and fund. */
        readonly FaucetKey: {
            /** @description Hexadecimal. */
            readonly publicKey: string;
            /**
             * @description `ed25519`, `ml-dsa-65` or `hybrid`.
             * @example ed25519
             */
            readonly scheme: string;
        };
        /** @description When a record became final. */
        readonly Finality: {
            /**
             * Format: uint64
             * @description Height of the block.
             */
            readonly height: number;
            /**
             * @description Always `final`: nothing is shown before its block is certified, durable and executed.
             * @example final
             */
            readonly state: string;
        };
        /** @description What is in force, and who decides. */
        readonly GovernanceOverview: {
            /**
             * Format: uint64
             * @description Proposals that were accepted and are not in force yet.
             */
            readonly acceptedProposals: number;
            /**
             * Format: uint64
             * @description The height after which this holds.
             */
            readonly blockHeight: number;
            /**
             * Format: uint64
             * @description Number of the epoch of the next block: the validators have changed so many times.
             */
            readonly epoch: number;
            /**
             * Format: uint64
             * @description Its first block; 0 for the first epoch.
             */
            readonly epochFirstHeight: number;
            /**
             * Format: uint64
             * @description The latest version that this node's software knows.
             */
            readonly latestKnownProtocolVersion: number;
            readonly nextEpoch?: components["schemas"]["NextEpochView"] | null;
            readonly nextProtocol?: components["schemas"]["NextProtocol"] | null;
            /**
             * Format: uint64
             * @description Proposals on which votes are still counted.
             */
            readonly openProposals: number;
            /** @description Figures that validators can change. */
            readonly parameters: readonly components["schemas"]["ParameterValue"][];
            /**
             * Format: uint64
             * @description Protocol version of the next block.
             */
            readonly protocolVersion: number;
            /**
             * Format: uint64
             * @description Voting power of all validators.
             */
            readonly totalVotingPower: number;
            /**
             * Format: uint64
             * @description The least power of votes that accepts a proposal: more than two thirds.
             */
            readonly votingPowerNeeded: number;
        };
        /** @description The health of this process. */
        readonly Health: {
            /** @description What was looked at. */
            readonly checks: readonly components["schemas"]["HealthCheck"][];
            /** @description DOWN if this process cannot do what was asked about. */
            readonly status: components["schemas"]["HealthStatus"];
        };
        /** @description One thing that was looked at. */
        readonly HealthCheck: {
            /** @description Figures and reasons. */
            readonly data?: Record<string, never>;
            /** @description What was looked at. */
            readonly name: string;
            /** @description How it is. */
            readonly status: components["schemas"]["HealthStatus"];
        };
        /**
         * @description UP or DOWN.
         * @enum {string}
         */
        readonly HealthStatus: "UP" | "DOWN";
        /** @description Identities of the user. */
        readonly IdentityList: {
            /** @description Whether the user has a password as well. */
            readonly hasPassword: boolean;
            /** @description In the order in which they came. */
            readonly identities: readonly components["schemas"]["IdentityListItem"][];
            /** @description Always null: the list is whole. */
            readonly nextCursor?: string | null;
        };
        /** @description An identity of the user. */
        readonly IdentityListItem: {
            /** @description Its name here. */
            readonly identityId: string;
            /** @description What the provider calls the user. */
            readonly label: string;
            /** @description When it did so last; null if it never did. */
            readonly lastUsedAt?: string | null;
            /** @description Since when it signs the user in. */
            readonly linkedAt: string;
            /** @description Of which provider. */
            readonly providerId: string;
        };
        /** @description Mails that stayed here. */
        readonly InboxList: {
            /** @description Newest first. */
            readonly mails: readonly components["schemas"]["InboxMail"][];
            /** @description Where the next page begins; null at the end. */
            readonly nextCursor?: string | null;
        };
        /** @description A mail that stayed here. */
        readonly InboxMail: {
            /** @description When it was written. */
            readonly createdAt: string;
            /** @description Its name. */
            readonly mailId: string;
            /** @description Subject. */
            readonly subject: string;
            /** @description Plain text. */
            readonly text: string;
            /** @description To whom. */
            readonly to: string;
        };
        /** @description What this node is. */
        readonly Info: {
            /** @description Hash of the genesis file. */
            readonly chainId: string;
            /** @description Demo traffic. */
            readonly demoLoad: components["schemas"]["DemoLoad"];
            /** @description Whether this is a development network. */
            readonly devnet: boolean;
            /** @description Where gRPC ingest listens. */
            readonly grpcAddress: string;
            /** @description The node's name. */
            readonly name: string;
            /** @description Name of the network. */
            readonly network: string;
            /** @description Its public key. */
            readonly nodeId: string;
            /**
             * @description What it does: `VALIDATOR`, or `BUSINESS` (follows the validators).
             * @example VALIDATOR
             */
            readonly nodeType: string;
            /** @description Processor architecture. */
            readonly osArch: string;
            /** @description Operating system. */
            readonly osName: string;
            /** @description When the process started, RFC 3339. */
            readonly startedAt: string;
            /**
             * Format: uint64
             * @description Seconds since then.
             */
            readonly uptimeSeconds: number;
            /** @description Hash of the validator set. */
            readonly validatorsRoot: string;
            /** @description Version of the software. */
            readonly version: string;
        };
        /** @description An invitation. */
        readonly Invitation: {
            /** @description When. */
            readonly createdAt: string;
            /** @description Whom. */
            readonly email: string;
            /** @description Until when it may be accepted. */
            readonly expiresAt: string;
            /** @description Its id; it opens nothing. */
            readonly invitationId: string;
            /** @description The id of whoever invited: a user, or a key. */
            readonly invitedBy: string;
            /** @description The name of whoever invited; null if that is no member any more. */
            readonly invitedByName?: string | null;
            /** @description Whether that is over. */
            readonly isExpired: boolean;
            /** @description As what. */
            readonly roles: readonly components["schemas"]["Role"][];
        };
        /** @description Invitations. */
        readonly InvitationList: {
            /** @description The newest first. */
            readonly invitations: readonly components["schemas"]["Invitation"][];
            /** @description Always null: the list is whole. */
            readonly nextCursor?: string | null;
        };
        /** @description Whom to invite, as what. */
        readonly InvitationRequest: {
            /** @description E-mail addresses, 1 to 50. */
            readonly emails: readonly string[];
            /** @description At least one. */
            readonly roles: readonly components["schemas"]["Role"][];
        };
        /** @description A latency distribution in milliseconds. */
        readonly LatencyMs: {
            /**
             * Format: double
             * @description The largest.
             */
            readonly max: number;
            /**
             * Format: double
             * @description Half are at most this.
             */
            readonly p50: number;
            /**
             * Format: double
             * @description 95 of 100 are at most this.
             */
            readonly p95: number;
            /**
             * Format: double
             * @description 99 of 100 are at most this.
             */
            readonly p99: number;
        };
        /** @description A value that comes into force later. */
        readonly LaterValue: {
            /**
             * Format: uint64
             * @description Its first height.
             */
            readonly effectiveHeight: number;
            /** @description The proposal. */
            readonly proposalId: string;
            /**
             * Format: uint64
             * @description The value.
             */
            readonly value: number;
        };
        /** @description An account of the ledger whose key was shown. */
        readonly LedgerAccount: {
            /** @description Its id here. */
            readonly accountId: string;
            /** @description Its address. The ledger says whether there is such an account and what it holds. */
            readonly address: string;
            /** @description How its owner calls it. */
            readonly label: string;
            /** @description When. */
            readonly linkedAt: string;
            /** @description The id of whoever linked it. */
            readonly linkedBy: string;
            /** @description The name of whoever linked it; null if that is no member any more. */
            readonly linkedByName?: string | null;
            /** @description The public key in hexadecimal digits. */
            readonly publicKey: string;
            /** @description `ed25519`, `ml-dsa-65` or `hybrid`. */
            readonly scheme: string;
        };
        /** @description Another label. */
        readonly LedgerAccountChange: {
            /** @description 1 to 100 characters. */
            readonly label: string;
        };
        /** @description Ledger accounts. */
        readonly LedgerAccountList: {
            /** @description The oldest first. */
            readonly ledgerAccounts: readonly components["schemas"]["LedgerAccount"][];
            /** @description Always null: the list is whole. */
            readonly nextCursor?: string | null;
        };
        /** @description What is to be signed with the key. */
        readonly LedgerChallenge: {
            /** @description The address that the key has. */
            readonly address: string;
            /** @description Until when. */
            readonly expiresAt: string;
            /** @description Completes it, once. */
            readonly secret: string;
            /** @description The statement: its hash with the label `aurigraph/v1/portal-statement` is what is signed. */
            readonly statement: string;
        };
        /** @description A key that is to be linked. */
        readonly LedgerChallengeRequest: {
            /** @description The public key in hexadecimal digits. */
            readonly publicKey: string;
            /**
             * @description `ed25519`, `ml-dsa-65` or `hybrid`.
             * @example ed25519
             */
            readonly scheme: string;
        };
        /** @description A node of the ledger. Of another one this node knows what it said of itself, with a proof of its key. */
        readonly LedgerNode: {
            /**
             * Format: uint64
             * @description Height of its last block; null before it was heard of.
             */
            readonly blockHeight?: number | null;
            readonly catchUp?: components["schemas"]["NodeCatchUp"] | null;
            /**
             * Format: uint64
             * @description First block that it can give to others; null before it was heard of.
             */
            readonly earliestBlockHeight?: number | null;
            /** @description Where gRPC ingest listens; null before it was heard of. */
            readonly grpcAddress?: string | null;
            /**
             * Format: double
             * @description Seconds since it was heard of; null for this node, and before that.
             */
            readonly heardSecondsAgo?: number | null;
            /** @description Where HTTP listens; null before it was heard of. */
            readonly httpAddress?: string | null;
            /** @description Whether this is the node that answers. */
            readonly isSelf: boolean;
            /**
             * Format: double
             * @description Milliseconds that a message to it and back took last; null for this node, and while it is not measured.
             */
            readonly latencyMs?: number | null;
            /** @description Its name: its own word, or that of the genesis file before it was heard of. */
            readonly name: string;
            /** @description Its public key: a validator's is the one that it votes with. */
            readonly nodeId: string;
            /**
             * @description `VALIDATOR`, or `BUSINESS`: follows the validators, executes what is final, answers everything and sends submissions on; `LIGHT`: has
             *     headers, certificates and proofs alone.
             * @example VALIDATOR
             */
            readonly nodeType: string;
            /**
             * Format: uint64
             * @description Its process id; null before it was heard of.
             */
            readonly processId?: number | null;
            /**
             * @description The last word of the registrar of nodes about its key: `registered` or `revoked`; null if it said nothing of it, or this node knows of no
             *     registrar.
             * @example registered
             */
            readonly registration?: string | null;
            /** @description Whether it takes submissions. */
            readonly serving: boolean;
            /**
             * Format: uint64
             * @description Height of its newest snapshot; null if it has none, and before it was heard of.
             */
            readonly snapshotHeight?: number | null;
            /**
             * @description `healthy`, `read_only`, `stopping`, `catching_up`, `stalled`, `unreachable` if it was not heard of for five
             *     seconds, or `not_followed` if this node is no validator and does not ask that one.
             * @example healthy
             */
            readonly status: string;
            /**
             * Format: uint64
             * @description Seconds since it started; null before it was heard of.
             */
            readonly uptimeSeconds?: number | null;
            /** @description Index of its validator in the validator set; null for a node that is none. */
            readonly validatorId?: string | null;
            /** @description Version of its software; null before it was heard of. */
            readonly version?: string | null;
            /** @description Whether it votes. A validator that lost its votes follows for a while before it does. */
            readonly votes: boolean;
        };
        /** @description An organisation, as an administrator of the portal sees it. */
        readonly ListedOrganisation: {
            /** @description Since when. */
            readonly createdAt: string;
            /** @description When something was done there last; null if never. */
            readonly lastActivityAt?: string | null;
            /**
             * Format: int64
             * @description How many belong to it.
             */
            readonly members: number;
            /** @description Its name. */
            readonly name: string;
            /**
             * Format: int64
             * @description Nodes that enrolled and were not revoked.
             */
            readonly nodes: number;
            /** @description Its id. */
            readonly organisationId: string;
            /**
             * Format: int64
             * @description How many of them own it.
             */
            readonly owners: number;
        };
        /** @description A user, as an administrator of the portal sees it. */
        readonly ListedUser: {
            /** @description Since when. */
            readonly createdAt: string;
            /** @description Who switched the user off; none if it is not disabled. */
            readonly disabledBy: readonly components["schemas"]["DisabledBy"][];
            /** @description E-mail address. */
            readonly email: string;
            /** @description Whether there is a passkey or an authenticator application. */
            readonly hasSecondFactor: boolean;
            /** @description Whether the user administers the portal. */
            readonly isAdministrator: boolean;
            /** @description Whether it is whoever asks. */
            readonly isSelf: boolean;
            /** @description When this user signed in last; null if never. */
            readonly lastSignedInAt?: string | null;
            /** @description The name. */
            readonly name: string;
            /**
             * Format: int64
             * @description To how many organisations the user belongs.
             */
            readonly organisations: number;
            /** @description Whether, and through whom, the user gets in. */
            readonly state: components["schemas"]["ListedUserState"];
            /** @description The user. */
            readonly userId: string;
        };
        /**
         * @description Whether, and through whom, a user gets in.
         * @enum {string}
         */
        readonly ListedUserState: "active" | "disabled" | "managed";
        /**
         * @description What a client can subscribe to.
         * @enum {string}
         */
        readonly LiveChannel: "tps_updates" | "block_updates" | "network_status" | "validator_metrics";
        /** @description What a message says, by its type. */
        readonly LiveContent: {
            /** @description The first message of a connection. Its sequence is that of the last message before it. */
            readonly payload: components["schemas"]["ConnectionEstablished"];
            /** @enum {string} */
            readonly type: "connection_established";
        } | {
            /** @description Some of the messages after the one asked for with `resume` are no longer held. */
            readonly payload: components["schemas"]["LiveFault"];
            /** @enum {string} */
            readonly type: "resume_gap";
        } | {
            /** @description Rates, every second. Channel `tps_updates`. */
            readonly payload: components["schemas"]["TpsUpdate"];
            /** @enum {string} */
            readonly type: "tps_update";
        } | {
            /** @description A block, at most 20 times a second. Channel `block_updates`. */
            readonly payload: components["schemas"]["BlockUpdate"];
            /** @enum {string} */
            readonly type: "block_update";
        } | {
            /** @description The network's health, every 3 seconds and on change. Channel `network_status`. */
            readonly payload: components["schemas"]["NetworkUpdate"];
            /** @enum {string} */
            readonly type: "network_update";
        } | {
            /** @description The validators, every 5 seconds and on change. Channel `validator_metrics`. */
            readonly payload: components["schemas"]["ValidatorUpdate"];
            /** @enum {string} */
            readonly type: "validator_update";
        } | {
            /** @description The answer to `subscribe` and `unsubscribe`. */
            readonly payload: components["schemas"]["SubscriptionConfirmed"];
            /** @enum {string} */
            readonly type: "subscription_confirmed";
        } | {
            /** @description The answer to `ping`. */
            readonly payload: components["schemas"]["Pong"];
            /** @enum {string} */
            readonly type: "pong";
        } | {
            /** @description The answer to a message that cannot be followed. */
            readonly payload: components["schemas"]["LiveFault"];
            /** @enum {string} */
            readonly type: "error";
        };
        /** @description A fault, for programs and for people. */
        readonly LiveFault: {
            /** @description Stable. */
            readonly code: components["schemas"]["LiveFaultCode"];
            /** @description In words. */
            readonly detail: string;
        };
        /**
         * @description What was wrong.
         * @enum {string}
         */
        readonly LiveFaultCode: "resume_gap" | "malformed_message" | "unknown_message" | "unknown_channel" | "unsupported_message";
        /** @description A message of the server: `{type, payload, timestamp, sequence}`. */
        readonly LiveMessage: components["schemas"]["LiveContent"] & {
            /**
             * Format: uint64
             * @description Its place in the stream, ascending, also over restarts; absent from answers to the client's own messages.
             */
            readonly sequence?: number;
            /**
             * Format: int64
             * @description When it was sent, Unix milliseconds.
             */
            readonly timestamp: number;
        };
        /** @description A message of the client. */
        readonly LiveRequest: {
            /** @description The channel's name, with `subscribe` and `unsubscribe`. */
            readonly channel?: string | null;
            /** @description `subscribe`, `unsubscribe` or `ping`. */
            readonly type: string;
        };
        /** @description One validator. */
        readonly LiveValidator: {
            /**
             * Format: uint64
             * @description Blocks that it made.
             */
            readonly blocksProduced: number;
            /**
             * Format: uint64
             * @description The last of them.
             */
            readonly lastBlockHeight: number;
            /** @description Its name in the genesis file. */
            readonly name: string;
            /** @description Whether it takes part. */
            readonly status: components["schemas"]["LiveValidatorStatus"];
            /** @description Its index, as text. */
            readonly validatorId: string;
        };
        /**
         * @description Whether a validator takes part.
         * @enum {string}
         */
        readonly LiveValidatorStatus: "ACTIVE" | "INACTIVE";
        /** @description What a provider's server sends. */
        readonly LogoutForm: {
            /** @description A signed token (OpenID Connect Back-Channel Logout 1.0). */
            readonly logout_token: string;
        };
        /** @description An address to which a mail goes. */
        readonly MailRequest: {
            /**
             * @description E-mail address.
             * @example ada@example.org
             */
            readonly email: string;
        };
        /** @description A member. */
        readonly Member: {
            /** @description E-mail address. */
            readonly email: string;
            /** @description Whether it is whoever asks. */
            readonly isSelf: boolean;
            /** @description Since when. */
            readonly joinedAt: string;
            /** @description When this user signed in last; null if never. */
            readonly lastSignInAt?: string | null;
            /** @description The name. */
            readonly name: string;
            /** @description What identity providers say that the member is; who signs in again with one gets them anew. */
            readonly providerRoles: readonly components["schemas"]["Role"][];
            /** @description What the member is by itself. */
            readonly roles: readonly components["schemas"]["Role"][];
            /** @description What the member is through teams. */
            readonly teamRoles: readonly components["schemas"]["Role"][];
            /** @description Which teams. */
            readonly teams: readonly components["schemas"]["MemberTeam"][];
            /** @description The user. */
            readonly userId: string;
        };
        /** @description Roles. */
        readonly MemberChange: {
            /** @description What the member is from now on; at least one. */
            readonly roles: readonly components["schemas"]["Role"][];
        };
        /** @description Members. */
        readonly MemberList: {
            /** @description A page of them, in the order that was asked for. */
            readonly members: readonly components["schemas"]["Member"][];
            /** @description Where the next page begins; null at the end. */
            readonly nextCursor?: string | null;
            /**
             * Format: uint64
             * @description How many there are that match, on all pages.
             */
            readonly total: number;
        };
        /** @description A team of which somebody is a member. */
        readonly MemberTeam: {
            /** @description Its name. */
            readonly name: string;
            /** @description Its id. */
            readonly teamId: string;
        };
        /**
         * @description What a node does with submissions.
         * @enum {string}
         */
        readonly NetworkHealth: "healthy" | "read_only" | "stopping";
        /** @description The network's health. */
        readonly NetworkUpdate: {
            /**
             * Format: uint64
             * @description Nodes that are not stopping.
             */
            readonly activeNodes: number;
            /**
             * Format: uint64
             * @description The last final block.
             */
            readonly blockHeight: number;
            /**
             * Format: uint64
             * @description The last block in the history index.
             */
            readonly indexedHeight: number;
            /** @description What this node does with submissions. */
            readonly networkHealth: components["schemas"]["NetworkHealth"];
            /**
             * Format: uint64
             * @description Nodes.
             */
            readonly totalNodes: number;
            /** @description Clients of the live stream. */
            readonly webSocketClients: number;
        };
        /** @description A new key. */
        readonly NewApiKey: {
            /**
             * Format: int32
             * @description 1 to 365.
             */
            readonly expiresInDays: number;
            /** @description 1 to 100 characters. */
            readonly name: string;
            /** @description Anything but owner; at least one. */
            readonly roles: readonly components["schemas"]["Role"][];
        };
        /** @description The answer to a challenge. */
        readonly NewLedgerAccount: {
            /** @description How the account is to be called, 1 to 100 characters. */
            readonly label: string;
            /** @description That of the challenge. */
            readonly secret: string;
            /** @description The signature in hexadecimal digits. */
            readonly signature: string;
        };
        /** @description What a node shows. */
        readonly NewNodeEnrolment: {
            /** @description The node's own Ed25519 key, in hexadecimal digits. */
            readonly publicKey: string;
            /** @description The key's signature, in hexadecimal digits, over the hash with the label `aurigraph/v1/node-enrolment` of chain id, key and token (`docs/protocol.md`). */
            readonly signature: string;
            /** @description The token. */
            readonly token: string;
        };
        /** @description A node that is asked for. */
        readonly NewNodeRequest: {
            /** @description 1 to 64 characters. */
            readonly name: string;
            /** @description What kind. */
            readonly nodeType: components["schemas"]["NodeType"];
            /** @description What it is for; 500 characters at most. */
            readonly note?: string | null;
        };
        /** @description A payment that is to be approved. */
        readonly NewPayment: {
            /** @description Canonical bytes of a signed transfer or batch in hexadecimal digits, 64 KiB at most. A linked ledger account pays and signs. */
            readonly signedSubmission: string;
        };
        /** @description A decision, signed. */
        readonly NewPaymentDecision: {
            /** @description The ledger account of whoever decides, from their profile, whose key signs. */
            readonly accountId: string;
            /** @description What is decided. */
            readonly decision: components["schemas"]["PaymentDecision"];
            /** @description The signature over the hash of the statement with the label `aurigraph/v1/portal-statement`, in hexadecimal digits. */
            readonly signature: string;
        };
        /** @description A new team. */
        readonly NewTeam: {
            /** @description 1 to 100 characters. */
            readonly name: string;
            /** @description Anything but owner; may be empty. */
            readonly roles?: readonly components["schemas"]["Role"][];
        };
        /** @description An epoch that was decided and has not begun. */
        readonly NextEpochView: {
            /**
             * Format: uint64
             * @description Its number.
             */
            readonly epoch: number;
            /**
             * Format: uint64
             * @description Its first block.
             */
            readonly firstHeight: number;
            /** @description Id of the proposal by which it begins. */
            readonly proposalId: string;
            /**
             * Format: uint64
             * @description How many decide in it.
             */
            readonly validatorCount: number;
        };
        /** @description A protocol version that begins later. */
        readonly NextProtocol: {
            /**
             * Format: uint64
             * @description Its first height.
             */
            readonly effectiveHeight: number;
            /** @description Whether this node's software knows it. If not, the node stops before that height. */
            readonly isKnown: boolean;
            /**
             * Format: uint64
             * @description The version.
             */
            readonly version: number;
        };
        /** @description How a node that is behind gets level. */
        readonly NodeCatchUp: {
            /** @description Index of the validator that gives the snapshot; null without one, and if another node gives it. */
            readonly fromValidatorId?: string | null;
            /**
             * @description `blocks`, `stalled` (it got none for a while although there are some) or `snapshot`.
             * @example snapshot
             */
            readonly kind: string;
            /**
             * Format: uint64
             * @description Bytes of the snapshot that came; null without one.
             */
            readonly receivedBytes?: number | null;
            /**
             * Format: uint64
             * @description Height that it is to reach: that of the network, or of the snapshot.
             */
            readonly targetHeight: number;
            /**
             * Format: uint64
             * @description All its bytes; null without one.
             */
            readonly totalBytes?: number | null;
        };
        /** @description A node that is on the ledger. */
        readonly NodeEnrolment: {
            /** @description Of which ledger. */
            readonly chainId: string;
            /** @description Its name. */
            readonly name: string;
            /** @description Its public key, in hexadecimal digits. */
            readonly nodeId: string;
            /** @description The address of the account that registered it: `node_registrar` in node.toml. */
            readonly nodeRegistrar: string;
            /** @description What kind it is. */
            readonly nodeType: components["schemas"]["NodeType"];
            /** @description The organisation whose node it is. */
            readonly organisationName: string;
            /** @description Its registration. */
            readonly registration: components["schemas"]["NodeRegistration"];
            /** @description Its id in its organisation. */
            readonly requestId: string;
        };
        /** @description The nodes. */
        readonly NodeList: {
            /** @description Always null: there is one page. */
            readonly nextCursor?: string | null;
            /** @description The nodes: validators by index, then the others. */
            readonly nodes: readonly components["schemas"]["LedgerNode"][];
            /**
             * Format: uint64
             * @description How many of them were heard of a moment ago, with this one.
             */
            readonly reachableNodes: number;
        };
        /** @description Why. */
        readonly NodeReason: {
            /** @description 1 to 500 characters. */
            readonly reason: string;
        };
        /** @description A statement about a node's key on the ledger. */
        readonly NodeRegistration: {
            /**
             * Format: int64
             * @description Its block.
             */
            readonly blockHeight: number;
            /**
             * Format: int64
             * @description The portal's running number of the registration; its revocation has the same.
             */
            readonly number: number;
            /** @description The submission that says it. */
            readonly transactionHash: string;
        };
        /** @description Nodes of an organisation. */
        readonly NodeRequestList: {
            /** @description Always null: there is one page. */
            readonly nextCursor?: string | null;
            /** @description The newest first. */
            readonly nodes: readonly components["schemas"]["ProvisionedNode"][];
        };
        /**
         * @description What kind of node.
         * @enum {string}
         */
        readonly NodeType: "business" | "light";
        /** @description One operation with its result. Which fields are there depends on its kind. */
        readonly Operation: {
            /**
             * Format: uint64
             * @description Index of the account concerned (`set_frozen`, `transfer_asset`, `set_claim`, `revoke_claim`, `set_verifier`).
             */
            readonly account?: number;
            /**
             * Format: uint64
             * @description How many indexes were assigned; keys that were registered already get none.
             */
            readonly assignedCount?: number;
            /** @description What is said of the account: `issuer`, `kyc` or `accredited` (`set_claim`, `revoke_claim`). */
            readonly claim?: string;
            /**
             * Format: uint64
             * @description Keys or subaccounts asked for (`register_accounts`, `open_subaccounts`), or votes brought (`govern`).
             */
            readonly count?: number;
            /**
             * Format: uint64
             * @description Index of the account that may sign from now on (`grant_custody`).
             */
            readonly custodian?: number;
            /** @description What was found: `in_review`, `verified` or `rejected` (`verify_asset`). */
            readonly finding?: string;
            /**
             * Format: uint64
             * @description First account index that was assigned, if any was.
             */
            readonly firstIndex?: number;
            /** @description The new state (`set_frozen`). */
            readonly frozen?: boolean;
            /** @description The statement's hash, in hex (`attest`). */
            readonly hash?: string;
            /**
             * @description `register_accounts`, `open_subaccounts`, `grant_custody`, `revoke_custody`, `set_frozen`, `govern`, `attest`, `register_asset`, `update_asset`,
             *     `transfer_asset`, `set_asset_state`, `verify_asset`, `withdraw_verification`, `set_claim`, `revoke_claim` or `set_verifier`.
             * @example grant_custody
             */
            readonly kind: string;
            /** @description What it is called (`register_asset`, `update_asset`). */
            readonly name?: string;
            /**
             * Format: uint64
             * @description The statement's number there (`attest`).
             */
            readonly number?: number;
            /** @description The proposal that is voted for (`govern`). */
            readonly proposalId?: string;
            /** @description The real-world asset, by the id of the submission that registered it (`register_asset` to `withdraw_verification`). */
            readonly realWorldAssetId?: string;
            /**
             * @description Name of the result code.
             * @example applied
             */
            readonly resultCode: string;
            /** @description Its new state: `active`, `suspended` or `retired` (`set_asset_state`). */
            readonly state?: string;
            /**
             * Format: uint64
             * @description The tier of a verifier, 0 if it may not verify any more (`set_verifier`).
             */
            readonly tier?: number;
            /**
             * @description What the statement is about (`attest`).
             * @example portal.audit-head
             */
            readonly topic?: string;
            /**
             * Format: uint64
             * @description Its version that is made (`register_asset`, `update_asset`) or that was looked at (`verify_asset`).
             */
            readonly version?: number;
        };
        /** @description An organisation. */
        readonly Organisation: {
            /**
             * @description What whoever asks may do there.
             * @example [
             *       "organisation.read",
             *       "members.read"
             *     ]
             */
            readonly actions: readonly string[];
            /** @description Since when. */
            readonly createdAt: string;
            /**
             * Format: int64
             * @description How many belong to it.
             */
            readonly members: number;
            /** @description Its name. */
            readonly name: string;
            /** @description Its id. */
            readonly organisationId: string;
            /** @description What whoever asks is there. */
            readonly roles: readonly components["schemas"]["Role"][];
        };
        /** @description Organisations. */
        readonly OrganisationList: {
            /** @description Always null: the list is whole. */
            readonly nextCursor?: string | null;
            /** @description By name. */
            readonly organisations: readonly components["schemas"]["Organisation"][];
        };
        /** @description A name. */
        readonly OrganisationName: {
            /** @description 1 to 100 characters. */
            readonly name: string;
        };
        /** @description The plan of an organisation. */
        readonly OrganisationPlan: {
            /** @description Whether the organisation was given another one, which the operator does not offer any more: the default one counts instead. */
            readonly isFallback: boolean;
            readonly plan?: components["schemas"]["PlanInForce"] | null;
            /** @description What plans limit; empty if the operator of this portal has set no plans. */
            readonly quotas: readonly components["schemas"]["PlanQuota"][];
        };
        /** @description An invitation to the own address. */
        readonly OwnInvitation: {
            /** @description Until when it may be accepted. */
            readonly expiresAt: string;
            /** @description Its id; it opens nothing for anybody else. */
            readonly invitationId: string;
            /** @description Who invited; null if that user is gone, or it was a program. */
            readonly invitedByName?: string | null;
            /** @description Where. */
            readonly organisationId: string;
            /** @description Its name. */
            readonly organisationName: string;
            /** @description As what. */
            readonly roles: readonly components["schemas"]["Role"][];
        };
        /** @description Invitations to the own address. */
        readonly OwnInvitationList: {
            /** @description The newest first. */
            readonly invitations: readonly components["schemas"]["OwnInvitation"][];
            /** @description Always null: the list is whole. */
            readonly nextCursor?: string | null;
        };
        /** @description A figure that validators can change. */
        readonly ParameterValue: {
            /** @description What was accepted and is not in force yet, in the order of heights. */
            readonly later: readonly components["schemas"]["LaterValue"][];
            /**
             * Format: uint64
             * @description The least that it can be.
             */
            readonly least: number;
            /**
             * Format: uint64
             * @description The most that it can be, which it was at first.
             */
            readonly most: number;
            /**
             * @description Its name.
             * @example block_bytes_max
             */
            readonly name: string;
            /**
             * Format: uint64
             * @description Its value in the next block.
             */
            readonly value: number;
        };
        /** @description A passkey that was added. */
        readonly PasskeyAdded: {
            /** @description The passkey. */
            readonly passkey: components["schemas"]["PasskeyListItem"];
            /** @description Recovery codes, shown once; null if there was a second factor before. */
            readonly recoveryCodes?: readonly string[] | null;
        };
        /** @description A credential's answer. */
        readonly PasskeyAssertion: {
            /** @description Its id. */
            readonly id: string;
            /** @description The same. */
            readonly rawId: string;
            /** @description What was signed. */
            readonly response: components["schemas"]["PasskeyAssertionResponse"];
            /** @description `public-key`. */
            readonly type: string;
        };
        /** @description What an authenticator signed. */
        readonly PasskeyAssertionResponse: {
            /** @description What the authenticator saw: for whom, whether it recognised its owner, its count. */
            readonly authenticatorData: string;
            /** @description What the browser saw: challenge, origin. */
            readonly clientDataJSON: string;
            /** @description Over both. */
            readonly signature: string;
            /** @description The bytes that stand for the user; a passkey that signs in by itself gives them. */
            readonly userHandle?: string | null;
        };
        /** @description A new credential. */
        readonly PasskeyAttestation: {
            /** @description Its id. */
            readonly id: string;
            /** @description The same. */
            readonly rawId: string;
            /** @description What the authenticator says. */
            readonly response: components["schemas"]["PasskeyAttestationResponse"];
            /** @description `public-key`. */
            readonly type: string;
        };
        /** @description What an authenticator says of a new key. */
        readonly PasskeyAttestationResponse: {
            /** @description The key, in CBOR. */
            readonly attestationObject: string;
            /** @description What the browser saw: challenge, origin. */
            readonly clientDataJSON: string;
            /** @description How the authenticator can be reached, as `internal` or `usb`. */
            readonly transports?: readonly string[] | null;
        };
        /** @description Another name for a passkey. */
        readonly PasskeyChange: {
            /** @description The new name, 1 to 60 characters. */
            readonly name: string;
        };
        /** @description A new passkey. */
        readonly PasskeyCompletion: {
            /** @description What the browser made. */
            readonly credential: components["schemas"]["PasskeyAttestation"];
            /** @description How it is to be called, 1 to 60 characters. */
            readonly name: string;
            /** @description That of the beginning. */
            readonly secret: string;
        };
        /** @description What the browser is to make. */
        readonly PasskeyCreationBegun: {
            /** @description Until when. */
            readonly expiresAt: string;
            /** @description For `navigator.credentials.create`. */
            readonly publicKey: components["schemas"]["PasskeyCreationOptions"];
            /** @description Completes it, once. */
            readonly secret: string;
        };
        /** @description For `navigator.credentials.create`. */
        readonly PasskeyCreationOptions: {
            /** @description Always `none`: which make the device is does not matter. */
            readonly attestation: string;
            /** @description Which authenticators. */
            readonly authenticatorSelection: components["schemas"]["PasskeySelection"];
            /** @description What is signed. */
            readonly challenge: string;
            /** @description The user's passkeys: no device makes a second one. */
            readonly excludeCredentials: readonly components["schemas"]["PasskeyDescriptor"][];
            /** @description What else. */
            readonly extensions: components["schemas"]["PasskeyExtensions"];
            /** @description Kinds of keys, the best first. */
            readonly pubKeyCredParams: readonly components["schemas"]["PasskeyParameters"][];
            /** @description For whom. */
            readonly rp: components["schemas"]["PasskeyRelyingParty"];
            /**
             * Format: int64
             * @description Milliseconds.
             */
            readonly timeout: number;
            /** @description Whose. */
            readonly user: components["schemas"]["PasskeyUser"];
        };
        /** @description A credential that there is. */
        readonly PasskeyDescriptor: {
            /** @description Its id. */
            readonly id: string;
            /** @description Always `public-key`. */
            readonly type: string;
        };
        /** @description What else the browser is asked for. */
        readonly PasskeyExtensions: {
            /** @description Always `userVerificationRequired`. */
            readonly credentialProtectionPolicy: string;
            /** @description Whether it can be found without an address. */
            readonly credProps: boolean;
            /** @description Whether an authenticator that does not know it has to refuse. */
            readonly enforceCredentialProtectionPolicy: boolean;
        };
        /** @description Passkeys. */
        readonly PasskeyList: {
            /** @description Always null: the list is whole. */
            readonly nextCursor?: string | null;
            /** @description At most 20, the oldest first. */
            readonly passkeys: readonly components["schemas"]["PasskeyListItem"][];
        };
        /** @description A passkey. */
        readonly PasskeyListItem: {
            /** @description Since when. */
            readonly createdAt: string;
            /** @description When somebody signed in or confirmed something with it last; null if never. */
            readonly lastUsedAt?: string | null;
            /** @description How its user calls it. */
            readonly name: string;
            /** @description Its id here; it opens nothing. */
            readonly passkeyId: string;
        };
        /** @description A kind of key that is taken. */
        readonly PasskeyParameters: {
            /**
             * Format: int64
             * @description A number of COSE, as -7 for ES256.
             * @example -7
             */
            readonly alg: number;
            /** @description Always `public-key`. */
            readonly type: string;
        };
        /** @description For whom a passkey is. */
        readonly PasskeyRelyingParty: {
            /**
             * @description The name in the portal's address.
             * @example localhost
             */
            readonly id: string;
            /** @description How the portal is called. */
            readonly name: string;
        };
        /** @description What the browser is to ask for. */
        readonly PasskeyRequestBegun: {
            /** @description Until when. */
            readonly expiresAt: string;
            /** @description For `navigator.credentials.get`. */
            readonly publicKey: components["schemas"]["PasskeyRequestOptions"];
            /** @description Completes it, once. */
            readonly secret: string;
        };
        /** @description For `navigator.credentials.get`. */
        readonly PasskeyRequestOptions: {
            /** @description Which passkeys count; empty if the passkey is to say whose it is. */
            readonly allowCredentials: readonly components["schemas"]["PasskeyDescriptor"][];
            /** @description What is signed. */
            readonly challenge: string;
            /** @description The name in the portal's address. */
            readonly rpId: string;
            /**
             * Format: int64
             * @description Milliseconds.
             */
            readonly timeout: number;
            /** @description Always `required`: the device recognises its owner. */
            readonly userVerification: string;
        };
        /** @description Which authenticators may make it. */
        readonly PasskeySelection: {
            /** @description The same for older browsers. */
            readonly requireResidentKey: boolean;
            /** @description Always `required`: it is found without an address. */
            readonly residentKey: string;
            /** @description Always `required`: the device recognises its owner. */
            readonly userVerification: string;
        };
        /** @description A passkey's answer. */
        readonly PasskeySignIn: {
            /** @description What the browser got. */
            readonly credential: components["schemas"]["PasskeyAssertion"];
            /** @description As at the beginning. */
            readonly isSecondStep?: boolean;
            /** @description That of the beginning. */
            readonly secret: string;
        };
        /** @description How somebody signs in with a passkey. */
        readonly PasskeySignInStart: {
            /** @description Whether it is the second step of a sign-in that was answered with 202; if absent, the passkey signs in by itself. */
            readonly isSecondStep?: boolean;
        };
        /** @description A passkey's answer. */
        readonly PasskeyStepUp: {
            /** @description What the browser got. */
            readonly credential: components["schemas"]["PasskeyAssertion"];
            /** @description That of the beginning. */
            readonly secret: string;
        };
        /** @description Whose passkey it is. */
        readonly PasskeyUser: {
            /** @description Name. */
            readonly displayName: string;
            /** @description Random bytes that stand for the user. */
            readonly id: string;
            /** @description E-mail address. */
            readonly name: string;
        };
        /** @description Another password. */
        readonly PasswordChange: {
            /** @description The new one, at least 12 characters. */
            readonly newPassword: string;
        };
        /** @description A new password by mail. */
        readonly PasswordResetRequest: {
            /** @description The new password, at least 12 characters. */
            readonly password: string;
            /** @description What stands after `#` in the link of the mail. */
            readonly token: string;
        };
        /** @description A payment that was proposed. */
        readonly Payment: {
            /** @description The linked ledger account that pays. */
            readonly accountId: string;
            /** @description Its address. */
            readonly address: string;
            /**
             * Format: int64
             * @description How many were given. Those of people who may not approve any more do not count.
             */
            readonly approvals: number;
            /**
             * Format: int64
             * @description How many approvals it needs; 0 if none.
             */
            readonly approvalsNeeded: number;
            /** @description Of which ledger. */
            readonly chainId: string;
            /** @description When it was approved or rejected; null if it was not. */
            readonly decidedAt?: string | null;
            /** @description Until when it may be decided and taken. */
            readonly expiresAt: string;
            /**
             * Format: int64
             * @description Index of the account to which the first one goes.
             */
            readonly firstTo: number;
            /**
             * Format: int64
             * @description Its index on the ledger.
             */
            readonly from: number;
            /** @description `transfer` or `batch`. */
            readonly kind: string;
            /** @description Its id. */
            readonly paymentId: string;
            /** @description When. */
            readonly proposedAt: string;
            /** @description The id of whoever proposed it. */
            readonly proposedBy: string;
            /** @description The name; null if that is no member any more. */
            readonly proposedByName?: string | null;
            /** @description When its bytes were taken first; null if they were not. */
            readonly releasedAt?: string | null;
            /** @description The id of whoever took them. */
            readonly releasedBy?: string | null;
            /** @description The account's number for it, as a decimal string. */
            readonly sequence: string;
            /**
             * @description `waiting`, `approved`, `rejected`, `released` or `expired`.
             * @example waiting
             */
            readonly state: string;
            /** @description What was signed: by this hash the ledger finds it once it was submitted. */
            readonly submissionId: string;
            /** @description What is paid, by asset. */
            readonly totals: readonly components["schemas"]["PaymentSum"][];
            /** @description How many transfers. */
            readonly transferCount: number;
            /**
             * Format: uint64
             * @description The last height at which the ledger takes it; null if any.
             */
            readonly validUntilHeight?: number | null;
        };
        /**
         * @description What somebody says.
         * @enum {string}
         */
        readonly PaymentDecision: "approve" | "reject";
        /** @description What somebody decided, and the proof. */
        readonly PaymentDecisionItem: {
            /** @description When. */
            readonly decidedAt: string;
            /** @description How. */
            readonly decision: components["schemas"]["PaymentDecision"];
            /** @description The key, in hexadecimal digits. */
            readonly publicKey: string;
            /** @description Scheme of the key. */
            readonly scheme: string;
            /** @description The signature over the statement's hash with the label `aurigraph/v1/portal-statement`, in hexadecimal digits. */
            readonly signature: string;
            /** @description The statement that was signed. */
            readonly statement: string;
            /** @description The id of whoever decided. */
            readonly userId: string;
            /** @description The name; null if that is no member any more. */
            readonly userName?: string | null;
        };
        /** @description A payment with all that it says. */
        readonly PaymentDetail: {
            /** @description What whoever asks signs to approve; null where nothing waits for them, and for a program. */
            readonly approveStatement?: string | null;
            /** @description Header and body of the submission, in hexadecimal digits: what the account signed, without its signature. Decode it and compare before you decide. */
            readonly content: string;
            /** @description Who decided how, the first one first. */
            readonly decisions: readonly components["schemas"]["PaymentDecisionItem"][];
            /** @description The payment. */
            readonly payment: components["schemas"]["Payment"];
            /** @description What whoever asks signs to reject; null where nothing waits for them, and for a program. */
            readonly rejectStatement?: string | null;
            /** @description Every transfer of it. */
            readonly transfers: readonly components["schemas"]["PaymentTransfer"][];
        };
        /** @description Payments. */
        readonly PaymentList: {
            /** @description Where the next page begins; null at the end. */
            readonly nextCursor?: string | null;
            /** @description A page of them, in the order that was asked for. */
            readonly payments: readonly components["schemas"]["Payment"][];
        };
        /** @description Which payments need approvals. */
        readonly PaymentPolicy: {
            /** @description At most 100, one for each asset. Payments of other assets need none. */
            readonly rules: readonly components["schemas"]["PaymentRule"][];
        };
        /** @description From which amount on payments of an asset need approvals. */
        readonly PaymentRule: {
            /**
             * Format: int32
             * @description How many are needed above it: 1 to 10, each by another person with another key, none of them whoever proposed.
             */
            readonly approvals: number;
            /**
             * Format: int64
             * @description Index of the asset.
             */
            readonly assetIndex: number;
            /**
             * @description Up to this amount, in minor units as a decimal string, no approval is needed; the sum of a batch counts.
             * @example 100000
             */
            readonly limit: string;
        };
        /** @description A sum of one asset. */
        readonly PaymentSum: {
            /**
             * @description In minor units, as a decimal string.
             * @example 1250
             */
            readonly amount: string;
            /**
             * Format: int64
             * @description Index of the asset.
             */
            readonly assetIndex: number;
        };
        /** @description One transfer of a payment. */
        readonly PaymentTransfer: {
            /** @description In minor units, as a decimal string. */
            readonly amount: string;
            /**
             * Format: int64
             * @description Index of the asset.
             */
            readonly assetIndex: number;
            /** @description The sender's own bytes, in hexadecimal digits. */
            readonly reference: string;
            /**
             * Format: int64
             * @description Index of the account that receives.
             */
            readonly to: number;
        };
        /** @description What this node measured. */
        readonly Performance: {
            /** @description The last 60 complete seconds; fewer if the process is younger. */
            readonly last60Seconds: components["schemas"]["Window"];
            /** @description Since the process started. */
            readonly lifetime: components["schemas"]["Window"];
            /** @description When these figures were read, RFC 3339. */
            readonly measuredAt: string;
        };
        /** @description A plan. */
        readonly PlanInForce: {
            /** @description What the operator says about it. */
            readonly description: string;
            /**
             * @description What the operator calls it.
             * @example basic
             */
            readonly id: string;
            /** @description What people call it. */
            readonly name: string;
            /** @description Since when the organisation has it; null if it is the one that every organisation has that was given none. */
            readonly since?: string | null;
        };
        /** @description How much of one thing is used. */
        readonly PlanQuota: {
            /** @description Whether more than the limit is refused. If not, it is only told. */
            readonly isEnforced: boolean;
            /**
             * Format: uint64
             * @description How much there may be; null if the plan does not say.
             */
            readonly limit?: number | null;
            /** @description `members`, `teams`, `api_keys`, `nodes`, `ledger_accounts`, `api_calls_per_month`, `exports_per_month`, `transactions_per_month` or `stored_bytes`. */
            readonly metric: string;
            /** @description When it begins with nothing again; null if it does not. */
            readonly resetsAt?: string | null;
            /**
             * Format: uint64
             * @description How much there is, or was used in this month of UTC, or (`stored_bytes`) was kept at most in it.
             */
            readonly used: number;
        };
        /** @description Nothing but that the connection works. */
        readonly Pong: Record<string, never>;
        /** @description A message of the portal's WebSocket. */
        readonly PortalMessage: {
            /** @description Whose changes are told. */
            readonly organisationIds: readonly string[];
            /** @enum {string} */
            readonly type: "welcome";
            /** @description The user; null for a program. */
            readonly userId?: string | null;
        } | {
            /**
             * @description What was done, as in the audit log.
             * @example member.joined
             */
            readonly action: string;
            /** @description Which. */
            readonly organisationId: string;
            /**
             * Format: int64
             * @description Its line in the audit log.
             */
            readonly sequence: number;
            /** @enum {string} */
            readonly type: "organisation_changed";
        } | {
            /**
             * @description What was done, as in the activity.
             * @example user.renamed
             */
            readonly action: string;
            /** @enum {string} */
            readonly type: "user_changed";
        } | {
            /** @enum {string} */
            readonly type: "missed";
        } | {
            /** @enum {string} */
            readonly type: "ended";
        };
        /** @description A problem document (RFC 9457). */
        readonly Problem: {
            /** @description What to do. */
            readonly action: string;
            /** @description With `already_applied` for a batch: the original answer, while it is kept. */
            readonly batch?: components["schemas"]["BatchAnswer"];
            /**
             * @description Stable code.
             * @example not_found
             */
            readonly code: string;
            /** @description What happened. */
            readonly detail: string;
            /**
             * Format: uint64
             * @description With `pruned` and `removed`: the first height that is kept.
             */
            readonly earliestHeight?: number;
            /** @description With `already_applied`: the original receipt (of the first record), while it is kept. */
            readonly receipt?: components["schemas"]["Receipt"];
            /**
             * Format: uint64
             * @description HTTP status.
             * @example 404
             */
            readonly status: number;
            /** @description Short name of the kind. */
            readonly title: string;
            /**
             * @description A URI for this kind of problem.
             * @example urn:aurigraph:problem:not_found
             */
            readonly type: string;
        };
        /** @description A user's own data. */
        readonly Profile: {
            /** @description Since when. */
            readonly createdAt: string;
            /** @description E-mail address. */
            readonly email: string;
            /** @description When the mailbox answered; null if it did not, and the address is only what a provider tells. */
            readonly emailVerifiedAt?: string | null;
            /** @description When this user signed in before this session, or last if there is none; null the first time. */
            readonly lastSignInAt?: string | null;
            /** @description Name. */
            readonly name: string;
            /** @description The user. */
            readonly userId: string;
        };
        /** @description What is to be changed. */
        readonly ProfileChange: {
            /** @description The new name, 1 to 100 characters. */
            readonly name: string;
        };
        /** @description Everything that is kept about a user. */
        readonly ProfileExport: {
            /** @description Lines of the audit log, newest first. */
            readonly activity: readonly components["schemas"]["ExportedLine"][];
            /** @description Since when. */
            readonly createdAt: string;
            /** @description E-mail address. */
            readonly email: string;
            /** @description When the mailbox answered, or a provider vouched for it; nothing if neither did. */
            readonly emailVerifiedAt?: string | null;
            /** @description When it was made. */
            readonly exportedAt: string;
            /** @description Identities at providers that sign this user in. */
            readonly identities: readonly components["schemas"]["ExportedIdentity"][];
            /** @description When a session began last. */
            readonly lastSignInAt?: string | null;
            /** @description Linked accounts of the ledger, oldest first. */
            readonly ledgerAccounts: readonly components["schemas"]["ExportedLedgerAccount"][];
            /** @description Name. */
            readonly name: string;
            /** @description Passkeys, oldest first. */
            readonly passkeys: readonly components["schemas"]["ExportedPasskey"][];
            /** @description Sessions that have not ended. */
            readonly sessions: readonly components["schemas"]["ExportedSession"][];
            /** @description The user. */
            readonly userId: string;
        };
        /** @description A proof document, verified off-line as docs/protocol.md says. */
        readonly Proof: {
            /** @description Present in a balance proof. */
            readonly balance?: components["schemas"]["BalanceProof"];
            /** @description The certificate's bytes. */
            readonly certificate: string;
            /** @description The chain. */
            readonly chainId: string;
            /** @description The headers after it up to the one that the certificate is for; absent if it is for this one. */
            readonly descendants?: readonly string[];
            /** @description How others came after them, up to the header's epoch, in order; absent in the first epoch. */
            readonly epochs?: readonly components["schemas"]["ProofEpoch"][];
            /**
             * @description `aurigraph-proof-v1`.
             * @example aurigraph-proof-v1
             */
            readonly format: string;
            /** @description The header's 240 bytes. */
            readonly header: string;
            /** @description `receipt` or `balance`. */
            readonly kind: string;
            /** @description Present in a receipt proof. */
            readonly receipt?: components["schemas"]["ReceiptProof"];
            /** @description The validators of the first epoch: those of the genesis file. */
            readonly validators: readonly components["schemas"]["ProofValidator"][];
        };
        /** @description The last block of an epoch and the validators of the next one. */
        readonly ProofEpoch: {
            /** @description Its certificate's bytes. */
            readonly certificate: string;
            /** @description The last block's header, 240 bytes. */
            readonly header: string;
            /** @description The validators of the next epoch. */
            readonly validators: readonly components["schemas"]["ProofValidator"][];
        };
        /** @description A validator of a proof. */
        readonly ProofValidator: {
            /** @description Ed25519 key. */
            readonly publicKey: string;
            /**
             * Format: uint64
             * @description Weight of its vote.
             */
            readonly votingPower: number;
        };
        /** @description A page of proposals. */
        readonly ProposalList: {
            /** @description Where the next page begins; null at the end. */
            readonly nextCursor?: string | null;
            /** @description The proposals, the one with the newest first vote first. */
            readonly proposals: readonly components["schemas"]["ProposalView"][];
        };
        /**
         * @description What became of a proposal.
         * @enum {string}
         */
        readonly ProposalStatus: "OPEN" | "ACCEPTED" | "IN_FORCE" | "EXPIRED";
        /** @description A proposal and its votes. */
        readonly ProposalView: {
            /**
             * Format: uint64
             * @description Block of the vote that accepted it; null before that.
             */
            readonly acceptedAtHeight?: number | null;
            /** @description What is proposed. */
            readonly action: components["schemas"]["ProposedAction"];
            /**
             * Format: uint64
             * @description First height at which it was to be in force.
             */
            readonly effectiveHeight: number;
            /**
             * Format: uint64
             * @description Last height at which votes are counted.
             */
            readonly expiresHeight: number;
            /**
             * Format: uint64
             * @description First height at which it is in force; null before it is accepted.
             */
            readonly inForceFromHeight?: number | null;
            /**
             * Format: uint64
             * @description The number that its maker gave it.
             */
            readonly number: number;
            /** @description Canonical bytes of the proposal, hexadecimal (docs/protocol.md). */
            readonly proposalBytes: string;
            /** @description What votes sign. */
            readonly proposalId: string;
            /**
             * Format: uint64
             * @description Block of the first vote.
             */
            readonly proposedAtHeight: number;
            /** @description What became of it. */
            readonly status: components["schemas"]["ProposalStatus"];
            /** @description Votes that were counted, in their order. */
            readonly votes: readonly components["schemas"]["CountedVote"][];
            /**
             * Format: uint64
             * @description Their power.
             */
            readonly votingPower: number;
            /**
             * Format: uint64
             * @description The least power that accepts it.
             */
            readonly votingPowerNeeded: number;
        };
        /** @description What is proposed. */
        readonly ProposedAction: {
            /**
             * Format: uint64
             * @description Index of the account (`set_role`).
             */
            readonly account?: number;
            /**
             * Format: uint64
             * @description The epoch that ends by it (`set_validators`).
             */
            readonly epoch?: number;
            /** @description Whether the account is to have the role (`set_role`). */
            readonly granted?: boolean;
            /**
             * @description `set_parameter`, `activate_protocol`, `set_role` or `set_validators`.
             * @example set_parameter
             */
            readonly kind: string;
            /** @description Name of the parameter (`set_parameter`). */
            readonly parameter?: string;
            /** @description Validators of the epoch that ends which are none any more (`set_validators`). */
            readonly removedValidators?: readonly components["schemas"]["RemovedValidator"][];
            /** @description `registrar` or `authority` (`set_role`). */
            readonly role?: string;
            /** @description All validators that there are to be, in order (`set_validators`). */
            readonly validators?: readonly components["schemas"]["ProposedValidator"][];
            /**
             * Format: uint64
             * @description Its value (`set_parameter`).
             */
            readonly value?: number;
            /**
             * Format: uint64
             * @description The version (`activate_protocol`).
             */
            readonly version?: number;
        };
        /** @description A validator that is to be one. */
        readonly ProposedValidator: {
            /**
             * @description Where it listens for other validators.
             * @example 10.0.0.4:7003
             */
            readonly address: string;
            /** @description Whether it is none in the epoch that ends. */
            readonly isNew: boolean;
            /** @description Its name in the genesis file; null if it is not there. */
            readonly name?: string | null;
            /** @description Its Ed25519 key. */
            readonly publicKey: string;
        };
        /** @description Identity providers. */
        readonly ProviderList: {
            /** @description Always null: the list is whole. */
            readonly nextCursor?: string | null;
            /** @description In the order in which they are configured. */
            readonly providers: readonly components["schemas"]["ProviderListItem"][];
        };
        /** @description An identity provider. */
        readonly ProviderListItem: {
            /** @description Its name on pages. */
            readonly name: string;
            /**
             * @description Its name in addresses.
             * @example keycloak
             */
            readonly providerId: string;
        };
        /** @description Where the browser goes now. */
        readonly ProviderSignIn: {
            /** @description The provider's page, to be opened in this window. */
            readonly url: string;
        };
        /** @description Where to go on. */
        readonly ProviderSignInRequest: {
            /**
             * @description A page of this portal; the overview if it is absent or something else.
             * @example /profile
             */
            readonly returnTo?: string | null;
        };
        /** @description A node that an organisation asked for. */
        readonly ProvisionedNode: {
            /** @description When; null before that. */
            readonly decidedAt?: string | null;
            /** @description The id of whoever approved, rejected or withdrew it; null before that. */
            readonly decidedBy?: string | null;
            /** @description The name; null if that is no member any more. */
            readonly decidedByName?: string | null;
            /** @description When it enrolled; null before that. */
            readonly enrolledAt?: string | null;
            /** @description Its name. */
            readonly name: string;
            /** @description The node's public key in hexadecimal digits, which is its id in `/api/v11/nodes`; null before it enrolled. */
            readonly nodeId?: string | null;
            /**
             * @description `business` or `light`.
             * @example business
             */
            readonly nodeType: string;
            /** @description What it is for; null if nobody said so. */
            readonly note?: string | null;
            /** @description Why it was rejected or revoked; null if it was not. */
            readonly reason?: string | null;
            readonly registration?: components["schemas"]["NodeRegistration"] | null;
            /** @description When. */
            readonly requestedAt: string;
            /** @description The id of whoever asked for it. */
            readonly requestedBy: string;
            /** @description The name; null if that is no member any more. */
            readonly requestedByName?: string | null;
            /** @description Its id here. On the ledger it is known by `nodeId`. */
            readonly requestId: string;
            readonly revocation?: components["schemas"]["NodeRegistration"] | null;
            /** @description When; null before that. */
            readonly revokedAt?: string | null;
            /** @description The id of whoever revoked it; null before that. */
            readonly revokedBy?: string | null;
            /** @description The name; null if that is no member any more. */
            readonly revokedByName?: string | null;
            /**
             * @description `requested`, `approved`, `registered`, `rejected`, `withdrawn` or `revoked`.
             * @example requested
             */
            readonly state: string;
            /** @description Until when the token that is out lets the node in; null if none is. */
            readonly tokenExpiresAt?: string | null;
        };
        /** @description What happened to one record, with its proof once a later block commits to it. */
        readonly Receipt: {
            /**
             * Format: uint64
             * @description Height of the block.
             */
            readonly blockHeight: number;
            /** @description Finality. */
            readonly finality: components["schemas"]["Finality"];
            /** @description `<hash>`, or `<hash>-<index>` for a record of a batch. */
            readonly id: string;
            /**
             * Format: uint64
             * @description Position of the record in the submission.
             */
            readonly index: number;
            /**
             * @description `transfer`, `batch` or `operation`.
             * @example transfer
             */
            readonly kind: string;
            readonly operation?: components["schemas"]["Operation"] | null;
            readonly proof?: components["schemas"]["Proof"] | null;
            /**
             * Format: uint64
             * @description The height whose header commits to this receipt.
             */
            readonly proofReadyAtHeight: number;
            /** @description The 64 bytes that the receipts root commits to: the record with its result code. */
            readonly record: string;
            /**
             * @description Name of the result code.
             * @example applied
             */
            readonly resultCode: string;
            /** @description Time of the block, RFC 3339. */
            readonly timestamp: string;
            /** @description The submission. */
            readonly transactionHash: string;
            readonly transfer?: components["schemas"]["Transfer"] | null;
        };
        /** @description From one record to the receipts root. */
        readonly ReceiptProof: {
            /**
             * Format: uint64
             * @description Receipt leaves of the submission.
             */
            readonly count: number;
            /**
             * Format: uint64
             * @description Position of the submission in its block.
             */
            readonly entryIndex: number;
            /** @description Siblings up to the receipts root. */
            readonly entryPath: readonly string[];
            /**
             * Format: uint64
             * @description Position in the submission.
             */
            readonly index: number;
            /** @description Siblings up to the submission's root. */
            readonly path: readonly string[];
            /** @description 64 bytes with the result code. */
            readonly record: string;
            /** @description The submission. */
            readonly submissionId: string;
            /**
             * Format: uint64
             * @description 1 transfer, 2 batch, 3 operation.
             */
            readonly submissionKind: number;
        };
        /** @description Recovery codes. They are shown once. */
        readonly RecoveryCodes: {
            /** @description Each counts once. */
            readonly recoveryCodes: readonly string[];
        };
        /** @description A record of a batch that was not applied. */
        readonly RejectedRecord: {
            /**
             * Format: uint64
             * @description Position in the batch.
             */
            readonly index: number;
            /** @description Name of the result code. */
            readonly resultCode: string;
        };
        /** @description An approved payment's bytes. */
        readonly ReleasedPayment: {
            /** @description The payment. */
            readonly payment: components["schemas"]["Payment"];
            /** @description Canonical bytes of the signed submission, in hexadecimal digits; as bytes they are for `POST /api/v11/blockchain/transactions`, or `/batch`. */
            readonly signedSubmission: string;
        };
        /** @description A validator that is to be none any more. */
        readonly RemovedValidator: {
            /** @description Its name in the genesis file; null if it is not there. */
            readonly name?: string | null;
            /** @description Its Ed25519 key. */
            readonly publicKey: string;
        };
        /**
         * @description What somebody is in an organisation. What a role may do is in `policy.cedar`, and nowhere else.
         * @enum {string}
         */
        readonly Role: "owner" | "admin" | "operator" | "issuer" | "verifier" | "treasurer" | "analyst" | "auditor" | "viewer";
        /** @description What one role may do. */
        readonly RoleActions: {
            /** @description What it may do in its organisation. */
            readonly actions: readonly string[];
            /** @description The role. */
            readonly role: components["schemas"]["Role"];
        };
        /** @description Rounds of a committee as this node saw them. */
        readonly RoundList: {
            /** @description Always null: only the last 256 are remembered. */
            readonly nextCursor?: string | null;
            /** @description The rounds, the newest first. A single validator has none. */
            readonly rounds: readonly components["schemas"]["SeenRound"][];
            /** @description Names of the validators, by index. */
            readonly validators: readonly string[];
        };
        /** @description Rounds of a committee as this node saw them since its process started. */
        readonly Rounds: {
            /**
             * Format: uint64
             * @description Views that ended with a final block.
             */
            readonly finalizedViews: number;
            /**
             * Format: uint64
             * @description Index of its leader.
             */
            readonly leader: number;
            /**
             * Format: uint64
             * @description The highest final height that this node has heard of.
             */
            readonly networkHeight: number;
            /**
             * Format: uint64
             * @description Views that were skipped.
             */
            readonly skippedViews: number;
            /**
             * Format: uint64
             * @description The current view.
             */
            readonly view: number;
        };
        /** @description A page of resources in the form of SCIM (RFC 7644, 3.4.2): `totalResults`, `startIndex`, `itemsPerPage` and `Resources`. */
        readonly ScimList: Record<string, never>;
        /** @description A refusal in the form of SCIM (RFC 7644, 3.12). */
        readonly ScimRefusal: {
            /** @description What happened, and what to do. */
            readonly detail: string;
            /** @description `urn:ietf:params:scim:api:messages:2.0:Error`. */
            readonly schemas: readonly string[];
            /** @description What kind of request is refused; absent where the status says it. */
            readonly scimType?: string | null;
            /** @description The status of the answer, as a text. */
            readonly status: string;
        };
        /** @description A resource in the form of SCIM (RFC 7643): the attributes that `Schemas` names. */
        readonly ScimResource: Record<string, never>;
        /** @description What was found. */
        readonly SearchAnswer: {
            /** @description The best matches first; empty if there is none. */
            readonly results: readonly components["schemas"]["SearchResult"][];
        };
        /**
         * @description What something found is.
         * @enum {string}
         */
        readonly SearchKind: "block" | "transaction" | "account";
        /** @description Something found. */
        readonly SearchResult: {
            /** @description How its resource is named. */
            readonly id: string;
            /** @description What it is. */
            readonly kind: components["schemas"]["SearchKind"];
            /** @description For people. */
            readonly label: string;
        };
        /** @description The second step of signing in. */
        readonly SecondFactorRequest: {
            /**
             * @description Six digits of the authenticator application, or a recovery code.
             * @example 287082
             */
            readonly code: string;
        };
        /** @description What guards the own sign-in besides the password. */
        readonly SecondFactorsAnswer: {
            /**
             * Format: int64
             * @description How many passkeys there are; each is a second factor as well.
             */
            readonly passkeys: number;
            /**
             * Format: int64
             * @description Recovery codes that are not used.
             */
            readonly recoveryCodesLeft: number;
            /** @description Since when codes of an authenticator application are asked for; null if they are not. */
            readonly totpSince?: string | null;
        };
        /** @description The password was right; a second factor is needed as well. */
        readonly SecondFactorWanted: {
            /** @description Until when the second step can be taken. */
            readonly expiresAt: string;
            /** @description Which ones count: `totp`, `passkey`, `recovery_code`. */
            readonly secondFactors: readonly string[];
        };
        /** @description A round (view) of a committee as this node saw it. */
        readonly SeenRound: {
            /** @description When its first message was seen, RFC 3339. */
            readonly beganAt: string;
            /**
             * Format: uint64
             * @description Height of its block; null until it is executed here.
             */
            readonly blockHeight?: number | null;
            /**
             * Format: double
             * @description Milliseconds from its first message to its certificate; null before that.
             */
            readonly durationMs?: number | null;
            /** @description Index of its leader. */
            readonly leaderId: string;
            /**
             * @description `OPEN` while nothing more was seen, `NOTARIZED` if its block is valid and becomes final with a later one, `FINALIZED`, or `SKIPPED`.
             * @example FINALIZED
             */
            readonly outcome: string;
            /**
             * Format: uint64
             * @description Its number.
             */
            readonly view: number;
            /** @description The strongest vote of each validator, by index: `FINALIZE`, `NOTARIZE`, `NULLIFY` or `NONE`. */
            readonly votes: readonly string[];
        };
        /** @description A session. */
        readonly SessionAnswer: {
            /** @description When it ends in any case. */
            readonly expiresAt: string;
            /** @description When it ends if nothing is asked until then. */
            readonly idleExpiresAt: string;
            /** @description When the session began. */
            readonly signedInAt: string;
            /** @description Until when dangerous acts need no further confirmation; null if they need one. */
            readonly stepUpUntil?: string | null;
            /** @description Who is signed in. */
            readonly user: components["schemas"]["SessionUser"];
        };
        /** @description Sessions. */
        readonly SessionList: {
            /** @description Always null: the list is whole. */
            readonly nextCursor?: string | null;
            /** @description At most 50, the one that was used last first. */
            readonly sessions: readonly components["schemas"]["SessionListItem"][];
        };
        /** @description A session in a list. */
        readonly SessionListItem: {
            /** @description When it began. */
            readonly createdAt: string;
            /** @description When it ends in any case. */
            readonly expiresAt: string;
            /** @description Whether the request came with it. */
            readonly isCurrent: boolean;
            /** @description When a request came with it last, to half a minute. */
            readonly lastSeenAt: string;
            /** @description From where it began; empty if that was not seen. */
            readonly networkAddress: string;
            /** @description Its name; it opens nothing. */
            readonly sessionId: string;
            /** @description What the browser called itself. */
            readonly userAgent: string;
        };
        /** @description Whether somebody is signed in. */
        readonly SessionState: {
            readonly session?: components["schemas"]["SessionAnswer"] | null;
        };
        /** @description Who is signed in. */
        readonly SessionUser: {
            /** @description E-mail address. */
            readonly email: string;
            /** @description Whether the operator made this user an administrator of the portal. */
            readonly isAdministrator: boolean;
            /** @description Name. */
            readonly name: string;
            /** @description The user. */
            readonly userId: string;
        };
        /** @description Signed out here, and perhaps not at the provider. */
        readonly SignedOut: {
            /** @description The page of the provider on which one signs out there. */
            readonly endSessionUrl: string;
        };
        /** @description A status on its way, with the signature of the node that it is about. */
        readonly SignedStatus: {
            /** @description Ed25519 key of the node, hexadecimal. */
            readonly publicKey: string;
            /** @description Ed25519 signature, hexadecimal (`docs/protocol.md`). */
            readonly signature: string;
            /**
             * Format: uint64
             * @description When it was signed by the node's clock, Unix milliseconds.
             */
            readonly signedAtMs: number;
            /** @description How it is, as a JSON text: every byte of it is signed. */
            readonly status: string;
        };
        /** @description Who wants to sign in. */
        readonly SignInRequest: {
            /** @description E-mail address. */
            readonly email: string;
            /** @description The password. */
            readonly password: string;
        };
        /** @description A ticket. */
        readonly SocketTicket: {
            /** @description Until when it opens one. */
            readonly expiresAt: string;
            /** @description For the address of the WebSocket. */
            readonly ticket: string;
        };
        /** @description Totals of the chain and resources of this process. */
        readonly Stats: {
            /**
             * Format: uint64
             * @description Accounts.
             */
            readonly accounts: number;
            /**
             * Format: uint64
             * @description Assets.
             */
            readonly assets: number;
            /** @description Processors that this process may use. */
            readonly availableProcessors?: number | null;
            /**
             * Format: uint64
             * @description Height that these totals belong to.
             */
            readonly blockHeight: number;
            /**
             * Format: uint64
             * @description Block log, snapshots, keys and history index on disk; null if they cannot be read.
             */
            readonly diskUsedBytes?: number | null;
            /**
             * Format: uint64
             * @description The last height in the history index.
             */
            readonly indexedHeight: number;
            /**
             * Format: uint64
             * @description Individually signed ones among them.
             */
            readonly individuallySignedTransactions: number;
            /**
             * Format: uint64
             * @description Resident memory of this process; null if the system does not say.
             */
            readonly memoryUsedBytes?: number | null;
            /**
             * Format: uint64
             * @description Transfers, batches and operations since genesis.
             */
            readonly totalSubmissions: number;
            /**
             * Format: uint64
             * @description Transfers since genesis, both forms.
             */
            readonly totalTransactions: number;
            /**
             * Format: uint64
             * @description Seconds since this process started.
             */
            readonly uptimeSeconds: number;
            /**
             * Format: uint64
             * @description Clients of the live stream.
             */
            readonly webSocketClients: number;
        };
        /** @description A confirmed session. */
        readonly StepUpAnswer: {
            /** @description Until when dangerous acts need no further confirmation. */
            readonly stepUpUntil: string;
        };
        /** @description Who it is, once more. */
        readonly StepUpRequest: {
            /**
             * @description Six digits of the authenticator application or a recovery code, if there is a second factor.
             * @example 287082
             */
            readonly code?: string | null;
            /** @description The present password, for a user who has one. Others have signed in within the last ten minutes. */
            readonly currentPassword?: string | null;
        };
        /** @description One signed transfer or operation. */
        readonly SubmissionRequest: {
            /** @description The chain it is for. */
            readonly chainId: string;
            /**
             * @description `transfer` or `operation`.
             * @enum {string}
             */
            readonly kind: "transfer" | "operation";
            /** @description The operation's bytes (docs/protocol.md), if it is one. */
            readonly operation?: string | null;
            /** @description `ed25519`, `ml-dsa-65` or `hybrid`; that of the signer's key. */
            readonly scheme: string;
            /**
             * @description The signer's sequence, from 1, as a decimal string.
             * @example 5
             */
            readonly sequence: string;
            /** @description Signature over the submission id. */
            readonly signature: string;
            /**
             * Format: uint64
             * @description Account index of the signer.
             */
            readonly signer: number;
            readonly transfer?: components["schemas"]["TransferRequest"] | null;
            /**
             * @description Last height at which it may be included, as a decimal string; `0` or absent for no limit.
             * @example 0
             */
            readonly validUntilHeight?: string | null;
        };
        /** @description A change of what the client gets. */
        readonly SubscriptionConfirmed: {
            /** @description The channel. */
            readonly channel: components["schemas"]["LiveChannel"];
            /** @description What the client gets of it now. */
            readonly status: components["schemas"]["SubscriptionStatus"];
        };
        /**
         * @description What a client gets of a channel from now on.
         * @enum {string}
         */
        readonly SubscriptionStatus: "subscribed" | "unsubscribed";
        /** @description A team. */
        readonly Team: {
            /** @description Since when. */
            readonly createdAt: string;
            /** @description The ids of its members. */
            readonly members: readonly string[];
            /** @description Its name. */
            readonly name: string;
            /** @description What its members may do besides what they may do by themselves. */
            readonly roles: readonly components["schemas"]["Role"][];
            /** @description Its id. */
            readonly teamId: string;
        };
        /** @description What is to be changed about a team; what is absent stays. */
        readonly TeamChange: {
            /** @description Members who come; at most 200. */
            readonly addMembers?: readonly string[];
            /** @description Another name. */
            readonly name?: string | null;
            /** @description Members who go; at most 200. */
            readonly removeMembers?: readonly string[];
            /** @description Other roles; may be empty. */
            readonly roles?: readonly components["schemas"]["Role"][] | null;
        };
        /** @description Teams. */
        readonly TeamList: {
            /** @description Always null: the list is whole. */
            readonly nextCursor?: string | null;
            /** @description By name. */
            readonly teams: readonly components["schemas"]["Team"][];
        };
        /** @description A confirmed application. */
        readonly TotpConfirmed: {
            /** @description Recovery codes, shown once; null if there was a second factor before. */
            readonly recoveryCodes?: readonly string[] | null;
        };
        /** @description A first code. */
        readonly TotpConfirmRequest: {
            /**
             * @description Six digits.
             * @example 287082
             */
            readonly code: string;
        };
        /** @description What an authenticator application needs. It is shown once. */
        readonly TotpSetUpAnswer: {
            /** @description The picture: an SVG path with a square of one unit for each dark module of the QR code. */
            readonly picturePath: string;
            /**
             * Format: int32
             * @description Width and height of the picture, without a margin.
             */
            readonly pictureSide: number;
            /** @description For typing in by hand: base32. */
            readonly secret: string;
            /** @description What the picture says. */
            readonly url: string;
        };
        /** @description Rates and totals. */
        readonly TpsUpdate: {
            /**
             * Format: double
             * @description Transfers a second, over the last minute.
             */
            readonly averageTPS: number;
            /**
             * Format: uint64
             * @description The height these figures belong to.
             */
            readonly blockHeight: number;
            /**
             * Format: double
             * @description Those among them with a signature of their own.
             */
            readonly currentIndividuallySignedTPS: number;
            /**
             * Format: double
             * @description Transfers of the last second.
             */
            readonly currentTPS: number;
            /**
             * Format: double
             * @description Finality of the last second in milliseconds, 50th percentile; null if nothing became final.
             */
            readonly latency: number | null;
            /**
             * Format: double
             * @description The same, 99th percentile.
             */
            readonly latencyP99: number | null;
            /**
             * Format: uint64
             * @description Transfers of this process's best second.
             */
            readonly peakTPS: number;
            /**
             * Format: uint64
             * @description Transfers since genesis.
             */
            readonly totalTransactions: number;
        };
        /** @description A submission in a block: a transfer, a batch of transfers, or an operation. */
        readonly Transaction: {
            /**
             * Format: uint64
             * @description Records that took effect; an operation counts as one record.
             */
            readonly applied: number;
            /**
             * Format: uint64
             * @description Height of the block.
             */
            readonly blockHeight: number;
            /** @description Finality. */
            readonly finality: components["schemas"]["Finality"];
            /** @description Submission id. */
            readonly hash: string;
            /**
             * @description `transfer`, `batch` or `operation`.
             * @example transfer
             */
            readonly kind: string;
            readonly operation?: components["schemas"]["Operation"] | null;
            /**
             * Format: uint64
             * @description Position in the block.
             */
            readonly position: number;
            /**
             * Format: uint64
             * @description Records that did not.
             */
            readonly rejected: number;
            /**
             * @description The signer's sequence, as a decimal string.
             * @example 5
             */
            readonly sequence: string;
            /**
             * @description `ed25519`, `ml-dsa-65` or `hybrid`.
             * @example ed25519
             */
            readonly signatureScheme: string;
            /** @description Who signed. */
            readonly signer: components["schemas"]["AccountRef"];
            /** @description All, some or none. */
            readonly status: components["schemas"]["TransactionStatus"];
            /** @description Time of the block, RFC 3339. */
            readonly timestamp: string;
            readonly transfer?: components["schemas"]["Transfer"] | null;
            /**
             * Format: uint64
             * @description Transfers in it; 0 for an operation.
             */
            readonly transferCount: number;
        };
        /** @description A page of transactions. */
        readonly TransactionList: {
            /**
             * Format: uint64
             * @description The last block there was when the page was read; no row is above it. What came later is listed from the height after it on.
             */
            readonly indexedHeight: number;
            /** @description Where the next page begins; null at the end. A page may be shorter than its limit and yet have a next one. */
            readonly nextCursor?: string | null;
            /** @description The transactions, in the order asked for. */
            readonly transactions: readonly components["schemas"]["Transaction"][];
        };
        /**
         * @description What became of a submission as a whole.
         * @enum {string}
         */
        readonly TransactionStatus: "APPLIED" | "PARTIAL" | "REJECTED";
        /** @description One transfer with its result. */
        readonly Transfer: {
            /**
             * @description Minor units, as a decimal string.
             * @example 1250
             */
            readonly amount: string;
            /**
             * @description Asset code; `#` and the index if a rejected record names an asset that does not exist.
             * @example EUR
             */
            readonly asset: string;
            /**
             * Format: uint64
             * @description Asset index.
             */
            readonly assetIndex: number;
            /**
             * Format: uint64
             * @description Digits after the decimal point of the asset.
             * @example 2
             */
            readonly decimals: number;
            /** @description The debited account. */
            readonly from: components["schemas"]["AccountRef"];
            /**
             * Format: uint64
             * @description Position in its submission; 0 for an individually signed transfer.
             */
            readonly index: number;
            /**
             * @description The sender's reference, as text; bytes that are not UTF-8 are replaced.
             * @example INV-7
             */
            readonly reference: string;
            /**
             * @description Name of the result code; `applied` if it took effect.
             * @example applied
             */
            readonly resultCode: string;
            /** @description The credited account. */
            readonly to: components["schemas"]["AccountRef"];
        };
        /**
         * @description Whether the account paid or was paid.
         * @enum {string}
         */
        readonly TransferDirection: "in" | "out";
        /** @description A page of a transaction's transfers. */
        readonly TransferList: {
            /** @description Where the next page begins; null at the end. */
            readonly nextCursor?: string | null;
            /** @description The transfers, in their order in the batch. */
            readonly transfers: readonly components["schemas"]["Transfer"][];
        };
        /** @description A transfer to be submitted. */
        readonly TransferRequest: {
            /**
             * @description Minor units, as a decimal string.
             * @example 1250
             */
            readonly amount: string;
            /**
             * Format: uint64
             * @description Asset index.
             * @example 0
             */
            readonly asset: number;
            /**
             * Format: uint64
             * @description Index of the account that pays.
             * @example 7
             */
            readonly from: number;
            /**
             * @description Own reference as text, at most 40 bytes of UTF-8. Not together with `referenceHex`.
             * @example INV-7
             */
            readonly reference?: string | null;
            /** @description Own reference as bytes, at most 40, hexadecimal. Not together with `reference`. */
            readonly referenceHex?: string | null;
            /**
             * Format: uint64
             * @description Index of the account that receives.
             * @example 9
             */
            readonly to: number;
        };
        /** @description What was counted. */
        readonly Usage: {
            /** @description Every day of them, also those on which nothing was counted. */
            readonly days: readonly components["schemas"]["UsageDay"][];
            /** @description The first day. */
            readonly from: string;
            /** @description The last day. */
            readonly to: string;
        };
        /** @description What was counted on one day. */
        readonly UsageDay: {
            /**
             * Format: uint64
             * @description Requests that were let in.
             */
            readonly apiCalls: number;
            /**
             * @description The day, in UTC.
             * @example 2026-11-27
             */
            readonly day: string;
            /**
             * Format: uint64
             * @description Files that were taken away.
             */
            readonly exports: number;
            /**
             * Format: uint64
             * @description The most members at one time; null if nobody looked on that day.
             */
            readonly members?: number | null;
            /**
             * Format: uint64
             * @description The most bytes at one time that are kept under the organisation's key; null if nobody looked on that day.
             */
            readonly storedBytes?: number | null;
            /**
             * Format: uint64
             * @description Transfers from linked ledger accounts that took effect, and operations that they signed.
             */
            readonly transactions: number;
        };
        /** @description What a month costs. */
        readonly UsageInvoice: {
            /** @description Of the operator's price list; null if there is none. */
            readonly currency?: string | null;
            /** @description Whether the month is over, so that nothing is added any more. */
            readonly isOver: boolean;
            /** @description One for each thing that is counted. */
            readonly lines: readonly components["schemas"]["UsageInvoiceLine"][];
            /** @description The month, in UTC. */
            readonly month: string;
            /** @description Together, as a decimal string; null without a price list. */
            readonly totalMinorUnits?: string | null;
        };
        /** @description What one thing costs in a month. */
        readonly UsageInvoiceLine: {
            /** @description What it costs together, as a decimal string; null without a price. */
            readonly amountMinorUnits?: string | null;
            /**
             * Format: uint64
             * @description Units that are not paid for; null without a price.
             */
            readonly included?: number | null;
            /** @description `api_calls`, `exports`, `members`, `transactions` or `stored_bytes`. */
            readonly metric: string;
            /**
             * Format: uint64
             * @description Units that are paid for at once; a begun pack counts.
             */
            readonly pack?: number | null;
            /** @description What a pack costs, as a decimal string. */
            readonly priceMinorUnits?: string | null;
            /**
             * Format: uint64
             * @description How much: the sum of all days, for members and stored bytes the most at one time.
             */
            readonly quantity: number;
        };
        /** @description A line of the audit log about a user's sign-in; from where is not shown. */
        readonly UserActivity: {
            /**
             * @description What was done.
             * @example session.signed_in
             */
            readonly action: string;
            /** @description When. */
            readonly at: string;
            /** @description What else is worth knowing. */
            readonly detail?: string | null;
            /** @description `succeeded` or `refused`. */
            readonly outcome: string;
            /**
             * Format: int64
             * @description Its number in the log.
             */
            readonly sequence: number;
        };
        /**
         * @description What is done with users.
         * @enum {string}
         */
        readonly UserChangeKind: "disable" | "enable" | "end_sessions";
        /** @description Users. */
        readonly UserList: {
            /** @description Where the next page begins; null at the end. */
            readonly nextCursor?: string | null;
            /** @description A page of them, in the order that was asked for. */
            readonly users: readonly components["schemas"]["ListedUser"][];
        };
        /** @description Where a user belongs. */
        readonly UserOrganisation: {
            /** @description Its name. */
            readonly name: string;
            /** @description The organisation. */
            readonly organisationId: string;
            /** @description What the user is there, by itself, through teams and by providers. */
            readonly roles: readonly components["schemas"]["Role"][];
        };
        /** @description A change of several users. */
        readonly UsersChange: {
            /** @description What is done with them. */
            readonly change: components["schemas"]["UserChangeKind"];
            /** @description Whom; 1 to 200, and not whoever asks. */
            readonly userIds: readonly string[];
        };
        /** @description What became of it. */
        readonly UsersChanged: {
            /**
             * Format: uint64
             * @description How many are different now; the others were so already.
             */
            readonly changed: number;
        };
        /** @description A validator. */
        readonly Validator: {
            /**
             * @description Where it listens for the other validators, as the ledger or this node's configuration says; null if neither does.
             * @example 10.0.0.1:7003
             */
            readonly address?: string | null;
            /**
             * Format: uint64
             * @description Final blocks that it proposed: of a single validator in this epoch, in a committee since this process started.
             */
            readonly blocksProduced: number;
            /**
             * Format: uint64
             * @description Height of the last one of a single validator; null if there is none, and in a committee.
             */
            readonly lastBlockHeight?: number | null;
            /** @description Its time, RFC 3339; null if there is none, and in a committee. */
            readonly lastBlockTime?: string | null;
            /** @description Its name in the genesis file, or one made of its key. */
            readonly name: string;
            readonly participation?: components["schemas"]["ValidatorParticipation"] | null;
            /** @description Ed25519 key that signs votes. */
            readonly publicKey: string;
            /**
             * @description `ACTIVE` while it makes blocks or votes, else `INACTIVE`.
             * @example ACTIVE
             */
            readonly status: string;
            /**
             * @description Index in the validator set.
             * @example 0
             */
            readonly validatorId: string;
            /**
             * Format: uint64
             * @description Weight of its vote.
             */
            readonly votingPower: number;
        };
        /** @description Two votes of a validator of which an honest one sends one at most. */
        readonly ValidatorEvidence: {
            /** @description What they are, in words. */
            readonly description: string;
            /**
             * Format: uint64
             * @description The view of both.
             */
            readonly view: number;
            /** @description Both votes with their signatures, hexadecimal, in the encoding of the consensus engine. */
            readonly votes: string;
        };
        /** @description The validators. */
        readonly ValidatorList: {
            /**
             * Format: uint64
             * @description How many make blocks or vote now.
             */
            readonly activeValidators: number;
            /**
             * Format: uint64
             * @description Number of the epoch.
             */
            readonly epoch: number;
            /** @description Always null: there is one page. */
            readonly nextCursor?: string | null;
            readonly rounds?: components["schemas"]["Rounds"] | null;
            /**
             * Format: uint64
             * @description How many there are.
             */
            readonly totalValidators: number;
            /** @description The validators, by index. */
            readonly validators: readonly components["schemas"]["Validator"][];
        };
        /** @description What a validator of a committee was seen to do by this node since its process started. */
        readonly ValidatorParticipation: {
            /** @description Proofs that it contradicted itself. */
            readonly evidence: readonly components["schemas"]["ValidatorEvidence"][];
            /**
             * Format: uint64
             * @description Votes to finalise a block.
             */
            readonly finalizeVotes: number;
            /**
             * Format: double
             * @description Seconds since its last vote; null before the first.
             */
            readonly lastVoteSecondsAgo?: number | null;
            /**
             * Format: double
             * @description Mean time from the first message of a view that this node saw to its vote that the block is valid, in milliseconds; null before the
             *     first vote.
             */
            readonly meanVoteLatencyMs?: number | null;
            /**
             * Format: uint64
             * @description Views that it led and the committee skipped.
             */
            readonly missedProposals: number;
            /**
             * Format: uint64
             * @description Votes that a block is valid.
             */
            readonly notarizeVotes: number;
            /**
             * Format: uint64
             * @description Votes to skip a view.
             */
            readonly nullifyVotes: number;
        };
        /** @description The validators. */
        readonly ValidatorUpdate: {
            /** @description How many take part. */
            readonly activeValidators: number;
            /** @description How many do not. */
            readonly inactiveValidators: number;
            /** @description How many there are. */
            readonly totalValidators: number;
            /** @description Each of them. */
            readonly validators: readonly components["schemas"]["LiveValidator"][];
        };
        /** @description A vote of a certificate. */
        readonly Vote: {
            /** @description Ed25519 signature over the vote digest. */
            readonly signature: string;
            /**
             * Format: uint64
             * @description Index of the validator.
             */
            readonly validator: number;
        };
        /** @description What happened in a stretch of time. Everything was counted on this node; nothing is extrapolated. */
        readonly Window: {
            /**
             * Format: uint64
             * @description Final blocks.
             */
            readonly blocks: number;
            /**
             * Format: double
             * @description Blocks a second.
             */
            readonly blocksPerSecond: number;
            readonly fdatasyncMs?: components["schemas"]["LatencyMs"] | null;
            readonly finalityLatencyMs?: components["schemas"]["LatencyMs"] | null;
            /**
             * Format: double
             * @description Individually signed transfers a second.
             */
            readonly individuallySignedPerSecond: number;
            /**
             * Format: uint64
             * @description Individually signed ones among them.
             */
            readonly individuallySignedTransactions: number;
            /**
             * Format: uint64
             * @description Transfers with another result than applied.
             */
            readonly rejectedTransactions: number;
            /**
             * Format: double
             * @description Seconds that were measured.
             */
            readonly seconds: number;
            /**
             * Format: uint64
             * @description Transfers in final blocks, both forms.
             */
            readonly transactions: number;
            /**
             * Format: double
             * @description Transfers a second.
             */
            readonly transactionsPerSecond: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly access_policy: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The policy */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AccessPolicy"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly account: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Address of 64 hexadecimal digits, or index. */
                readonly address: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The account. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Account"];
                };
            };
            /** @description There is no such account. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly account_activity: {
        readonly parameters: {
            readonly query?: {
                /** @description `nextCursor` of the answer before. */
                readonly cursor?: string;
                /** @description Only what is at this height or above. */
                readonly fromHeight?: number;
                /** @description Only what is at this height or below. */
                readonly toHeight?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Address of 64 hexadecimal digits, or index. */
                readonly address: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Counts by day, of 50,000 entries of the history at most. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AccountActivity"];
                };
            };
            /** @description There is no such account. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly balance_proof: {
        readonly parameters: {
            readonly query: {
                /** @description Asset code, such as `EUR`. */
                readonly asset: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Address of 64 hexadecimal digits, or index. */
                readonly address: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The proof. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Proof"];
                };
            };
            /** @description There is no such account or asset, or the account never held the asset. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly history: {
        readonly parameters: {
            readonly query?: {
                /** @description Only transfers of the asset with this code, and batches with such a transfer. */
                readonly asset?: string;
                /** @description `nextCursor` of the page before. */
                readonly cursor?: string;
                /** @description Only transfers to the account (`in`) or from it (`out`). */
                readonly direction?: "in" | "out";
                /** @description Only what is at this height or above. */
                readonly fromHeight?: number;
                /**
                 * @description Only what is of this time or later, RFC 3339.
                 * @example 2026-01-31T00:00:00Z
                 */
                readonly fromTime?: string;
                /** @description Only what was submitted as this kind; a transfer out of a batch is of kind `batch`. */
                readonly kind?: "transfer" | "batch" | "operation";
                /** @description Entries to list, both lists together, 1 to 200; 50 if absent. */
                readonly limit?: number;
                /** @description Newest first (`desc`, the default) or oldest first (`asc`). */
                readonly order?: "desc" | "asc";
                /** @description Only what has this result code; `rejected` stands for every one but `applied`. */
                readonly resultCode?: string;
                /** @description Only what is at this height or below. */
                readonly toHeight?: number;
                /**
                 * @description Only what is of this time or earlier, RFC 3339.
                 * @example 2026-01-31T23:59:59.999Z
                 */
                readonly toTime?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Address of 64 hexadecimal digits, or index. */
                readonly address: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of the history. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AccountHistory"];
                };
            };
            /** @description There is no such account. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_assets: {
        readonly parameters: {
            readonly query?: {
                /** @description `nextCursor` of the page before. */
                readonly cursor?: string;
                /** @description Assets to list, 1 to 200; 50 if absent. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of assets. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AssetList"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly complete_sign_up: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CompleteSignUpRequest"];
            };
        };
        readonly responses: {
            /** @description Signed in */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            /** @description Name or password not taken; the link still holds */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The link does not hold */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly confirm_email: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ConfirmEmailRequest"];
            };
        };
        readonly responses: {
            /** @description The address is changed */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The link does not hold */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly back_channel_logout: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description From the list of providers */
                readonly providerId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/x-www-form-urlencoded": components["schemas"]["LogoutForm"];
            };
        };
        readonly responses: {
            /** @description Ended, if there were any */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The token is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such provider */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider's keys cannot be read */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly begin_provider_sign_in: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description From the list of providers */
                readonly providerId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ProviderSignInRequest"];
            };
        };
        readonly responses: {
            /** @description Where to go */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProviderSignIn"];
                };
            };
            /** @description Not such a request */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such provider */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many were begun */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider gives no answer that can be used */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly complete_provider_sign_in: {
        readonly parameters: {
            readonly query?: {
                /** @description From the provider */
                readonly code?: string;
                /** @description Instead of a code */
                readonly error?: string;
                /** @description From whom it is (RFC 9207) */
                readonly iss?: string;
                /** @description From the provider, as it was given there */
                readonly state?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description To a page of the portal */
            readonly 303: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly sign_in_with_passkey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PasskeySignIn"];
            };
        };
        readonly responses: {
            /** @description Signed in */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            /** @description No credential */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The passkey was not accepted, or the first step is missing or too long ago */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The portal's address has no name, and passkeys need one */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly begin_passkey_sign_in: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PasskeySignInStart"];
            };
        };
        readonly responses: {
            /** @description What the browser is to ask for */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PasskeyRequestBegun"];
                };
            };
            /** @description A second step whose first step is missing or too long ago */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The portal's address has no name, and passkeys need one */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many were begun */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly reset_password: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PasswordResetRequest"];
            };
        };
        readonly responses: {
            /** @description The password is set */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Password not taken; the link still holds */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The link does not hold */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly ask_for_password_reset: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["MailRequest"];
            };
        };
        readonly responses: {
            /** @description A mail is on its way */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description No address */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many mails */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_providers: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The providers; often none */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProviderList"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly second_factor: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SecondFactorRequest"];
            };
        };
        readonly responses: {
            /** @description Signed in */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            /** @description The code is wrong or was used, or the first step is missing or too long ago */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly session: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The session of the cookie, or none */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SessionState"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly sign_in: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SignInRequest"];
            };
        };
        readonly responses: {
            /** @description Signed in */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            /** @description A second factor is needed as well: a code, or a passkey */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SecondFactorWanted"];
                };
            };
            /** @description Address or password are wrong */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly sign_out: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Signed out here; the provider has a page for it as well */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SignedOut"];
                };
            };
            /** @description Signed out */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly sign_up: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["MailRequest"];
            };
        };
        readonly responses: {
            /** @description A mail is on its way */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description No address */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many mails */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly step_up: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["StepUpRequest"];
            };
        };
        readonly responses: {
            /** @description Confirmed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["StepUpAnswer"];
                };
            };
            /** @description Nobody is signed in, or the password or the code is wrong */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A code is needed as well, or a new sign-in by a user without a password */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly step_up_with_passkey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PasskeyStepUp"];
            };
        };
        readonly responses: {
            /** @description Confirmed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["StepUpAnswer"];
                };
            };
            /** @description No credential */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in, or the passkey was not accepted */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The portal's address has no name, and passkeys need one */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly begin_passkey_step_up: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What the browser is to ask for */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PasskeyRequestBegun"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The portal's address has no name, and passkeys need one */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many were begun */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_blocks: {
        readonly parameters: {
            readonly query?: {
                /** @description `nextCursor` of the page before. */
                readonly cursor?: string;
                /** @description Blocks to list, 1 to 200; 50 if absent. */
                readonly limit?: number;
                /** @description Whether to leave out blocks without submissions. */
                readonly nonEmpty?: boolean;
                /** @description Newest first (`desc`, the default) or oldest first (`asc`). */
                readonly order?: "desc" | "asc";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of blocks. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BlockList"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly block: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Height, or block hash of 64 hexadecimal digits. */
                readonly height: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The block. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Block"];
                };
            };
            /** @description There is no such block. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The block was pruned, or its segment was removed. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly latest_block: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The block. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Block"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly chain_info: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The chain. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChainInfo"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_transactions: {
        readonly parameters: {
            readonly query?: {
                /** @description `nextCursor` of the page before. */
                readonly cursor?: string;
                /** @description Only those of this height or above. */
                readonly fromHeight?: number;
                /**
                 * @description Only those of this time or later, RFC 3339.
                 * @example 2026-01-31T00:00:00Z
                 */
                readonly fromTime?: string;
                /** @description Only those of this block. */
                readonly height?: number;
                /** @description Only those of this kind. */
                readonly kind?: "transfer" | "batch" | "operation";
                /** @description Transactions to list, 1 to 200; 50 if absent. */
                readonly limit?: number;
                /** @description Newest first (`desc`, the default) or oldest first (`asc`). */
                readonly order?: "desc" | "asc";
                /** @description Only those of this height or below. */
                readonly toHeight?: number;
                /**
                 * @description Only those of this time or earlier, RFC 3339.
                 * @example 2026-01-31T23:59:59.999Z
                 */
                readonly toTime?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of transactions. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TransactionList"];
                };
            };
            /** @description The block asked for was pruned, or its segment was removed. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly submit: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description JSON, or the canonical bytes of one submission (docs/protocol.md). */
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SubmissionRequest"];
                readonly "application/octet-stream": components["schemas"]["Canonical"];
            };
        };
        readonly responses: {
            /** @description Final. The result code says whether it took effect; the proof follows one block later. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description The body cannot be read. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Applied before (with the original receipt), stale or expired. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The signature, signer, scheme or chain is wrong. */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The node has as much work as it can hold: send the same bytes again. */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The node takes no submissions now, or took it and cannot say yet whether it becomes final (`outcome_unknown`): send the same bytes again later. */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly transaction: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Submission id, 64 hexadecimal digits. */
                readonly hash: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The transaction. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Transaction"];
                };
            };
            /** @description There is no such transaction. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Its block was pruned, or its segment was removed. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly transfers: {
        readonly parameters: {
            readonly query?: {
                /** @description `nextCursor` of the page before. */
                readonly cursor?: string;
                /** @description Transfers to list, 1 to 200; 50 if absent. */
                readonly limit?: number;
                /** @description Only those with this result code; `rejected` stands for every one but `applied`. */
                readonly resultCode?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Submission id, 64 hexadecimal digits. */
                readonly hash: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of transfers. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TransferList"];
                };
            };
            /** @description There is no such transaction. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Its block was pruned, or its segment was removed. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly submit_batch: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description JSON, or the canonical bytes of one batch (docs/protocol.md). */
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["BatchRequest"];
                readonly "application/octet-stream": components["schemas"]["Canonical"];
            };
        };
        readonly responses: {
            /** @description Final. Every record has its own result code. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BatchAnswer"];
                };
            };
            /** @description The body cannot be read. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Applied before (with the original answer), stale or expired. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The signature, signer, scheme or chain is wrong. */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The node has as much work as it can hold: send the same bytes again. */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The node takes no submissions now, or took it and cannot say yet whether it becomes final (`outcome_unknown`): send the same bytes again later. */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly fund_one: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["FaucetKey"];
            };
        };
        readonly responses: {
            /** @description Registered and funded */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["FaucetAnswer"];
                };
            };
            /** @description Not a key */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Asked too often */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The ledger is not ready, or its disk is full */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly fund_many: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["FaucetBulkRequest"];
            };
        };
        readonly responses: {
            /** @description Registered and funded */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["FaucetBulkAnswer"];
                };
            };
            /** @description Not keys, or not that many */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Four such requests are under way */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The ledger is not ready, or its disk is full */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_mails: {
        readonly parameters: {
            readonly query?: {
                /** @description Where the page before ended. */
                readonly cursor?: string;
                /** @description 1 to 200, 50 if absent. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of the inbox */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InboxList"];
                };
            };
            /** @description No such page */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly genesis: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The genesis file. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": string;
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly governance: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The rules in force. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["GovernanceOverview"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_proposals: {
        readonly parameters: {
            readonly query?: {
                /** @description `nextCursor` of the page before. */
                readonly cursor?: string;
                /** @description Proposals to list, 1 to 200; 50 if absent. */
                readonly limit?: number;
                /** @description Only those of one status. */
                readonly status?: "OPEN" | "ACCEPTED" | "IN_FORCE" | "EXPIRED";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of proposals. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProposalList"];
                };
            };
            /** @description A parameter is not valid. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly proposal: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The proposal's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The proposal. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProposalView"];
                };
            };
            /** @description There is no such proposal, or it is forgotten. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly info: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The node. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Info"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly stream: {
        readonly parameters: {
            readonly query?: {
                /** @description Sequence of the last message that was received: what is still held after it is sent again. */
                readonly resume?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Messages of the schema `LiveMessage` follow. */
            readonly 101: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not a WebSocket handshake. */
            readonly 426: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly blocks_of_node: {
        readonly parameters: {
            readonly query: {
                /** @description Whether the blocks come with what was submitted, or only with header and certificate; `true` if absent. */
                readonly bodies?: boolean;
                /** @description Height of the first block. */
                readonly from: number;
                /** @description Longest time to wait for it, in milliseconds, 0 to 10,000; 0 if absent. */
                readonly waitMs?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The blocks. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/octet-stream": string;
                };
            };
            /** @description A parameter is not valid. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The block was pruned; a snapshot is needed. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests read blocks at the same time. */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_rounds: {
        readonly parameters: {
            readonly query?: {
                /** @description How many, 1 to 200; 50 if absent. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The rounds. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RoundList"];
                };
            };
            /** @description A parameter is not valid. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly status: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SignedStatus"];
            };
        };
        readonly responses: {
            /** @description How this node is. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SignedStatus"];
                };
            };
            /** @description The body cannot be read. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The registrar of nodes revoked the key. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The signature does not verify, or is older than a minute. */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly submissions: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description Canonical bytes of submissions, one after the other. */
        readonly requestBody: {
            readonly content: {
                readonly "application/octet-stream": components["schemas"]["Canonical"];
            };
        };
        readonly responses: {
            /** @description They were taken and are verified now. */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not application/octet-stream. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The node has as much work as it can hold: send the same bytes again. */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The node takes no submissions now. */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly transfer: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description A request, at most 64 bytes. */
        readonly requestBody: {
            readonly content: {
                readonly "application/octet-stream": components["schemas"]["Canonical"];
            };
        };
        readonly responses: {
            /** @description The answer, which may say that there is nothing. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/octet-stream": string;
                };
            };
            /** @description The request cannot be read. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests read blocks at the same time. */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly enrol_node: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewNodeEnrolment"];
            };
        };
        readonly responses: {
            /** @description The node is on the ledger */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NodeEnrolment"];
                };
            };
            /** @description The key is none, or did not sign */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key belongs to another node, or was revoked */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lets no node in */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The ledger does not take it at present */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_nodes: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The nodes. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NodeList"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_organisations: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The organisations to which the user belongs */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OrganisationList"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly create_organisation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["OrganisationName"];
            };
        };
        readonly responses: {
            /** @description It is there */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Organisation"];
                };
            };
            /** @description No name */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user belongs to as many as possible */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly organisation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The organisation */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Organisation"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly rename_organisation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["OrganisationName"];
            };
        };
        readonly responses: {
            /** @description The organisation as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Organisation"];
                };
            };
            /** @description No name */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_api_keys: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The keys, without what opens */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiKeyList"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly create_api_key: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewApiKey"];
            };
        };
        readonly responses: {
            /** @description It is there, with what opens */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description As many as possible */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly revoke_api_key: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which key */
                readonly keyId: string;
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It opens nothing any more */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or key, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_audit_events: {
        readonly parameters: {
            readonly query?: {
                /** @description An action, or a group of them with its point: `member.`. */
                readonly action?: string;
                /** @description The id of whoever did it. */
                readonly actor?: string;
                /** @description Where the page before ended. */
                readonly cursor?: string;
                /** @description From this moment on. */
                readonly from?: string;
                /** @description 1 to 200, 50 if absent. */
                readonly limit?: number;
                /** @description `succeeded` or `refused`. */
                readonly outcome?: string;
                /** @description The id of what it was done to. */
                readonly subject?: string;
                /** @description Before this moment. */
                readonly to?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of it */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AuditEventList"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly export_audit_events: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["AuditExport"];
            };
        };
        readonly responses: {
            /** @description A file to download, newest first, at most 100,000 lines */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/x-ndjson": string;
                    readonly "text/csv": string;
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly delete_organisation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        /** @description Its name, typed once more */
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["OrganisationName"];
            };
        };
        readonly responses: {
            /** @description It is gone */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not its name */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_invitations: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Those that nobody has answered */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InvitationList"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly invite: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["InvitationRequest"];
            };
        };
        readonly responses: {
            /** @description They are invited, each by a mail */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InvitationList"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description One is a member already, or there are too many */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many invitations */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly withdraw_invitation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which invitation */
                readonly invitationId: string;
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It cannot be accepted any more */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or invitation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly leave_organisation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The user is no member any more */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not for programs */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The last owner cannot go */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_ledger_accounts: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The accounts */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["LedgerAccountList"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly link_ledger_account: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewLedgerAccount"];
            };
        };
        readonly responses: {
            /** @description Linked */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["LedgerAccount"];
                };
            };
            /** @description No label, or the signature is not that of the key over the statement */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The address is linked already, or as many as possible are */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The challenge was answered, is too old, or is not for whoever asks */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly remove_ledger_account: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which account */
                readonly accountId: string;
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is linked no more */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it, or step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or account, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly rename_ledger_account: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which account */
                readonly accountId: string;
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["LedgerAccountChange"];
            };
        };
        readonly responses: {
            /** @description The account as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["LedgerAccount"];
                };
            };
            /** @description No label */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or account, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly challenge_ledger_account: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["LedgerChallengeRequest"];
            };
        };
        readonly responses: {
            /** @description What is to be signed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["LedgerChallenge"];
                };
            };
            /** @description The key is none */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many challenges are open */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_members: {
        readonly parameters: {
            readonly query?: {
                /** @description Where the page before ended. */
                readonly cursor?: string;
                /** @description 1 to 200, 50 if absent. */
                readonly limit?: number;
                /** @description `asc` if absent. */
                readonly order?: "asc" | "desc";
                /** @description Only those who have this role, by themselves or through a team. */
                readonly role?: "owner" | "admin" | "operator" | "issuer" | "verifier" | "treasurer" | "analyst" | "auditor" | "viewer";
                /** @description A part of the name or the address, in any case. */
                readonly search?: string;
                /** @description `name` if absent. */
                readonly sort?: "name" | "email" | "joinedAt" | "lastSignInAt";
                /** @description Only those of this team. */
                readonly teamId?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["MemberList"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly remove_member: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which member */
                readonly userId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description No member any more */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or member, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The last owner cannot be removed */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly change_member: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which member */
                readonly userId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["MemberChange"];
            };
        };
        readonly responses: {
            /** @description The member as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Member"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or member, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The last owner stays one */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly change_members: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["BulkChange"];
            };
        };
        readonly responses: {
            /** @description What became of each */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BulkChangeResult"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_organisation_nodes: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The nodes */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NodeRequestList"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly request_node: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewNodeRequest"];
            };
        };
        readonly responses: {
            /** @description It is asked for */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProvisionedNode"];
                };
            };
            /** @description A text is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description As many as possible */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly approve_node: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which node */
                readonly requestId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The node as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProvisionedNode"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it, it is the own request, or step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or node, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not requested any more */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly reject_node: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which node */
                readonly requestId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NodeReason"];
            };
        };
        readonly responses: {
            /** @description The node as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProvisionedNode"];
                };
            };
            /** @description No reason */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it, or it is the own request */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or node, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not requested any more */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly revoke_node: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which node */
                readonly requestId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NodeReason"];
            };
        };
        readonly responses: {
            /** @description The node as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProvisionedNode"];
                };
            };
            /** @description No reason */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it, or step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or node, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not registered */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly make_node_token: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which node */
                readonly requestId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The token, now and never again */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["EnrolmentToken"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it, or step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or node, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The node is not approved, or is registered already */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly withdraw_node: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which node */
                readonly requestId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The node as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProvisionedNode"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or node, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is registered, or was decided otherwise */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly payment_policy: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The rules, by asset */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PaymentPolicy"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly set_payment_policy: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PaymentPolicy"];
            };
        };
        readonly responses: {
            /** @description The rules as they are now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PaymentPolicy"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it, or step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_payments: {
        readonly parameters: {
            readonly query?: {
                /** @description Only those that move this asset. */
                readonly assetIndex?: number;
                /** @description Where the page before ended. */
                readonly cursor?: string;
                /** @description 1 to 200, 50 if absent. */
                readonly limit?: number;
                /** @description By the time of the proposal; `desc` if absent. */
                readonly order?: "desc" | "asc";
                /** @description The id of whoever proposed them. */
                readonly proposedBy?: string;
                /** @description `waiting`, `approved`, `rejected`, `released` or `expired`. */
                readonly state?: string;
                /** @description Only those that wait for a decision of whoever asks. */
                readonly waitingForMe?: boolean;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PaymentList"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly propose_payment: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewPayment"];
            };
        };
        readonly responses: {
            /** @description It is kept; its state says whether it waits */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description It is no payment of a linked ledger account */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It was here before, or as many as possible are open */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More than 64 KiB */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly payment: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which payment */
                readonly paymentId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description With every transfer, what was signed, and who decided */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PaymentDetail"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or payment, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly decide_payment: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which payment */
                readonly paymentId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewPaymentDecision"];
            };
        };
        readonly responses: {
            /** @description The payment as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description The signature is not that of the key over the statement */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it, it is the own payment, or the key is not linked or is the one that pays */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or payment, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not wait, or the same person or key decided already */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly release_payment: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which payment */
                readonly paymentId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The signed submission */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ReleasedPayment"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or payment, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not approved, or its account is not linked any more */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly plan: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The plan, and how much of it is used */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OrganisationPlan"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A program used up the plan's API calls of this month */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly search_scim: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/scim+json": components["schemas"]["ScimResource"];
            };
        };
        readonly responses: {
            /** @description A page of what the filter finds */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimList"];
                };
            };
            /** @description The filter or a parameter is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_scim_groups: {
        readonly parameters: {
            readonly query?: {
                /** @description Only these attributes, with commas between. */
                readonly attributes?: string;
                /** @description How many; at most 200, which is also the default. */
                readonly count?: number;
                /** @description Without these, with commas between. */
                readonly excludedAttributes?: string;
                /** @description Which resources, in the language of RFC 7644, 3.4.2.2. */
                readonly filter?: string;
                /** @description The first one of the page, from 1. */
                readonly startIndex?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of what the filter finds */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimList"];
                };
            };
            /** @description The filter or a parameter is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly create_scim_group: {
        readonly parameters: {
            readonly query?: {
                /** @description Only these attributes, with commas between. */
                readonly attributes?: string;
                /** @description Without these, with commas between. */
                readonly excludedAttributes?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/scim+json": components["schemas"]["ScimResource"];
            };
        };
        readonly responses: {
            /** @description It is there */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimResource"];
                };
            };
            /** @description A value or an operation is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Taken by another one, the last owner, or as many as possible */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Too long */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly search_scim_groups: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/scim+json": components["schemas"]["ScimResource"];
            };
        };
        readonly responses: {
            /** @description A page of what the filter finds */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimList"];
                };
            };
            /** @description The filter or a parameter is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly scim_group: {
        readonly parameters: {
            readonly query?: {
                /** @description Only these attributes, with commas between. */
                readonly attributes?: string;
                /** @description Without these, with commas between. */
                readonly excludedAttributes?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which team */
                readonly teamId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimResource"];
                };
            };
            /** @description The filter or a parameter is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks; or no such resource */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly replace_scim_group: {
        readonly parameters: {
            readonly query?: {
                /** @description Only these attributes, with commas between. */
                readonly attributes?: string;
                /** @description Without these, with commas between. */
                readonly excludedAttributes?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which team */
                readonly teamId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/scim+json": components["schemas"]["ScimResource"];
            };
        };
        readonly responses: {
            /** @description As it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimResource"];
                };
            };
            /** @description A value or an operation is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks; or no such resource */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Taken by another one, the last owner, or as many as possible */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Too long */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly delete_scim_group: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which team */
                readonly teamId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is gone */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks; or no such resource */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly patch_scim_group: {
        readonly parameters: {
            readonly query?: {
                /** @description Only these attributes, with commas between. */
                readonly attributes?: string;
                /** @description Without these, with commas between. */
                readonly excludedAttributes?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which team */
                readonly teamId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/scim+json": components["schemas"]["ScimResource"];
            };
        };
        readonly responses: {
            /** @description As it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimResource"];
                };
            };
            /** @description A value or an operation is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks; or no such resource */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Taken by another one, the last owner, or as many as possible */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Too long */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_scim_resource_types: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description User and Group */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimList"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly scim_resource_type: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description User or Group */
                readonly resourceTypeId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimResource"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks; or no such resource */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_scim_schemas: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All schemas */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimList"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly scim_schema: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Its name, as urn:ietf:params:scim:schemas:core:2.0:User */
                readonly schemaId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimResource"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks; or no such resource */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly scim_service_provider_config: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What is supported */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimResource"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_scim_users: {
        readonly parameters: {
            readonly query?: {
                /** @description Only these attributes, with commas between. */
                readonly attributes?: string;
                /** @description How many; at most 200, which is also the default. */
                readonly count?: number;
                /** @description Without these, with commas between. */
                readonly excludedAttributes?: string;
                /** @description Which resources, in the language of RFC 7644, 3.4.2.2. */
                readonly filter?: string;
                /** @description The first one of the page, from 1. */
                readonly startIndex?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of what the filter finds */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimList"];
                };
            };
            /** @description The filter or a parameter is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly create_scim_user: {
        readonly parameters: {
            readonly query?: {
                /** @description Only these attributes, with commas between. */
                readonly attributes?: string;
                /** @description Without these, with commas between. */
                readonly excludedAttributes?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/scim+json": components["schemas"]["ScimResource"];
            };
        };
        readonly responses: {
            /** @description It is there */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimResource"];
                };
            };
            /** @description A value or an operation is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Taken by another one, the last owner, or as many as possible */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Too long */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly search_scim_users: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/scim+json": components["schemas"]["ScimResource"];
            };
        };
        readonly responses: {
            /** @description A page of what the filter finds */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimList"];
                };
            };
            /** @description The filter or a parameter is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly scim_user: {
        readonly parameters: {
            readonly query?: {
                /** @description Only these attributes, with commas between. */
                readonly attributes?: string;
                /** @description Without these, with commas between. */
                readonly excludedAttributes?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which member */
                readonly userId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimResource"];
                };
            };
            /** @description The filter or a parameter is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks; or no such resource */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly replace_scim_user: {
        readonly parameters: {
            readonly query?: {
                /** @description Only these attributes, with commas between. */
                readonly attributes?: string;
                /** @description Without these, with commas between. */
                readonly excludedAttributes?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which member */
                readonly userId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/scim+json": components["schemas"]["ScimResource"];
            };
        };
        readonly responses: {
            /** @description As it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimResource"];
                };
            };
            /** @description A value or an operation is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks; or no such resource */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Taken by another one, the last owner, or as many as possible */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Too long */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly delete_scim_user: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which member */
                readonly userId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is gone */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks; or no such resource */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Taken by another one, the last owner, or as many as possible */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly patch_scim_user: {
        readonly parameters: {
            readonly query?: {
                /** @description Only these attributes, with commas between. */
                readonly attributes?: string;
                /** @description Without these, with commas between. */
                readonly excludedAttributes?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which member */
                readonly userId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/scim+json": components["schemas"]["ScimResource"];
            };
        };
        readonly responses: {
            /** @description As it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimResource"];
                };
            };
            /** @description A value or an operation is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Nobody is signed in, or the key does not count */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description The roles do not allow it, or no provider provisions the organisation */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description No such organisation, or not for whoever asks; or no such resource */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Taken by another one, the last owner, or as many as possible */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description Too long */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/scim+json": components["schemas"]["ScimRefusal"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_teams: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The teams */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TeamList"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly create_team: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewTeam"];
            };
        };
        readonly responses: {
            /** @description It is there, without members */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Team"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description As many as possible */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly delete_team: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which team */
                readonly teamId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is gone; its members stay in the organisation */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation or team, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly change_team: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
                /** @description Which team */
                readonly teamId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["TeamChange"];
            };
        };
        readonly responses: {
            /** @description The team as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Team"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, team or member, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly usage: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The first day, in UTC; 30 days before the last one if absent.
                 * @example 2026-11-01
                 */
                readonly from?: string;
                /**
                 * @description The last day, in UTC; today if absent. At most 400 days.
                 * @example 2026-11-30
                 */
                readonly to?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What was counted: requests and exports up to ten seconds ago, transactions up to a minute ago, stored bytes each hour */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Usage"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly usage_invoice: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The month, in UTC; the present one if absent.
                 * @example 2026-11
                 */
                readonly month?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Which organisation */
                readonly organisationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The lines of an invoice, by the operator's price list */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UsageInvoice"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The roles do not allow it */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such organisation, or not for whoever asks */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly performance: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What was measured. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Performance"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_administrators: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AdministratorList"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The administrator has no second factor */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Whoever asks is no administrator */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_all_organisations: {
        readonly parameters: {
            readonly query?: {
                /** @description Where the page before ended. */
                readonly cursor?: string;
                /** @description 1 to 200, 50 if absent. */
                readonly limit?: number;
                /** @description `desc` if absent. */
                readonly order?: "asc" | "desc";
                /** @description A part of the name, in any case. A page opens at most 2,000 names: one with fewer entries than asked for has a cursor to go on. */
                readonly search?: string;
                /** @description `createdAt` if absent. */
                readonly sort?: "createdAt" | "members";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AllOrganisationsList"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The administrator has no second factor */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Whoever asks is no administrator */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly portal_stream: {
        readonly parameters: {
            readonly query: {
                /** @description The ticket. */
                readonly ticket: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Messages follow */
            readonly 101: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PortalMessage"];
                };
            };
            /** @description The ticket does not hold */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description From another origin */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is not a WebSocket handshake */
            readonly 426: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly create_socket_ticket: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The ticket */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SocketTicket"];
                };
            };
            /** @description Nobody is signed in, or it is a program that has no key here */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_users: {
        readonly parameters: {
            readonly query?: {
                /** @description Where the page before ended. */
                readonly cursor?: string;
                /** @description 1 to 200, 50 if absent. */
                readonly limit?: number;
                /** @description `desc` if absent. */
                readonly order?: "asc" | "desc";
                /**
                 * @description A part of the name or the address, in any case; a whole address or an id is found at once. A page opens at most 2,000 users: one with fewer entries than
                 *     asked for has a cursor to go on.
                 */
                readonly search?: string;
                /** @description Only those with a second factor, or without. */
                readonly secondFactor?: boolean;
                /** @description `createdAt` if absent. */
                readonly sort?: "createdAt" | "lastSignedInAt";
                /** @description Only those in this state. */
                readonly state?: "active" | "disabled" | "managed";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UserList"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The administrator has no second factor */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Whoever asks is no administrator */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly user: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which user */
                readonly userId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The user, where it belongs, and what was done with its sign-in lately */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AdministeredUser"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The administrator has no second factor */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such user, or whoever asks is no administrator */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly change_users: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["UsersChange"];
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UsersChanged"];
                };
            };
            /** @description A value is not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The administrator has no second factor, or the session is not confirmed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description One of them is no user, or whoever asks is no administrator; nothing was done */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Whoever asks is among them; nothing was done */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly profile: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The profile */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly rename_user: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ProfileChange"];
            };
        };
        readonly responses: {
            /** @description The profile as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description No name */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_activity: {
        readonly parameters: {
            readonly query?: {
                /** @description Where the page before ended. */
                readonly cursor?: string;
                /** @description 1 to 200, 50 if absent. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of it */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ActivityList"];
                };
            };
            /** @description No such page */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly delete_user: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Deleted */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly ask_for_email_change: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["MailRequest"];
            };
        };
        readonly responses: {
            /** @description Mails are on their way */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description No address, or the present one */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many mails */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly export_profile: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A file to download */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProfileExport"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_identities: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The identities */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["IdentityList"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly remove_identity: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description From the list of identities */
                readonly identityId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Removed; other sessions that began with it have ended */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not such a request */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The session is not confirmed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such identity of this user */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is the last way to sign in */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly begin_identity: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description From the list of providers */
                readonly providerId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Where to go */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProviderSignIn"];
                };
            };
            /** @description Not such a request */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The session is not confirmed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such provider */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider gives no answer that can be used */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_own_invitations: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Those that may be accepted */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OwnInvitationList"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly accept_invitation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which invitation */
                readonly invitationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The user is a member of it now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Organisation"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such invitation to this user's address */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A member already, or as many as possible */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly decline_invitation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which invitation */
                readonly invitationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is gone */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such invitation to this user's address */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_own_ledger_accounts: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The accounts */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["LedgerAccountList"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly link_own_ledger_account: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewLedgerAccount"];
            };
        };
        readonly responses: {
            /** @description Linked */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["LedgerAccount"];
                };
            };
            /** @description No label, or the signature is not that of the key over the statement */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The address is linked already, or as many as possible are */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The challenge was answered, is too old, or is not for whoever asks */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly rename_own_ledger_account: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which account */
                readonly accountId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["LedgerAccountChange"];
            };
        };
        readonly responses: {
            /** @description The account as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["LedgerAccount"];
                };
            };
            /** @description No label */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such account of this user */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly remove_own_ledger_account: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Which account */
                readonly accountId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is linked no more */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such account of this user */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly challenge_own_ledger_account: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["LedgerChallengeRequest"];
            };
        };
        readonly responses: {
            /** @description What is to be signed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["LedgerChallenge"];
                };
            };
            /** @description The key is none */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many challenges are open */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_passkeys: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The passkeys */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PasskeyList"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly rename_passkey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description From the list of passkeys */
                readonly passkeyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PasskeyChange"];
            };
        };
        readonly responses: {
            /** @description The passkey as it is now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PasskeyListItem"];
                };
            };
            /** @description No name */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such passkey of this user */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly remove_passkey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description From the list of passkeys */
                readonly passkeyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Removed */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such passkey of this user */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly begin_passkey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What the browser is to make */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PasskeyCreationBegun"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The portal's address has no name, and passkeys need one */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There are 20 already */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many were begun */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly complete_passkey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PasskeyCompletion"];
            };
        };
        readonly responses: {
            /** @description Added */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PasskeyAdded"];
                };
            };
            /** @description No name, or no credential */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in, or the passkey was not accepted */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The portal's address has no name, and passkeys need one */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There are 20 already */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly change_password: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PasswordChange"];
            };
        };
        readonly responses: {
            /** @description Changed */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Password not taken */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly new_recovery_codes: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description New codes */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no second factor */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly second_factors: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What there is */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SecondFactorsAnswer"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_sessions: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The sessions */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly end_other_sessions: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Only this session is left */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly end_session: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description From the list of sessions */
                readonly sessionId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Ended */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such session of this user */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly begin_totp: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What the application needs */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TotpSetUpAnswer"];
                };
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is one already */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly confirm_totp: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["TotpConfirmRequest"];
            };
        };
        readonly responses: {
            /** @description Confirmed */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TotpConfirmed"];
                };
            };
            /** @description Nobody is signed in, or the code is wrong */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing to confirm */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly remove_totp: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Removed */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Step-up required */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is none */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly protocol: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The protocol's specification. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/markdown": string;
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly receipt: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description `<hash>`, or `<hash>-<index>` for a record of a batch. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The receipt. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description There is no such record. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Its block was pruned, or its segment was removed. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly search: {
        readonly parameters: {
            readonly query: {
                /** @description A height, a hash (of a block, transaction or receipt), an address, an account index, or a part of an account's name. */
                readonly q: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What was found. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SearchAnswer"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly stats: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Totals. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Stats"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly list_validators: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The validators. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ValidatorList"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly validator: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Index in the validator set. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The validator. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Validator"];
                };
            };
            /** @description There is no such validator. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly health: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Everything works. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            /** @description At least one check is DOWN: it says why. */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly live: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The process lives. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The process met an error after which it must not go on. */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly ready: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The node answers reads. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The node is starting, stopping or broken. */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly started: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Recovery is complete. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The node is recovering. */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            /** @description A problem document. */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
