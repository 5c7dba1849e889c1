-- What went back of a receipt, in cents: receipts are refunded in parts too.
ALTER TABLE receipts ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
UPDATE receipts SET returned = (
    SELECT coalesce(sum(tender.value ->> '$.amount'), 0)
    FROM json_each(receipts.json, '$.tenders') AS tender
    WHERE tender.value ->> '$.kind' <> 'voucher'
) WHERE refunded = 1;
