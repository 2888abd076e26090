DROP TABLE organisation_plans;
