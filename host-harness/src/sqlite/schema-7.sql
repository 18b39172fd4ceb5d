-- What the ERP said last of a document, word for word: the same again is nothing new, and leaves what people said since.
ALTER TABLE document ADD COLUMN imported TEXT;
-- Whether a person recorded the payment here. It holds until the ERP says something new of its document.
ALTER TABLE payment ADD COLUMN said INTEGER NOT NULL DEFAULT 0;
UPDATE payment SET said = 1 WHERE id LIKE 'by hand %';
-- The day on which an account was decided last: on an earlier day it is looked at again, whatever was promised then.
ALTER TABLE account ADD COLUMN decided_on TEXT NOT NULL DEFAULT '';
