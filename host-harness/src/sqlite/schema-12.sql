-- Version 12. A file of rows says nothing of a document that came with its whole account.

-- Whether the document came last with its whole account, with what a row cannot say.
ALTER TABLE document ADD COLUMN whole INTEGER NOT NULL DEFAULT 0;
