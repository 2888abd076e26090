DROP TABLE api_keys;
DROP TABLE invitations;
DROP TABLE team_members;
DROP TABLE teams;
DROP TABLE memberships;
DROP TABLE organisations;
