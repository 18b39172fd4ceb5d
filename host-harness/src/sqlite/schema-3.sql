-- Version 3. What people and customers say between two imports is kept apart from what the ERP's data say, so that taking an account in
-- again never forgets a promise or an address that does not work.

-- The last day whose bank movements are recorded; '' nobody said.
ALTER TABLE tenant ADD COLUMN bank_date TEXT NOT NULL DEFAULT '';

CREATE TABLE hold (
    tenant  TEXT NOT NULL,
    account TEXT NOT NULL,
    id      TEXT NOT NULL,
    data    TEXT NOT NULL,                     -- the contract's `hold`
    PRIMARY KEY (tenant, account, id),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    tenant  TEXT NOT NULL,
    account TEXT NOT NULL,
    number  INTEGER NOT NULL,
    data    TEXT NOT NULL,                     -- the contract's `event`
    PRIMARY KEY (tenant, account, number),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
) STRICT, WITHOUT ROWID;

-- Addresses of which something is known, whoever has them.
CREATE TABLE mailbox (
    tenant    TEXT NOT NULL,
    address   TEXT NOT NULL,                   -- in small letters
    bounced   INTEGER NOT NULL DEFAULT 0,
    opted_out INTEGER NOT NULL DEFAULT 0,
    opted_in  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, address)
) STRICT, WITHOUT ROWID;

-- What is new in the contract's records. A quote inside a text is written \", so these words stand only where they are members.
UPDATE account SET data = json_set(replace(data, '"opted_out":false}', '"opted_out":false,"opted_in":false}'), '$.closed', json('[]'));
UPDATE account SET data = replace(data, '"opted_out":true}', '"opted_out":true,"opted_in":false}');
UPDATE entry SET data = json_set(data, '$.key', coalesce((SELECT key FROM outbox WHERE outbox.id = entry.outbox), ''));

-- What waits in the outbox was written for the former contract: what nobody took is decided again, what somebody took may have left.
UPDATE entry SET state = 'cancelled', data = json_set(data, '$.state', 'cancelled')
 WHERE outbox IN (SELECT id FROM outbox WHERE state = 'pending' AND lease = 0);
UPDATE entry SET state = 'ambiguous', data = json_set(data, '$.state', 'ambiguous')
 WHERE outbox IN (SELECT id FROM outbox WHERE state = 'pending' AND lease > 0);
UPDATE outbox SET state = CASE WHEN lease = 0 THEN 'cancelled' ELSE 'ambiguous' END WHERE state = 'pending';
UPDATE account SET wake = '', revision = revision + 1;

-- What a person noted beside a reminder by hand, and when it is to be looked at again; '' for automatic ones.
ALTER TABLE outbox ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN next_reminder TEXT NOT NULL DEFAULT '';
