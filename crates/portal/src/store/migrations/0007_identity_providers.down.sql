-- Who was a member by a provider alone would be one without roles.
DELETE FROM memberships WHERE roles = 0;
DROP TABLE provided_roles;
DROP TABLE logout_tokens;
DROP TABLE provider_grants;
DROP TABLE provider_sign_ins;
DROP TABLE identities;
-- Who had no password could not sign in any more, and what reads the table then cannot read such a row.
DELETE FROM users WHERE password IS NULL OR email_verified_ms IS NULL;
ALTER TABLE users ADD COLUMN password_of_all TEXT NOT NULL DEFAULT '';
UPDATE users SET password_of_all = password;
ALTER TABLE users DROP COLUMN password;
ALTER TABLE users RENAME COLUMN password_of_all TO password;
ALTER TABLE users ADD COLUMN email_verified_of_all_ms BIGINT NOT NULL DEFAULT 0;
UPDATE users SET email_verified_of_all_ms = email_verified_ms;
ALTER TABLE users DROP COLUMN email_verified_ms;
ALTER TABLE users RENAME COLUMN email_verified_of_all_ms TO email_verified_ms;
