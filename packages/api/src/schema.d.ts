/* Generated from openapi.json by `npm run gen:api`. */
export interface paths {
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
         * @description A node that is no validator stands in `GET /api/v11/nodes` for a minute then, at most 64 of them.
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
             * Format: int64
             * @description The height these figures belong to.
             */
            readonly height: number;
            /**
             * Format: int64
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
             * Format: int64
             * @description Subaccounts opened.
             */
            readonly subaccountCount: number;
        };
        /**
         * @description A page of an account's history: two lists, each in the order asked for. Together they are in the order of `blockHeight`, then
         *     `position`; newest first, a transaction stands before those of its transfers that are listed, too.
         */
        readonly AccountHistory: {
            /**
             * Format: int64
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
             * Format: int64
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
             * Format: int64
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
             * Format: int64
             * @description Position of its submission in the block.
             */
            readonly position: number;
            /** @description Time of its block, RFC 3339. */
            readonly timestamp: string;
            /** @description Its submission. */
            readonly transactionHash: string;
        };
        /** @description An asset of the genesis file. */
        readonly Asset: {
            /**
             * @description Short code.
             * @example EUR
             */
            readonly code: string;
            /**
             * Format: int64
             * @description Digits after the decimal point.
             */
            readonly decimals: number;
            /** @description Whether every account has a place for its balance. */
            readonly dense: boolean;
            /**
             * Format: int64
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
             * Format: int64
             * @description Asset index.
             */
            readonly assetIndex: number;
            /**
             * Format: int64
             * @description Digits after the decimal point.
             * @example 2
             */
            readonly decimals: number;
        };
        /** @description From one balance to the state root. */
        readonly BalanceProof: {
            /**
             * Format: int64
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
             * Format: int64
             * @description Asset index.
             */
            readonly asset: number;
            /** @description The asset's code: a label. */
            readonly assetCode: string;
            /** @description Balance leaf. */
            readonly leaf: string;
            /**
             * Format: int64
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
             * Format: int64
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
             * Format: int64
             * @description Epoch of the validator set.
             */
            readonly epoch: number;
            /**
             * Format: int64
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
             * Format: int64
             * @description Height.
             */
            readonly height: number;
            /** @description Hash of the parent's header. */
            readonly parentHash: string;
            /**
             * Format: int64
             * @description Index of the proposer in the validator set.
             */
            readonly proposer: number;
            /** @description Its name in the genesis file. */
            readonly proposerName: string;
            /** @description Merkle root over the receipts of `executedHeight`. */
            readonly receiptsRoot: string;
            /**
             * Format: int64
             * @description Bytes of the submissions.
             */
            readonly sizeBytes: number;
            /** @description State root after `executedHeight`. */
            readonly stateRoot: string;
            /**
             * Format: int64
             * @description Submissions in the block.
             */
            readonly submissionCount: number;
            /** @description Time, RFC 3339; never before the parent's. */
            readonly timestamp: string;
            /**
             * Format: int64
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
             * Format: int64
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
             * Format: int64
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
             * Format: int64
             * @description Its height.
             */
            readonly blockHeight: number;
            /**
             * Format: int64
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
             * Format: int64
             * @description Bytes of its body.
             */
            readonly sizeBytes: number;
            /**
             * Format: int64
             * @description Blocks since the update before that were left out.
             */
            readonly skipped: number;
            /**
             * Format: int64
             * @description Submissions.
             */
            readonly submissions: number;
            /** @description Its time, RFC 3339. */
            readonly timestamp: string;
            /**
             * Format: int64
             * @description Transfers.
             */
            readonly transactions: number;
        };
        /**
         * Format: binary
         * @description The canonical bytes of one submission.
         */
        readonly Canonical: string;
        /** @description The chain at its tip. */
        readonly ChainInfo: {
            /**
             * Format: int64
             * @description Those that take part now.
             */
            readonly activeValidators: number;
            /**
             * Format: double
             * @description Milliseconds between the blocks of the last minute, at most the last 100; null if there were fewer than two.
             */
            readonly averageBlockTime?: number | null;
            /**
             * Format: int64
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
             * Format: int64
             * @description The first height that is kept here.
             */
            readonly earliestHeight: number;
            /**
             * Format: int64
             * @description The last executed height: blocks are executed before they are shown.
             */
            readonly executedHeight: number;
            readonly finalityLatencyMs?: components["schemas"]["LatencyMs"] | null;
            /**
             * Format: int64
             * @description Individually signed ones among them.
             */
            readonly individuallySignedTransactions: number;
            /** @description Time of the last block, RFC 3339. */
            readonly lastBlockTime: string;
            /** @description Name of the network. */
            readonly network: string;
            /**
             * Format: int64
             * @description The most transfers in one second since this process started.
             */
            readonly peakTPS: number;
            /** @description State root after executing `blockHeight`. */
            readonly stateRoot: string;
            /** @description Supply of each asset. */
            readonly totalSupply: readonly components["schemas"]["AssetSupply"][];
            /**
             * Format: int64
             * @description Transfers since genesis, both forms.
             */
            readonly totalTransactions: number;
            /**
             * Format: int64
             * @description Validators of the genesis file.
             */
            readonly totalValidators: number;
        };
        /** @description Who the client is connected to, and where the stream stands. */
        readonly ConnectionEstablished: {
            /**
             * Format: int64
             * @description The last final block.
             */
            readonly blockHeight: number;
            /** @description The chain. */
            readonly chainId: string;
            /** @description Every channel there is. Without a subscription a client gets all of them. */
            readonly channels: readonly components["schemas"]["LiveChannel"][];
            /**
             * Format: int64
             * @description Number of the connection in this process.
             */
            readonly connectionId: number;
            /**
             * Format: int64
             * @description Sequence of the first message that is still held; above `sequence` if there is none.
             */
            readonly earliestSequence: number;
            /**
             * Format: int64
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
             * Format: int64
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
             * Format: int64
             * @description Proposals that were accepted and are not in force yet.
             */
            readonly acceptedProposals: number;
            /**
             * Format: int64
             * @description The height after which this holds.
             */
            readonly blockHeight: number;
            /**
             * Format: int64
             * @description Number of the epoch of the next block: the validators have changed so many times.
             */
            readonly epoch: number;
            /**
             * Format: int64
             * @description Its first block; 0 for the first epoch.
             */
            readonly epochFirstHeight: number;
            /**
             * Format: int64
             * @description The latest version that this node's software knows.
             */
            readonly latestKnownProtocolVersion: number;
            readonly nextEpoch?: components["schemas"]["NextEpochView"] | null;
            readonly nextProtocol?: components["schemas"]["NextProtocol"] | null;
            /**
             * Format: int64
             * @description Proposals on which votes are still counted.
             */
            readonly openProposals: number;
            /** @description Figures that validators can change. */
            readonly parameters: readonly components["schemas"]["ParameterValue"][];
            /**
             * Format: int64
             * @description Protocol version of the next block.
             */
            readonly protocolVersion: number;
            /**
             * Format: int64
             * @description Voting power of all validators.
             */
            readonly totalVotingPower: number;
            /**
             * Format: int64
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
             * Format: int64
             * @description Seconds since then.
             */
            readonly uptimeSeconds: number;
            /** @description Hash of the validator set. */
            readonly validatorsRoot: string;
            /** @description Version of the software. */
            readonly version: string;
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
             * Format: int64
             * @description Its first height.
             */
            readonly effectiveHeight: number;
            /** @description The proposal. */
            readonly proposalId: string;
            /**
             * Format: int64
             * @description The value.
             */
            readonly value: number;
        };
        /** @description A node of the ledger. Of another one this node knows what it said of itself, with a proof of its key. */
        readonly LedgerNode: {
            /**
             * Format: int64
             * @description Height of its last block; null before it was heard of.
             */
            readonly blockHeight?: number | null;
            readonly catchUp?: components["schemas"]["NodeCatchUp"] | null;
            /**
             * Format: int64
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
             * Format: int64
             * @description Its process id; null before it was heard of.
             */
            readonly processId?: number | null;
            /** @description Whether it takes submissions. */
            readonly serving: boolean;
            /**
             * Format: int64
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
             * Format: int64
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
             * Format: int64
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
             * Format: int64
             * @description Blocks that it made.
             */
            readonly blocksProduced: number;
            /**
             * Format: int64
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
        /**
         * @description What a node does with submissions.
         * @enum {string}
         */
        readonly NetworkHealth: "healthy" | "read_only" | "stopping";
        /** @description The network's health. */
        readonly NetworkUpdate: {
            /**
             * Format: int64
             * @description Nodes that are not stopping.
             */
            readonly activeNodes: number;
            /**
             * Format: int64
             * @description The last final block.
             */
            readonly blockHeight: number;
            /**
             * Format: int64
             * @description The last block in the history index.
             */
            readonly indexedHeight: number;
            /** @description What this node does with submissions. */
            readonly networkHealth: components["schemas"]["NetworkHealth"];
            /**
             * Format: int64
             * @description Nodes.
             */
            readonly totalNodes: number;
            /** @description Clients of the live stream. */
            readonly webSocketClients: number;
        };
        /** @description An epoch that was decided and has not begun. */
        readonly NextEpochView: {
            /**
             * Format: int64
             * @description Its number.
             */
            readonly epoch: number;
            /**
             * Format: int64
             * @description Its first block.
             */
            readonly firstHeight: number;
            /** @description Id of the proposal by which it begins. */
            readonly proposalId: string;
            /**
             * Format: int64
             * @description How many decide in it.
             */
            readonly validatorCount: number;
        };
        /** @description A protocol version that begins later. */
        readonly NextProtocol: {
            /**
             * Format: int64
             * @description Its first height.
             */
            readonly effectiveHeight: number;
            /** @description Whether this node's software knows it. If not, the node stops before that height. */
            readonly isKnown: boolean;
            /**
             * Format: int64
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
             * Format: int64
             * @description Bytes of the snapshot that came; null without one.
             */
            readonly receivedBytes?: number | null;
            /**
             * Format: int64
             * @description Height that it is to reach: that of the network, or of the snapshot.
             */
            readonly targetHeight: number;
            /**
             * Format: int64
             * @description All its bytes; null without one.
             */
            readonly totalBytes?: number | null;
        };
        /** @description The nodes. */
        readonly NodeList: {
            /** @description Always null: there is one page. */
            readonly nextCursor?: string | null;
            /** @description The nodes: validators by index, then the others. */
            readonly nodes: readonly components["schemas"]["LedgerNode"][];
            /**
             * Format: int64
             * @description How many of them were heard of a moment ago, with this one.
             */
            readonly reachableNodes: number;
        };
        /** @description One operation with its result. Which fields are there depends on its kind. */
        readonly Operation: {
            /**
             * Format: int64
             * @description Index of the account concerned (`set_frozen`).
             */
            readonly account?: number;
            /**
             * Format: int64
             * @description How many indexes were assigned; keys that were registered already get none.
             */
            readonly assignedCount?: number;
            /**
             * Format: int64
             * @description Keys or subaccounts asked for (`register_accounts`, `open_subaccounts`), or votes brought (`govern`).
             */
            readonly count?: number;
            /**
             * Format: int64
             * @description Index of the account that may sign from now on (`grant_custody`).
             */
            readonly custodian?: number;
            /**
             * Format: int64
             * @description First account index that was assigned, if any was.
             */
            readonly firstIndex?: number;
            /** @description The new state (`set_frozen`). */
            readonly frozen?: boolean;
            /**
             * @description `register_accounts`, `open_subaccounts`, `grant_custody`, `revoke_custody`, `set_frozen` or `govern`.
             * @example grant_custody
             */
            readonly kind: string;
            /** @description The proposal that is voted for (`govern`). */
            readonly proposalId?: string;
            /**
             * @description Name of the result code.
             * @example applied
             */
            readonly resultCode: string;
        };
        /** @description A figure that validators can change. */
        readonly ParameterValue: {
            /** @description What was accepted and is not in force yet, in the order of heights. */
            readonly later: readonly components["schemas"]["LaterValue"][];
            /**
             * Format: int64
             * @description The least that it can be.
             */
            readonly least: number;
            /**
             * Format: int64
             * @description The most that it can be, which it was at first.
             */
            readonly most: number;
            /**
             * @description Its name.
             * @example block_bytes_max
             */
            readonly name: string;
            /**
             * Format: int64
             * @description Its value in the next block.
             */
            readonly value: number;
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
        /** @description Nothing but that the connection works. */
        readonly Pong: Record<string, never>;
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
             * Format: int64
             * @description With `pruned` and `removed`: the first height that is kept.
             */
            readonly earliestHeight?: number;
            /** @description With `already_applied`: the original receipt (of the first record), while it is kept. */
            readonly receipt?: components["schemas"]["Receipt"];
            /**
             * Format: int64
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
             * Format: int64
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
             * Format: int64
             * @description Block of the vote that accepted it; null before that.
             */
            readonly acceptedAtHeight?: number | null;
            /** @description What is proposed. */
            readonly action: components["schemas"]["ProposedAction"];
            /**
             * Format: int64
             * @description First height at which it was to be in force.
             */
            readonly effectiveHeight: number;
            /**
             * Format: int64
             * @description Last height at which votes are counted.
             */
            readonly expiresHeight: number;
            /**
             * Format: int64
             * @description First height at which it is in force; null before it is accepted.
             */
            readonly inForceFromHeight?: number | null;
            /**
             * Format: int64
             * @description The number that its maker gave it.
             */
            readonly number: number;
            /** @description Canonical bytes of the proposal, hexadecimal (docs/protocol.md). */
            readonly proposalBytes: string;
            /** @description What votes sign. */
            readonly proposalId: string;
            /**
             * Format: int64
             * @description Block of the first vote.
             */
            readonly proposedAtHeight: number;
            /** @description What became of it. */
            readonly status: components["schemas"]["ProposalStatus"];
            /** @description Votes that were counted, in their order. */
            readonly votes: readonly components["schemas"]["CountedVote"][];
            /**
             * Format: int64
             * @description Their power.
             */
            readonly votingPower: number;
            /**
             * Format: int64
             * @description The least power that accepts it.
             */
            readonly votingPowerNeeded: number;
        };
        /** @description What is proposed. */
        readonly ProposedAction: {
            /**
             * Format: int64
             * @description Index of the account (`set_role`).
             */
            readonly account?: number;
            /**
             * Format: int64
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
             * Format: int64
             * @description Its value (`set_parameter`).
             */
            readonly value?: number;
            /**
             * Format: int64
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
        /** @description What happened to one record, with its proof once a later block commits to it. */
        readonly Receipt: {
            /**
             * Format: int64
             * @description Height of the block.
             */
            readonly blockHeight: number;
            /** @description Finality. */
            readonly finality: components["schemas"]["Finality"];
            /** @description `<hash>`, or `<hash>-<index>` for a record of a batch. */
            readonly id: string;
            /**
             * Format: int64
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
             * Format: int64
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
             * Format: int64
             * @description Receipt leaves of the submission.
             */
            readonly count: number;
            /**
             * Format: int64
             * @description Position of the submission in its block.
             */
            readonly entryIndex: number;
            /** @description Siblings up to the receipts root. */
            readonly entryPath: readonly string[];
            /**
             * Format: int64
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
             * Format: int64
             * @description 1 transfer, 2 batch, 3 operation.
             */
            readonly submissionKind: number;
        };
        /** @description A record of a batch that was not applied. */
        readonly RejectedRecord: {
            /**
             * Format: int64
             * @description Position in the batch.
             */
            readonly index: number;
            /** @description Name of the result code. */
            readonly resultCode: string;
        };
        /** @description A validator that is to be none any more. */
        readonly RemovedValidator: {
            /** @description Its name in the genesis file; null if it is not there. */
            readonly name?: string | null;
            /** @description Its Ed25519 key. */
            readonly publicKey: string;
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
             * Format: int64
             * @description Views that ended with a final block.
             */
            readonly finalizedViews: number;
            /**
             * Format: int64
             * @description Index of its leader.
             */
            readonly leader: number;
            /**
             * Format: int64
             * @description The highest final height that this node has heard of.
             */
            readonly networkHeight: number;
            /**
             * Format: int64
             * @description Views that were skipped.
             */
            readonly skippedViews: number;
            /**
             * Format: int64
             * @description The current view.
             */
            readonly view: number;
        };
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
        /** @description A round (view) of a committee as this node saw it. */
        readonly SeenRound: {
            /** @description When its first message was seen, RFC 3339. */
            readonly beganAt: string;
            /**
             * Format: int64
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
             * Format: int64
             * @description Its number.
             */
            readonly view: number;
            /** @description The strongest vote of each validator, by index: `FINALIZE`, `NOTARIZE`, `NULLIFY` or `NONE`. */
            readonly votes: readonly string[];
        };
        /** @description A status on its way, with the signature of the node that it is about. */
        readonly SignedStatus: {
            /** @description Ed25519 key of the node, hexadecimal. */
            readonly publicKey: string;
            /** @description Ed25519 signature, hexadecimal (`docs/protocol.md`). */
            readonly signature: string;
            /**
             * Format: int64
             * @description When it was signed by the node's clock, Unix milliseconds.
             */
            readonly signedAtMs: number;
            /** @description How it is, as a JSON text: every byte of it is signed. */
            readonly status: string;
        };
        /** @description Totals of the chain and resources of this process. */
        readonly Stats: {
            /**
             * Format: int64
             * @description Accounts.
             */
            readonly accounts: number;
            /**
             * Format: int64
             * @description Assets.
             */
            readonly assets: number;
            /** @description Processors that this process may use. */
            readonly availableProcessors?: number | null;
            /**
             * Format: int64
             * @description Height that these totals belong to.
             */
            readonly blockHeight: number;
            /**
             * Format: int64
             * @description Block log, snapshots, keys and history index on disk; null if they cannot be read.
             */
            readonly diskUsedBytes?: number | null;
            /**
             * Format: int64
             * @description The last height in the history index.
             */
            readonly indexedHeight: number;
            /**
             * Format: int64
             * @description Individually signed ones among them.
             */
            readonly individuallySignedTransactions: number;
            /**
             * Format: int64
             * @description Resident memory of this process; null if the system does not say.
             */
            readonly memoryUsedBytes?: number | null;
            /**
             * Format: int64
             * @description Transfers, batches and operations since genesis.
             */
            readonly totalSubmissions: number;
            /**
             * Format: int64
             * @description Transfers since genesis, both forms.
             */
            readonly totalTransactions: number;
            /**
             * Format: int64
             * @description Seconds since this process started.
             */
            readonly uptimeSeconds: number;
            /**
             * Format: int64
             * @description Clients of the live stream.
             */
            readonly webSocketClients: number;
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
             * Format: int64
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
        /** @description Rates and totals. */
        readonly TpsUpdate: {
            /**
             * Format: double
             * @description Transfers a second, over the last minute.
             */
            readonly averageTPS: number;
            /**
             * Format: int64
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
             * Format: int64
             * @description Transfers of this process's best second.
             */
            readonly peakTPS: number;
            /**
             * Format: int64
             * @description Transfers since genesis.
             */
            readonly totalTransactions: number;
        };
        /** @description A submission in a block: a transfer, a batch of transfers, or an operation. */
        readonly Transaction: {
            /**
             * Format: int64
             * @description Records that took effect; an operation counts as one record.
             */
            readonly applied: number;
            /**
             * Format: int64
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
             * Format: int64
             * @description Position in the block.
             */
            readonly position: number;
            /**
             * Format: int64
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
             * Format: int64
             * @description Transfers in it; 0 for an operation.
             */
            readonly transferCount: number;
        };
        /** @description A page of transactions. */
        readonly TransactionList: {
            /**
             * Format: int64
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
             * Format: int64
             * @description Asset index.
             */
            readonly assetIndex: number;
            /**
             * Format: int64
             * @description Digits after the decimal point of the asset.
             * @example 2
             */
            readonly decimals: number;
            /** @description The debited account. */
            readonly from: components["schemas"]["AccountRef"];
            /**
             * Format: int64
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
             * Format: int64
             * @description Asset index.
             * @example 0
             */
            readonly asset: number;
            /**
             * Format: int64
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
             * Format: int64
             * @description Index of the account that receives.
             * @example 9
             */
            readonly to: number;
        };
        /** @description A validator. */
        readonly Validator: {
            /**
             * @description Where it listens for the other validators, as the ledger or this node's configuration says; null if neither does.
             * @example 10.0.0.1:7003
             */
            readonly address?: string | null;
            /**
             * Format: int64
             * @description Final blocks that it proposed: of a single validator in this epoch, in a committee since this process started.
             */
            readonly blocksProduced: number;
            /**
             * Format: int64
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
             * Format: int64
             * @description Weight of its vote.
             */
            readonly votingPower: number;
        };
        /** @description Two votes of a validator of which an honest one sends one at most. */
        readonly ValidatorEvidence: {
            /** @description What they are, in words. */
            readonly description: string;
            /**
             * Format: int64
             * @description The view of both.
             */
            readonly view: number;
            /** @description Both votes with their signatures, hexadecimal, in the encoding of the consensus engine. */
            readonly votes: string;
        };
        /** @description The validators. */
        readonly ValidatorList: {
            /**
             * Format: int64
             * @description How many make blocks or vote now.
             */
            readonly activeValidators: number;
            /**
             * Format: int64
             * @description Number of the epoch.
             */
            readonly epoch: number;
            /** @description Always null: there is one page. */
            readonly nextCursor?: string | null;
            readonly rounds?: components["schemas"]["Rounds"] | null;
            /**
             * Format: int64
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
             * Format: int64
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
             * Format: int64
             * @description Views that it led and the committee skipped.
             */
            readonly missedProposals: number;
            /**
             * Format: int64
             * @description Votes that a block is valid.
             */
            readonly notarizeVotes: number;
            /**
             * Format: int64
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
             * Format: int64
             * @description Index of the validator.
             */
            readonly validator: number;
        };
        /** @description What happened in a stretch of time. Everything was counted on this node; nothing is extrapolated. */
        readonly Window: {
            /**
             * Format: int64
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
             * Format: int64
             * @description Individually signed ones among them.
             */
            readonly individuallySignedTransactions: number;
            /**
             * Format: int64
             * @description Transfers with another result than applied.
             */
            readonly rejectedTransactions: number;
            /**
             * Format: double
             * @description Seconds that were measured.
             */
            readonly seconds: number;
            /**
             * Format: int64
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
