-- From version 1: the journal's entries get numbers, and what a sale writes other keys.
ALTER TABLE journal RENAME TO journal_1;
ALTER TABLE transfers RENAME TO transfers_1;
ALTER TABLE sales RENAME TO sales_1;
ALTER TABLE requests RENAME TO requests_1;
CREATE TABLE journal (
    entry  INTEGER PRIMARY KEY,
    wallet BLOB NOT NULL,
    seq    INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    event  TEXT NOT NULL,
    UNIQUE (wallet, seq)
) STRICT;
CREATE TABLE transfers (
    entry        INTEGER NOT NULL,
    n            INTEGER NOT NULL,
    from_account TEXT NOT NULL,
    from_shop    TEXT,
    to_account   TEXT NOT NULL,
    to_shop      TEXT,
    amount       INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (entry, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE sales (
    shop         TEXT NOT NULL,
    register     BLOB NOT NULL,
    sale         TEXT NOT NULL,
    meaning      BLOB NOT NULL,
    kid          BLOB NOT NULL,
    counter      INTEGER NOT NULL,
    request      BLOB NOT NULL,
    PRIMARY KEY (sale, register, shop)
) STRICT, WITHOUT ROWID;
CREATE TABLE requests (
    caller  BLOB NOT NULL,
    request BLOB NOT NULL,
    meaning BLOB NOT NULL,
    at      INTEGER NOT NULL,
    status  INTEGER NOT NULL,
    body    TEXT,
    PRIMARY KEY (request, caller)
) STRICT;
INSERT INTO journal (wallet, seq, at, event)
    SELECT wallet, seq, at, event FROM journal_1 ORDER BY rowid;
INSERT INTO transfers (entry, n, from_account, from_shop, to_account, to_shop, amount)
    SELECT j.entry, t.n, t.from_account, t.from_shop, t.to_account, t.to_shop, t.amount
    FROM transfers_1 t JOIN journal j ON j.wallet = t.wallet AND j.seq = t.seq
    ORDER BY j.entry, t.n;
INSERT INTO sales SELECT * FROM sales_1;
INSERT INTO requests SELECT * FROM requests_1 ORDER BY at;
DROP TABLE journal_1;
DROP TABLE transfers_1;
DROP TABLE sales_1;
DROP TABLE requests_1;
