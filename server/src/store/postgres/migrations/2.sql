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
