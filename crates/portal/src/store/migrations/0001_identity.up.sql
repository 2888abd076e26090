-- Times are Unix milliseconds (names end in _ms). "Sealed" columns hold what store/sealing.rs wrote there.

CREATE TABLE data_keys (
    owner TEXT PRIMARY KEY,
    wrapped_by TEXT NOT NULL,
    wrapped TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE TABLE users (
    user_id TEXT PRIMARY KEY,
    -- Keyed hash of the address in its one form.
    email_lookup TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,             -- sealed
    name TEXT NOT NULL,              -- sealed
    password TEXT NOT NULL,          -- sealed
    created_ms BIGINT NOT NULL,
    email_verified_ms BIGINT NOT NULL,
    last_sign_in_ms BIGINT
);

CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    created_ms BIGINT NOT NULL,
    last_seen_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    previous_sign_in_ms BIGINT,
    network_address TEXT NOT NULL,   -- sealed
    user_agent TEXT NOT NULL         -- sealed
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE known_browsers (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX known_browsers_by_user ON known_browsers (user_id);

-- Sign-ups whose mail was not answered yet. There is no user before.
CREATE TABLE sign_ups (
    token_hash TEXT PRIMARY KEY,
    email_lookup TEXT NOT NULL,
    email TEXT NOT NULL,             -- sealed
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX sign_ups_by_email ON sign_ups (email_lookup);

CREATE TABLE password_resets (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX password_resets_by_user ON password_resets (user_id);

-- Failures by what is limited; a key is a keyed hash.
CREATE TABLE attempts (
    attempt_key TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    window_began_ms BIGINT NOT NULL
);

CREATE TABLE mails (
    mail_id TEXT PRIMARY KEY,
    -- Keyed hash of the address: mails go with their user.
    recipient_lookup TEXT NOT NULL,
    recipient TEXT NOT NULL,         -- sealed
    subject TEXT NOT NULL,
    body TEXT NOT NULL,              -- sealed
    created_ms BIGINT NOT NULL
);
CREATE INDEX mails_by_time ON mails (created_ms);
CREATE INDEX mails_by_recipient ON mails (recipient_lookup);

CREATE TABLE audit_events (
    sequence BIGINT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    -- Who did it, and to whom; a user who is deleted stays here as an id without a name.
    actor TEXT,
    target TEXT,
    -- Where it was done, and the id of what it was done to.
    organisation TEXT,
    subject TEXT,
    network_address TEXT NOT NULL,   -- sealed, with the key of the target or organisation
    user_agent TEXT NOT NULL,        -- sealed, with the key of the target or organisation
    detail TEXT,
    change TEXT,                     -- sealed, with the organisation's key: before and after
    hash TEXT NOT NULL
);
CREATE INDEX audit_events_by_target ON audit_events (target, sequence);
CREATE INDEX audit_events_by_organisation ON audit_events (organisation, sequence);
