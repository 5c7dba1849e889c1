//! One transaction for all effects of a batch: a handful of statements, each with sets as arrays.
//!
//! What another server may have changed in between answers with the keys that it wrote. Where one
//! is missing the race for its row is lost, and nothing of the batch is kept.

use super::columns::{fresh_id, signed, to_json};
use super::people;
use super::queries::{commit as queries, session};
use super::room;
use super::webhooks;
use crate::store::rows::{account, changed_order, key_owner};
use crate::store::{AuditLine, Batch, KeyRecord, Needs, RequestKey, SaleKey, StoreError};
use deadpool_postgres::Client;
use dough_rules::ids::{OrderId, RegisterId, Seq, WalletId};
use dough_rules::units::Millis;
use dough_rules::{Event, WalletFacts};
use futures_util::future::join_all;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// A statement's parameter: as many values as rows.
pub(super) type Param = Box<dyn ToSql + Sync + Send>;

/// A column of the rows that a statement writes.
pub(super) fn column<T>(values: impl Iterator<Item = T>) -> Param
where
    Vec<T>: ToSql + Sync + Send + 'static,
{
    Box::new(values.collect::<Vec<T>>())
}

/// Takes the key that a row answers with out of those that are missing.
type TakeOut = fn(&Row, &mut Needs) -> Result<(), StoreError>;

/// What a statement must have written.
pub(super) enum Must {
    /// Whatever there was.
    Any,
    /// So many rows.
    Write(usize),
    /// Exactly these, which it answers with; each answer is taken out of them.
    Claim(Box<Needs>, usize, TakeOut),
}

/// One statement of a batch.
pub(super) struct Step {
    pub(super) query: &'static str,
    pub(super) params: Vec<Param>,
    pub(super) must: Must,
}

/// Why a batch wasn't committed.
pub(super) enum Failed {
    /// Another server was faster. With the rows that it changed, where that is known.
    Lost(Box<Needs>),
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Lost => Self::Lost(Box::default()),
            other => Self::Store(other),
        }
    }
}

impl From<tokio_postgres::Error> for Failed {
    fn from(error: tokio_postgres::Error) -> Self {
        StoreError::from(error).into()
    }
}

/// Sends all of it at once, and commits where all of it was written; `last` is done just before.
/// The caller must not use the connection again where this fails. How long the commit itself took.
pub(super) async fn commit(
    client: &Client,
    steps: &[Step],
    last: impl FnOnce() -> Result<(), StoreError>,
) -> Result<Duration, Failed> {
    let mut statements = Vec::with_capacity(steps.len());
    for step in steps {
        statements.push(client.prepare_cached(step.query).await?);
    }
    let begin = client.batch_execute(session::BEGIN);
    let writes = steps.iter().zip(&statements).map(|(step, statement)| async move {
        let params = step.params.iter().map(|param| &**param as &(dyn ToSql + Sync));
        let params: Vec<_> = params.collect();
        match step.must {
            Must::Claim(..) => client.query(statement, &params).await.map(Answer::Rows),
            _ => client.execute(statement, &params).await.map(Answer::Count),
        }
    });
    // In this order on the wire, and one after the other in the database.
    let writes = join_all(writes);
    let (opened, written) = tokio::join!(biased; begin, writes);
    opened?;
    for (step, answer) in steps.iter().zip(written) {
        step.must.hold(answer?)?;
    }
    last()?;
    let written_at = Instant::now();
    client.batch_execute(session::COMMIT).await?;
    Ok(written_at.elapsed())
}

enum Answer {
    Count(u64),
    Rows(Vec<Row>),
}

impl Must {
    fn hold(&self, answer: Answer) -> Result<(), Failed> {
        match (self, answer) {
            (Self::Write(wanted), Answer::Count(count)) if count != *wanted as u64 => {
                Err(StoreError::Lost.into())
            }
            (Self::Claim(wanted, count, take_out), Answer::Rows(rows)) if rows.len() != *count => {
                let mut lost = wanted.clone();
                for row in &rows {
                    take_out(row, &mut lost)?;
                }
                Err(Failed::Lost(lost))
            }
            _ => Ok(()),
        }
    }
}

/// All statements of a batch, in order; none where nothing changes.
pub(super) fn prepare(batch: &Batch) -> Result<Vec<Step>, StoreError> {
    let mut steps = Vec::new();
    write_wallets(&mut steps, batch)?;
    write_claims(&mut steps, batch);
    write_entries(&mut steps, batch)?;
    write_receipts(&mut steps, batch);
    write_secrets(&mut steps, batch);
    room::write_shops(&mut steps, batch)?;
    room::write_room(&mut steps, batch)?;
    write_orders(&mut steps, batch)?;
    write_messages(&mut steps, batch)?;
    steps.extend(audit(&batch.audit));
    people::write(&mut steps, &batch.people);
    webhooks::write(&mut steps, &batch.happened);
    Ok(steps)
}

pub(super) fn push(steps: &mut Vec<Step>, query: &'static str, params: Vec<Param>, must: Must) {
    steps.push(Step { query, params, must });
}

fn write_wallets(steps: &mut Vec<Step>, batch: &Batch) -> Result<(), StoreError> {
    let mut wallets: Vec<_> = batch.wallets.iter().collect();
    wallets.sort_by_key(|(_, facts)| facts.wallet);
    let (new, known): (Vec<_>, Vec<_>) =
        wallets.into_iter().partition(|(version, _)| *version == 0);
    for (query, rows) in [(queries::UPDATE_WALLETS, known), (queries::INSERT_WALLETS, new)] {
        if rows.is_empty() {
            continue;
        }
        let texts: Result<Vec<_>, _> =
            rows.iter().map(|(_, facts)| to_json("wallets", facts)).collect();
        let facts = || rows.iter().map(|(_, facts)| facts);
        let balance = |of: fn(&WalletFacts) -> i64| column(facts().map(of));
        let params = vec![
            column(facts().map(|it| it.wallet.uuid())),
            column(rows.iter().map(|(version, _)| signed(*version))),
            column(facts().map(|it| signed(it.head.get()))),
            balance(|it| it.balances.dough_available.get()),
            balance(|it| it.balances.dough_pending.get()),
            balance(|it| it.balances.dough_locked.get()),
            balance(|it| it.balances.dough_owed.get()),
            balance(|it| it.balances.eur_available.get()),
            balance(|it| it.balances.eur_held.get()),
            balance(|it| it.balances.eur_escrow.get()),
            column(facts().map(|it| it.invited_by.as_ref().map(|by| by.other.uuid()))),
            column(facts().map(|it| it.next_due().map(Millis::get))),
            column(texts?.into_iter()),
        ];
        let wallets = facts().map(|it| it.wallet).collect();
        let claimed = Needs { wallets, ..Needs::default() };
        let must = Must::Claim(Box::new(claimed), rows.len(), |row, needs| {
            needs.wallets.remove(&WalletId::new(row.try_get(0)?));
            Ok(())
        });
        push(steps, query, params, must);
    }
    Ok(())
}

fn write_entries(steps: &mut Vec<Step>, batch: &Batch) -> Result<(), StoreError> {
    let mut entries: Vec<_> = batch.entries.iter().collect();
    if entries.is_empty() {
        return Ok(());
    }
    entries.sort_by_key(|(wallet, entry)| (*wallet, entry.seq));
    let texts: Result<Vec<_>, _> =
        entries.iter().map(|(_, entry)| to_json("journal", &entry.event)).collect();
    let params = vec![
        column(entries.iter().map(|(wallet, _)| wallet.uuid())),
        column(entries.iter().map(|(_, entry)| signed(entry.seq.get()))),
        column(entries.iter().map(|(_, entry)| entry.at.get())),
        column(texts?.into_iter()),
    ];
    push(steps, queries::ENTRIES, params, Must::Write(entries.len()));
    let mut transfers = Vec::new();
    for (wallet, entry) in entries {
        for (n, transfer) in entry.event.transfers().into_iter().enumerate() {
            transfers.push((wallet.uuid(), signed(entry.seq.get()), signed(n as u64), transfer));
        }
    }
    if transfers.is_empty() {
        return Ok(());
    }
    let shop = |shop: Option<&str>| shop.map(str::to_owned);
    let params = vec![
        column(transfers.iter().map(|it| it.0)),
        column(transfers.iter().map(|it| it.1)),
        column(transfers.iter().map(|it| it.2)),
        column(transfers.iter().map(|it| account(&it.3.from).0)),
        column(transfers.iter().map(|it| shop(account(&it.3.from).1))),
        column(transfers.iter().map(|it| account(&it.3.to).0)),
        column(transfers.iter().map(|it| shop(account(&it.3.to).1))),
        column(transfers.iter().map(|it| it.3.amount)),
    ];
    push(steps, queries::TRANSFERS, params, Must::Write(transfers.len()));
    Ok(())
}

fn write_receipts(steps: &mut Vec<Step>, batch: &Batch) {
    let (mut booked, mut refunded, mut payouts) = (Vec::new(), Vec::new(), Vec::new());
    for (wallet, entry) in &batch.entries {
        let (wallet, seq) = (wallet.uuid(), signed(entry.seq.get()));
        match &entry.event {
            Event::SaleBooked { receipt } | Event::OrderCompleted { receipt } => {
                booked.push((receipt.id.uuid(), wallet, seq, receipt.shop.to_string()));
            }
            Event::Refunded { refund } => refunded.push((refund.receipt.uuid(), seq)),
            Event::PaidOut { payout, amount } => {
                payouts.push((payout.uuid(), wallet, amount.get(), entry.at.get()));
            }
            _ => {}
        }
    }
    if !booked.is_empty() {
        booked.sort_unstable();
        let params = vec![
            column(booked.iter().map(|it| it.0)),
            column(booked.iter().map(|it| it.1)),
            column(booked.iter().map(|it| it.2)),
            column(booked.iter().map(|it| it.3.clone())),
        ];
        push(steps, queries::RECEIPTS, params, Must::Write(booked.len()));
    }
    if !refunded.is_empty() {
        refunded.sort_unstable();
        let params =
            vec![column(refunded.iter().map(|it| it.0)), column(refunded.iter().map(|it| it.1))];
        push(steps, queries::REFUNDS, params, Must::Write(refunded.len()));
    }
    if !payouts.is_empty() {
        payouts.sort_unstable();
        let params = vec![
            column(payouts.iter().map(|it| it.0)),
            column(payouts.iter().map(|it| it.1)),
            column(payouts.iter().map(|it| it.2)),
            column(payouts.iter().map(|it| it.3)),
        ];
        push(steps, queries::PAYOUTS, params, Must::Write(payouts.len()));
    }
}

/// A surprise that was opened or withdrawn has no secret any more.
fn write_secrets(steps: &mut Vec<Step>, batch: &Batch) {
    let secrets = &batch.secrets;
    if !secrets.is_empty() {
        let params = vec![
            column(secrets.iter().map(|it| it.0.uuid())),
            column(secrets.iter().map(|it| signed(it.1.get()))),
            column(secrets.iter().map(|it| it.2.0.to_vec())),
        ];
        push(steps, queries::SECRETS, params, Must::Write(secrets.len()));
    }
    let ended = batch.entries.iter().filter_map(|(wallet, entry)| match &entry.event {
        Event::SurpriseOpened { surprise, .. } | Event::SurpriseWithdrawn { surprise } => {
            Some((*wallet, *surprise))
        }
        _ => None,
    });
    let ended: Vec<(WalletId, Seq)> = ended.collect();
    if !ended.is_empty() {
        let params = vec![
            column(ended.iter().map(|it| it.0.uuid())),
            column(ended.iter().map(|it| signed(it.1.get()))),
        ];
        push(steps, queries::END_SECRETS, params, Must::Any);
    }
}

/// Brings the board's copies of orders up to date.
fn write_orders(steps: &mut Vec<Step>, batch: &Batch) -> Result<(), StoreError> {
    let mut changed: BTreeMap<(WalletId, OrderId), Seq> = BTreeMap::new();
    for (wallet, entry) in &batch.entries {
        if let Some(order) = changed_order(&entry.event) {
            let seq = changed.entry((*wallet, order)).or_insert(entry.seq);
            *seq = entry.seq.max(*seq);
        }
    }
    let facts: BTreeMap<WalletId, &WalletFacts> =
        batch.wallets.iter().map(|(_, facts)| (facts.wallet, facts)).collect();
    let (mut live, mut texts, mut ended) = (Vec::new(), Vec::new(), Vec::new());
    for ((wallet, id), seq) in changed {
        match facts.get(&wallet).and_then(|facts| facts.order(id)) {
            Some(order) => {
                texts.push(to_json("live_orders", order)?);
                live.push((id.uuid(), wallet.uuid(), seq, order));
            }
            None => ended.push(id.uuid()),
        }
    }
    if !ended.is_empty() {
        push(steps, queries::END_ORDERS, vec![column(ended.into_iter())], Must::Any);
    }
    if !live.is_empty() {
        let params = vec![
            column(live.iter().map(|it| it.0)),
            column(live.iter().map(|it| it.3.shop.to_string())),
            column(live.iter().map(|it| it.1)),
            column(live.iter().map(|it| signed(it.2.get()))),
            column(live.iter().map(|it| it.3.pickup_at.get())),
            column(texts.into_iter()),
        ];
        push(steps, queries::LIVE_ORDERS, params, Must::Write(live.len()));
    }
    Ok(())
}

fn write_messages(steps: &mut Vec<Step>, batch: &Batch) -> Result<(), StoreError> {
    let sent = &batch.messages;
    if !sent.is_empty() {
        let texts: Result<Vec<_>, _> =
            sent.iter().map(|(_, message)| to_json("messages", message)).collect();
        let params = vec![
            column(sent.iter().map(|(key, _)| key.to.uuid())),
            column(sent.iter().map(|(key, _)| key.from.uuid())),
            column(sent.iter().map(|(key, _)| signed(key.number.get()))),
            column(sent.iter().map(|(key, _)| i64::from(key.n))),
            column(texts?.into_iter()),
        ];
        push(steps, queries::MESSAGES, params, Must::Any);
    }
    let delivered = &batch.delivered;
    if !delivered.is_empty() {
        let params = vec![
            column(delivered.iter().map(|key| key.to.uuid())),
            column(delivered.iter().map(|key| key.from.uuid())),
            column(delivered.iter().map(|key| signed(key.number.get()))),
            column(delivered.iter().map(|key| i64::from(key.n))),
        ];
        push(steps, queries::DELIVERED, params, Must::Any);
    }
    Ok(())
}

fn write_claims(steps: &mut Vec<Step>, batch: &Batch) {
    write_requests(steps, batch);
    write_sales(steps, batch);
    if !batch.keys.is_empty() {
        steps.push(new_keys(&batch.keys));
    }
    let codes = &batch.invite_codes;
    if !codes.is_empty() {
        let params = vec![
            column(codes.iter().map(|(code, _)| code.to_string())),
            column(codes.iter().map(|(_, wallet)| wallet.uuid())),
        ];
        let invite_codes = codes.iter().map(|(code, _)| code.to_string()).collect();
        let claimed = Needs { invite_codes, ..Needs::default() };
        let must = Must::Claim(Box::new(claimed), codes.len(), |row, needs| {
            needs.invite_codes.remove(row.try_get::<_, &str>(0)?);
            Ok(())
        });
        push(steps, queries::INVITE_CODES, params, must);
    }
}

fn write_requests(steps: &mut Vec<Step>, batch: &Batch) {
    let mut replies: Vec<_> = batch.requests.iter().collect();
    if replies.is_empty() {
        return;
    }
    replies.sort_by_key(|(key, ..)| *key);
    let params = vec![
        column(replies.iter().map(|(key, ..)| key.caller)),
        column(replies.iter().map(|(key, ..)| key.request)),
        column(replies.iter().map(|(_, reply, _)| reply.meaning.to_vec())),
        column(replies.iter().map(|(.., at)| at.get())),
        column(replies.iter().map(|(_, reply, _)| i64::from(reply.status))),
        column(replies.iter().map(|(_, reply, _)| reply.body.clone())),
    ];
    let requests = replies.iter().map(|(key, ..)| *key).collect();
    let claimed = Needs { requests, ..Needs::default() };
    let must = Must::Claim(Box::new(claimed), replies.len(), |row, needs| {
        let key = RequestKey { caller: row.try_get(0)?, request: row.try_get(1)? };
        needs.requests.remove(&key);
        Ok(())
    });
    push(steps, queries::REQUESTS, params, must);
}

fn write_sales(steps: &mut Vec<Step>, batch: &Batch) {
    let mut sales: Vec<_> = batch.sales.iter().collect();
    if sales.is_empty() {
        return;
    }
    sales.sort_by(|a, b| a.0.cmp(&b.0));
    let params = vec![
        column(sales.iter().map(|(key, _)| key.shop.to_string())),
        column(sales.iter().map(|(key, _)| key.register.uuid())),
        column(sales.iter().map(|(key, _)| key.transaction.clone())),
        column(sales.iter().map(|(_, claim)| claim.meaning.to_vec())),
        column(sales.iter().map(|(_, claim)| claim.code.0.as_bytes().to_vec())),
        column(sales.iter().map(|(_, claim)| signed(claim.code.1))),
        column(sales.iter().map(|(_, claim)| claim.request)),
    ];
    let claimed =
        Needs { sales: sales.iter().map(|it| it.0.clone()).collect(), ..Needs::default() };
    let must = Must::Claim(Box::new(claimed), sales.len(), |row, needs| {
        let register = RegisterId::new(row.try_get(1)?);
        let shop = super::columns::shop(row, 0)?;
        needs.sales.remove(&SaleKey { shop, register, transaction: row.try_get(2)? });
        Ok(())
    });
    push(steps, queries::SALES, params, must);
    let mut codes: Vec<_> = batch.codes.iter().collect();
    codes.sort_by_key(|(code, _)| *code);
    let params = vec![
        column(codes.iter().map(|((kid, _), _)| kid.as_bytes().to_vec())),
        column(codes.iter().map(|((_, counter), _)| signed(*counter))),
        column(codes.iter().map(|(_, claim)| claim.shop.to_string())),
        column(codes.iter().map(|(_, claim)| claim.receipt.uuid())),
    ];
    let claimed = Needs { codes: codes.iter().map(|it| it.0).collect(), ..Needs::default() };
    let must = Must::Claim(Box::new(claimed), codes.len(), |row, needs| {
        needs.codes.remove(&(super::columns::kid(row, 0)?, super::columns::number(row, 1)?));
        Ok(())
    });
    push(steps, queries::CODES, params, must);
}

/// Enrols keys that nobody has yet.
pub(super) fn new_keys(keys: &[KeyRecord]) -> Step {
    let mut keys: Vec<_> = keys.iter().collect();
    keys.sort_by_key(|key| key.kid);
    let owner = |key: &&KeyRecord| key_owner(key.owner);
    let params = vec![
        column(keys.iter().map(|key| key.kid.as_bytes().to_vec())),
        column(keys.iter().map(|key| owner(key).0)),
        column(keys.iter().map(|key| owner(key).1)),
        column(keys.iter().map(|key| owner(key).2)),
        column(keys.iter().map(|key| key.public_key.to_sec1().to_vec())),
    ];
    let claimed = Needs { keys: keys.iter().map(|key| key.kid).collect(), ..Needs::default() };
    let must = Must::Claim(Box::new(claimed), keys.len(), |row, needs| {
        needs.keys.remove(&super::columns::kid(row, 0)?);
        Ok(())
    });
    Step { query: queries::KEYS, params, must }
}

/// Adds lines to the audit log; no step where there are none.
pub(super) fn audit(lines: &[AuditLine]) -> Option<Step> {
    if lines.is_empty() {
        return None;
    }
    let params = vec![
        column::<Uuid>(lines.iter().map(|line| fresh_id(line.at))),
        column(lines.iter().map(|line| line.at.get())),
        column(lines.iter().map(|line| line.who.clone())),
        column(lines.iter().map(|line| line.action)),
        column(lines.iter().map(|line| line.shop.as_ref().map(ToString::to_string))),
        column(lines.iter().map(|line| line.detail.clone())),
    ];
    Some(Step { query: queries::AUDIT, params, must: Must::Write(lines.len()) })
}
