//! A shop's move from the embedded store, as statements: how a table is read there, and how it is
//! written here. Keys, texts and bytes stay what they were.

/// What a column holds.
#[derive(Clone, Copy)]
pub(super) enum Holds {
    Uuids,
    Numbers,
    Texts,
    Bytes,
}

use Holds::{Bytes as B, Numbers as N, Texts as T, Uuids as U};

/// A table.
pub(super) struct Table {
    /// Its name.
    pub(super) name: &'static str,
    /// How SQLite reads it.
    pub(super) read: &'static str,
    /// How PostgreSQL takes it: an array for each column.
    pub(super) write: &'static str,
    /// Its columns.
    pub(super) columns: &'static [Holds],
    /// How many rows are sent at a time.
    pub(super) rows: usize,
}

/// The database's own identity goes with it: phones and tokens notice nothing.
pub(super) const IDENTITY: &str = "SELECT key, value FROM meta";
pub(super) const SET_IDENTITY: &str = "UPDATE meta SET value = $2 WHERE key = $1";
/// Whether anything is kept here.
pub(super) const IS_USED: &str = "SELECT EXISTS (SELECT 1 FROM catalogues)
       OR EXISTS (SELECT 1 FROM accounts) OR EXISTS (SELECT 1 FROM wallets)";

/// All tables but `meta`.
pub(super) const TABLES: [Table; 31] = [
    Table {
        name: "catalogues",
        read: "SELECT version, valid_from, body FROM catalogues",
        write: "INSERT INTO catalogues (version, valid_from, body)
             SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])",
        columns: &[N, N, T],
        rows: 200,
    },
    Table {
        name: "wallets",
        read: "SELECT wallet, version, head, dough_available, dough_pending, dough_locked,
             dough_owed, eur_available, eur_held, eur_escrow, invited_by,
             due_at, facts FROM wallets",
        write: "INSERT INTO wallets (wallet, version, head, dough_available, dough_pending,
             dough_locked, dough_owed, eur_available, eur_held, eur_escrow,
             invited_by, due_at, facts)
             SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[],
             $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
             $9::bigint[], $10::bigint[], $11::uuid[], $12::bigint[],
             $13::text[])",
        columns: &[U, N, N, N, N, N, N, N, N, N, U, N, T],
        rows: 1000,
    },
    Table {
        name: "journal",
        read: "SELECT wallet, seq, at, event FROM journal",
        write: "INSERT INTO journal (wallet, seq, at, event)
             SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[])",
        columns: &[U, N, N, T],
        rows: 1000,
    },
    Table {
        name: "transfers",
        read: "SELECT j.wallet, j.seq, t.n, t.from_account, t.from_shop, t.to_account, t.to_shop, t.amount
         FROM transfers t JOIN journal j ON j.entry = t.entry",
        write: "INSERT INTO transfers (wallet, seq, n, from_account, from_shop, to_account,
             to_shop, amount)
             SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[],
             $5::text[], $6::text[], $7::text[], $8::bigint[])",
        columns: &[U, N, N, T, T, T, T, N],
        rows: 1000,
    },
    Table {
        name: "surprise_secrets",
        read: "SELECT wallet, surprise, secret FROM surprise_secrets",
        write: "INSERT INTO surprise_secrets (wallet, surprise, secret)
             SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[])",
        columns: &[U, N, B],
        rows: 1000,
    },
    Table {
        name: "messages",
        read: "SELECT to_wallet, from_wallet, number, n, body FROM messages",
        write: "INSERT INTO messages (to_wallet, from_wallet, number, n, body)
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[],
             $5::text[])",
        columns: &[U, U, N, N, T],
        rows: 1000,
    },
    Table {
        name: "receipts",
        read: "SELECT receipt, wallet, seq, shop FROM receipts",
        write: "INSERT INTO receipts (receipt, wallet, seq, shop)
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[])",
        columns: &[U, U, N, T],
        rows: 1000,
    },
    Table {
        name: "refunds",
        read: "SELECT receipt, seq FROM refunds",
        write: "INSERT INTO refunds (receipt, seq)
             SELECT * FROM unnest($1::uuid[], $2::bigint[])",
        columns: &[U, N],
        rows: 1000,
    },
    Table {
        name: "sales",
        read: "SELECT shop, register, sale, meaning, kid, counter, request FROM sales",
        write: "INSERT INTO sales (shop, register, sale, meaning, kid, counter, request)
             SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::bytea[],
             $5::bytea[], $6::bigint[], $7::uuid[])",
        columns: &[T, U, T, B, B, N, U],
        rows: 1000,
    },
    Table {
        name: "codes",
        read: "SELECT kid, counter, shop, receipt FROM codes",
        write: "INSERT INTO codes (kid, counter, shop, receipt)
             SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::text[], $4::uuid[])",
        columns: &[B, N, T, U],
        rows: 1000,
    },
    Table {
        name: "requests",
        read: "SELECT caller, request, meaning, at, status, body FROM requests",
        write: "INSERT INTO requests (caller, request, meaning, at, status, body)
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bigint[],
             $5::bigint[], $6::text[])",
        columns: &[U, U, B, N, N, T],
        rows: 1000,
    },
    Table {
        name: "keys",
        read: "SELECT kid, owner_kind, owner, purpose, public_key, revoked_at FROM keys",
        write: "INSERT INTO keys (kid, owner_kind, owner, purpose, public_key, revoked_at)
             SELECT * FROM unnest($1::bytea[], $2::text[], $3::uuid[], $4::text[],
             $5::bytea[], $6::bigint[])",
        columns: &[B, T, U, T, B, N],
        rows: 1000,
    },
    Table {
        name: "invite_codes",
        read: "SELECT code, wallet FROM invite_codes",
        write: "INSERT INTO invite_codes (code, wallet)
             SELECT * FROM unnest($1::text[], $2::uuid[])",
        columns: &[T, U],
        rows: 1000,
    },
    Table {
        name: "shops",
        read: "SELECT shop, version, state FROM shops",
        write: "INSERT INTO shops (shop, version, state)
             SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[])",
        columns: &[T, N, T],
        rows: 1000,
    },
    Table {
        name: "windows",
        read: "SELECT shop, start, make_seconds, orders FROM windows",
        write: "INSERT INTO windows (shop, start, make_seconds, orders)
             SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[])",
        columns: &[T, N, N, N],
        rows: 1000,
    },
    Table {
        name: "allocations",
        read: "SELECT shop, order_id, wallet, hold_until, room FROM allocations",
        write: "INSERT INTO allocations (shop, order_id, wallet, hold_until, room)
             SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[],
             $5::text[])",
        columns: &[T, U, U, N, T],
        rows: 1000,
    },
    Table {
        name: "live_orders",
        read: "SELECT o.order_id, o.shop, o.wallet, w.head, o.pickup_at, o.body
         FROM live_orders o JOIN wallets w ON w.wallet = o.wallet",
        write: "INSERT INTO live_orders (order_id, shop, wallet, seq, pickup_at, body)
             SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[],
             $5::bigint[], $6::text[])",
        columns: &[U, T, U, N, N, T],
        rows: 1000,
    },
    Table {
        name: "adjustments",
        read: "SELECT adjustment, wallet, shop, asked, proposer, expires_at FROM adjustments",
        write: "INSERT INTO adjustments (adjustment, wallet, shop, asked, proposer, expires_at)
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[],
             $6::bigint[])",
        columns: &[U, U, T, T, T, N],
        rows: 1000,
    },
    Table {
        name: "registers",
        read: "SELECT register, shop, name, since FROM registers",
        write: "INSERT INTO registers (register, shop, name, since)
             SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[])",
        columns: &[U, T, T, N],
        rows: 1000,
    },
    Table {
        name: "register_codes",
        read: "SELECT code_hash, shop, expires_at, register FROM register_codes",
        write: "INSERT INTO register_codes (code_hash, shop, expires_at, register)
             SELECT * FROM unnest($1::bytea[], $2::text[], $3::bigint[], $4::uuid[])",
        columns: &[B, T, N, U],
        rows: 1000,
    },
    Table {
        name: "accounts",
        read: "SELECT name, password, role, shops FROM accounts",
        write: "INSERT INTO accounts (name, password, role, shops)
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])",
        columns: &[T, T, T, T],
        rows: 1000,
    },
    Table {
        name: "sessions",
        read: "SELECT token_hash, name, csrf, expires_at FROM sessions",
        write: "INSERT INTO sessions (token_hash, name, csrf, expires_at)
             SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::bigint[])",
        columns: &[B, T, T, N],
        rows: 1000,
    },
    Table {
        name: "audit",
        read: "SELECT unhex(printf('%012x7%03x8%015x', at, 0, id)), at, who, action, shop, detail
         FROM audit",
        write: "INSERT INTO audit (id, at, who, action, shop, detail)
             SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[],
             $5::text[], $6::text[])",
        columns: &[U, N, T, T, T, T],
        rows: 1000,
    },
    Table {
        name: "images",
        read: "SELECT hash, kind, body FROM images",
        write: "INSERT INTO images (hash, kind, body)
             SELECT * FROM unnest($1::bytea[], $2::text[], $3::bytea[])",
        columns: &[B, T, B],
        rows: 4,
    },
    Table {
        name: "people",
        read: "SELECT wallet, name, language, email, email_confirmed_at FROM people",
        write: "INSERT INTO people (wallet, name, language, email, email_confirmed_at)
             SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[],
             $5::bigint[])",
        columns: &[U, T, T, T, N],
        rows: 1000,
    },
    Table {
        name: "emails",
        read: "SELECT address, wallet FROM emails",
        write: "INSERT INTO emails (address, wallet)
             SELECT * FROM unnest($1::text[], $2::uuid[])",
        columns: &[T, U],
        rows: 1000,
    },
    Table {
        name: "email_codes",
        read: "SELECT id, address, device, code, made_at, tries FROM email_codes",
        write: "INSERT INTO email_codes (id, address, device, code, made_at, tries)
             SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::bytea[],
             $5::bigint[], $6::bigint[])",
        columns: &[N, B, B, B, N, N],
        rows: 1000,
    },
    Table {
        name: "device_codes",
        read: "SELECT code, wallet, device, expires_at FROM device_codes",
        write: "INSERT INTO device_codes (code, wallet, device, expires_at)
             SELECT * FROM unnest($1::bytea[], $2::uuid[], $3::bytea[], $4::bigint[])",
        columns: &[B, U, B, N],
        rows: 1000,
    },
    Table {
        name: "payouts",
        read: "SELECT payout, wallet, amount, at, tries, next_at, paid_at FROM payouts",
        write: "INSERT INTO payouts (payout, wallet, amount, at, tries, next_at, paid_at)
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[],
             $5::bigint[], $6::bigint[], $7::bigint[])",
        columns: &[U, U, N, N, N, N, N],
        rows: 1000,
    },
    Table {
        name: "webhooks",
        read: "SELECT webhook, url, secret, made_at, disabled_at, failing_since, last_answer
             FROM webhooks",
        write: "INSERT INTO webhooks (webhook, url, secret, made_at, disabled_at, failing_since,
             last_answer)
             SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bigint[],
             $5::bigint[], $6::bigint[], $7::text[])",
        columns: &[U, T, B, N, N, N, T],
        rows: 1000,
    },
    Table {
        name: "deliveries",
        read: "SELECT webhook, wallet, number, id, at, body, tries, next_at, delivered_at
             FROM deliveries",
        write: "INSERT INTO deliveries (webhook, wallet, number, id, at, body, tries, next_at,
             delivered_at)
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[],
             $5::bigint[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[])",
        columns: &[U, U, N, U, N, T, N, N, N],
        rows: 1000,
    },
];
