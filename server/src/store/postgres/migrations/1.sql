-- The first schema. Times are milliseconds UTC. See docs in src/store/mod.rs.
--
-- Keys of what belongs to a wallet begin with the wallet, so that a distributed engine keeps it in
-- one place. What must be unique across wallets has a table of its own, keyed by what is unique.
-- Rows that servers may race for carry a version. JSON is kept as text: its bytes matter.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- What the owner decided, as dated versions that never change.
CREATE TABLE catalogues (
    version    BIGINT PRIMARY KEY,
    valid_from BIGINT NOT NULL,
    body       TEXT NOT NULL
);

-- Money.

CREATE TABLE wallets (
    wallet          UUID PRIMARY KEY,
    version         BIGINT NOT NULL,
    head            BIGINT NOT NULL CHECK (head >= 0),
    dough_available BIGINT NOT NULL CHECK (dough_available >= 0),
    dough_pending   BIGINT NOT NULL CHECK (dough_pending >= 0),
    dough_locked    BIGINT NOT NULL CHECK (dough_locked >= 0),
    dough_owed      BIGINT NOT NULL CHECK (dough_owed <= 0),
    eur_available   BIGINT NOT NULL CHECK (eur_available >= 0),
    eur_held        BIGINT NOT NULL CHECK (eur_held >= 0),
    eur_escrow      BIGINT NOT NULL CHECK (eur_escrow >= 0),
    invited_by      UUID,
    due_at          BIGINT,
    facts           TEXT NOT NULL
);

CREATE INDEX wallets_due ON wallets (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE journal (
    wallet UUID NOT NULL,
    seq    BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    event  TEXT NOT NULL,
    PRIMARY KEY (wallet, seq)
);

CREATE TABLE transfers (
    wallet       UUID NOT NULL,
    seq          BIGINT NOT NULL,
    n            BIGINT NOT NULL,
    from_account TEXT NOT NULL,
    from_shop    TEXT,
    to_account   TEXT NOT NULL,
    to_shop      TEXT,
    amount       BIGINT NOT NULL CHECK (amount > 0),
    PRIMARY KEY (wallet, seq, n)
);

CREATE TABLE surprise_secrets (
    wallet   UUID NOT NULL,
    surprise BIGINT NOT NULL,
    secret   BYTEA NOT NULL,
    PRIMARY KEY (wallet, surprise)
);

-- Word between two wallets, on its way. Numbered by its sender's journal.
CREATE TABLE messages (
    to_wallet   UUID NOT NULL,
    from_wallet UUID NOT NULL,
    number      BIGINT NOT NULL,
    n           BIGINT NOT NULL,
    body        TEXT NOT NULL,
    PRIMARY KEY (to_wallet, from_wallet, number, n)
);

-- What is unique across wallets.

CREATE TABLE receipts (
    receipt     UUID PRIMARY KEY,
    wallet      UUID NOT NULL,
    seq         BIGINT NOT NULL,
    shop        TEXT NOT NULL
);

-- What was given back of a receipt: entries of its wallet's journal.
CREATE TABLE refunds (
    receipt UUID NOT NULL,
    seq     BIGINT NOT NULL,
    PRIMARY KEY (receipt, seq)
);

CREATE TABLE sales (
    shop     TEXT NOT NULL,
    register UUID NOT NULL,
    sale     TEXT NOT NULL,
    meaning  BYTEA NOT NULL,
    kid      BYTEA NOT NULL,
    counter  BIGINT NOT NULL,
    request  UUID NOT NULL,
    PRIMARY KEY (shop, register, sale)
);

CREATE TABLE codes (
    kid     BYTEA NOT NULL,
    counter BIGINT NOT NULL,
    shop    TEXT NOT NULL,
    receipt UUID NOT NULL,
    PRIMARY KEY (kid, counter)
);

CREATE TABLE requests (
    caller  UUID NOT NULL,
    request UUID NOT NULL,
    meaning BYTEA NOT NULL,
    at      BIGINT NOT NULL,
    status  BIGINT NOT NULL,
    body    TEXT,
    PRIMARY KEY (caller, request)
);

CREATE TABLE keys (
    kid        BYTEA PRIMARY KEY,
    owner_kind TEXT NOT NULL CHECK (owner_kind IN ('wallet', 'register')),
    owner      UUID NOT NULL,
    purpose    TEXT NOT NULL CHECK (purpose IN ('pay', 'api', 'register')),
    public_key BYTEA NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE invite_codes (
    code   TEXT PRIMARY KEY,
    wallet UUID NOT NULL
);

-- A shop's minute: room, pause, sold out.

CREATE TABLE shops (
    shop    TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    state   TEXT NOT NULL
);

CREATE TABLE windows (
    shop         TEXT NOT NULL,
    start        BIGINT NOT NULL,
    make_seconds BIGINT NOT NULL CHECK (make_seconds >= 0),
    orders       BIGINT NOT NULL CHECK (orders >= 0),
    PRIMARY KEY (shop, start)
);

CREATE TABLE allocations (
    shop       TEXT NOT NULL,
    order_id   UUID NOT NULL,
    wallet     UUID NOT NULL,
    hold_until BIGINT,
    room       TEXT NOT NULL,
    PRIMARY KEY (shop, order_id)
);

CREATE INDEX allocations_held ON allocations (shop, hold_until) WHERE hold_until IS NOT NULL;

-- Orders that are not over, for the board. `seq` is the number of the entry that changed it last.
CREATE TABLE live_orders (
    order_id  UUID PRIMARY KEY,
    shop      TEXT NOT NULL,
    wallet    UUID NOT NULL,
    seq       BIGINT NOT NULL,
    pickup_at BIGINT NOT NULL,
    body      TEXT NOT NULL
);

CREATE INDEX live_orders_board ON live_orders (shop, pickup_at);

-- Tills and people.

CREATE TABLE registers (
    register UUID PRIMARY KEY,
    shop     TEXT NOT NULL,
    name     TEXT NOT NULL,
    since    BIGINT NOT NULL
);

CREATE TABLE register_codes (
    code_hash  BYTEA PRIMARY KEY,
    shop       TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    register   UUID
);

CREATE TABLE accounts (
    name     TEXT PRIMARY KEY,
    password TEXT NOT NULL,
    role     TEXT NOT NULL CHECK (role IN ('staff', 'manager', 'owner')),
    shops    TEXT NOT NULL
);

CREATE TABLE sessions (
    token_hash BYTEA PRIMARY KEY,
    name       TEXT NOT NULL,
    csrf       TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Calls that were handed a token: none is answered twice, at whichever server. Rows go after minutes.
CREATE TABLE nonces (
    kid   BYTEA NOT NULL,
    nonce TEXT NOT NULL,
    at    BIGINT NOT NULL,
    PRIMARY KEY (kid, nonce)
);

CREATE INDEX nonces_at ON nonces (at);

-- Named by time and chance, as there is no number that all servers share.
CREATE TABLE audit (
    id     UUID PRIMARY KEY,
    at     BIGINT NOT NULL,
    who    TEXT NOT NULL,
    action TEXT NOT NULL,
    shop   TEXT,
    detail TEXT NOT NULL
);

-- Pictures of the menu, by the SHA-256 of their files.
CREATE TABLE images (
    hash BYTEA PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('image/jpeg', 'image/png', 'image/webp')),
    body BYTEA NOT NULL
);

-- People and their phones. Only here stands who somebody is; all else names the wallet.

CREATE TABLE people (
    wallet             UUID PRIMARY KEY,
    name               TEXT,
    language           TEXT CHECK (language IN ('nl', 'fr', 'en')),
    email              TEXT,
    email_confirmed_at BIGINT
);

CREATE TABLE emails (
    address TEXT PRIMARY KEY,
    wallet  UUID NOT NULL
);

CREATE INDEX emails_wallet ON emails (wallet);

-- Codes on their way by e-mail. Address and code are sealed; rows go after an hour.
CREATE TABLE email_codes (
    id      BIGINT PRIMARY KEY,
    address BYTEA NOT NULL,
    device  BYTEA NOT NULL,
    code    BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    tries   BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX email_codes_address ON email_codes (address, device);
CREATE INDEX email_codes_device ON email_codes (device);
CREATE INDEX email_codes_made ON email_codes (made_at);

-- Codes by which a phone agrees to another one, sealed.
CREATE TABLE device_codes (
    code       BYTEA PRIMARY KEY,
    wallet     UUID NOT NULL,
    device     BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX device_codes_wallet ON device_codes (wallet);

-- Money on its way back to customers.
CREATE TABLE payouts (
    payout  UUID PRIMARY KEY,
    wallet  UUID NOT NULL,
    amount  BIGINT NOT NULL CHECK (amount > 0),
    at      BIGINT NOT NULL,
    tries   BIGINT NOT NULL DEFAULT 0,
    next_at BIGINT,
    paid_at BIGINT
);

CREATE INDEX payouts_due ON payouts (next_at) WHERE next_at IS NOT NULL;
