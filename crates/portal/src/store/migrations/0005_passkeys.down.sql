DROP TABLE email_changes;
DROP TABLE passkey_ceremonies;
DROP TABLE passkeys;
ALTER TABLE sessions DROP COLUMN step_up_until_ms;
