-- Version 5. Documents that an account had and has no more. What people said of them and what was done still names them, and the module must be
-- able to tell a closed document from one that nobody knows.

CREATE TABLE closed_document (
    tenant  TEXT NOT NULL,
    account TEXT NOT NULL,
    id      TEXT NOT NULL,
    PRIMARY KEY (tenant, account, id),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
) STRICT, WITHOUT ROWID;

-- Whatever was recorded before was recorded of a document that was there then.
INSERT INTO closed_document
SELECT DISTINCT said.tenant, said.account, said.named FROM (
    SELECT tenant, account, document AS named FROM entry
    UNION SELECT tenant, account, data ->> '$.document' FROM hold
    UNION SELECT tenant, account, data ->> '$.document' FROM event) AS said
  JOIN account ON account.tenant = said.tenant AND account.id = said.account
 WHERE said.named IS NOT NULL AND said.named <> said.account
   AND NOT EXISTS (SELECT 1 FROM document
                    WHERE document.tenant = said.tenant AND document.account = said.account AND document.id = said.named);
