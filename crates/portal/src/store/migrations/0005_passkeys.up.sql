-- Until when dangerous acts need no further confirmation in a session; absent if nothing was confirmed.
ALTER TABLE sessions ADD COLUMN step_up_until_ms BIGINT;

CREATE TABLE passkeys (
    passkey_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    -- Keyed hash of the credential's id.
    credential_lookup TEXT NOT NULL UNIQUE,
    credential TEXT NOT NULL,        -- sealed
    name TEXT NOT NULL,              -- sealed
    -- What the authenticator counted last; 0 for those that do not count.
    signature_count BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    last_used_ms BIGINT
);
CREATE INDEX passkeys_by_user ON passkeys (user_id);

-- What was begun with a browser and its authenticator, and is still to be completed.
CREATE TABLE passkey_ceremonies (
    token_hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    -- Whose it is; absent where the passkey is to say so.
    user_id TEXT REFERENCES users (user_id) ON DELETE CASCADE,
    session_id TEXT REFERENCES sessions (session_id) ON DELETE CASCADE,
    state TEXT NOT NULL,             -- sealed
    expires_ms BIGINT NOT NULL
);
CREATE INDEX passkey_ceremonies_by_user ON passkey_ceremonies (user_id);
CREATE INDEX passkey_ceremonies_by_session ON passkey_ceremonies (session_id);

-- New addresses whose mailbox has not answered yet.
CREATE TABLE email_changes (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    email TEXT NOT NULL,             -- sealed
    expires_ms BIGINT NOT NULL
);
CREATE INDEX email_changes_by_user ON email_changes (user_id);
