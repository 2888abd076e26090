-- Which of the operator's plans an organisation was given; without a row it has the default one.
CREATE TABLE organisation_plans (
    organisation_id TEXT PRIMARY KEY REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    -- Of plans.toml, which may not have it any more.
    plan_id TEXT NOT NULL,
    since_ms BIGINT NOT NULL,
    -- operator, on the portal's machine, or the id of a user.
    set_by TEXT NOT NULL
);
