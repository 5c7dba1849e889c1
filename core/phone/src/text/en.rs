//! English.

use super::{ExportWords, Told, Waits, Why, after, day, join, minus, plus};
use dough_rules::adjustment::AdjustmentReason;
use dough_rules::journal::InvitationRefusal;
use dough_rules::order::EndReason;
use dough_rules::receipt::EarningReason;
use dough_rules::reward::RewardEnd;
use dough_rules::units::{Cents, Dough};

pub(super) const EXPORT: ExportWords = ExportWords {
    language: "en",
    title: "What we keep about you",
    wallet: "Wallet",
    name: "Name",
    email: "E-mail",
    news: "News and offers",
    research: "Research with purchases",
    yes: "yes",
    no: "no",
    dough: "Dough to spend",
    balance: "Balance",
    phone: "Phone, since",
};

pub(super) fn line(told: &Told) -> String {
    match told {
        Told::Welcome => "Welcome: your wallet is open".to_owned(),
        Told::Installed { dough } => format!("For installing the app, {}", plus(*dough)),
        Told::Waiting { dough, for_friend, until } => {
            join(&[gift(*for_friend), &plus(*dough), &waits(until)])
        }
        Told::Posted { dough, for_friend } => {
            join(&[gift(*for_friend), &plus(*dough), "to spend now"])
        }
        Told::Voided { dough } => format!("{dough} that waited won't come"),
        Told::ToppedUp { amount } => format!("Top-up, {amount}"),
        Told::Visit { shop, total, dough, why } => {
            purchase("Visit", shop, *total, *dough, why.as_ref())
        }
        Told::Refund { shop, part, amount, dough, owed, voucher } => join(&[
            if *part { "Part refund" } else { "Refund" },
            shop,
            &amount.to_string(),
            &minus(*dough),
            &if owed.is_positive() { format!("{owed} owed") } else { String::new() },
            if *voucher { "voucher back" } else { "" },
        ]),
        Told::OrderPlaced { shop, code, pickup, total } => {
            format!("Order {code}, {shop}, {total}, pickup {pickup}")
        }
        Told::OrderPaid { order, amount } => {
            join(&[&after("Order", order.as_ref()), &format!("{amount} paid")])
        }
        Told::OrderEdited { shop, code, pickup, total, paid, released } => join(&[
            &format!("Order {code} changed, {shop}, {total}, pickup {pickup}"),
            &when(*paid, "paid in addition"),
            &when(*released, "is yours again"),
        ]),
        Told::OrderReady { order } => join(&[&after("Order", order.as_ref()), "ready for you"]),
        Told::OrderCompleted { shop, total, dough, why } => {
            purchase("Order fetched", shop, *total, *dough, why.as_ref())
        }
        Told::OrderEnded { order, reason, released } => {
            let back = when(*released, "is yours again");
            join(&[&after("Order", order.as_ref()), ended(*reason), &back])
        }
        Told::CodeUsed { paid, voucher, dough } => {
            let paid = if paid.is_positive() { format!("Paid {paid}") } else { String::new() };
            let told = join(&[&paid, if *voucher { "voucher used" } else { "" }, &plus(*dough)]);
            if told.is_empty() { "Scanned".to_owned() } else { told }
        }
        Told::SurpriseReady => "A surprise is ready".to_owned(),
        Told::SurpriseWithdrawn => "A surprise went: its dough was taken back".to_owned(),
        Told::SurpriseOpened { item, dough, cost, honest } => {
            let prize = item.clone().unwrap_or_else(|| plus(*dough));
            let check =
                if *honest { "the draw was checked" } else { "the draw could not be checked!" };
            format!("Surprise for {cost}: {prize}, {check}")
        }
        Told::InvitationAccepted => "You came through a friend's invitation".to_owned(),
        Told::InvitationQualified { due } => {
            format!("Your first order counts for the invitation: rewards on {due}")
        }
        Told::FriendJoined => "A friend came through your invitation".to_owned(),
        Told::InvitationRefused { reason } => {
            let reason = refused(*reason);
            format!("An invitation gives nothing: {reason}")
        }
        Told::DeviceAdded { from } => {
            format!("A new phone can use your wallet; it can pay from {from}")
        }
        Told::DeviceRevoked => "A phone was removed from your wallet".to_owned(),
        Told::ProfileChanged => "Your profile was changed".to_owned(),
        Told::ConsentsGiven { news, research } => {
            format!("Your choices: news {}, research {}", yes_no(*news), yes_no(*research))
        }
        Told::EmailConfirmed => "Your e-mail address is confirmed".to_owned(),
        Told::PaidOut { amount } => format!("Balance paid out, {amount}"),
        Told::BalanceGivenUp { amount } => format!("Balance given up, {amount}"),
        Told::DoughExpired { dough } => format!("{dough} ran out"),
        Told::DoughEnds { dough, on } => format!("{dough} will run out after {on}"),
        Told::Settled { dough } => format!("{dough} settled what you owed"),
        Told::OwedWrittenOff { dough } => format!("{dough} that you owed are let go"),
        Told::Adjusted { shop, reason, dough, amount } => {
            put_right(shop, *reason, (*dough, *amount))
        }
        Told::RewardIssued { name, cost } => format!("{name} for {cost}"),
        Told::RewardEnded { name, dough, end } => unused(name, *dough, *end),
        Told::WalletErased => "Your wallet was erased".to_owned(),
        Told::Nothing => String::new(),
    }
}

/// For what dough waits.
fn waits(until: &Waits) -> String {
    match until {
        Waits::Until(date) => format!("waits until {date}"),
        Waits::Pickup => "waits for the pickup".to_owned(),
        Waits::Friend => "waits for your friend's first order".to_owned(),
    }
}

/// What a manager gave or took.
fn put_right(shop: &str, reason: AdjustmentReason, (dough, amount): (Dough, Cents)) -> String {
    let reason = match reason {
        AdjustmentReason::Goodwill => "with our thanks",
        AdjustmentReason::MissedEarning => "a purchase that had not been counted",
        AdjustmentReason::Mistake => "something was booked wrongly",
        AdjustmentReason::Misuse => "the programme was misused",
    };
    let dough = if dough < Dough::ZERO { minus(-dough) } else { plus(dough) };
    join(&["Put right", shop, &dough, &moved(amount), reason])
}

/// A reward that ended without being used.
fn unused(name: &str, dough: Dough, end: RewardEnd) -> String {
    match end {
        RewardEnd::Deleted => format!("{name} given back, {}", plus(dough)),
        RewardEnd::Expired => format!("{name} was not used in time, {}", plus(dough)),
        RewardEnd::Forfeited => format!("{name} was not used in time: {dough} are lost"),
    }
}

pub(super) fn reason(reason: &EarningReason) -> String {
    match reason {
        EarningReason::Visit { dough } => format!("{} for the visit", plus(*dough)),
        EarningReason::Spend { dough, paid } => format!("{} for {paid}", plus(*dough)),
        EarningReason::Pieces { dough, pieces } => {
            format!("{} for {pieces} of what counts", plus(*dough))
        }
        EarningReason::Campaign { name, dough } => format!("{name}: {} more", plus(*dough)),
        EarningReason::BelowMinimum { minimum, .. } => format!("From {minimum} on it earns dough"),
        EarningReason::NoSuchPiece {} => "Nothing in it earns dough".to_owned(),
        EarningReason::DayCapReached { counted, next_day } => {
            format!("{counted} counted that day; the next counts on {}", day(*next_day))
        }
        EarningReason::WeekCapReached { counted, next_day } => {
            format!("{counted} counted that week; the next counts on {}", day(*next_day))
        }
        EarningReason::CustomerCapReached { .. } => "You had it as often as it is given".to_owned(),
        EarningReason::Elsewhere {} => {
            "It counts elsewhere, at other times or for others".to_owned()
        }
        EarningReason::NotAsked => "The code doesn't ask for dough".to_owned(),
    }
}

/// Money that was given or taken, with its sign.
fn moved(amount: Cents) -> String {
    let sign = if amount < Cents::ZERO { "-" } else { "+" };
    let amount = amount.max(-amount);
    if amount.is_positive() { format!("{sign}{amount}") } else { String::new() }
}

fn when(amount: Cents, what: &str) -> String {
    if amount.is_positive() { format!("{amount} {what}") } else { String::new() }
}

fn purchase(what: &str, shop: &str, total: Cents, dough: Dough, why: Option<&Why>) -> String {
    let base = join(&[what, shop, &total.to_string(), &plus(dough)]);
    match why {
        Some(Why::DayCap { visit }) => {
            format!("{base}. {} today: no dough, the next counts tomorrow", ordinal(*visit))
        }
        Some(Why::BelowMinimum { minimum }) => format!("{base}. No dough: it takes {minimum}"),
        Some(Why::WeekCap { next }) => {
            format!("{base}. No dough: this week is full, the next counts on {next}")
        }
        Some(Why::CustomerCap) => format!("{base}. No dough: you had it as often as it is given"),
        Some(Why::NoSuchPiece) => format!("{base}. No dough: nothing in it counts"),
        Some(Why::Elsewhere) => {
            format!("{base}. No dough: it counts elsewhere, at other times or for others")
        }
        Some(Why::NotAsked) => format!("{base}. No dough: the code didn't ask for it"),
        None => base,
    }
}

fn ordinal(number: u32) -> String {
    match number {
        2 => "Second visit".to_owned(),
        3 => "Third visit".to_owned(),
        4 => "Fourth visit".to_owned(),
        5 => "Fifth visit".to_owned(),
        _ => format!("Visit number {number}"),
    }
}

const fn gift(for_friend: bool) -> &'static str {
    if for_friend { "For an invitation" } else { "A gift" }
}

const fn ended(reason: EndReason) -> &'static str {
    match reason {
        EndReason::ByCustomer => "you called it off",
        EndReason::ByShop => "the shop called it off",
        EndReason::HoldRanOut => "not paid in time",
        EndReason::NotCollected => "not fetched",
    }
}

const fn refused(reason: InvitationRefusal) -> &'static str {
    match reason {
        InvitationRefusal::Mutual => "you invited each other",
        InvitationRefusal::MonthFull => "this month's invitations are used up",
        InvitationRefusal::Refunded => "the first order was refunded",
        InvitationRefusal::Erased => "the other wallet was erased",
    }
}

const fn yes_no(answer: bool) -> &'static str {
    if answer { "yes" } else { "no" }
}
