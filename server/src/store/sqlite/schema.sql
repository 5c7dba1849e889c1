-- The whole schema, version 5. Times are milliseconds UTC. See docs in src/store/mod.rs.
--
-- What a sale writes is laid out so that a commit touches few pages: rows that only ever grow stand
-- in the order in which they come, and keys begin with what grows (a request's id and a sale's
-- number usually do). Four kinds of pages are left that lie anywhere: the wallet, its place in the
-- journal's index, its codes, and a register's sales where its numbers are its own.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the owner decided, as dated versions that never change.
CREATE TABLE catalogues (
    version    INTEGER PRIMARY KEY,
    valid_from INTEGER NOT NULL,
    body       TEXT NOT NULL
) STRICT;

-- Money.

CREATE TABLE wallets (
    wallet          BLOB PRIMARY KEY,
    version         INTEGER NOT NULL,
    head            INTEGER NOT NULL CHECK (head >= 0),
    dough_available INTEGER NOT NULL CHECK (dough_available >= 0),
    dough_pending   INTEGER NOT NULL CHECK (dough_pending >= 0),
    dough_locked    INTEGER NOT NULL CHECK (dough_locked >= 0),
    dough_owed      INTEGER NOT NULL CHECK (dough_owed <= 0),
    eur_available   INTEGER NOT NULL CHECK (eur_available >= 0),
    eur_held        INTEGER NOT NULL CHECK (eur_held >= 0),
    eur_escrow      INTEGER NOT NULL CHECK (eur_escrow >= 0),
    invited_by      BLOB,
    due_at          INTEGER,
    facts           TEXT NOT NULL
) STRICT;

CREATE INDEX wallets_due ON wallets (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE journal (
    entry  INTEGER PRIMARY KEY,
    wallet BLOB NOT NULL,
    seq    INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    event  TEXT NOT NULL,
    UNIQUE (wallet, seq)
) STRICT;

-- Each belongs to an entry of the journal.
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

CREATE TABLE surprise_secrets (
    wallet   BLOB NOT NULL,
    surprise INTEGER NOT NULL,
    secret   BLOB NOT NULL,
    PRIMARY KEY (wallet, surprise)
) STRICT, WITHOUT ROWID;

-- Word between two wallets, on its way. Numbered by its sender's journal.
CREATE TABLE messages (
    to_wallet   BLOB NOT NULL,
    from_wallet BLOB NOT NULL,
    number      INTEGER NOT NULL,
    n           INTEGER NOT NULL,
    body        TEXT NOT NULL,
    PRIMARY KEY (to_wallet, from_wallet, number, n)
) STRICT, WITHOUT ROWID;

-- What is unique across wallets has a table of its own, keyed by what is unique.

CREATE TABLE receipts (
    receipt     BLOB PRIMARY KEY,
    wallet      BLOB NOT NULL,
    seq         INTEGER NOT NULL,
    shop        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was given back of a receipt: entries of its wallet's journal.
CREATE TABLE refunds (
    receipt     BLOB NOT NULL,
    seq         INTEGER NOT NULL,
    PRIMARY KEY (receipt, seq)
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

CREATE TABLE codes (
    kid     BLOB NOT NULL,
    counter INTEGER NOT NULL,
    shop    TEXT NOT NULL,
    receipt BLOB NOT NULL,
    PRIMARY KEY (kid, counter)
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

-- After 30 days a reply's text goes; what was asked, and what came of it, stays.
CREATE INDEX requests_kept ON requests (at) WHERE body IS NOT NULL;

CREATE TABLE keys (
    kid        BLOB PRIMARY KEY,
    owner_kind TEXT NOT NULL CHECK (owner_kind IN ('wallet', 'register')),
    owner      BLOB NOT NULL,
    purpose    TEXT NOT NULL CHECK (purpose IN ('pay', 'api', 'register')),
    public_key BLOB NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE invite_codes (
    code   TEXT PRIMARY KEY,
    wallet BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- A shop's minute: room, pause, sold out.

CREATE TABLE shops (
    shop    TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    state   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE windows (
    shop         TEXT NOT NULL,
    start        INTEGER NOT NULL,
    make_seconds INTEGER NOT NULL CHECK (make_seconds >= 0),
    orders       INTEGER NOT NULL CHECK (orders >= 0),
    PRIMARY KEY (shop, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE allocations (
    shop       TEXT NOT NULL,
    order_id   BLOB NOT NULL,
    wallet     BLOB NOT NULL,
    hold_until INTEGER,
    room       TEXT NOT NULL,
    PRIMARY KEY (shop, order_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX allocations_held ON allocations (shop, hold_until) WHERE hold_until IS NOT NULL;

-- Orders that are not over, for the board.
CREATE TABLE live_orders (
    order_id  BLOB PRIMARY KEY,
    shop      TEXT NOT NULL,
    wallet    BLOB NOT NULL,
    pickup_at INTEGER NOT NULL,
    body      TEXT NOT NULL
) STRICT;

CREATE INDEX live_orders_board ON live_orders (shop, pickup_at);

-- Tills and people.

CREATE TABLE registers (
    register BLOB PRIMARY KEY,
    shop     TEXT NOT NULL,
    name     TEXT NOT NULL,
    since    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE register_codes (
    code_hash  BLOB PRIMARY KEY,
    shop       TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    register   BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
    name     TEXT PRIMARY KEY,
    password TEXT NOT NULL,
    role     TEXT NOT NULL CHECK (role IN ('staff', 'manager', 'owner')),
    shops    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    name       TEXT NOT NULL,
    csrf       TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    who    TEXT NOT NULL,
    action TEXT NOT NULL,
    shop   TEXT,
    detail TEXT NOT NULL
) STRICT;

-- Pictures of the menu, by the SHA-256 of their files.
CREATE TABLE images (
    hash BLOB PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('image/jpeg', 'image/png', 'image/webp')),
    body BLOB NOT NULL
) STRICT;

-- People and their phones. Only here stands who somebody is; all else names the wallet.

CREATE TABLE people (
    wallet             BLOB PRIMARY KEY,
    name               TEXT,
    language           TEXT CHECK (language IN ('nl', 'fr', 'en')),
    email              TEXT,
    email_confirmed_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE emails (
    address TEXT PRIMARY KEY,
    wallet  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Codes on their way by e-mail. Address and code are sealed; rows go after an hour.
CREATE TABLE email_codes (
    id      INTEGER PRIMARY KEY,
    address BLOB NOT NULL,
    device  BLOB NOT NULL,
    code    BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    tries   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX email_codes_address ON email_codes (address, device);
CREATE INDEX email_codes_device ON email_codes (device);
CREATE INDEX email_codes_made ON email_codes (made_at);

-- Codes by which a phone agrees to another one, sealed.
CREATE TABLE device_codes (
    code       BLOB PRIMARY KEY,
    wallet     BLOB NOT NULL,
    device     BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Money on its way back to customers.
CREATE TABLE payouts (
    payout  BLOB PRIMARY KEY,
    wallet  BLOB NOT NULL,
    amount  INTEGER NOT NULL CHECK (amount > 0),
    at      INTEGER NOT NULL,
    tries   INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER,
    paid_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX payouts_due ON payouts (next_at) WHERE next_at IS NOT NULL;

-- What a manager proposed and a second one has to agree to.
CREATE TABLE adjustments (
    adjustment BLOB PRIMARY KEY,
    wallet     BLOB NOT NULL,
    shop       TEXT NOT NULL,
    asked      TEXT NOT NULL,
    proposer   TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX adjustments_shop ON adjustments (shop, expires_at);

-- Addresses that are told what happens.
CREATE TABLE webhooks (
    webhook       BLOB PRIMARY KEY,
    url           TEXT NOT NULL,
    secret        BLOB NOT NULL,
    made_at       INTEGER NOT NULL,
    disabled_at   INTEGER,
    failing_since INTEGER,
    last_answer   TEXT
) STRICT, WITHOUT ROWID;

-- What each of them is to be told, and was, of the last 30 days.
CREATE TABLE deliveries (
    webhook      BLOB NOT NULL,
    wallet       BLOB NOT NULL,
    number       INTEGER NOT NULL,
    id           BLOB NOT NULL,
    at           INTEGER NOT NULL,
    body         TEXT NOT NULL,
    tries        INTEGER NOT NULL DEFAULT 0,
    next_at      INTEGER,
    delivered_at INTEGER,
    PRIMARY KEY (webhook, wallet, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_due ON deliveries (webhook, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX deliveries_at ON deliveries (at);
