-- What the engine remembers by name: wallet, epoch, clock_offset, kids, app_version, ...
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The wallet's journal, as it came. `shown`: whether history has a line for it. `verified`: whether
-- a surprise's reveal was honest. `known`: whether this version could fold it.
CREATE TABLE journal (
    seq      INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    event    TEXT    NOT NULL,
    known    INTEGER NOT NULL,
    shown    INTEGER NOT NULL,
    verified INTEGER
) STRICT;
CREATE INDEX journal_shown ON journal (seq) WHERE shown = 1;

-- What the journal adds up to: one row.
CREATE TABLE facts (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    json TEXT    NOT NULL
) STRICT;

-- Every order of the wallet, also those that are over.
CREATE TABLE orders (
    id        TEXT    PRIMARY KEY,
    placed_at INTEGER NOT NULL,
    json      TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_placed ON orders (placed_at);

CREATE TABLE receipts (
    id       TEXT    PRIMARY KEY,
    seq      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    refunded INTEGER NOT NULL DEFAULT 0,
    json     TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_seq ON receipts (seq);

-- What the customer wants. `body` is fixed when the intent is made, and sent as it stands.
CREATE TABLE intents (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT    NOT NULL UNIQUE,
    kind         TEXT    NOT NULL,
    target       TEXT,
    body         TEXT    NOT NULL,
    not_after    INTEGER NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('queued', 'sending', 'done', 'refused', 'wedged')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_attempt INTEGER NOT NULL DEFAULT 0,
    depends_on   TEXT    REFERENCES intents (id) ON DELETE SET NULL,
    created_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    answer       TEXT
) STRICT;
CREATE INDEX intents_open ON intents (number) WHERE state IN ('queued', 'sending');

-- The last payment session of each key. It goes up before a code is shown, and never down.
CREATE TABLE counters (
    kid     TEXT    PRIMARY KEY,
    counter INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    etag       TEXT,
    fetched_at INTEGER NOT NULL,
    json       TEXT    NOT NULL
) STRICT;

CREATE TABLE shop_states (
    shop       TEXT    PRIMARY KEY,
    fetched_at INTEGER NOT NULL,
    json       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
