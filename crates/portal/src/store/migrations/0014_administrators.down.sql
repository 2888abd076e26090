DROP INDEX users_by_time;
-- Who was switched off would be let in again by what reads the tables then.
DELETE FROM users WHERE user_id IN (SELECT user_id FROM disabled_users);
DROP TABLE disabled_users;
DROP TABLE portal_administrators;
