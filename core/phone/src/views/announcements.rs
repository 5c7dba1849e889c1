//! What is new for the customer, told until it is over: from the journal, without a network.

use crate::store::{StoreError, journal};
use crate::views::Lens;
use dough_rules::expiry::Deadline;
use dough_rules::facts::InvitationState;
use dough_rules::ids::{OrderId, ReferralId, Seq};
use dough_rules::journal::Award;
use dough_rules::ledger::Cause;
use dough_rules::order::OrderState;
use dough_rules::reward::IssuedReward;
use dough_rules::units::{Dough, Millis, Span};
use dough_rules::{Event, WalletFacts};
use rusqlite::Connection;
use std::collections::{BTreeSet, HashMap};

/// A voucher's end is announced so long before.
const VOUCHER_ENDS: Span = Span::days(3);
/// A friend's reward is told for so long.
const FRIEND_TOLD: Span = Span::days(30);
/// How many entries of a kind are looked through for when something happened.
const LOOKED_AT: u32 = 200;

/// Something new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Stays the same as long as it is told.
    pub id: String,
    /// What.
    pub kind: AnnouncementKind,
    /// Since when.
    pub at: Millis,
    /// Whether the customer has looked at it.
    pub seen: bool,
}

/// What can be new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnnouncementKind {
    /// A surprise can be opened.
    SurpriseReady {
        /// Its number.
        surprise: Seq,
    },
    /// An order can be fetched.
    OrderReady {
        /// Which.
        order: OrderId,
        /// What the shop is called.
        shop_name: String,
        /// What the customer says at the counter.
        code: String,
    },
    /// A voucher runs out within 3 days.
    VoucherEnds {
        /// Its number.
        number: Seq,
        /// What it is for.
        name: String,
        /// When.
        expires_at: Millis,
    },
    /// Dough runs out, within 30 days.
    DoughEnds {
        /// How much.
        dough: Dough,
        /// The last moment at which it can be spent.
        until: Millis,
    },
    /// A friend fulfilled an invitation's terms: told for 30 days.
    FriendRewarded {
        /// What it brought; nothing where the line is gone.
        dough: Dough,
    },
}

/// The ids of what is new.
pub(crate) fn ids(facts: &WalletFacts, now: Millis) -> impl Iterator<Item = String> {
    subjects(facts, now).map(|subject| subject.id())
}

/// What is new, newest first.
pub(crate) fn announcements(
    db: &Connection,
    facts: &WalletFacts,
    lens: &Lens<'_>,
    seen: &BTreeSet<String>,
) -> Result<Vec<Announcement>, StoreError> {
    let subjects: Vec<_> = subjects(facts, lens.now).collect();
    let times = Times::read(db, &subjects)?;
    let mut told: Vec<_> = subjects
        .iter()
        .map(|subject| {
            let id = subject.id();
            let (kind, at) = subject.told(lens, &times);
            Announcement { seen: seen.contains(&id), id, kind, at }
        })
        .collect();
    told.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| one.id.cmp(&other.id)));
    Ok(told)
}

/// What is told of, as the facts have it.
enum Subject<'a> {
    Surprise(&'a dough_rules::surprise::ReadySurprise),
    Order(&'a dough_rules::order::Order),
    Voucher(&'a dough_rules::facts::Voucher),
    Reward(&'a IssuedReward),
    Dough(Deadline, Span),
    Friend(&'a dough_rules::facts::Invitation),
}

fn subjects(facts: &WalletFacts, now: Millis) -> impl Iterator<Item = Subject<'_>> {
    let ready = facts.orders.iter().filter(|order| order.state == OrderState::Prepared);
    let ends_soon = move |expires_at: Millis, number: Seq| {
        let is_free = facts.attached_to(number).is_none();
        is_free && now < expires_at && expires_at <= now + VOUCHER_ENDS
    };
    let ending = facts.vouchers.iter().filter(move |it| ends_soon(it.expires_at, it.number));
    let rewards = facts.rewards.iter().filter(move |it| ends_soon(it.expires_at, it.number));
    let deadlines = facts.deadlines().into_iter().filter_map(move |deadline| {
        deadline.lead(now).filter(|_| now < deadline.at).map(|lead| Subject::Dough(deadline, lead))
    });
    let friends = facts.invitations.iter().filter(move |invitation| {
        invitation.state == InvitationState::Rewarded && now < invitation.since + FRIEND_TOLD
    });
    facts
        .surprises
        .iter()
        .map(Subject::Surprise)
        .chain(ready.map(Subject::Order))
        .chain(ending.map(Subject::Voucher))
        .chain(rewards.map(Subject::Reward))
        .chain(deadlines)
        .chain(friends.map(Subject::Friend))
}

impl Subject<'_> {
    fn id(&self) -> String {
        match self {
            Self::Surprise(surprise) => format!("surprise-{}", surprise.number.get()),
            Self::Order(order) => format!("order-{}", order.id),
            Self::Voucher(voucher) => format!("voucher-{}", voucher.number.get()),
            Self::Reward(reward) => format!("reward-{}", reward.number.get()),
            // Told again, 7 days ahead, to who has looked at it 30 days ahead.
            Self::Dough(ends, lead) => format!("dough-{}-{}", ends.at.get(), lead.get()),
            Self::Friend(invitation) => format!("friend-{}", invitation.referral),
        }
    }

    fn told(&self, lens: &Lens<'_>, times: &Times) -> (AnnouncementKind, Millis) {
        match self {
            Self::Surprise(surprise) => {
                let kind = AnnouncementKind::SurpriseReady { surprise: surprise.number };
                (kind, surprise.ready_at)
            }
            Self::Order(order) => {
                let shop_name = lens.names.shop(&order.shop);
                let code = order.code.clone();
                let kind = AnnouncementKind::OrderReady { order: order.id, shop_name, code };
                (kind, times.ready.get(&order.id).copied().unwrap_or(order.pickup_at))
            }
            Self::Voucher(voucher) => {
                let (number, expires_at) = (voucher.number, voucher.expires_at);
                let name = lens.names.item(&voucher.item);
                let kind = AnnouncementKind::VoucherEnds { number, name, expires_at };
                (kind, expires_at - VOUCHER_ENDS)
            }
            Self::Reward(reward) => {
                let (number, expires_at) = (reward.number, reward.expires_at);
                let name = reward.terms.name.clone();
                let kind = AnnouncementKind::VoucherEnds { number, name, expires_at };
                (kind, expires_at - VOUCHER_ENDS)
            }
            Self::Dough(ends, lead) => {
                let (dough, until) = (ends.dough, ends.at - Span::millis(1));
                (AnnouncementKind::DoughEnds { dough, until }, ends.at - *lead)
            }
            Self::Friend(invitation) => {
                let found = times.rewards.get(&invitation.referral).copied();
                let (dough, at) = found.unwrap_or((Dough::new(0), invitation.since));
                (AnnouncementKind::FriendRewarded { dough }, at)
            }
        }
    }
}

/// When what the facts only know of happened.
struct Times {
    ready: HashMap<OrderId, Millis>,
    rewards: HashMap<ReferralId, (Dough, Millis)>,
}

impl Times {
    /// Looks only for what is told of: mostly there is nothing to look for.
    fn read(db: &Connection, subjects: &[Subject<'_>]) -> Result<Self, StoreError> {
        let mut times = Self { ready: HashMap::new(), rewards: HashMap::new() };
        let entries = |kind: &str, wanted: bool| {
            if wanted { journal::of_kind(db, kind, LOOKED_AT) } else { Ok(vec![]) }
        };
        let is_order = |subject: &Subject<'_>| matches!(subject, Subject::Order(_));
        for row in entries("order_ready", subjects.iter().any(is_order))? {
            if let Event::OrderReady { order } = serde_json::from_str(&row.event)? {
                times.ready.insert(order, row.at);
            }
        }
        let is_friend = |subject: &Subject<'_>| matches!(subject, Subject::Friend(_));
        for row in entries("dough_posted", subjects.iter().any(is_friend))? {
            let event = serde_json::from_str(&row.event)?;
            if let Event::DoughPosted {
                award: Award { dough, cause: Cause::Referral(referral), .. },
                ..
            } = event
            {
                times.rewards.insert(referral, (dough, row.at));
            }
        }
        Ok(times)
    }
}
