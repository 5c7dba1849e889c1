//! Every statement of the PostgreSQL store, by area.
//!
//! They keep to what distributed engines take too: keys lead with the wallet, values and times come
//! as parameters, sets come as arrays. The test `portable` reads this file and the migrations.

pub(super) mod session {
    /// What each connection is told. Where a commit hangs, the batch is told so, and asks anew.
    pub(in super::super) const SET_UP: &str = "SET statement_timeout = '10s';
         SET lock_timeout = '5s';
         SET idle_in_transaction_session_timeout = '15s';
         SET default_transaction_isolation = 'read committed'";
    /// A batch finds all its rows by their keys. A young table has no statistics that say so: a plan
    /// that reads all of it would be kept while it grows.
    pub(in super::super) const BY_KEY: &str = "SET enable_seqscan = off;
         SET enable_hashjoin = off;
         SET enable_mergejoin = off;
         SET jit = off";
    pub(in super::super) const BEGIN: &str = "BEGIN";
    pub(in super::super) const COMMIT: &str = "COMMIT";
    pub(in super::super) const ROLLBACK: &str = "ROLLBACK";
    /// One state of the database, for as long as it takes to read it.
    pub(in super::super) const BEGIN_SNAPSHOT: &str =
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0;
         SET LOCAL idle_in_transaction_session_timeout = 0";
}

pub(super) mod schema {
    pub(in super::super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_version (
           one BIGINT PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL)";
    pub(in super::super) const EXISTS: &str = "SELECT to_regclass('schema_version') IS NOT NULL";
    pub(in super::super) const FIRST: &str =
        "INSERT INTO schema_version (one, version) VALUES (1, 0) ON CONFLICT (one) DO NOTHING";
    /// Holds the row, so that a second server waits here until the first is done.
    pub(in super::super) const HOLD: &str =
        "UPDATE schema_version SET version = version WHERE one = 1 RETURNING version";
    pub(in super::super) const GET: &str = "SELECT version FROM schema_version WHERE one = 1";
    pub(in super::super) const SET: &str = "UPDATE schema_version SET version = $1 WHERE one = 1";
    /// Servers that are connected to the same database, apart from who asks.
    pub(in super::super) const OTHERS: &str = "SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'dough'
           AND pid <> pg_backend_pid()";
}

pub(super) mod meta {
    pub(in super::super) const GET: &str = "SELECT value FROM meta WHERE key = $1";
    pub(in super::super) const SET: &str = "INSERT INTO meta (key, value) VALUES ($1, $2)";
    pub(in super::super) const REPLACE: &str = "UPDATE meta SET value = $2 WHERE key = $1";
    pub(in super::super) const END: &str = "DELETE FROM meta WHERE key = $1";
    pub(in super::super) const CATALOGUES_AFTER: &str =
        "SELECT body FROM catalogues WHERE version > $1 ORDER BY version";
    pub(in super::super) const ADD_CATALOGUE: &str =
        "INSERT INTO catalogues (version, valid_from, body)
         SELECT $1, $2, $3 FROM (SELECT coalesce(max(version), 0) AS last FROM catalogues) c
         WHERE c.last + 1 = $1
         ON CONFLICT (version) DO NOTHING";
    pub(in super::super) const ADD_IMAGE: &str =
        "INSERT INTO images (hash, kind, body) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING";
    pub(in super::super) const END_UNUSED_IMAGES: &str =
        "DELETE FROM images WHERE NOT (encode(hash, 'hex') = ANY($1::text[]))";
}

pub(super) mod load {
    pub(in super::super) const WALLETS: &str =
        "SELECT wallet, version, facts FROM wallets WHERE wallet = ANY($1)";
    pub(in super::super) const SECRETS: &str =
        "SELECT wallet, surprise, secret FROM surprise_secrets WHERE wallet = ANY($1)";
    pub(in super::super) const SHOPS: &str =
        "SELECT shop, version, state FROM shops WHERE shop = ANY($1)";
    pub(in super::super) const WINDOWS: &str =
        "SELECT shop, start, make_seconds, orders FROM windows WHERE shop = ANY($1)";
    pub(in super::super) const HOLDS: &str =
        "SELECT shop, order_id, hold_until, room FROM allocations
         WHERE shop = ANY($1) AND hold_until IS NOT NULL ORDER BY hold_until, order_id";
    pub(in super::super) const RECEIPTS: &str =
        "SELECT receipt, wallet, seq FROM receipts WHERE receipt = ANY($1)
         UNION ALL
         SELECT f.receipt, r.wallet, f.seq FROM refunds f
         JOIN receipts r ON r.receipt = f.receipt WHERE f.receipt = ANY($1)";
    pub(in super::super) const ENTRIES: &str = "SELECT j.wallet, j.seq, j.event FROM journal j
         JOIN unnest($1::uuid[], $2::bigint[]) AS n (wallet, seq)
           ON j.wallet = n.wallet AND j.seq = n.seq";
    pub(in super::super) const REQUESTS: &str =
        "SELECT r.caller, r.request, r.meaning, r.status, r.body FROM requests r
         JOIN unnest($1::uuid[], $2::uuid[]) AS n (caller, request)
           ON r.caller = n.caller AND r.request = n.request";
    pub(in super::super) const SALES: &str =
        "SELECT s.shop, s.register, s.sale, s.meaning, s.kid, s.counter, s.request FROM sales s
         JOIN unnest($1::text[], $2::uuid[], $3::text[]) AS n (shop, register, sale)
           ON s.shop = n.shop AND s.register = n.register AND s.sale = n.sale";
    pub(in super::super) const CODES: &str =
        "SELECT c.kid, c.counter, c.shop, c.receipt FROM codes c
         JOIN unnest($1::bytea[], $2::bigint[]) AS n (kid, counter)
           ON c.kid = n.kid AND c.counter = n.counter";
    pub(in super::super) const KEYS: &str =
        "SELECT kid, owner, purpose, public_key, revoked_at IS NOT NULL FROM keys
         WHERE kid = ANY($1)";
    pub(in super::super) const INVITE_CODES: &str =
        "SELECT code, wallet FROM invite_codes WHERE code = ANY($1)";
    pub(in super::super) const EMAILS: &str =
        "SELECT address, wallet FROM emails WHERE address = ANY($1)";
    /// The newest comes last, so that it stays.
    pub(in super::super) const EMAIL_CODES: &str =
        "SELECT c.address, c.device, c.id, c.code, c.made_at, c.tries FROM email_codes c
         JOIN unnest($1::bytea[], $2::bytea[]) AS n (address, device)
           ON c.address = n.address AND c.device = n.device
         ORDER BY c.made_at, c.id";
    pub(in super::super) const DEVICE_CODES: &str =
        "SELECT code, wallet, device, expires_at FROM device_codes WHERE code = ANY($1)";
    pub(in super::super) const LIVE_ORDERS: &str =
        "SELECT order_id FROM live_orders WHERE order_id = ANY($1)";
    pub(in super::super) const ORDERS_OVER: &str =
        "SELECT receipt FROM receipts WHERE receipt = ANY($1)";
}

/// All of it set-based. What may be lost in a race answers with the keys that it wrote.
pub(super) mod commit {
    pub(in super::super) const UPDATE_WALLETS: &str =
        "UPDATE wallets w SET version = w.version + 1, head = n.head,
           dough_available = n.dough_available, dough_pending = n.dough_pending,
           dough_locked = n.dough_locked, dough_owed = n.dough_owed,
           eur_available = n.eur_available, eur_held = n.eur_held, eur_escrow = n.eur_escrow,
           invited_by = n.invited_by, due_at = n.due_at, facts = n.facts
         FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
           $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::uuid[],
           $12::bigint[], $13::text[])
           AS n (wallet, version, head, dough_available, dough_pending, dough_locked, dough_owed,
             eur_available, eur_held, eur_escrow, invited_by, due_at, facts)
         WHERE w.wallet = n.wallet AND w.version = n.version
         RETURNING w.wallet";
    pub(in super::super) const INSERT_WALLETS: &str =
        "INSERT INTO wallets (wallet, version, head, dough_available, dough_pending, dough_locked,
           dough_owed, eur_available, eur_held, eur_escrow, invited_by, due_at, facts)
         SELECT n.wallet, n.version + 1, n.head, n.dough_available, n.dough_pending,
           n.dough_locked, n.dough_owed, n.eur_available, n.eur_held, n.eur_escrow, n.invited_by,
           n.due_at, n.facts
         FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
           $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::uuid[],
           $12::bigint[], $13::text[])
           AS n (wallet, version, head, dough_available, dough_pending, dough_locked, dough_owed,
             eur_available, eur_held, eur_escrow, invited_by, due_at, facts)
         ON CONFLICT (wallet) DO NOTHING RETURNING wallet";
    pub(in super::super) const ENTRIES: &str = "INSERT INTO journal (wallet, seq, at, event)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[])";
    pub(in super::super) const TRANSFERS: &str = "INSERT INTO transfers
           (wallet, seq, n, from_account, from_shop, to_account, to_shop, amount)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[],
           $6::text[], $7::text[], $8::bigint[])";
    pub(in super::super) const SECRETS: &str =
        "INSERT INTO surprise_secrets (wallet, surprise, secret)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[])";
    pub(in super::super) const END_SECRETS: &str = "DELETE FROM surprise_secrets s
         USING unnest($1::uuid[], $2::bigint[]) AS n (wallet, surprise)
         WHERE s.wallet = n.wallet AND s.surprise = n.surprise";
    pub(in super::super) const RECEIPTS: &str = "INSERT INTO receipts (receipt, wallet, seq, shop)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[])";
    pub(in super::super) const REFUNDS: &str = "INSERT INTO refunds (receipt, seq)
         SELECT * FROM unnest($1::uuid[], $2::bigint[])";
    pub(in super::super) const PAYOUTS: &str =
        "INSERT INTO payouts (payout, wallet, amount, at, next_at)
         SELECT n.payout, n.wallet, n.amount, n.at, n.at
         FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
           AS n (payout, wallet, amount, at)";
    pub(in super::super) const INSERT_SHOPS: &str = "INSERT INTO shops (shop, version, state)
         SELECT n.shop, n.version + 1, n.state
         FROM unnest($1::text[], $2::bigint[], $3::text[]) AS n (shop, version, state)
         ON CONFLICT (shop) DO NOTHING RETURNING shop";
    pub(in super::super) const UPDATE_SHOPS: &str =
        "UPDATE shops s SET version = s.version + 1, state = n.state
         FROM unnest($1::text[], $2::bigint[], $3::text[]) AS n (shop, version, state)
         WHERE s.shop = n.shop AND s.version = n.version RETURNING s.shop";
    pub(in super::super) const SET_WINDOWS: &str =
        "INSERT INTO windows (shop, start, make_seconds, orders)
         SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[])
         ON CONFLICT (shop, start) DO UPDATE
         SET make_seconds = excluded.make_seconds, orders = excluded.orders";
    pub(in super::super) const END_WINDOWS: &str = "DELETE FROM windows w
         USING unnest($1::text[], $2::bigint[]) AS n (shop, start)
         WHERE w.shop = n.shop AND w.start = n.start";
    pub(in super::super) const FREE: &str = "DELETE FROM allocations a
         USING unnest($1::text[], $2::uuid[]) AS n (shop, order_id)
         WHERE a.shop = n.shop AND a.order_id = n.order_id";
    pub(in super::super) const TAKE: &str =
        "INSERT INTO allocations (shop, order_id, wallet, hold_until, room)
         SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[])";
    pub(in super::super) const KEEP: &str = "UPDATE allocations a SET hold_until = NULL
         FROM unnest($1::text[], $2::uuid[]) AS n (shop, order_id)
         WHERE a.shop = n.shop AND a.order_id = n.order_id";
    /// Another wallet's order of the same id isn't touched.
    pub(in super::super) const LIVE_ORDERS: &str =
        "INSERT INTO live_orders (order_id, shop, wallet, seq, pickup_at, body)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::bigint[],
           $6::text[])
         ON CONFLICT (order_id) DO UPDATE
         SET seq = excluded.seq, pickup_at = excluded.pickup_at, body = excluded.body
         WHERE live_orders.wallet = excluded.wallet";
    pub(in super::super) const END_ORDERS: &str =
        "DELETE FROM live_orders WHERE order_id = ANY($1)";
    /// One that stands there was written by who answered the same message first.
    pub(in super::super) const MESSAGES: &str =
        "INSERT INTO messages (to_wallet, from_wallet, number, n, body)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::text[])
         ON CONFLICT (to_wallet, from_wallet, number, n) DO NOTHING";
    pub(in super::super) const DELIVERED: &str = "DELETE FROM messages m
         USING unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
           AS n (to_wallet, from_wallet, number, n)
         WHERE m.to_wallet = n.to_wallet AND m.from_wallet = n.from_wallet
           AND m.number = n.number AND m.n = n.n";
    pub(in super::super) const KEYS: &str =
        "INSERT INTO keys (kid, owner_kind, owner, purpose, public_key)
         SELECT * FROM unnest($1::bytea[], $2::text[], $3::uuid[], $4::text[], $5::bytea[])
         ON CONFLICT (kid) DO NOTHING RETURNING kid";
    pub(in super::super) const INVITE_CODES: &str = "INSERT INTO invite_codes (code, wallet)
         SELECT * FROM unnest($1::text[], $2::uuid[])
         ON CONFLICT (code) DO NOTHING RETURNING code";
    pub(in super::super) const REQUESTS: &str =
        "INSERT INTO requests (caller, request, meaning, at, status, body)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bigint[], $5::bigint[],
           $6::text[])
         ON CONFLICT (caller, request) DO NOTHING RETURNING caller, request";
    pub(in super::super) const SALES: &str =
        "INSERT INTO sales (shop, register, sale, meaning, kid, counter, request)
         SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::bytea[], $5::bytea[],
           $6::bigint[], $7::uuid[])
         ON CONFLICT (shop, register, sale) DO NOTHING RETURNING shop, register, sale";
    pub(in super::super) const CODES: &str = "INSERT INTO codes (kid, counter, shop, receipt)
         SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::text[], $4::uuid[])
         ON CONFLICT (kid, counter) DO NOTHING RETURNING kid, counter";
    pub(in super::super) const AUDIT: &str = "INSERT INTO audit (id, at, who, action, shop, detail)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[],
           $6::text[])";
}

pub(super) mod read {
    pub(in super::super) const HEAD: &str = "SELECT head FROM wallets WHERE wallet = $1";
    pub(in super::super) const JOURNAL: &str =
        "SELECT seq, at, event FROM journal WHERE wallet = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    pub(in super::super) const BOARD: &str =
        "SELECT body FROM live_orders WHERE shop = $1 ORDER BY pickup_at, order_id LIMIT $2";
    pub(in super::super) const ORDER_PLACE: &str =
        "SELECT wallet, shop FROM live_orders WHERE order_id = $1";
    pub(in super::super) const RECEIPT_PLACE: &str =
        "SELECT wallet, shop FROM receipts WHERE receipt = $1";
    pub(in super::super) const INVITED_BY: &str =
        "SELECT invited_by FROM wallets WHERE wallet = $1";
    pub(in super::super) const DUE: &str =
        "SELECT wallet FROM wallets WHERE due_at <= $1 ORDER BY due_at LIMIT $2";
    pub(in super::super) const MESSAGES: &str =
        "SELECT to_wallet, from_wallet, number, n, body FROM messages
         ORDER BY to_wallet, from_wallet, number, n LIMIT $1";
    pub(in super::super) const IMAGE: &str = "SELECT kind, body FROM images WHERE hash = $1";
    pub(in super::super) const HEADS: &str =
        "SELECT wallet, head FROM wallets WHERE wallet = ANY($1)";
    pub(in super::super) const SHOP_VERSIONS: &str =
        "SELECT shop, version FROM shops WHERE shop = ANY($1)";
    pub(in super::super) const BOARDS: &str =
        "SELECT shop, count(*), sum(seq)::bigint FROM live_orders WHERE shop = ANY($1)
         GROUP BY shop";
}

pub(super) mod office {
    pub(in super::super) const REGISTER: &str =
        "SELECT register, shop, name FROM registers WHERE register = $1";
    pub(in super::super) const ADD_REGISTER: &str =
        "INSERT INTO registers (register, shop, name, since) VALUES ($1, $2, $3, $4)";
    pub(in super::super) const REGISTER_CODE: &str =
        "SELECT shop, expires_at, register FROM register_codes WHERE code_hash = $1";
    pub(in super::super) const ADD_REGISTER_CODE: &str =
        "INSERT INTO register_codes (code_hash, shop, expires_at) VALUES ($1, $2, $3)";
    pub(in super::super) const USE_REGISTER_CODE: &str =
        "UPDATE register_codes SET register = $2 WHERE code_hash = $1 AND register IS NULL";
    pub(in super::super) const ACCOUNT: &str =
        "SELECT name, password, role, shops FROM accounts WHERE name = $1";
    pub(in super::super) const ADD_ACCOUNT: &str =
        "INSERT INTO accounts (name, password, role, shops) VALUES ($1, $2, $3, $4)
         ON CONFLICT (name) DO NOTHING";
    pub(in super::super) const SESSION: &str =
        "SELECT name, csrf, expires_at FROM sessions WHERE token_hash = $1";
    pub(in super::super) const ADD_SESSION: &str =
        "INSERT INTO sessions (token_hash, name, csrf, expires_at) VALUES ($1, $2, $3, $4)";
    pub(in super::super) const CLAIM_NONCE: &str = "INSERT INTO nonces (kid, nonce, at) VALUES ($1, $2, $3) ON CONFLICT (kid, nonce) DO NOTHING";
    pub(in super::super) const PRUNE_REPLIES: &str = "UPDATE requests r SET body = NULL
         FROM (SELECT caller, request FROM requests WHERE body IS NOT NULL AND at < $1
           ORDER BY at LIMIT $2) AS old
         WHERE r.caller = old.caller AND r.request = old.request";
    pub(in super::super) const END_OLD_NONCES: &str = "DELETE FROM nonces WHERE at <= $1";
    pub(in super::super) const END_SESSION: &str = "DELETE FROM sessions WHERE token_hash = $1";
    pub(in super::super) const END_OLD_SESSIONS: &str =
        "DELETE FROM sessions WHERE expires_at < $1";
}

pub(super) mod people {
    pub(in super::super) const PERSON: &str =
        "SELECT name, language, email, email_confirmed_at FROM people WHERE wallet = $1";
    pub(in super::super) const SET_PROFILES: &str = "INSERT INTO people (wallet, name, language)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
         ON CONFLICT (wallet) DO UPDATE SET name = excluded.name, language = excluded.language";
    pub(in super::super) const SET_EMAILS: &str =
        "INSERT INTO people (wallet, email, email_confirmed_at)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[])
         ON CONFLICT (wallet) DO UPDATE
         SET email = excluded.email, email_confirmed_at = excluded.email_confirmed_at";
    pub(in super::super) const END_PEOPLE: &str = "DELETE FROM people WHERE wallet = ANY($1)";
    pub(in super::super) const TAKE_EMAILS: &str = "INSERT INTO emails (address, wallet)
         SELECT * FROM unnest($1::text[], $2::uuid[])
         ON CONFLICT (address) DO NOTHING RETURNING address";
    pub(in super::super) const FREE_EMAILS: &str = "DELETE FROM emails WHERE wallet = ANY($1)";
    pub(in super::super) const END_INVITE_CODES: &str =
        "DELETE FROM invite_codes WHERE code = ANY($1)";
    pub(in super::super) const END_OLD_EMAIL_CODES: &str =
        "DELETE FROM email_codes WHERE made_at <= $1";
    pub(in super::super) const CODE_OF_ADDRESS: &str =
        "SELECT made_at FROM email_codes WHERE address = $1 ORDER BY made_at DESC, id DESC
         LIMIT 1 OFFSET $2";
    pub(in super::super) const CODE_OF_DEVICE: &str =
        "SELECT made_at FROM email_codes WHERE device = $1 ORDER BY made_at DESC, id DESC
         LIMIT 1 OFFSET $2";
    pub(in super::super) const LAST_EMAIL_CODE: &str =
        "SELECT coalesce(max(id), 0) FROM email_codes";
    pub(in super::super) const ADD_EMAIL_CODE: &str =
        "INSERT INTO email_codes (id, address, device, code, made_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO NOTHING";
    pub(in super::super) const DROP_EMAIL_CODE: &str = "DELETE FROM email_codes WHERE id = $1";
    pub(in super::super) const COUNT_TRIES: &str =
        "UPDATE email_codes c SET tries = c.tries + n.tries
         FROM unnest($1::bigint[], $2::bigint[]) AS n (id, tries)
         WHERE c.id = n.id AND c.tries + n.tries <= $3";
    pub(in super::super) const USE_EMAIL_CODES: &str =
        "UPDATE email_codes SET tries = $2 WHERE id = ANY($1) AND tries < $2";
    pub(in super::super) const END_DEVICE_CODES_OF: &str =
        "DELETE FROM device_codes WHERE wallet = ANY($1)";
    pub(in super::super) const END_OLD_DEVICE_CODES: &str =
        "DELETE FROM device_codes WHERE expires_at <= $1";
    pub(in super::super) const ADD_DEVICE_CODE: &str =
        "INSERT INTO device_codes (code, wallet, device, expires_at) VALUES ($1, $2, $3, $4)";
    pub(in super::super) const USE_DEVICE_CODES: &str =
        "DELETE FROM device_codes WHERE code = ANY($1)";
    /// A key changes from what it was found to be, or somebody else was faster.
    pub(in super::super) const CHANGE_KEYS: &str =
        "UPDATE keys k SET owner = coalesce(n.owner, k.owner), revoked_at = n.revoked_at
         FROM unnest($1::bytea[], $2::boolean[], $3::uuid[], $4::bigint[])
           AS n (kid, was_revoked, owner, revoked_at)
         WHERE k.kid = n.kid AND k.owner_kind = 'wallet'
           AND (k.revoked_at IS NOT NULL) = n.was_revoked
         RETURNING k.kid";
    /// Those that are handed out are somebody's for a while, so that two servers don't pay the same.
    pub(in super::super) const LEASE_PAYOUTS: &str = "UPDATE payouts p SET next_at = $3
         FROM (SELECT payout FROM payouts WHERE next_at <= $1 ORDER BY next_at LIMIT $2) d
         WHERE p.payout = d.payout AND p.next_at <= $1
         RETURNING p.payout, p.amount, p.tries";
    pub(in super::super) const PAID_OUT: &str =
        "UPDATE payouts SET paid_at = $2, next_at = NULL WHERE payout = $1";
    pub(in super::super) const PUT_PAYOUT_OFF: &str =
        "UPDATE payouts SET tries = tries + 1, next_at = $2 WHERE payout = $1";
}

pub(super) mod adjustments {
    pub(in super::super) const ADD: &str =
        "INSERT INTO adjustments (adjustment, wallet, shop, asked, proposer, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    pub(in super::super) const OF_SHOP: &str =
        "SELECT adjustment, wallet, shop, asked, proposer, expires_at FROM adjustments
         WHERE shop = $1 AND expires_at > $2 ORDER BY expires_at, adjustment";
    pub(in super::super) const END: &str = "DELETE FROM adjustments WHERE adjustment = $1";
}

pub(super) mod report {
    pub(in super::super) const MOVED: &str =
        "SELECT t.from_account, t.from_shop, t.to_account, t.to_shop,
           sum(t.amount)::bigint, count(*)
         FROM journal j JOIN transfers t ON t.wallet = j.wallet AND t.seq = j.seq
         WHERE j.at >= $1 AND j.at < $2 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";
    pub(in super::super) const WALLETS: &str =
        "SELECT wallet, facts FROM wallets WHERE wallet > $1 ORDER BY wallet LIMIT $2";
    pub(in super::super) const BOOKINGS: &str = "SELECT wallet, seq, at, event FROM journal
         WHERE (wallet, seq) > ($1, $2) AND at >= $3 AND at < $4
           AND event::json ->> 'kind' IN ('sale_booked', 'order_completed', 'refunded')
         ORDER BY wallet, seq LIMIT $5";
}

pub(super) mod check {
    pub(in super::super) const WALLETS: &str =
        "SELECT wallet, head, dough_available, dough_pending, dough_locked, dough_owed,
           eur_available, eur_held, eur_escrow, due_at, facts FROM wallets
         WHERE wallet > $1 ORDER BY wallet LIMIT $2";
    pub(in super::super) const ENTRIES: &str =
        "SELECT wallet, seq, at, event FROM journal WHERE wallet = ANY($1) ORDER BY wallet, seq";
    pub(in super::super) const TRANSFERS: &str =
        "SELECT wallet, seq, n, from_account, from_shop, to_account, to_shop, amount FROM transfers
         WHERE wallet = ANY($1) ORDER BY wallet, seq, n";
    pub(in super::super) const HOUSE_SUMS: &str = "SELECT account, sum(amount)::bigint FROM (
           SELECT to_account AS account, amount FROM transfers
           UNION ALL SELECT from_account, -amount FROM transfers) t GROUP BY account";
    pub(in super::super) const STRAY_ENTRIES: &str = "SELECT count(*) FROM journal j
         WHERE NOT EXISTS (SELECT 1 FROM wallets w WHERE w.wallet = j.wallet)";
    pub(in super::super) const STRAY_TRANSFERS: &str = "SELECT count(*) FROM transfers t
         WHERE NOT EXISTS
           (SELECT 1 FROM journal j WHERE j.wallet = t.wallet AND j.seq = t.seq)";
    pub(in super::super) const ALLOCATIONS: &str = "SELECT shop, room FROM allocations";
    pub(in super::super) const WINDOWS: &str =
        "SELECT shop, start, make_seconds, orders FROM windows";
    pub(in super::super) const ROOM_WITHOUT_ORDER: &str = "SELECT count(*) FROM allocations a
         WHERE NOT EXISTS (SELECT 1 FROM live_orders o WHERE o.order_id = a.order_id)";
    pub(in super::super) const SALES_WITHOUT_CODE: &str = "SELECT count(*) FROM sales s
         WHERE NOT EXISTS (SELECT 1 FROM codes c WHERE c.kid = s.kid AND c.counter = s.counter)";
    pub(in super::super) const CODES_WITHOUT_RECEIPT: &str = "SELECT count(*) FROM codes c
         WHERE NOT EXISTS (SELECT 1 FROM receipts r WHERE r.receipt = c.receipt)";
    pub(in super::super) const SALES: &str = "SELECT count(*) FROM sales";
    pub(in super::super) const CODES: &str = "SELECT count(*) FROM codes";
    pub(in super::super) const RECEIPTS: &str = "SELECT count(*) FROM receipts";
    pub(in super::super) const REFUNDED_RECEIPTS: &str =
        "SELECT count(DISTINCT receipt) FROM refunds";
    pub(in super::super) const REFUNDS: &str = "SELECT count(*) FROM refunds";
    pub(in super::super) const REFUND_ENTRIES: &str =
        "SELECT count(*), count(f.receipt) FROM journal j
         LEFT JOIN receipts r ON r.wallet = j.wallet
           AND r.receipt::text = j.event::jsonb -> 'refund' ->> 'receipt'
         LEFT JOIN refunds f ON f.receipt = r.receipt AND f.seq = j.seq
         WHERE j.event::jsonb ->> 'kind' = 'refunded'";
    pub(in super::super) const RECEIPT_ENTRIES: &str =
        "SELECT count(*), count(r.receipt) FROM journal j
         LEFT JOIN receipts r ON r.wallet = j.wallet AND r.seq = j.seq
         WHERE j.event::jsonb ->> 'kind' IN ('sale_booked', 'order_completed')";
    pub(in super::super) const IMAGES: &str = "SELECT hash, body FROM images WHERE hash > $1
         ORDER BY hash LIMIT 1";
    pub(in super::super) const IMAGE_NAMES: &str = "SELECT encode(hash, 'hex') FROM images";
    pub(in super::super) const DEVICE_KEYS: &str = "SELECT kid, owner, purpose FROM keys
         WHERE owner_kind = 'wallet' AND revoked_at IS NULL";
    pub(in super::super) const PEOPLE_WITHOUT_WALLET: &str = "SELECT count(*) FROM people p
         WHERE NOT EXISTS (SELECT 1 FROM wallets w WHERE w.wallet = p.wallet)";
    pub(in super::super) const ADDRESSES_WITHOUT_PERSON: &str = "SELECT count(*) FROM emails e
         WHERE NOT EXISTS
           (SELECT 1 FROM people p WHERE p.wallet = e.wallet AND p.email = e.address)";
    pub(in super::super) const PEOPLE_WITHOUT_ADDRESS: &str = "SELECT count(*) FROM people p
         WHERE p.email IS NOT NULL AND NOT EXISTS
           (SELECT 1 FROM emails e WHERE e.address = p.email AND e.wallet = p.wallet)";
    pub(in super::super) const PAYOUTS: &str =
        "SELECT coalesce(sum(amount), 0)::bigint FROM payouts";
    pub(in super::super) const PAYOUT_TRANSFERS: &str =
        "SELECT coalesce(sum(amount), 0)::bigint FROM transfers WHERE to_account = 'eur.payouts'";
}

pub(super) mod webhooks {
    /// One row for each address.
    pub(in super::super) const TELL: &str =
        "INSERT INTO deliveries (webhook, wallet, number, id, at, body, next_at)
         SELECT w.webhook, n.wallet, n.number, n.id, n.at, n.body, n.at FROM webhooks w
         CROSS JOIN unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::text[])
           AS n (wallet, number, id, at, body)";
    pub(in super::super) const ADD: &str =
        "INSERT INTO webhooks (webhook, url, secret, made_at) VALUES ($1, $2, $3, $4)";
    pub(in super::super) const ALL: &str =
        "SELECT w.webhook, w.url, w.made_at, w.disabled_at, w.failing_since, w.last_answer,
           (SELECT count(*) FROM deliveries d
            WHERE d.webhook = w.webhook AND d.next_at IS NOT NULL)
         FROM webhooks w ORDER BY w.made_at, w.webhook";
    pub(in super::super) const ENABLE: &str =
        "UPDATE webhooks SET disabled_at = NULL, failing_since = NULL WHERE webhook = $1";
    pub(in super::super) const RETRY: &str = "UPDATE deliveries SET next_at = $2, tries = 0
         WHERE webhook = $1 AND delivered_at IS NULL";
    pub(in super::super) const DISABLE: &str =
        "UPDATE webhooks SET disabled_at = $2 WHERE webhook = $1 AND disabled_at IS NULL";
    pub(in super::super) const REMOVE: &str = "DELETE FROM webhooks WHERE webhook = $1";
    pub(in super::super) const END_DELIVERIES: &str = "DELETE FROM deliveries WHERE webhook = $1";
    pub(in super::super) const RESEND: &str =
        "UPDATE deliveries SET next_at = $2, tries = 0, delivered_at = NULL
         WHERE webhook = $1 AND at >= $3";
    /// Whether it is there.
    pub(in super::super) const TOUCH: &str =
        "UPDATE webhooks SET webhook = webhook WHERE webhook = $1";
    pub(in super::super) const DUE: &str = "SELECT w.webhook FROM webhooks w
         WHERE w.disabled_at IS NULL AND EXISTS (
           SELECT 1 FROM deliveries d WHERE d.webhook = w.webhook AND d.next_at <= $1)";
    /// Those of a wallet that are before it must be through, or given up.
    pub(in super::super) const LEASE: &str = "UPDATE deliveries l SET next_at = $4
         FROM (SELECT d.wallet, d.number, w.url, w.secret FROM deliveries d
           JOIN webhooks w ON w.webhook = d.webhook
           WHERE d.webhook = $1 AND d.next_at <= $2 AND w.disabled_at IS NULL AND NOT EXISTS (
             SELECT 1 FROM deliveries e WHERE e.webhook = d.webhook AND e.wallet = d.wallet
               AND e.number < d.number AND e.next_at IS NOT NULL)
           ORDER BY d.next_at LIMIT $3) AS due
         WHERE l.webhook = $1 AND l.wallet = due.wallet AND l.number = due.number
           AND l.next_at <= $2
         RETURNING l.wallet, l.number, l.id, l.body, l.tries, due.url, due.secret";
    pub(in super::super) const DELIVERED: &str =
        "UPDATE deliveries SET next_at = NULL, delivered_at = $4
         WHERE webhook = $1 AND wallet = $2 AND number = $3";
    pub(in super::super) const NOT_DELIVERED: &str =
        "UPDATE deliveries SET next_at = $4, tries = tries + 1
         WHERE webhook = $1 AND wallet = $2 AND number = $3 AND delivered_at IS NULL";
    pub(in super::super) const FARES_WELL: &str =
        "UPDATE webhooks SET failing_since = NULL, last_answer = $2 WHERE webhook = $1";
    pub(in super::super) const FARES_BADLY: &str =
        "UPDATE webhooks SET failing_since = coalesce(failing_since, $2), last_answer = $3
         WHERE webhook = $1 RETURNING failing_since";
    pub(in super::super) const FORGET: &str = "DELETE FROM deliveries d
         USING (SELECT webhook, wallet, number FROM deliveries WHERE at < $1
           ORDER BY at LIMIT $2) AS old
         WHERE d.webhook = old.webhook AND d.wallet = old.wallet AND d.number = old.number";
}
