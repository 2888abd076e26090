-- An earlier version knows nothing of these, and would not read the days of an organisation that has them.
DELETE FROM usage_days WHERE metric IN ('transactions', 'stored_bytes');
DROP TABLE ledger_positions;
