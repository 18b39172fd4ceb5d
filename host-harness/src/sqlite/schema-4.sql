-- Version 4. What leaves is recorded before anybody can see it, letters are printed in jobs, and a store knows when it is older than what left.

-- Which store this is, and how many messages were let go.
CREATE TABLE departures (
    store    TEXT PRIMARY KEY,
    released INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO departures VALUES (lower(hex(randomblob(16))), 0);

-- `leaving`: from here on its file may be seen. In which start of the machine that was; '' unknown.
ALTER TABLE outbox ADD COLUMN started TEXT NOT NULL DEFAULT '';

-- Former versions let a file be seen while its message was only taken.
UPDATE outbox SET state = 'leaving' WHERE state = 'pending' AND lease > 0;

-- A printing job: its letters stand in its own files, and in no others.
CREATE TABLE print_job (
    id     INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL REFERENCES tenant (id),
    folder TEXT NOT NULL,                      -- where its files go
    day    TEXT NOT NULL,                      -- day and number are the name of its files
    number INTEGER NOT NULL,
    state  TEXT NOT NULL DEFAULT 'open',       -- open, printed
    UNIQUE (tenant, folder, day, number)
) STRICT;

CREATE TABLE print_letter (
    outbox INTEGER PRIMARY KEY REFERENCES outbox (id),
    job    INTEGER NOT NULL REFERENCES print_job (id)
) STRICT;
CREATE INDEX print_letter_of_job ON print_letter (job);
