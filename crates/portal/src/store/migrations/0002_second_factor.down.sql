DROP TABLE waiting_sign_ins;
DROP TABLE recovery_codes;
DROP TABLE totp;
