-- Version 11. What a journal says of the documents that messages were about, until the next import has said what became of them since.

-- A document when the last message about it left: in which account, in which cycle, due on what day, valid until when.
CREATE TABLE life (
    tenant      TEXT NOT NULL REFERENCES tenant (id),
    document    TEXT NOT NULL,
    account     TEXT NOT NULL,
    cycle       INTEGER NOT NULL,
    due         TEXT,
    valid_until TEXT,
    PRIMARY KEY (tenant, document)
) STRICT, WITHOUT ROWID;
