-- Version 6. A printing job knows its own files, so that it never removes or takes over somebody else's.

-- Written before any of the files is seen, forgotten when the job is finished.
CREATE TABLE print_file (
    job    INTEGER NOT NULL REFERENCES print_job (id),
    path   TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (job, path)
) STRICT, WITHOUT ROWID;

-- A number is free when no tenant has it.
CREATE INDEX print_job_of_folder ON print_job (folder, day, number);

-- Whose letter lies in the wrong folder is asked for by its key alone.
CREATE INDEX outbox_by_key ON outbox (key);
