-- Nodes that organisations ask for.
CREATE TABLE node_requests (
    request_id TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    -- requested, approved, registered, rejected, withdrawn or revoked.
    state TEXT NOT NULL,
    -- business or light.
    node_type TEXT NOT NULL,
    name TEXT NOT NULL,              -- sealed, with the organisation's key
    note TEXT,                       -- sealed, with the organisation's key
    reason TEXT,                     -- sealed, with the organisation's key: of the rejection or the revocation
    -- Users who are deleted stay here as ids without a name.
    requested_by TEXT NOT NULL,
    requested_ms BIGINT NOT NULL,
    decided_by TEXT,
    decided_ms BIGINT,
    token_hash TEXT UNIQUE,          -- of the token that is good now
    token_expires_ms BIGINT,
    registration_number BIGINT,      -- of the key that enrolled
    enrolled_ms BIGINT,
    revoked_by TEXT,
    revoked_ms BIGINT
);
CREATE INDEX node_requests_by_time ON node_requests (organisation_id, requested_ms, request_id);
CREATE INDEX node_requests_by_registration ON node_requests (registration_number);

-- What the portal said, or is about to say, on the ledger about the keys of nodes. It outlives request and organisation: what was registered has to be revoked.
CREATE TABLE node_registrations (
    number BIGINT PRIMARY KEY,
    -- A key is registered once, and never again after it was revoked.
    public_key TEXT NOT NULL UNIQUE,
    token_hash TEXT NOT NULL UNIQUE, -- with which it enrolled
    registered_transaction TEXT,
    registered_height BIGINT,
    revoked_transaction TEXT,
    revoked_height BIGINT
);
CREATE INDEX node_registrations_to_revoke ON node_registrations (revoked_transaction);
