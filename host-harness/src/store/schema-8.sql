-- Version 8. A message that nobody has seen yet does not leave once what it was written from has changed: its customer may have paid. And a copy of
-- a store is told from what left since by the messages themselves, not by their count.

-- Digest of what it was written from, `basis.rs`; '' unknown.
ALTER TABLE outbox ADD COLUMN basis TEXT NOT NULL DEFAULT '';

-- How many messages the store had let go with this one, when it left; NULL not yet, or unknown.
ALTER TABLE outbox ADD COLUMN number INTEGER;
CREATE UNIQUE INDEX outbox_by_number ON outbox (number);

-- Letters that left and wait to be printed are looked for by every printing.
CREATE INDEX outbox_of_kind ON outbox (tenant, kind, state);
