-- Users of a provider have no password, and perhaps an address whose mailbox never answered. SQLite cannot take NOT NULL from a column, so both are made anew.
ALTER TABLE users ADD COLUMN password_or_none TEXT;
UPDATE users SET password_or_none = password;
ALTER TABLE users DROP COLUMN password;
ALTER TABLE users RENAME COLUMN password_or_none TO password;
ALTER TABLE users ADD COLUMN email_verified_or_none_ms BIGINT;
UPDATE users SET email_verified_or_none_ms = email_verified_ms;
ALTER TABLE users DROP COLUMN email_verified_ms;
ALTER TABLE users RENAME COLUMN email_verified_or_none_ms TO email_verified_ms;

CREATE TABLE identities (
    identity_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    -- Keyed hash of issuer and subject: who it is. Never the address.
    subject_lookup TEXT NOT NULL UNIQUE,
    provider_id TEXT NOT NULL,
    label TEXT NOT NULL,             -- sealed: what the provider calls the user
    linked_ms BIGINT NOT NULL,
    last_used_ms BIGINT
);
CREATE INDEX identities_by_user ON identities (user_id);

-- Somebody who was sent to a provider and has not come back. State, nonce and verifier are derived from the cookie, so nothing here opens anything.
CREATE TABLE provider_sign_ins (
    token_hash TEXT PRIMARY KEY,
    provider_id TEXT NOT NULL,
    return_to TEXT NOT NULL,
    -- Of whoever links a provider to themselves; absent for a sign-in.
    session_id TEXT REFERENCES sessions (session_id) ON DELETE CASCADE,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX provider_sign_ins_by_session ON provider_sign_ins (session_id);

-- What a provider gave with a session, so that it can be asked whether it still knows the user.
CREATE TABLE provider_grants (
    grant_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    identity_id TEXT NOT NULL REFERENCES identities (identity_id) ON DELETE CASCADE,
    provider_id TEXT NOT NULL,
    -- Absent as long as a code of the second factor is waited for; then the hash of the cookie that waits.
    session_id TEXT UNIQUE REFERENCES sessions (session_id) ON DELETE CASCADE,
    waiting_hash TEXT,
    -- Keyed hash of issuer and the provider's session.
    sid_lookup TEXT,
    refresh_token TEXT,              -- sealed
    created_ms BIGINT NOT NULL,
    checked_ms BIGINT NOT NULL,
    -- Since when the provider could not say.
    silent_since_ms BIGINT
);
CREATE INDEX provider_grants_by_user ON provider_grants (user_id);
CREATE INDEX provider_grants_by_identity ON provider_grants (identity_id);
CREATE INDEX provider_grants_by_sid ON provider_grants (sid_lookup);
CREATE INDEX provider_grants_by_waiting ON provider_grants (waiting_hash);

-- Each counts once: keyed hashes of issuer and name of logout tokens.
CREATE TABLE logout_tokens (
    token_lookup TEXT PRIMARY KEY,
    expires_ms BIGINT NOT NULL
);

-- What a provider said at the last sign-in that somebody is in an organisation, beside what the organisation gave itself. Roles are bits: access/roles.rs.
CREATE TABLE provided_roles (
    organisation_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    roles BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, provider_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES memberships (organisation_id, user_id) ON DELETE CASCADE
);
CREATE INDEX provided_roles_by_user ON provided_roles (user_id, provider_id);
