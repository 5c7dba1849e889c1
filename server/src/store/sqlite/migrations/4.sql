-- From version 3: a receipt can be refunded in parts.
CREATE TABLE refunds (
    receipt     BLOB NOT NULL,
    seq         INTEGER NOT NULL,
    PRIMARY KEY (receipt, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO refunds (receipt, seq)
    SELECT receipt, refunded_by FROM receipts WHERE refunded_by IS NOT NULL;
ALTER TABLE receipts DROP COLUMN refunded_by;
