//! History in the customer's language: one file a language, each a match over the same facts, so
//! that the compiler misses nothing.

mod en;
mod fr;
mod nl;

use crate::Language;
use dough_rules::adjustment::AdjustmentReason;
use dough_rules::journal::InvitationRefusal;
use dough_rules::order::EndReason;
use dough_rules::receipt::EarningReason;
use dough_rules::reward::RewardEnd;
use dough_rules::units::{Cents, Dough};
use jiff::civil::Date;

/// What a line tells, with names as customers know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Welcome,
    Installed {
        dough: Dough,
    },
    Waiting {
        dough: Dough,
        for_friend: bool,
        until: Waits,
    },
    Posted {
        dough: Dough,
        for_friend: bool,
    },
    Voided {
        dough: Dough,
    },
    ToppedUp {
        amount: Cents,
    },
    Visit {
        shop: String,
        total: Cents,
        dough: Dough,
        why: Option<Why>,
    },
    Refund {
        shop: String,
        /// Whether it was a part of the receipt.
        part: bool,
        amount: Cents,
        dough: Dough,
        /// What of that was spent already.
        owed: Dough,
        voucher: bool,
    },
    OrderPlaced {
        shop: String,
        code: String,
        pickup: String,
        total: Cents,
    },
    /// `order` is its shop and pickup code.
    OrderPaid {
        order: Option<(String, String)>,
        amount: Cents,
    },
    /// `paid` is held in addition, `released` no longer.
    OrderEdited {
        shop: String,
        code: String,
        pickup: String,
        total: Cents,
        paid: Cents,
        released: Cents,
    },
    OrderReady {
        order: Option<(String, String)>,
    },
    OrderCompleted {
        shop: String,
        total: Cents,
        dough: Dough,
        why: Option<Why>,
    },
    OrderEnded {
        order: Option<(String, String)>,
        reason: EndReason,
        released: Cents,
    },
    /// A code was scanned: what was paid from the balance, and what it gave.
    CodeUsed {
        paid: Cents,
        voucher: bool,
        dough: Dough,
    },
    SurpriseReady,
    SurpriseWithdrawn,
    SurpriseOpened {
        item: Option<String>,
        dough: Dough,
        cost: Dough,
        honest: bool,
    },
    InvitationAccepted,
    InvitationQualified {
        due: String,
    },
    FriendJoined,
    InvitationRefused {
        reason: InvitationRefusal,
    },
    /// A phone that came by e-mail: from when on it may pay.
    DeviceAdded {
        from: String,
    },
    DeviceRevoked,
    ProfileChanged,
    ConsentsGiven {
        news: bool,
        research: bool,
    },
    EmailConfirmed,
    PaidOut {
        amount: Cents,
    },
    BalanceGivenUp {
        amount: Cents,
    },
    DoughExpired {
        dough: Dough,
    },
    /// Dough runs out with the end of a day.
    DoughEnds {
        dough: Dough,
        on: String,
    },
    /// New dough settled what was owed.
    Settled {
        dough: Dough,
    },
    OwedWrittenOff {
        dough: Dough,
    },
    /// A manager put something right: what it gave, or took.
    Adjusted {
        shop: String,
        reason: AdjustmentReason,
        dough: Dough,
        amount: Cents,
    },
    RewardIssued {
        name: String,
        cost: Dough,
    },
    RewardEnded {
        name: String,
        dough: Dough,
        end: RewardEnd,
    },
    WalletErased,
    /// An event without a line.
    Nothing,
}

/// For what dough waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Waits {
    Until(String),
    Pickup,
    Friend,
}

/// Why a purchase earned nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// The day's count is full; this was visit number so many.
    DayCap {
        visit: u32,
    },
    BelowMinimum {
        minimum: Cents,
    },
    /// The week's count is full; the next one counts on a date.
    WeekCap {
        next: String,
    },
    /// The customer's count is full.
    CustomerCap,
    /// Nothing of it counts.
    NoSuchPiece,
    /// It counts in other shops or at other times.
    Elsewhere,
    NotAsked,
}

/// Why a purchase earns what it earns, in a language.
pub(crate) fn reason(language: Language, reason: &EarningReason) -> String {
    match language {
        Language::Nl => nl::reason(reason),
        Language::Fr => fr::reason(reason),
        Language::En => en::reason(reason),
    }
}

/// A day as customers read it.
pub(crate) fn day(date: Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

/// The line in a language.
pub(crate) fn line(language: Language, told: &Told) -> String {
    match language {
        Language::Nl => nl::line(told),
        Language::Fr => fr::line(told),
        Language::En => en::line(told),
    }
}

/// The words of the page that tells a customer all that is kept.
pub(crate) struct ExportWords {
    /// The language's tag.
    pub(crate) language: &'static str,
    pub(crate) title: &'static str,
    pub(crate) wallet: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) news: &'static str,
    pub(crate) research: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) dough: &'static str,
    pub(crate) balance: &'static str,
    pub(crate) phone: &'static str,
}

/// The words in a language.
pub(crate) const fn export_words(language: Language) -> &'static ExportWords {
    match language {
        Language::Nl => &nl::EXPORT,
        Language::Fr => &fr::EXPORT,
        Language::En => &en::EXPORT,
    }
}

/// An amount with a decimal comma, without the currency: "12,40".
fn with_comma(amount: Cents) -> String {
    let cents = amount.get().unsigned_abs();
    let sign = if amount.get() < 0 { "-" } else { "" };
    format!("{sign}{},{:02}", cents / 100, cents % 100)
}

/// ", shop, code" after a word, where the order is known.
fn after(word: &str, order: Option<&(String, String)>) -> String {
    match order {
        Some((shop, code)) => format!("{word} {code}, {shop}"),
        None => word.to_owned(),
    }
}

/// The parts of a line that there are, with commas between.
fn join(parts: &[&str]) -> String {
    let parts: Vec<_> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// "+1 dough"; empty for none.
fn plus(dough: Dough) -> String {
    signed('+', dough)
}

/// "-1 dough"; empty for none.
fn minus(dough: Dough) -> String {
    signed('-', dough)
}

fn signed(sign: char, dough: Dough) -> String {
    if dough.is_positive() { format!("{sign}{dough}") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_all(told: &Told) -> [String; 3] {
        [Language::En, Language::Nl, Language::Fr].map(|language| line(language, told))
    }

    #[test]
    fn a_visit_says_what_it_gave() {
        let told = Told::Visit {
            shop: "Brussels".to_owned(),
            total: Cents::new(1240),
            dough: Dough::new(1),
            why: None,
        };
        assert_eq!(
            in_all(&told),
            [
                "Visit, Brussels, EUR 12.40, +1 dough",
                "Bezoek, Brussels, € 12,40, +1 dough",
                "Visite, Brussels, 12,40 €, +1 dough",
            ]
        );
    }

    #[test]
    fn a_code_that_was_used_says_what_it_paid_and_gave() {
        let told = |paid, voucher, dough| {
            in_all(&Told::CodeUsed { paid: Cents::new(paid), voucher, dough: Dough::new(dough) })
        };
        assert_eq!(
            told(860, false, 1),
            ["Paid EUR 8.60, +1 dough", "Betaald: € 8,60, +1 dough", "Payé : 8,60 €, +1 dough"]
        );
        assert_eq!(
            told(0, true, 0).map(|text| text.to_lowercase()),
            ["voucher used", "bon gebruikt", "bon utilisé"]
        );
        assert_eq!(told(0, false, 0), ["Scanned", "Gescand", "Scanné"]);
    }

    #[test]
    fn a_visit_that_gave_nothing_says_why() {
        let visit = |why| Told::Visit {
            shop: "Brussels".to_owned(),
            total: Cents::new(320),
            dough: Dough::ZERO,
            why: Some(why),
        };
        assert_eq!(
            in_all(&visit(Why::DayCap { visit: 3 })),
            [
                "Visit, Brussels, EUR 3.20. Third visit today: no dough, the next counts tomorrow",
                "Bezoek, Brussels, € 3,20. Derde bezoek vandaag: geen dough, het volgende telt morgen",
                "Visite, Brussels, 3,20 €. Troisième visite du jour : pas de dough, la prochaine compte demain",
            ]
        );
        let minimum = Why::BelowMinimum { minimum: Cents::new(500) };
        assert_eq!(
            in_all(&visit(minimum)),
            [
                "Visit, Brussels, EUR 3.20. No dough: it takes EUR 5.00",
                "Bezoek, Brussels, € 3,20. Geen dough: vanaf € 5,00",
                "Visite, Brussels, 3,20 €. Pas de dough : à partir de 5,00 €",
            ]
        );
    }

    #[test]
    fn a_reveal_that_does_not_check_is_told() {
        let told = Told::SurpriseOpened {
            item: Some("Croissant".to_owned()),
            dough: Dough::ZERO,
            cost: Dough::new(10),
            honest: false,
        };
        for text in in_all(&told) {
            assert!(text.contains("Croissant") && text.contains("10"), "{text}");
            assert!(text.contains('!'), "{text}");
        }
    }
}
