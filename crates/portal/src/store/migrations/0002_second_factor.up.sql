CREATE TABLE totp (
    user_id TEXT PRIMARY KEY REFERENCES users (user_id) ON DELETE CASCADE,
    secret TEXT NOT NULL,            -- sealed
    begun_ms BIGINT NOT NULL,
    -- Absent until the first code was given: until then it guards nothing.
    confirmed_ms BIGINT,
    -- The last step whose code was used: none counts twice.
    last_step BIGINT NOT NULL
);

-- Each counts once. A keyed hash with the user in it.
CREATE TABLE recovery_codes (
    code_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE
);
CREATE INDEX recovery_codes_by_user ON recovery_codes (user_id);

-- The password was right; the second factor is still to come.
CREATE TABLE waiting_sign_ins (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    -- The browser's hash, if it was known.
    browser_hash TEXT,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX waiting_sign_ins_by_user ON waiting_sign_ins (user_id);
