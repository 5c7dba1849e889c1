//! The facts of one batch, as they change from command to command.

use super::Catalogues;
use super::claims;
use super::job::{Answer, Job};
use super::people;
use crate::store::people::KeyChange;
use crate::store::{Batch, CodeClaim, Happened, Loaded, MessageKey, SaleClaim, StoredReply};
use dough_paycode::{Kid, Rejected};
use dough_rules::decide::RoomChange;
use dough_rules::ids::{Seq, ShopId, WalletId};
use dough_rules::{Command, Decision, Event, Outcome, Refusal, Situation, WalletFacts, decide};
use dough_wire::Problem;
use dough_wire::replies::CommandReply;
use dough_wire::webhooks::WebhookEvent;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use uuid::Uuid;

/// Where the places of answers that bear another message's number begin.
const ANSWERS: u32 = 1 << 16;

/// What a committed batch came to.
pub(super) struct Decided {
    /// An answer to each command; nothing for one that is to be decided alone.
    pub(super) answers: Vec<Option<Answer>>,
    pub(super) heads: Vec<(WalletId, Seq)>,
    pub(super) boards: BTreeSet<ShopId>,
    pub(super) wakes_jobs: bool,
    /// Keys that were enrolled, revoked or passed on.
    pub(super) keys: Vec<Kid>,
}

/// Facts, and the effects on them so far.
pub(super) struct WorkingSet {
    pub(super) loaded: Loaded,
    pub(super) epoch: Uuid,
    pub(super) batch: Batch,
    wallets: BTreeSet<WalletId>,
    shops: BTreeSet<ShopId>,
}

impl WorkingSet {
    pub(super) fn new(loaded: Loaded, epoch: Uuid) -> Self {
        Self {
            loaded,
            epoch,
            batch: Batch::default(),
            wallets: BTreeSet::new(),
            shops: BTreeSet::new(),
        }
    }

    pub(super) fn head(&self, wallet: WalletId) -> Option<Seq> {
        self.loaded.wallets.get(&wallet).map(|row| row.facts.head)
    }

    /// Decides one command, and keeps its effects.
    pub(super) fn decide(&mut self, job: &Job, catalogues: &Catalogues) -> Answer {
        if let Err(settled) = claims::settle(self, job) {
            if let Some((asked, id)) = settled.tried {
                people::count_try(self, asked, id);
            }
            if settled.is_refusal {
                self.keep_reply(job, &settled.answer);
            }
            return settled.answer;
        }
        let decision = match self.judge(job, catalogues) {
            Ok(decision) => decision,
            Err(problem) => {
                let is_stored = problem.is_final();
                let answer = Answer::problem(&problem);
                if is_stored {
                    self.keep_reply(job, &answer);
                }
                return answer;
            }
        };
        let answer = self.answer(job, &decision);
        if job.ahead {
            return answer;
        }
        self.keep_effects(job, decision);
        self.keep_reply(job, &answer);
        answer
    }

    /// The rules' decision. A bug that panics there costs this one command.
    fn judge(&self, job: &Job, catalogues: &Catalogues) -> Result<Decision, Problem> {
        if let Some(sale) = &job.sale {
            let now = job.moment.now.seconds();
            sale.code
                .judge_time(now)
                .map_err(|rejected| Problem::new(rejected.code(), rejected.to_string()))?;
        }
        let no_catalogue = || Problem::new("storage_failed", "There is no catalogue in force yet.");
        let catalogue = catalogues.at(job.moment.now).ok_or_else(no_catalogue)?;
        let wallet = job.wallet.unwrap_or(WalletId::new(Uuid::nil()));
        let row = self.loaded.wallets.get(&wallet);
        let shop = job.shop.as_ref().and_then(|shop| self.loaded.shops.get(shop));
        let (fresh, no_secrets) = (WalletFacts::new(wallet), BTreeMap::new());
        let device = job.device.map(|kid| kid.to_string());
        let receipt = job.receipt.and_then(|receipt| self.loaded.receipts.get(&receipt));
        let then = receipt.and_then(|booked| catalogues.version(booked.receipt.catalogue));
        let situation = Situation {
            moment: job.moment,
            catalogue: &catalogue,
            wallet: row.map_or(&fresh, |row| &row.facts),
            shop: shop.map(|row| &row.facts),
            holds: shop.map_or(&[], |row| &row.holds),
            receipt,
            then: then.as_deref(),
            secrets: row.map_or(&no_secrets, |row| &row.secrets),
            device: device.as_deref(),
        };
        let verdict = catch_unwind(AssertUnwindSafe(|| decide(&situation, &job.command)));
        match verdict {
            Ok(decision) => decision.map_err(|refusal| problem_for(job, refusal)),
            Err(_) => Err(Problem::new("internal", "This could not be decided.")),
        }
    }

    fn answer(&self, job: &Job, decision: &Decision) -> Answer {
        let reply = CommandReply {
            epoch: self.epoch,
            at: job.moment.now,
            head: job.tells_head.then_some(decision.wallet.head),
            outcome: decision.outcome.clone(),
        };
        match serde_json::to_string(&reply) {
            Ok(body) => Answer { status: 200, body },
            Err(error) => Answer::problem(&Problem::new("internal", error.to_string())),
        }
    }

    fn keep_reply(&mut self, job: &Job, answer: &Answer) {
        let Some((key, meaning)) = job.intent else {
            return;
        };
        let reply = StoredReply { meaning, status: answer.status, body: Some(answer.body.clone()) };
        self.loaded.requests.insert(key, reply.clone());
        self.batch.requests.push((key, reply, job.moment.now));
    }

    fn keep_effects(&mut self, job: &Job, decision: Decision) {
        self.claim(job, &decision.outcome);
        if let Some(wallet) = job.wallet {
            people::keep_ends(self, wallet, &decision);
            self.keep_wallet(wallet, job, &decision);
        }
        if let Some(people) = &job.people {
            people::claim(self, people);
        }
        if let Some(shop) = &job.shop {
            self.keep_shop(shop, &decision);
        }
        if let Some(key) = job.delivers {
            self.batch.delivered.push(key);
        }
        self.batch.audit.extend(job.audit.clone());
        for entry in &decision.entries {
            if let Event::Refunded { refund } = &entry.event
                && let Some(booked) = self.loaded.receipts.get_mut(&refund.receipt)
            {
                booked.refunds.push(refund.clone());
            }
        }
        let wallet = decision.wallet.wallet;
        self.tell_others(wallet, job, &decision);
        self.batch.entries.extend(decision.entries.into_iter().map(|entry| (wallet, entry)));
    }

    /// What other programs of the business are told. A message's id comes from the command's own
    /// chance, so that it stays the same however often a batch is decided.
    fn tell_others(&mut self, wallet: WalletId, job: &Job, decision: &Decision) {
        for entry in &decision.entries {
            let said = WebhookEvent::of(wallet, entry).map(|event| serde_json::to_string(&event));
            if let Some(Ok(body)) = said {
                let number = entry.seq;
                let id = job.moment.uuid(&format!("webhook {number}"));
                self.batch.happened.push(Happened { wallet, number, id, at: entry.at, body });
            }
        }
    }

    /// Sale, code, order id, keys and invitation code are claimed by a success, and only by it.
    fn claim(&mut self, job: &Job, outcome: &Outcome) {
        if let (Some(sale), Some((key, meaning)), Outcome::Receipt { receipt, .. }) =
            (&job.sale, job.intent, outcome)
        {
            let claim = SaleClaim { meaning, code: sale.code_key(), request: key.request };
            let spent = CodeClaim { shop: sale.key.shop.clone(), receipt: receipt.id };
            self.loaded.sales.insert(sale.key.clone(), claim.clone());
            self.loaded.codes.insert(sale.code_key(), spent.clone());
            self.batch.sales.push((sale.key.clone(), claim));
            self.batch.codes.push((sale.code_key(), spent));
        }
        if let Command::PlaceOrder(order) = &job.command {
            self.loaded.taken_orders.insert(order.order);
        }
        if let (Some(opening), Some(wallet)) = (&job.opening, job.wallet) {
            for key in [&opening.pay_key, &opening.api_key] {
                self.loaded.keys.insert(key.kid, key.clone());
                self.batch.keys.push(key.clone());
            }
            self.loaded.invite_codes.insert(opening.invite_code.to_string(), wallet);
            self.batch.invite_codes.push((opening.invite_code.clone(), wallet));
        }
    }

    fn keep_wallet(&mut self, wallet: WalletId, job: &Job, decision: &Decision) {
        let row = self.loaded.wallets.entry(wallet).or_insert_with(|| crate::store::WalletRow {
            version: 0,
            facts: WalletFacts::new(wallet),
            secrets: BTreeMap::new(),
        });
        row.facts = decision.wallet.clone();
        row.secrets.extend(decision.secrets.iter().copied());
        if !decision.entries.is_empty() {
            self.wallets.insert(wallet);
        }
        let secrets = decision.secrets.iter();
        self.batch.secrets.extend(secrets.map(|(seq, secret)| (wallet, *seq, *secret)));
        // An answer without an entry of its own, as an erased wallet's, bears what it answers.
        let (number, first) = match job.delivers {
            Some(answered) if decision.entries.is_empty() => {
                (answered.number, ANSWERS + answered.n)
            }
            _ => (decision.wallet.head, 0),
        };
        for (n, message) in (first..).zip(&decision.messages) {
            let key = MessageKey { to: message.to, from: wallet, number, n };
            self.batch.messages.push((key, *message));
        }
    }

    fn keep_shop(&mut self, shop: &ShopId, decision: &Decision) {
        let Some(row) = self.loaded.shops.get_mut(shop) else {
            return;
        };
        if let Some(facts) = &decision.shop {
            row.facts = facts.clone();
            self.shops.insert(shop.clone());
        }
        for change in &decision.room {
            match change {
                RoomChange::Take { order, allocation, hold_until: Some(until), .. } => {
                    row.holds.push(dough_rules::decide::Hold {
                        order: *order,
                        until: *until,
                        allocation: allocation.clone(),
                    });
                }
                RoomChange::Keep { order } | RoomChange::Free { order, .. } => {
                    row.holds.retain(|hold| hold.order != *order);
                }
                RoomChange::Take { hold_until: None, .. } => {}
            }
            // Taking or giving back room rests on the shop's row, so its version goes up.
            self.shops.insert(shop.clone());
        }
        self.batch.room.extend(decision.room.iter().map(|change| (shop.clone(), change.clone())));
    }

    /// The effects to commit, and what to tell once they are.
    pub(super) fn finish(mut self, answers: Vec<Option<Answer>>) -> (Batch, Decided) {
        for wallet in &self.wallets {
            if let Some(row) = self.loaded.wallets.get(wallet) {
                self.batch.wallets.push((row.version, row.facts.clone()));
            }
        }
        for shop in &self.shops {
            if let Some(row) = self.loaded.shops.get(shop) {
                self.batch.shops.push((row.version, row.facts.clone()));
            }
        }
        let heads = self.batch.wallets.iter();
        let decided = Decided {
            answers,
            heads: heads.map(|(_, facts)| (facts.wallet, facts.head)).collect(),
            boards: self.changed_boards(),
            wakes_jobs: !self.batch.messages.is_empty() || self.pays_out(),
            keys: self.changed_keys(),
        };
        (self.batch, decided)
    }

    fn pays_out(&self) -> bool {
        self.batch.entries.iter().any(|(_, entry)| matches!(entry.event, Event::PaidOut { .. }))
    }

    fn changed_keys(&self) -> Vec<Kid> {
        let enrolled = self.batch.keys.iter().map(|key| key.kid);
        let changed = self.batch.people.keys.iter().map(|change| match change {
            KeyChange::Revoke(kid, _) => *kid,
            KeyChange::Pass(record) => record.kid,
        });
        enrolled.chain(changed).collect()
    }

    fn changed_boards(&self) -> BTreeSet<ShopId> {
        let ready = self.batch.entries.iter().filter_map(|(wallet, entry)| match &entry.event {
            Event::OrderReady { order } => {
                let facts = &self.loaded.wallets.get(wallet)?.facts;
                Some(facts.order(*order)?.shop.clone())
            }
            _ => None,
        });
        self.shops.iter().cloned().chain(ready).collect()
    }
}

/// A refusal as its caller is told it. A till learns only that the code's key doesn't count.
fn problem_for(job: &Job, refusal: Refusal) -> Problem {
    match refusal {
        Refusal::DeviceRevoked | Refusal::WalletErased if job.sale.is_some() => {
            let rejected = Rejected::WrongKey;
            Problem::new(rejected.code(), rejected.to_string())
        }
        other => other.into(),
    }
}
