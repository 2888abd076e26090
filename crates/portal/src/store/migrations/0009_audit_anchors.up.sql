-- What of the audit log is on the ledger, as the portal remembers it; the ledger itself is what counts.
CREATE TABLE audit_anchors (
    -- The last line that it covers.
    sequence BIGINT PRIMARY KEY,
    hash TEXT NOT NULL,
    -- Of the account that signed.
    address TEXT NOT NULL,
    transaction_hash TEXT NOT NULL,
    height BIGINT NOT NULL,
    anchored_ms BIGINT NOT NULL
);
