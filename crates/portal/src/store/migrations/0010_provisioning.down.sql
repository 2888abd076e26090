-- Who was switched off would be let in again by what reads the tables then.
DELETE FROM users WHERE user_id IN (SELECT user_id FROM managed_users WHERE disabled_ms IS NOT NULL);
DROP TABLE provisioned_teams;
DROP TABLE departed_identities;
DROP TABLE suspended_team_members;
DROP TABLE suspended_memberships;
DROP TABLE managed_users;
DROP TABLE provisioned_users;
