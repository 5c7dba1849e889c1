//! Every statement of the SQLite store, by area.

pub(super) mod meta {
    pub(in super::super) const GET: &str = "SELECT value FROM meta WHERE key = ?1";
    pub(in super::super) const SET: &str = "INSERT INTO meta (key, value) VALUES (?1, ?2)";
    pub(in super::super) const REPLACE: &str = "UPDATE meta SET value = ?2 WHERE key = ?1";
    pub(in super::super) const END: &str = "DELETE FROM meta WHERE key = ?1";
    pub(in super::super) const COPY_TO: &str = "VACUUM INTO ?1";
    pub(in super::super) const CATALOGUES_AFTER: &str =
        "SELECT body FROM catalogues WHERE version > ?1 ORDER BY version";
    pub(in super::super) const LAST_CATALOGUE: &str =
        "SELECT coalesce(max(version), 0) FROM catalogues";
    pub(in super::super) const ADD_CATALOGUE: &str =
        "INSERT INTO catalogues (version, valid_from, body) VALUES (?1, ?2, ?3)";
    pub(in super::super) const ADD_IMAGE: &str =
        "INSERT INTO images (hash, kind, body) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO NOTHING";
    pub(in super::super) const END_UNUSED_IMAGES: &str =
        "DELETE FROM images WHERE lower(hex(hash)) NOT IN (
           SELECT json_extract(item.value, '$.image')
           FROM catalogues, json_each(catalogues.body, '$.items') AS item
           WHERE json_extract(item.value, '$.image') IS NOT NULL)";
}

pub(super) mod load {
    pub(in super::super) const WALLET: &str =
        "SELECT version, facts FROM wallets WHERE wallet = ?1";
    pub(in super::super) const SECRETS: &str =
        "SELECT surprise, secret FROM surprise_secrets WHERE wallet = ?1";
    pub(in super::super) const SHOP: &str = "SELECT version, state FROM shops WHERE shop = ?1";
    pub(in super::super) const WINDOWS: &str =
        "SELECT start, make_seconds, orders FROM windows WHERE shop = ?1";
    pub(in super::super) const HOLDS: &str = "SELECT order_id, hold_until, room FROM allocations
         WHERE shop = ?1 AND hold_until IS NOT NULL ORDER BY hold_until, order_id";
    pub(in super::super) const RECEIPT: &str = "SELECT j.event FROM receipts r
         JOIN journal j ON j.wallet = r.wallet AND j.seq = r.seq WHERE r.receipt = ?1";
    pub(in super::super) const REFUNDS: &str = "SELECT j.event FROM refunds f
         JOIN receipts r ON r.receipt = f.receipt
         JOIN journal j ON j.wallet = r.wallet AND j.seq = f.seq
         WHERE f.receipt = ?1 ORDER BY f.seq";
    pub(in super::super) const REQUEST: &str =
        "SELECT meaning, status, body FROM requests WHERE caller = ?1 AND request = ?2";
    pub(in super::super) const SALE: &str = "SELECT meaning, kid, counter, request FROM sales
         WHERE shop = ?1 AND register = ?2 AND sale = ?3";
    pub(in super::super) const CODE: &str =
        "SELECT shop, receipt FROM codes WHERE kid = ?1 AND counter = ?2";
    pub(in super::super) const KEY: &str =
        "SELECT owner_kind, owner, purpose, public_key, revoked_at FROM keys WHERE kid = ?1";
    pub(in super::super) const INVITE_CODE: &str =
        "SELECT wallet FROM invite_codes WHERE code = ?1";
}

pub(super) mod commit {
    pub(in super::super) const INSERT_WALLET: &str =
        "INSERT INTO wallets (wallet, version, head, dough_available, dough_pending, dough_locked,
           dough_owed, eur_available, eur_held, eur_escrow, invited_by, due_at, facts)
         VALUES (?1, ?2 + 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (wallet) DO NOTHING";
    pub(in super::super) const UPDATE_WALLET: &str =
        "UPDATE wallets SET version = version + 1, head = ?3, dough_available = ?4,
           dough_pending = ?5, dough_locked = ?6, dough_owed = ?7, eur_available = ?8,
           eur_held = ?9, eur_escrow = ?10, invited_by = ?11, due_at = ?12, facts = ?13
         WHERE wallet = ?1 AND version = ?2";
    pub(in super::super) const ENTRY: &str =
        "INSERT INTO journal (wallet, seq, at, event) VALUES (?1, ?2, ?3, ?4)";
    pub(in super::super) const TRANSFER: &str = "INSERT INTO transfers
           (entry, n, from_account, from_shop, to_account, to_shop, amount)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    pub(in super::super) const SECRET: &str =
        "INSERT INTO surprise_secrets (wallet, surprise, secret) VALUES (?1, ?2, ?3)";
    pub(in super::super) const END_SECRET: &str =
        "DELETE FROM surprise_secrets WHERE wallet = ?1 AND surprise = ?2";
    pub(in super::super) const RECEIPT: &str =
        "INSERT INTO receipts (receipt, wallet, seq, shop) VALUES (?1, ?2, ?3, ?4)";
    pub(in super::super) const REFUND: &str = "INSERT INTO refunds (receipt, seq) VALUES (?1, ?2)";
    pub(in super::super) const INSERT_SHOP: &str =
        "INSERT INTO shops (shop, version, state) VALUES (?1, ?2 + 1, ?3)
         ON CONFLICT (shop) DO NOTHING";
    pub(in super::super) const UPDATE_SHOP: &str =
        "UPDATE shops SET version = version + 1, state = ?3 WHERE shop = ?1 AND version = ?2";
    pub(in super::super) const SET_WINDOW: &str =
        "INSERT INTO windows (shop, start, make_seconds, orders) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (shop, start) DO UPDATE
         SET make_seconds = excluded.make_seconds, orders = excluded.orders";
    pub(in super::super) const END_WINDOW: &str =
        "DELETE FROM windows WHERE shop = ?1 AND start = ?2";
    pub(in super::super) const TAKE: &str =
        "INSERT INTO allocations (shop, order_id, wallet, hold_until, room)
         VALUES (?1, ?2, ?3, ?4, ?5)";
    pub(in super::super) const KEEP: &str =
        "UPDATE allocations SET hold_until = NULL WHERE shop = ?1 AND order_id = ?2";
    pub(in super::super) const FREE: &str =
        "DELETE FROM allocations WHERE shop = ?1 AND order_id = ?2";
    pub(in super::super) const LIVE_ORDER: &str =
        "INSERT INTO live_orders (order_id, shop, wallet, pickup_at, body)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (order_id) DO UPDATE SET pickup_at = excluded.pickup_at, body = excluded.body";
    pub(in super::super) const END_ORDER: &str = "DELETE FROM live_orders WHERE order_id = ?1";
    pub(in super::super) const MESSAGE: &str =
        "INSERT INTO messages (to_wallet, from_wallet, number, n, body)
         VALUES (?1, ?2, ?3, ?4, ?5)";
    pub(in super::super) const DELIVERED: &str = "DELETE FROM messages
         WHERE to_wallet = ?1 AND from_wallet = ?2 AND number = ?3 AND n = ?4";
    pub(in super::super) const KEY: &str =
        "INSERT INTO keys (kid, owner_kind, owner, purpose, public_key)
         VALUES (?1, ?2, ?3, ?4, ?5)";
    pub(in super::super) const INVITE_CODE: &str =
        "INSERT INTO invite_codes (code, wallet) VALUES (?1, ?2)";
    pub(in super::super) const REQUEST: &str =
        "INSERT INTO requests (caller, request, meaning, at, status, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    pub(in super::super) const SALE: &str =
        "INSERT INTO sales (shop, register, sale, meaning, kid, counter, request)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    pub(in super::super) const CODE: &str =
        "INSERT INTO codes (kid, counter, shop, receipt) VALUES (?1, ?2, ?3, ?4)";
    pub(in super::super) const AUDIT: &str =
        "INSERT INTO audit (at, who, action, shop, detail) VALUES (?1, ?2, ?3, ?4, ?5)";
}

pub(super) mod read {
    pub(in super::super) const HEAD: &str = "SELECT head FROM wallets WHERE wallet = ?1";
    pub(in super::super) const JOURNAL: &str =
        "SELECT seq, at, event FROM journal WHERE wallet = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3";
    pub(in super::super) const BOARD: &str =
        "SELECT body FROM live_orders WHERE shop = ?1 ORDER BY pickup_at, order_id LIMIT ?2";
    pub(in super::super) const ORDER_PLACE: &str =
        "SELECT wallet, shop FROM live_orders WHERE order_id = ?1";
    pub(in super::super) const RECEIPT_PLACE: &str =
        "SELECT wallet, shop FROM receipts WHERE receipt = ?1";
    pub(in super::super) const INVITED_BY: &str =
        "SELECT invited_by FROM wallets WHERE wallet = ?1";
    pub(in super::super) const DUE: &str =
        "SELECT wallet FROM wallets WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2";
    pub(in super::super) const MESSAGES: &str =
        "SELECT to_wallet, from_wallet, number, n, body FROM messages
         ORDER BY to_wallet, from_wallet, number, n LIMIT ?1";
    pub(in super::super) const IMAGE: &str = "SELECT kind, body FROM images WHERE hash = ?1";
}

pub(super) mod office {
    pub(in super::super) const REGISTER: &str =
        "SELECT register, shop, name FROM registers WHERE register = ?1";
    pub(in super::super) const ADD_REGISTER: &str =
        "INSERT INTO registers (register, shop, name, since) VALUES (?1, ?2, ?3, ?4)";
    pub(in super::super) const REGISTER_CODE: &str =
        "SELECT shop, expires_at, register FROM register_codes WHERE code_hash = ?1";
    pub(in super::super) const ADD_REGISTER_CODE: &str =
        "INSERT INTO register_codes (code_hash, shop, expires_at) VALUES (?1, ?2, ?3)";
    pub(in super::super) const USE_REGISTER_CODE: &str =
        "UPDATE register_codes SET register = ?2 WHERE code_hash = ?1";
    pub(in super::super) const ACCOUNT: &str =
        "SELECT name, password, role, shops FROM accounts WHERE name = ?1";
    pub(in super::super) const ADD_ACCOUNT: &str =
        "INSERT INTO accounts (name, password, role, shops) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO NOTHING";
    pub(in super::super) const SESSION: &str =
        "SELECT name, csrf, expires_at FROM sessions WHERE token_hash = ?1";
    pub(in super::super) const ADD_SESSION: &str =
        "INSERT INTO sessions (token_hash, name, csrf, expires_at) VALUES (?1, ?2, ?3, ?4)";
    pub(in super::super) const END_SESSION: &str = "DELETE FROM sessions WHERE token_hash = ?1";
    pub(in super::super) const END_OLD_SESSIONS: &str =
        "DELETE FROM sessions WHERE expires_at < ?1";
    pub(in super::super) const PRUNE_REPLIES: &str =
        "UPDATE requests SET body = NULL WHERE rowid IN (
           SELECT rowid FROM requests WHERE body IS NOT NULL AND at < ?1 ORDER BY at LIMIT ?2)";
}

pub(super) mod people {
    pub(in super::super) const PERSON: &str =
        "SELECT name, language, email, email_confirmed_at FROM people WHERE wallet = ?1";
    pub(in super::super) const SET_PROFILE: &str =
        "INSERT INTO people (wallet, name, language) VALUES (?1, ?2, ?3)
         ON CONFLICT (wallet) DO UPDATE SET name = excluded.name, language = excluded.language";
    pub(in super::super) const SET_EMAIL: &str =
        "INSERT INTO people (wallet, email, email_confirmed_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (wallet) DO UPDATE
         SET email = excluded.email, email_confirmed_at = excluded.email_confirmed_at";
    pub(in super::super) const END_PERSON: &str = "DELETE FROM people WHERE wallet = ?1";
    pub(in super::super) const EMAIL_OWNER: &str = "SELECT wallet FROM emails WHERE address = ?1";
    pub(in super::super) const TAKE_EMAIL: &str =
        "INSERT INTO emails (address, wallet) VALUES (?1, ?2) ON CONFLICT (address) DO NOTHING";
    pub(in super::super) const FREE_EMAIL: &str = "DELETE FROM emails
         WHERE address = (SELECT email FROM people WHERE wallet = ?1)";
    pub(in super::super) const END_INVITE_CODE: &str = "DELETE FROM invite_codes WHERE code = ?1";
    pub(in super::super) const END_OLD_EMAIL_CODES: &str =
        "DELETE FROM email_codes WHERE made_at <= ?1";
    pub(in super::super) const CODE_OF_ADDRESS: &str =
        "SELECT made_at FROM email_codes WHERE address = ?1 ORDER BY made_at DESC, id DESC
         LIMIT 1 OFFSET ?2";
    pub(in super::super) const CODE_OF_DEVICE: &str =
        "SELECT made_at FROM email_codes WHERE device = ?1 ORDER BY made_at DESC, id DESC
         LIMIT 1 OFFSET ?2";
    pub(in super::super) const ADD_EMAIL_CODE: &str =
        "INSERT INTO email_codes (address, device, code, made_at) VALUES (?1, ?2, ?3, ?4)";
    pub(in super::super) const DROP_EMAIL_CODE: &str = "DELETE FROM email_codes WHERE id = ?1";
    pub(in super::super) const EMAIL_CODE: &str = "SELECT id, code, made_at, tries FROM email_codes
         WHERE address = ?1 AND device = ?2 ORDER BY made_at DESC, id DESC LIMIT 1";
    pub(in super::super) const COUNT_TRY: &str =
        "UPDATE email_codes SET tries = tries + 1 WHERE id = ?1";
    pub(in super::super) const USE_EMAIL_CODE: &str =
        "UPDATE email_codes SET tries = ?2 WHERE id = ?1";
    pub(in super::super) const END_DEVICE_CODES: &str =
        "DELETE FROM device_codes WHERE wallet = ?1 OR expires_at <= ?2";
    pub(in super::super) const ADD_DEVICE_CODE: &str =
        "INSERT INTO device_codes (code, wallet, device, expires_at) VALUES (?1, ?2, ?3, ?4)";
    pub(in super::super) const DEVICE_CODE: &str =
        "SELECT wallet, device, expires_at FROM device_codes WHERE code = ?1";
    pub(in super::super) const USE_DEVICE_CODE: &str = "DELETE FROM device_codes WHERE code = ?1";
    pub(in super::super) const REVOKE_KEY: &str =
        "UPDATE keys SET revoked_at = ?2 WHERE kid = ?1 AND revoked_at IS NULL";
    pub(in super::super) const PASS_KEY: &str =
        "UPDATE keys SET owner = ?2, revoked_at = NULL WHERE kid = ?1 AND owner_kind = 'wallet'";
    pub(in super::super) const ADD_PAYOUT: &str =
        "INSERT INTO payouts (payout, wallet, amount, at, next_at) VALUES (?1, ?2, ?3, ?4, ?4)";
    pub(in super::super) const PAYOUTS: &str =
        "SELECT payout, amount, tries FROM payouts WHERE next_at <= ?1 ORDER BY next_at LIMIT ?2";
    pub(in super::super) const PAID_OUT: &str =
        "UPDATE payouts SET paid_at = ?2, next_at = NULL WHERE payout = ?1";
    pub(in super::super) const PUT_PAYOUT_OFF: &str =
        "UPDATE payouts SET tries = tries + 1, next_at = ?2 WHERE payout = ?1";
}

pub(super) mod adjustments {
    pub(in super::super) const ADD: &str =
        "INSERT INTO adjustments (adjustment, wallet, shop, asked, proposer, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
    pub(in super::super) const OF_SHOP: &str =
        "SELECT adjustment, wallet, shop, asked, proposer, expires_at FROM adjustments
         WHERE shop = ?1 AND expires_at > ?2 ORDER BY expires_at, adjustment";
    pub(in super::super) const END: &str = "DELETE FROM adjustments WHERE adjustment = ?1";
}

pub(super) mod report {
    pub(in super::super) const MOVED: &str =
        "SELECT t.from_account, t.from_shop, t.to_account, t.to_shop, sum(t.amount), count(*)
         FROM journal j JOIN transfers t ON t.entry = j.entry
         WHERE j.at >= ?1 AND j.at < ?2 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";
    pub(in super::super) const WALLETS: &str = "SELECT facts FROM wallets ORDER BY wallet";
    pub(in super::super) const BOOKINGS: &str =
        "SELECT at, event FROM journal WHERE at >= ?1 AND at < ?2
           AND event ->> '$.kind' IN ('sale_booked', 'order_completed', 'refunded')
         ORDER BY entry";
}

pub(super) mod check {
    pub(in super::super) const WALLETS: &str =
        "SELECT wallet, head, dough_available, dough_pending, dough_locked, dough_owed,
           eur_available, eur_held, eur_escrow, due_at, facts FROM wallets ORDER BY wallet";
    pub(in super::super) const TRANSFERS: &str =
        "SELECT j.seq, t.n, t.from_account, t.from_shop, t.to_account, t.to_shop, t.amount
         FROM journal j JOIN transfers t ON t.entry = j.entry
         WHERE j.wallet = ?1 ORDER BY j.seq, t.n";
    pub(in super::super) const STRAY_TRANSFERS: &str = "SELECT count(*) FROM transfers t
         WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.entry = t.entry)";
    pub(in super::super) const HOUSE_SUMS: &str = "SELECT account, sum(amount) FROM (
           SELECT to_account AS account, amount FROM transfers
           UNION ALL SELECT from_account, -amount FROM transfers) GROUP BY account";
    pub(in super::super) const STRAY_ENTRIES: &str = "SELECT count(*) FROM journal j
         WHERE NOT EXISTS (SELECT 1 FROM wallets w WHERE w.wallet = j.wallet)";
    pub(in super::super) const ALLOCATIONS: &str =
        "SELECT shop, room FROM allocations ORDER BY shop";
    pub(in super::super) const WINDOWS: &str =
        "SELECT shop, start, make_seconds, orders FROM windows ORDER BY shop, start";
    pub(in super::super) const ROOM_WITHOUT_ORDER: &str = "SELECT count(*) FROM allocations a
         WHERE NOT EXISTS (SELECT 1 FROM live_orders o WHERE o.order_id = a.order_id)";
    pub(in super::super) const SALES_WITHOUT_CODE: &str = "SELECT count(*) FROM sales s
         WHERE NOT EXISTS (SELECT 1 FROM codes c WHERE c.kid = s.kid AND c.counter = s.counter)";
    pub(in super::super) const CODES_WITHOUT_RECEIPT: &str = "SELECT count(*) FROM codes c
         WHERE NOT EXISTS (SELECT 1 FROM receipts r WHERE r.receipt = c.receipt)";
    pub(in super::super) const SALES_AND_CODES: &str =
        "SELECT (SELECT count(*) FROM sales), (SELECT count(*) FROM codes)";
    pub(in super::super) const RECEIPTS: &str = "SELECT count(*) FROM receipts";
    pub(in super::super) const RECEIPT_ENTRIES: &str =
        "SELECT count(*), count(r.receipt) FROM journal j
         LEFT JOIN receipts r ON r.wallet = j.wallet AND r.seq = j.seq
         WHERE json_extract(j.event, '$.kind') IN ('sale_booked', 'order_completed')";
    pub(in super::super) const REFUND_ENTRIES: &str =
        "SELECT count(*), (SELECT count(*) FROM refunds f
           JOIN receipts r ON r.receipt = f.receipt
           JOIN journal j ON j.wallet = r.wallet AND j.seq = f.seq
             AND json_extract(j.event, '$.refund.receipt') IS NOT NULL)
         FROM journal WHERE json_extract(event, '$.kind') = 'refunded'";
    pub(in super::super) const REFUNDS: &str =
        "SELECT count(*), count(DISTINCT receipt) FROM refunds";
    pub(in super::super) const SECRETS: &str =
        "SELECT surprise, secret FROM surprise_secrets WHERE wallet = ?1";
    pub(in super::super) const IMAGES: &str = "SELECT hash, body FROM images";
    pub(in super::super) const MISSING_IMAGES: &str =
        "SELECT count(DISTINCT json_extract(item.value, '$.image'))
         FROM catalogues, json_each(catalogues.body, '$.items') AS item
         WHERE json_extract(item.value, '$.image') NOT IN (SELECT lower(hex(hash)) FROM images)";
    pub(in super::super) const DEVICE_KEYS: &str = "SELECT kid, owner, purpose FROM keys
         WHERE owner_kind = 'wallet' AND revoked_at IS NULL ORDER BY owner, kid";
    pub(in super::super) const PEOPLE_WITHOUT_WALLET: &str = "SELECT
         (SELECT count(*) FROM people p
          WHERE NOT EXISTS (SELECT 1 FROM wallets w WHERE w.wallet = p.wallet))
         + (SELECT count(*) FROM emails e WHERE NOT EXISTS
            (SELECT 1 FROM people p WHERE p.wallet = e.wallet AND p.email = e.address))
         + (SELECT count(*) FROM people p WHERE p.email IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM emails e WHERE e.address = p.email AND e.wallet = p.wallet))";
    pub(in super::super) const PAYOUTS: &str = "SELECT
         (SELECT coalesce(sum(amount), 0) FROM payouts),
         (SELECT coalesce(sum(amount), 0) FROM transfers WHERE to_account = 'eur.payouts')";
}

pub(super) mod webhooks {
    /// One row for each address.
    pub(in super::super) const TELL: &str =
        "INSERT INTO deliveries (webhook, wallet, number, id, at, body, next_at)
         SELECT webhook, ?1, ?2, ?3, ?4, ?5, ?4 FROM webhooks";
    pub(in super::super) const ADD: &str =
        "INSERT INTO webhooks (webhook, url, secret, made_at) VALUES (?1, ?2, ?3, ?4)";
    pub(in super::super) const ALL: &str =
        "SELECT w.webhook, w.url, w.made_at, w.disabled_at, w.failing_since, w.last_answer,
           (SELECT count(*) FROM deliveries d
            WHERE d.webhook = w.webhook AND d.next_at IS NOT NULL)
         FROM webhooks w ORDER BY w.made_at, w.webhook";
    pub(in super::super) const ENABLE: &str =
        "UPDATE webhooks SET disabled_at = NULL, failing_since = NULL WHERE webhook = ?1";
    pub(in super::super) const RETRY: &str = "UPDATE deliveries SET next_at = ?2, tries = 0
         WHERE webhook = ?1 AND delivered_at IS NULL";
    pub(in super::super) const DISABLE: &str =
        "UPDATE webhooks SET disabled_at = ?2 WHERE webhook = ?1 AND disabled_at IS NULL";
    pub(in super::super) const REMOVE: &str = "DELETE FROM webhooks WHERE webhook = ?1";
    pub(in super::super) const END_DELIVERIES: &str = "DELETE FROM deliveries WHERE webhook = ?1";
    pub(in super::super) const RESEND: &str =
        "UPDATE deliveries SET next_at = ?2, tries = 0, delivered_at = NULL
         WHERE webhook = ?1 AND at >= ?3";
    /// Whether it is there.
    pub(in super::super) const TOUCH: &str =
        "UPDATE webhooks SET webhook = webhook WHERE webhook = ?1";
    pub(in super::super) const DUE: &str = "SELECT w.webhook FROM webhooks w
         WHERE w.disabled_at IS NULL AND EXISTS (
           SELECT 1 FROM deliveries d WHERE d.webhook = w.webhook AND d.next_at <= ?1)";
    /// Those of a wallet that are before it must be through, or given up.
    pub(in super::super) const DUE_DELIVERIES: &str =
        "SELECT d.wallet, d.number, d.id, d.body, d.tries, w.url, w.secret FROM deliveries d
         JOIN webhooks w ON w.webhook = d.webhook
         WHERE d.webhook = ?1 AND d.next_at <= ?2 AND w.disabled_at IS NULL AND NOT EXISTS (
           SELECT 1 FROM deliveries e WHERE e.webhook = d.webhook AND e.wallet = d.wallet
             AND e.number < d.number AND e.next_at IS NOT NULL)
         ORDER BY d.next_at LIMIT ?3";
    pub(in super::super) const LEASE: &str = "UPDATE deliveries SET next_at = ?4
         WHERE webhook = ?1 AND wallet = ?2 AND number = ?3";
    pub(in super::super) const DELIVERED: &str =
        "UPDATE deliveries SET next_at = NULL, delivered_at = ?4
         WHERE webhook = ?1 AND wallet = ?2 AND number = ?3";
    pub(in super::super) const NOT_DELIVERED: &str =
        "UPDATE deliveries SET next_at = ?4, tries = tries + 1
         WHERE webhook = ?1 AND wallet = ?2 AND number = ?3 AND delivered_at IS NULL";
    pub(in super::super) const FARES_WELL: &str =
        "UPDATE webhooks SET failing_since = NULL, last_answer = ?2 WHERE webhook = ?1";
    pub(in super::super) const FARES_BADLY: &str =
        "UPDATE webhooks SET failing_since = coalesce(failing_since, ?2), last_answer = ?3
         WHERE webhook = ?1 RETURNING failing_since";
    pub(in super::super) const FORGET: &str =
        "DELETE FROM deliveries WHERE (webhook, wallet, number) IN (
           SELECT webhook, wallet, number FROM deliveries WHERE at < ?1 ORDER BY at LIMIT ?2)";
}
