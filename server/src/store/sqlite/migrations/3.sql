-- From version 2: phones in each wallet's facts, and what concerns people.
UPDATE wallets SET facts = json_set(facts, '$.devices', json((
    SELECT json_group_array(json_object(
        'pay_key', d.event ->> '$.pay_key', 'api_key', d.event ->> '$.api_key',
        'since', d.at, 'spends_from', NULL))
    FROM (SELECT at, event FROM journal j
        WHERE j.wallet = wallets.wallet AND j.event ->> '$.kind' = 'device_enrolled'
        ORDER BY j.seq) d)));

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

-- Pictures of the menu, by the SHA-256 of their files.
CREATE TABLE images (
    hash BLOB PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('image/jpeg', 'image/png', 'image/webp')),
    body BLOB NOT NULL
) STRICT;
