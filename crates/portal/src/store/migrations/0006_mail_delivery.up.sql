-- How often somebody began to send it.
ALTER TABLE mails ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
-- Not before; while somebody sends it, the end of the lease.
ALTER TABLE mails ADD COLUMN next_attempt_ms BIGINT NOT NULL DEFAULT 0;
-- When a server took it.
ALTER TABLE mails ADD COLUMN sent_ms BIGINT;
-- When it was given up.
ALTER TABLE mails ADD COLUMN given_up_ms BIGINT;
CREATE INDEX mails_waiting ON mails (next_attempt_ms) WHERE sent_ms IS NULL AND given_up_ms IS NULL;
