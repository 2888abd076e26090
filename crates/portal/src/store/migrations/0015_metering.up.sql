-- Up to which height what a ledger account did is counted. It goes with the account: what is linked anew begins anew.
CREATE TABLE ledger_positions (
    account_id TEXT PRIMARY KEY REFERENCES ledger_accounts (account_id) ON DELETE CASCADE,
    counted_height BIGINT NOT NULL
);
