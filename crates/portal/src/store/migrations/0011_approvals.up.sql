-- Accounts of the ledger whose key was shown. An address belongs to one organisation and to one person at most.
CREATE TABLE ledger_accounts (
    account_id TEXT PRIMARY KEY,
    -- organisation or person, and the id of it; the same id stands in one of the two columns after it, so that the account goes with its owner.
    owner_kind TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    organisation_id TEXT REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    user_id TEXT REFERENCES users (user_id) ON DELETE CASCADE,
    -- Keyed hash of the address.
    address_lookup TEXT NOT NULL,
    scheme TEXT NOT NULL,
    public_key TEXT NOT NULL,        -- sealed, with the owner's key
    label TEXT NOT NULL,             -- sealed, with the owner's key
    linked_by TEXT NOT NULL,
    linked_ms BIGINT NOT NULL,
    UNIQUE (owner_kind, address_lookup)
);
CREATE INDEX ledger_accounts_by_owner ON ledger_accounts (owner_id);
CREATE INDEX ledger_accounts_by_organisation ON ledger_accounts (organisation_id);
CREATE INDEX ledger_accounts_by_user ON ledger_accounts (user_id);

-- What is still to be signed.
CREATE TABLE ledger_challenges (
    token_hash TEXT PRIMARY KEY,
    -- For whom: an organisation, or the user who asked.
    owner_id TEXT NOT NULL,
    organisation_id TEXT REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    session_id TEXT REFERENCES sessions (session_id) ON DELETE CASCADE,
    state TEXT NOT NULL,             -- sealed
    expires_ms BIGINT NOT NULL
);
CREATE INDEX ledger_challenges_by_user ON ledger_challenges (user_id, expires_ms);
CREATE INDEX ledger_challenges_by_session ON ledger_challenges (session_id);

-- Above which amount of an asset a payment needs approvals, and how many.
CREATE TABLE payment_rules (
    organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    asset BIGINT NOT NULL,
    limit_minor_units TEXT NOT NULL, -- as digits: it may be greater than a BIGINT
    approvals BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, asset)
);

CREATE TABLE payments (
    payment_id TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    -- Keyed hash of the submission's id: the same one is proposed once.
    submission_lookup TEXT NOT NULL,
    -- A user who is deleted stays here as an id without a name.
    proposed_by TEXT NOT NULL,
    -- waiting, approved, rejected or released. Those that wait or are approved expire.
    state TEXT NOT NULL,
    approvals_needed BIGINT NOT NULL,
    summary TEXT NOT NULL,           -- sealed, with the organisation's key
    content TEXT NOT NULL,           -- sealed, with the organisation's key: what was signed
    signature TEXT,                  -- sealed, with the organisation's key; gone when the payment is rejected or has expired
    proposed_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    decided_ms BIGINT,
    released_ms BIGINT,
    released_by TEXT,
    UNIQUE (organisation_id, submission_lookup)
);
CREATE INDEX payments_by_time ON payments (organisation_id, proposed_ms, payment_id);
CREATE INDEX payments_by_expiry ON payments (expires_ms);

CREATE TABLE payment_assets (
    payment_id TEXT NOT NULL REFERENCES payments (payment_id) ON DELETE CASCADE,
    asset BIGINT NOT NULL,
    PRIMARY KEY (payment_id, asset)
);

-- Who decided, each person once and each key once.
CREATE TABLE payment_decisions (
    payment_id TEXT NOT NULL REFERENCES payments (payment_id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    address_lookup TEXT NOT NULL,
    decision TEXT NOT NULL,          -- approve or reject
    signed TEXT NOT NULL,            -- sealed, with the organisation's key: key, statement and signature
    decided_ms BIGINT NOT NULL,
    PRIMARY KEY (payment_id, user_id),
    UNIQUE (payment_id, address_lookup)
);
