//! Dutch.

use super::{ExportWords, Told, Waits, Why, after, day, join, minus, plus, with_comma};
use dough_rules::adjustment::AdjustmentReason;
use dough_rules::journal::InvitationRefusal;
use dough_rules::order::EndReason;
use dough_rules::receipt::EarningReason;
use dough_rules::reward::RewardEnd;
use dough_rules::units::{Cents, Dough};

pub(super) const EXPORT: ExportWords = ExportWords {
    language: "nl",
    title: "Wat we van u bewaren",
    wallet: "Portemonnee",
    name: "Naam",
    email: "E-mail",
    news: "Nieuws en aanbiedingen",
    research: "Onderzoek met aankopen",
    yes: "ja",
    no: "nee",
    dough: "Dough om te besteden",
    balance: "Saldo",
    phone: "Telefoon, sinds",
};

pub(super) fn line(told: &Told) -> String {
    match told {
        Told::Welcome => "Welkom: je portemonnee is open".to_owned(),
        Told::Installed { dough } => format!("Voor het installeren van de app, {}", plus(*dough)),
        Told::Waiting { dough, for_friend, until } => {
            join(&[gift(*for_friend), &plus(*dough), &waits(until)])
        }
        Told::Posted { dough, for_friend } => {
            join(&[gift(*for_friend), &plus(*dough), "nu te gebruiken"])
        }
        Told::Voided { dough } => format!("{dough} die wachtte, komt niet"),
        Told::ToppedUp { amount } => format!("Opgeladen, {}", euro(*amount)),
        Told::Visit { shop, total, dough, why } => {
            purchase("Bezoek", shop, *total, *dough, why.as_ref())
        }
        Told::Refund { shop, part, amount, dough, owed, voucher } => join(&[
            if *part { "Gedeeltelijke terugbetaling" } else { "Terugbetaling" },
            shop,
            &euro(*amount),
            &minus(*dough),
            &if owed.is_positive() { format!("{owed} schuldig") } else { String::new() },
            if *voucher { "bon terug" } else { "" },
        ]),
        Told::OrderPlaced { shop, code, pickup, total } => {
            format!("Bestelling {code}, {shop}, {}, afhalen {pickup}", euro(*total))
        }
        Told::OrderPaid { order, amount } => {
            join(&[&after("Bestelling", order.as_ref()), &format!("{} betaald", euro(*amount))])
        }
        Told::OrderEdited { shop, code, pickup, total, paid, released } => join(&[
            &format!("Bestelling {code} gewijzigd, {shop}, {}, afhalen {pickup}", euro(*total)),
            &when(*paid, "bijbetaald"),
            &when(*released, "is weer van jou"),
        ]),
        Told::OrderReady { order } => {
            join(&[&after("Bestelling", order.as_ref()), "staat voor je klaar"])
        }
        Told::OrderCompleted { shop, total, dough, why } => {
            purchase("Bestelling afgehaald", shop, *total, *dough, why.as_ref())
        }
        Told::OrderEnded { order, reason, released } => {
            let back = when(*released, "is weer van jou");
            join(&[&after("Bestelling", order.as_ref()), ended(*reason), &back])
        }
        Told::CodeUsed { paid, voucher, dough } => {
            let paid = if paid.is_positive() {
                format!("Betaald: {}", euro(*paid))
            } else {
                String::new()
            };
            let told = join(&[&paid, if *voucher { "bon gebruikt" } else { "" }, &plus(*dough)]);
            if told.is_empty() { "Gescand".to_owned() } else { told }
        }
        Told::SurpriseReady => "Er ligt een verrassing klaar".to_owned(),
        Told::SurpriseWithdrawn => "Een verrassing is weg: haar dough werd teruggenomen".to_owned(),
        Told::SurpriseOpened { item, dough, cost, honest } => {
            let prize = item.clone().unwrap_or_else(|| plus(*dough));
            let check = if *honest {
                "de trekking is nagekeken"
            } else {
                "de trekking kon niet worden nagekeken!"
            };
            format!("Verrassing voor {cost}: {prize}, {check}")
        }
        Told::InvitationAccepted => "Je kwam via de uitnodiging van een vriend".to_owned(),
        Told::InvitationQualified { due } => {
            format!("Je eerste bestelling telt voor de uitnodiging: beloning op {due}")
        }
        Told::FriendJoined => "Een vriend kwam via jouw uitnodiging".to_owned(),
        Told::InvitationRefused { reason } => {
            let reason = refused(*reason);
            format!("Een uitnodiging levert niets op: {reason}")
        }
        Told::DeviceAdded { from } => {
            format!("Een nieuw toestel kan je portemonnee gebruiken; betalen kan vanaf {from}")
        }
        Told::DeviceRevoked => "Een toestel werd van je portemonnee verwijderd".to_owned(),
        Told::ProfileChanged => "Je profiel werd gewijzigd".to_owned(),
        Told::ConsentsGiven { news, research } => {
            format!("Jouw keuzes: nieuws {}, onderzoek {}", yes_no(*news), yes_no(*research))
        }
        Told::EmailConfirmed => "Je e-mailadres is bevestigd".to_owned(),
        Told::PaidOut { amount } => format!("Saldo uitbetaald, {}", euro(*amount)),
        Told::BalanceGivenUp { amount } => {
            format!("Van het saldo afgezien, {}", euro(*amount))
        }
        Told::DoughExpired { dough } => format!("{dough} is vervallen"),
        Told::DoughEnds { dough, on } => format!("{dough} vervalt na {on}"),
        Told::Settled { dough } => format!("{dough} vereffende wat je schuldig was"),
        Told::OwedWrittenOff { dough } => {
            format!("{dough} die je schuldig was, is kwijtgescholden")
        }
        Told::Adjusted { shop, reason, dough, amount } => {
            put_right(shop, *reason, (*dough, *amount))
        }
        Told::RewardIssued { name, cost } => format!("{name} voor {cost}"),
        Told::RewardEnded { name, dough, end } => unused(name, *dough, *end),
        Told::WalletErased => "Je portemonnee werd gewist".to_owned(),
        Told::Nothing => String::new(),
    }
}

/// For what dough waits.
fn waits(until: &Waits) -> String {
    match until {
        Waits::Until(date) => format!("wacht tot {date}"),
        Waits::Pickup => "wacht op de afhaling".to_owned(),
        Waits::Friend => "wacht op de eerste bestelling van je vriend".to_owned(),
    }
}

/// What a manager gave or took.
fn put_right(shop: &str, reason: AdjustmentReason, (dough, amount): (Dough, Cents)) -> String {
    let reason = match reason {
        AdjustmentReason::Goodwill => "met onze dank",
        AdjustmentReason::MissedEarning => "een aankoop die niet was meegeteld",
        AdjustmentReason::Mistake => "er was iets verkeerd geboekt",
        AdjustmentReason::Misuse => "het programma werd misbruikt",
    };
    let dough = if dough < Dough::ZERO { minus(-dough) } else { plus(dough) };
    join(&["Rechtgezet", shop, &dough, &moved(amount), reason])
}

/// A reward that ended without being used.
fn unused(name: &str, dough: Dough, end: RewardEnd) -> String {
    match end {
        RewardEnd::Deleted => format!("{name} teruggegeven, {}", plus(dough)),
        RewardEnd::Expired => format!("{name} niet op tijd gebruikt, {}", plus(dough)),
        RewardEnd::Forfeited => format!("{name} niet op tijd gebruikt: {dough} is verloren"),
    }
}

pub(super) fn reason(reason: &EarningReason) -> String {
    match reason {
        EarningReason::Visit { dough } => format!("{} voor het bezoek", plus(*dough)),
        EarningReason::Spend { dough, paid } => format!("{} voor {}", plus(*dough), euro(*paid)),
        EarningReason::Pieces { dough, pieces } => {
            format!("{} voor {pieces} stuks die meetellen", plus(*dough))
        }
        EarningReason::Campaign { name, dough } => format!("{name}: {} extra", plus(*dough)),
        EarningReason::BelowMinimum { minimum, .. } => {
            format!("Vanaf {} verdien je dough", euro(*minimum))
        }
        EarningReason::NoSuchPiece {} => "Niets hiervan levert dough op".to_owned(),
        EarningReason::DayCapReached { counted, next_day } => {
            format!("{counted} geteld die dag; het volgende telt op {}", day(*next_day))
        }
        EarningReason::WeekCapReached { counted, next_day } => {
            format!("{counted} geteld die week; het volgende telt op {}", day(*next_day))
        }
        EarningReason::CustomerCapReached { .. } => "Je kreeg het al zo vaak als kan".to_owned(),
        EarningReason::Elsewhere {} => {
            "Het telt elders, op andere momenten of voor anderen".to_owned()
        }
        EarningReason::NotAsked => "De code vraagt niet om dough".to_owned(),
    }
}

/// Money that was given or taken, with its sign.
fn moved(amount: Cents) -> String {
    let sign = if amount < Cents::ZERO { "-" } else { "+" };
    let amount = amount.max(-amount);
    if amount.is_positive() { format!("{sign}{}", euro(amount)) } else { String::new() }
}

fn when(amount: Cents, what: &str) -> String {
    if amount.is_positive() { format!("{} {what}", euro(amount)) } else { String::new() }
}

fn purchase(what: &str, shop: &str, total: Cents, dough: Dough, why: Option<&Why>) -> String {
    let base = join(&[what, shop, &euro(total), &plus(dough)]);
    match why {
        Some(Why::DayCap { visit }) => {
            format!("{base}. {} vandaag: geen dough, het volgende telt morgen", ordinal(*visit))
        }
        Some(Why::BelowMinimum { minimum }) => {
            format!("{base}. Geen dough: vanaf {}", euro(*minimum))
        }
        Some(Why::WeekCap { next }) => {
            format!("{base}. Geen dough: deze week is vol, de volgende keer telt op {next}")
        }
        Some(Why::CustomerCap) => format!("{base}. Geen dough: je kreeg het al zo vaak als kan"),
        Some(Why::NoSuchPiece) => format!("{base}. Geen dough: niets hiervan telt mee"),
        Some(Why::Elsewhere) => {
            format!("{base}. Geen dough: het telt elders, op andere momenten of voor anderen")
        }
        Some(Why::NotAsked) => format!("{base}. Geen dough: de code vroeg er niet om"),
        None => base,
    }
}

fn ordinal(number: u32) -> String {
    match number {
        2 => "Tweede bezoek".to_owned(),
        3 => "Derde bezoek".to_owned(),
        4 => "Vierde bezoek".to_owned(),
        5 => "Vijfde bezoek".to_owned(),
        _ => format!("Bezoek nummer {number}"),
    }
}

fn euro(amount: Cents) -> String {
    format!("€ {}", with_comma(amount))
}

const fn gift(for_friend: bool) -> &'static str {
    if for_friend { "Voor een uitnodiging" } else { "Een cadeau" }
}

const fn ended(reason: EndReason) -> &'static str {
    match reason {
        EndReason::ByCustomer => "door jou geannuleerd",
        EndReason::ByShop => "door de winkel geannuleerd",
        EndReason::HoldRanOut => "niet op tijd betaald",
        EndReason::NotCollected => "niet afgehaald",
    }
}

const fn refused(reason: InvitationRefusal) -> &'static str {
    match reason {
        InvitationRefusal::Mutual => "jullie nodigden elkaar uit",
        InvitationRefusal::MonthFull => "de uitnodigingen van deze maand zijn op",
        InvitationRefusal::Refunded => "de eerste bestelling werd terugbetaald",
        InvitationRefusal::Erased => "de andere portemonnee werd gewist",
    }
}

const fn yes_no(answer: bool) -> &'static str {
    if answer { "ja" } else { "nee" }
}
