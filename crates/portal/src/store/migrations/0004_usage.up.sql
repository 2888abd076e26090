-- What was counted on a day (UTC, as 2026-11-27): usage/meter.rs says what.
CREATE TABLE usage_days (
    organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    metric TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, day, metric)
);
