DROP TABLE payment_decisions;
DROP TABLE payment_assets;
DROP TABLE payments;
DROP TABLE payment_rules;
DROP TABLE ledger_challenges;
DROP TABLE ledger_accounts;
