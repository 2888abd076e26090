-- Who administers the portal: users whom its operator named, on its machine.
CREATE TABLE portal_administrators (
    user_id TEXT PRIMARY KEY REFERENCES users (user_id) ON DELETE CASCADE,
    granted_ms BIGINT NOT NULL
);

-- Whom an administrator switched off. What a company's directory says of its own users (managed_users) stands beside it: each takes back only what it said itself.
CREATE TABLE disabled_users (
    user_id TEXT PRIMARY KEY REFERENCES users (user_id) ON DELETE CASCADE,
    disabled_ms BIGINT NOT NULL
);

CREATE INDEX users_by_time ON users (created_ms, user_id);
