DROP INDEX mails_waiting;
ALTER TABLE mails DROP COLUMN given_up_ms;
ALTER TABLE mails DROP COLUMN sent_ms;
ALTER TABLE mails DROP COLUMN next_attempt_ms;
ALTER TABLE mails DROP COLUMN attempts;
