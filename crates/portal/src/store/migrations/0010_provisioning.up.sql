-- What a company's directory says of its members (SCIM), beside what the organisation gave and what providers say at a sign-in.
CREATE TABLE provisioned_users (
    organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    -- Keyed hash of the userName in lower case.
    user_name_lookup TEXT NOT NULL,
    document TEXT NOT NULL,          -- sealed, with the organisation's key
    created_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id),
    UNIQUE (organisation_id, user_name_lookup)
);
CREATE INDEX provisioned_users_by_user ON provisioned_users (user_id);

-- Users whom an organisation made: it may switch them off everywhere, and delete them.
CREATE TABLE managed_users (
    user_id TEXT PRIMARY KEY REFERENCES users (user_id) ON DELETE CASCADE,
    organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    -- Since when nothing lets the user in.
    disabled_ms BIGINT
);
CREATE INDEX managed_users_by_organisation ON managed_users (organisation_id);

-- Who is no member until the directory says otherwise. The membership itself is gone meanwhile, so that nothing can forget to look here.
CREATE TABLE suspended_memberships (
    organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    -- Roles that the organisation gave, and those of the directory.
    roles BIGINT NOT NULL,
    directory_roles BIGINT NOT NULL,
    joined_ms BIGINT NOT NULL,
    suspended_ms BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id)
);
CREATE INDEX suspended_memberships_by_user ON suspended_memberships (user_id);

CREATE TABLE suspended_team_members (
    team_id TEXT NOT NULL REFERENCES teams (team_id) ON DELETE CASCADE,
    organisation_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (team_id, user_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES suspended_memberships (organisation_id, user_id) ON DELETE CASCADE
);
CREATE INDEX suspended_team_members_by_member ON suspended_team_members (organisation_id, user_id);

-- Identities of users who were deleted: access tokens that were made out before let nobody in, not even as a program. Keyed hashes, as in identities.
CREATE TABLE departed_identities (
    subject_lookup TEXT PRIMARY KEY,
    until_ms BIGINT NOT NULL
);

-- What the directory calls a team.
CREATE TABLE provisioned_teams (
    team_id TEXT PRIMARY KEY REFERENCES teams (team_id) ON DELETE CASCADE,
    external_id TEXT,                -- sealed, with the organisation's key
    changed_ms BIGINT NOT NULL
);
