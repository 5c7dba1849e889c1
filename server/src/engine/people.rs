//! What commands about people and phones claim: codes as proofs, addresses, keys.

use super::batch::WorkingSet;
use super::claims::{Settled, refused};
use super::job::Job;
use crate::store::people::{CODE_TRIES, KeyChange, PersonChange, Sealed};
use crate::store::{KeyOwner, KeyRecord, Needs};
use dough_paycode::Kid;
use dough_rules::command::LastBalance;
use dough_rules::ids::WalletId;
use dough_rules::{Decision, Event, Refusal};
use dough_wire::Problem;

/// A code that proves something.
#[derive(Clone, Copy, Debug)]
pub enum CodeProof {
    /// Of an e-mail: to which address, at which phone's asking, and what it says.
    Email {
        /// The address.
        address: Sealed,
        /// The phone.
        device: Kid,
        /// The code.
        code: Sealed,
    },
    /// Of another phone.
    Device {
        /// The code.
        code: Sealed,
    },
}

/// What a command about a person, or a person's phones, claims.
#[derive(Clone, Default)]
pub struct PeopleJob {
    /// The code that it rests on.
    pub proof: Option<CodeProof>,
    /// The address that leads to the wallet, where the proof is an e-mail's and a phone enrols.
    pub address: Option<String>,
    /// The keys of a phone that enrols.
    pub keys: Vec<KeyRecord>,
    /// The wallet that the phone had before.
    pub previous: Option<WalletId>,
    /// What is kept of the person.
    pub person: Option<PersonChange>,
}

/// Without addresses: a job may stand in a log.
impl std::fmt::Debug for PeopleJob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PeopleJob")
            .field("keys", &self.keys)
            .field("previous", &self.previous)
            .finish_non_exhaustive()
    }
}

impl PeopleJob {
    /// Adds what must be loaded to decide it.
    pub(super) fn name_needs(&self, needs: &mut Needs) {
        match self.proof {
            Some(CodeProof::Email { address, device, .. }) => {
                needs.email_codes.insert((address, device));
            }
            Some(CodeProof::Device { code }) => {
                needs.device_codes.insert(code);
            }
            None => {}
        }
        needs.emails.extend(self.address.clone());
        if let Some(PersonChange::Email { address, .. }) = &self.person {
            needs.emails.insert(address.clone());
        }
        needs.keys.extend(self.keys.iter().map(|key| key.kid));
        needs.wallets.extend(self.previous);
    }
}

/// Whether a command may be decided: its code is right, its address and its keys are free.
pub(super) fn settle(set: &WorkingSet, job: &Job, people: &PeopleJob) -> Result<(), Settled> {
    match people.proof {
        Some(CodeProof::Email { address, device, code }) => {
            prove_email(set, job, (address, device), &code)?;
            let owner = people.address.as_ref().map(|address| set.loaded.emails.get(address));
            if owner.is_some_and(|owner| owner.copied() != job.wallet) {
                return Err(wrong_email_code());
            }
        }
        Some(CodeProof::Device { code }) => prove_device(set, job, &code)?,
        None => {}
    }
    if let Some(PersonChange::Email { address, wallet, .. }) = &people.person
        && set.loaded.emails.get(address).is_some_and(|owner| owner != wallet)
    {
        return Err(refused(&Refusal::EmailInUse.into()));
    }
    settle_keys(set, job, people)
}

fn wrong_email_code() -> Settled {
    refused(&Problem::new("email_code_invalid", "The code is wrong, was used, or is too old."))
}

fn prove_email(
    set: &WorkingSet,
    job: &Job,
    asked: (Sealed, Kid),
    code: &Sealed,
) -> Result<(), Settled> {
    let newest = set.loaded.email_codes.get(&asked).filter(|it| it.is_live(job.moment.now));
    match newest {
        None => Err(wrong_email_code()),
        Some(newest) if newest.code == *code => Ok(()),
        Some(newest) => Err(Settled { tried: Some((asked, newest.id)), ..wrong_email_code() }),
    }
}

fn prove_device(set: &WorkingSet, job: &Job, code: &Sealed) -> Result<(), Settled> {
    let has_phone = |wallet: WalletId, device: Kid| {
        let row = set.loaded.wallets.get(&wallet);
        row.is_some_and(|row| row.facts.device(&device.to_string()).is_some())
    };
    let is_good = set.loaded.device_codes.get(code).is_some_and(|agreed| {
        job.moment.now < agreed.expires_at
            && Some(agreed.wallet) == job.wallet
            && has_phone(agreed.wallet, agreed.device)
    });
    if is_good {
        Ok(())
    } else {
        let detail = "The code was used, is wrong or too old.";
        Err(refused(&Problem::new("enrol_code_invalid", detail)))
    }
}

/// A phone's keys are new, or the wallet's own, or those of a wallet that was erased.
fn settle_keys(set: &WorkingSet, job: &Job, people: &PeopleJob) -> Result<(), Settled> {
    let owners: Vec<_> = people
        .keys
        .iter()
        .map(|key| set.loaded.keys.get(&key.kid).map(|known| former_owner(key, known)))
        .collect();
    let fits = match owners[..] {
        [Some(Some(pay)), Some(Some(api))] if pay == api => {
            job.ahead || Some(pay) == job.wallet || is_erased(set, pay)
        }
        [None, None] | [] => true,
        _ => false,
    };
    if fits { Ok(()) } else { Err(super::claims::key_in_use()) }
}

/// Whose a phone's key is, where it was enrolled for the same purpose.
fn former_owner(key: &KeyRecord, known: &KeyRecord) -> Option<WalletId> {
    match (key.owner, known.owner) {
        (KeyOwner::WalletPay(_), KeyOwner::WalletPay(owner))
        | (KeyOwner::WalletApi(_), KeyOwner::WalletApi(owner)) => Some(owner),
        _ => None,
    }
}

fn is_erased(set: &WorkingSet, wallet: WalletId) -> bool {
    set.loaded.wallets.get(&wallet).is_some_and(|row| row.facts.erased_at.is_some())
}

/// Counts a code that was tried in vain.
pub(super) fn count_try(set: &mut WorkingSet, asked: (Sealed, Kid), id: i64) {
    if let Some(code) = set.loaded.email_codes.get_mut(&asked) {
        code.tries += 1;
    }
    set.batch.people.tried.push(id);
}

/// Keeps what a decision revokes and erases. The wallet is as it was before.
pub(super) fn keep_ends(set: &mut WorkingSet, wallet: WalletId, decision: &Decision) {
    for entry in &decision.entries {
        match &entry.event {
            Event::DeviceRevoked { api_key } => {
                for kid in keys_of(set, wallet, api_key) {
                    if let Some(known) = set.loaded.keys.get_mut(&kid) {
                        known.revoked = true;
                    }
                    set.batch.people.keys.push(KeyChange::Revoke(kid, entry.at));
                }
            }
            Event::WalletErased {} => {
                let invite_code = decision.wallet.invite_code.clone();
                set.loaded.emails.retain(|_, owner| *owner != wallet);
                let at = entry.at;
                let balance = last_balance(decision);
                let erased = PersonChange::Erased { wallet, invite_code, at, balance };
                set.batch.people.persons.push(erased);
            }
            _ => {}
        }
    }
}

/// What became of an erased wallet's euros.
fn last_balance(decision: &Decision) -> LastBalance {
    let mut events = decision.entries.iter().map(|entry| &entry.event);
    events
        .find_map(|event| match event {
            Event::PaidOut { .. } => Some(LastBalance::PayOut),
            Event::BalanceGivenUp { .. } => Some(LastBalance::GiveUp),
            _ => None,
        })
        .unwrap_or(LastBalance::NoneLeft)
}

/// The two keys of a phone.
fn keys_of(set: &WorkingSet, wallet: WalletId, api_key: &str) -> Vec<Kid> {
    let row = set.loaded.wallets.get(&wallet);
    let device = row.and_then(|row| row.facts.device(api_key));
    let kids = device.into_iter().flat_map(|it| [&it.pay_key, &it.api_key]);
    kids.filter_map(|kid| kid.parse().ok()).collect()
}

/// Keeps what a success claims.
pub(super) fn claim(set: &mut WorkingSet, people: &PeopleJob) {
    match people.proof {
        Some(CodeProof::Email { address, device, .. }) => {
            if let Some(code) = set.loaded.email_codes.get_mut(&(address, device)) {
                code.tries = CODE_TRIES;
                set.batch.people.used_email_codes.push(code.id);
            }
        }
        Some(CodeProof::Device { code }) => {
            set.loaded.device_codes.remove(&code);
            set.batch.people.used_device_codes.push(code);
        }
        None => {}
    }
    for key in &people.keys {
        match set.loaded.keys.get(&key.kid) {
            None => set.batch.keys.push(key.clone()),
            Some(known) if known == key => {}
            Some(_) => set.batch.people.keys.push(KeyChange::Pass(key.clone())),
        }
        set.loaded.keys.insert(key.kid, key.clone());
    }
    if let Some(person) = &people.person {
        if let PersonChange::Email { wallet, address, .. } = person {
            set.loaded.emails.retain(|_, owner| owner != wallet);
            set.loaded.emails.insert(address.clone(), *wallet);
        }
        set.batch.people.persons.push(person.clone());
    }
}
