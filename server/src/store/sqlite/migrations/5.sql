-- From version 4: stored replies whose text is kept are found by their time.
CREATE INDEX requests_kept ON requests (at) WHERE body IS NOT NULL;

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
