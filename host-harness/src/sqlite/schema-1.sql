-- Version 1. Every key begins with the tenant. Correctness comes from the unique constraints, never from a process lock.

CREATE TABLE tenant (
    id       TEXT PRIMARY KEY,
    company  TEXT NOT NULL,   -- the contract's `company`, JSON
    settings TEXT NOT NULL    -- as people edit it
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    tenant       TEXT NOT NULL REFERENCES tenant (id),
    id           TEXT NOT NULL,
    data         TEXT NOT NULL,                -- the contract's `account` without documents, payments, history
    revision     INTEGER NOT NULL DEFAULT 1,   -- rises with every change, history included
    wake         TEXT NOT NULL DEFAULT '',     -- the first day on which to look at it again; '' at once
    decided_with TEXT NOT NULL DEFAULT '',     -- settings, company and module that `wake` relies on
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
    tenant     TEXT NOT NULL,
    id         TEXT NOT NULL,
    account    TEXT NOT NULL,
    number     TEXT NOT NULL,
    known_from TEXT NOT NULL,                  -- the day from which it is known; '' always
    data       TEXT NOT NULL,                  -- the contract's `document`
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_of_account ON document (tenant, account, known_from);
CREATE INDEX document_by_number ON document (tenant, number);

CREATE TABLE payment (
    tenant     TEXT NOT NULL,
    account    TEXT NOT NULL,
    id         TEXT NOT NULL,
    known_from TEXT NOT NULL,
    data       TEXT NOT NULL,                  -- the contract's `payment`
    PRIMARY KEY (tenant, account, id),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
) STRICT, WITHOUT ROWID;

-- What was done: one row for each attempt of each action of each step of each document, and for each mark.
CREATE TABLE entry (
    tenant     TEXT NOT NULL,
    account    TEXT NOT NULL,
    document   TEXT NOT NULL,
    instalment TEXT NOT NULL,                  -- '' for the whole document
    scenario   TEXT NOT NULL,
    cycle      INTEGER NOT NULL,
    step       TEXT NOT NULL,
    repetition INTEGER NOT NULL,
    action     TEXT NOT NULL,
    attempt    INTEGER NOT NULL,
    simulated  INTEGER NOT NULL,
    state      TEXT NOT NULL,
    day        TEXT NOT NULL,
    audience   TEXT NOT NULL,
    data       TEXT NOT NULL,                  -- the contract's `history-entry`
    outbox     INTEGER REFERENCES outbox (id),
    PRIMARY KEY (tenant, document, instalment, scenario, cycle, step, repetition, action, attempt, simulated)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_of_account ON entry (tenant, account);
CREATE INDEX entry_of_day ON entry (tenant, day);
CREATE INDEX entry_of_outbox ON entry (outbox);

-- Self-contained: what is to be carried out, and how far that got.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY,
    tenant      TEXT NOT NULL,
    account     TEXT NOT NULL,
    key         TEXT NOT NULL,
    simulated   INTEGER NOT NULL,
    day         TEXT NOT NULL,
    kind        TEXT NOT NULL,
    action      TEXT NOT NULL,                 -- the contract's `action`
    state       TEXT NOT NULL DEFAULT 'pending',
    lease       INTEGER NOT NULL DEFAULT 0,    -- rises with every claim: only the last claimant may settle
    leased_till INTEGER NOT NULL DEFAULT 0,    -- seconds since 1970
    problem     TEXT NOT NULL DEFAULT '',
    UNIQUE (tenant, key, simulated)
) STRICT;
CREATE INDEX outbox_open ON outbox (tenant, state);

-- Why each document was or was not reminded: the present state, written when it changes.
CREATE TABLE decision (
    tenant     TEXT NOT NULL,
    document   TEXT NOT NULL,
    instalment TEXT NOT NULL,
    account    TEXT NOT NULL,
    code       TEXT NOT NULL,
    data       TEXT NOT NULL,                  -- the contract's `decision`
    since      TEXT NOT NULL,                  -- the day it became so
    PRIMARY KEY (tenant, document, instalment)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_by_code ON decision (tenant, code);

CREATE TABLE run (
    id       INTEGER PRIMARY KEY,
    tenant   TEXT NOT NULL,
    day      TEXT NOT NULL,
    settings TEXT NOT NULL,                    -- digest
    module   TEXT NOT NULL,                    -- digest
    report   TEXT NOT NULL DEFAULT ''          -- JSON, once it has ended
) STRICT;
