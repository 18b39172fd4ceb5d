-- Version 8. A message that nobody has seen yet does not leave once what it was written from has changed: its customer may have paid. And a copy of
-- a store is told from what left since by the messages themselves, not by their count.

-- Digest of what it was written from, `basis.rs`; '' of a former version, which kept none: it is not looked at; `taken over` of a letter from a journal.
ALTER TABLE outbox ADD COLUMN basis TEXT NOT NULL DEFAULT '';

-- How many messages of its tenant the store had let go with this one, when it left; NULL not yet, or unknown.
ALTER TABLE outbox ADD COLUMN number INTEGER;
CREATE UNIQUE INDEX outbox_by_number ON outbox (tenant, number);

-- Each tenant has a journal of its own, so each has its own count of what left.
CREATE TABLE departed (
    tenant   TEXT PRIMARY KEY REFERENCES tenant (id),
    released INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO departed SELECT id, (SELECT released FROM departures) FROM tenant;
ALTER TABLE departures DROP COLUMN released;

-- Journals that this store has taken over: the journal has the same mark. An older copy of the store does not know it.
CREATE TABLE adoption (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    mark   TEXT NOT NULL,
    PRIMARY KEY (tenant, mark)
) STRICT, WITHOUT ROWID;

-- Letters that left and wait to be printed are looked for by every printing.
CREATE INDEX outbox_of_kind ON outbox (tenant, kind, state);
