CREATE TABLE organisations (
    organisation_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,              -- sealed, with the organisation's key
    created_ms BIGINT NOT NULL
);

-- Roles are bits: access/roles.rs says which.
CREATE TABLE memberships (
    organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    roles BIGINT NOT NULL,
    joined_ms BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id)
);
CREATE INDEX memberships_by_user ON memberships (user_id);

CREATE TABLE teams (
    team_id TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    name TEXT NOT NULL,              -- sealed, with the organisation's key
    -- What its members may do besides what they may do by themselves.
    roles BIGINT NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX teams_by_organisation ON teams (organisation_id);

CREATE TABLE team_members (
    team_id TEXT NOT NULL REFERENCES teams (team_id) ON DELETE CASCADE,
    organisation_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (team_id, user_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES memberships (organisation_id, user_id) ON DELETE CASCADE
);
CREATE INDEX team_members_by_member ON team_members (organisation_id, user_id);

-- Whoever has a verified address may accept an invitation to it. Nothing in the mail opens anything.
CREATE TABLE invitations (
    invitation_id TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    email_lookup TEXT NOT NULL,
    email TEXT NOT NULL,             -- sealed, with the organisation's key
    roles BIGINT NOT NULL,
    -- A user who is deleted stays here as an id without a name.
    invited_by TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    UNIQUE (organisation_id, email_lookup)
);
CREATE INDEX invitations_by_email ON invitations (email_lookup);

CREATE TABLE api_keys (
    key_id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    name TEXT NOT NULL,              -- sealed, with the organisation's key
    roles BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    last_used_ms BIGINT,
    last_used_address TEXT           -- sealed, with the organisation's key
);
CREATE INDEX api_keys_by_organisation ON api_keys (organisation_id);
