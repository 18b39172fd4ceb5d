-- Version 9. Bank data that are set back make a message doubtful that was decided with newer ones.

-- Until when bank movements were known when a message about an invoice was decided; '' unknown, or it is about none.
ALTER TABLE outbox ADD COLUMN bank_date TEXT NOT NULL DEFAULT '';
