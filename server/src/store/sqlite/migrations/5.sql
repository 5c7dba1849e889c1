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
