-- Version 2. Taking an account in again looks at its decisions only.

CREATE INDEX decision_of_account ON decision (tenant, account);

-- It was never written.
DROP TABLE run;
