-- Stored replies whose text is kept, by their time.
CREATE INDEX requests_kept ON requests (at) WHERE body IS NOT NULL;

-- What a manager proposed and a second one has to agree to.
CREATE TABLE adjustments (
    adjustment UUID PRIMARY KEY,
    wallet     UUID NOT NULL,
    shop       TEXT NOT NULL,
    asked      TEXT NOT NULL,
    proposer   TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX adjustments_shop ON adjustments (shop, expires_at);

-- Addresses that are told what happens.
CREATE TABLE webhooks (
    webhook       UUID PRIMARY KEY,
    url           TEXT NOT NULL,
    secret        BYTEA NOT NULL,
    made_at       BIGINT NOT NULL,
    disabled_at   BIGINT,
    failing_since BIGINT,
    last_answer   TEXT
);

-- What each of them is to be told, and was, of the last 30 days.
CREATE TABLE deliveries (
    webhook      UUID NOT NULL,
    wallet       UUID NOT NULL,
    number       BIGINT NOT NULL,
    id           UUID NOT NULL,
    at           BIGINT NOT NULL,
    body         TEXT NOT NULL,
    tries        BIGINT NOT NULL DEFAULT 0,
    next_at      BIGINT,
    delivered_at BIGINT,
    PRIMARY KEY (webhook, wallet, number)
);

CREATE INDEX deliveries_due ON deliveries (webhook, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX deliveries_at ON deliveries (at);
