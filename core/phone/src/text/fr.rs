//! French.

use super::{ExportWords, Told, Waits, Why, after, day, join, minus, plus, with_comma};
use dough_rules::adjustment::AdjustmentReason;
use dough_rules::journal::InvitationRefusal;
use dough_rules::order::EndReason;
use dough_rules::receipt::EarningReason;
use dough_rules::reward::RewardEnd;
use dough_rules::units::{Cents, Dough};

pub(super) const EXPORT: ExportWords = ExportWords {
    language: "fr",
    title: "Ce que nous gardons de vous",
    wallet: "Portefeuille",
    name: "Nom",
    email: "E-mail",
    news: "Nouvelles et offres",
    research: "Étude des achats",
    yes: "oui",
    no: "non",
    dough: "Dough à dépenser",
    balance: "Solde",
    phone: "Téléphone, depuis",
};

pub(super) fn line(told: &Told) -> String {
    match told {
        Told::Welcome => "Bienvenue : votre portefeuille est ouvert".to_owned(),
        Told::Installed { dough } => {
            format!("Pour l'installation de l'application, {}", plus(*dough))
        }
        Told::Waiting { dough, for_friend, until } => {
            join(&[gift(*for_friend), &plus(*dough), &waits(until)])
        }
        Told::Posted { dough, for_friend } => {
            join(&[gift(*for_friend), &plus(*dough), "à dépenser dès maintenant"])
        }
        Told::Voided { dough } => format!("{dough} en attente : annulé"),
        Told::ToppedUp { amount } => format!("Recharge, {}", euro(*amount)),
        Told::Visit { shop, total, dough, why } => {
            purchase("Visite", shop, *total, *dough, why.as_ref())
        }
        Told::Refund { shop, part, amount, dough, owed, voucher } => join(&[
            if *part { "Remboursement partiel" } else { "Remboursement" },
            shop,
            &euro(*amount),
            &minus(*dough),
            &if owed.is_positive() { format!("{owed} à rendre") } else { String::new() },
            if *voucher { "bon rendu" } else { "" },
        ]),
        Told::OrderPlaced { shop, code, pickup, total } => {
            format!("Commande {code}, {shop}, {}, retrait {pickup}", euro(*total))
        }
        Told::OrderPaid { order, amount } => {
            join(&[&after("Commande", order.as_ref()), &format!("{} payés", euro(*amount))])
        }
        Told::OrderEdited { shop, code, pickup, total, paid, released } => join(&[
            &format!("Commande {code} modifiée, {shop}, {}, retrait {pickup}", euro(*total)),
            &when(*paid, "payés en plus"),
            &when(*released, "de nouveau disponibles"),
        ]),
        Told::OrderReady { order } => {
            join(&[&after("Commande", order.as_ref()), "prête pour vous"])
        }
        Told::OrderCompleted { shop, total, dough, why } => {
            purchase("Commande retirée", shop, *total, *dough, why.as_ref())
        }
        Told::OrderEnded { order, reason, released } => {
            let back = when(*released, "de nouveau disponibles");
            join(&[&after("Commande", order.as_ref()), ended(*reason), &back])
        }
        Told::CodeUsed { paid, voucher, dough } => {
            let paid =
                if paid.is_positive() { format!("Payé : {}", euro(*paid)) } else { String::new() };
            let told = join(&[&paid, if *voucher { "bon utilisé" } else { "" }, &plus(*dough)]);
            if told.is_empty() { "Scanné".to_owned() } else { told }
        }
        Told::SurpriseReady => "Une surprise vous attend".to_owned(),
        Told::SurpriseWithdrawn => "Une surprise est partie : son dough a été repris".to_owned(),
        Told::SurpriseOpened { item, dough, cost, honest } => {
            let prize = item.clone().unwrap_or_else(|| plus(*dough));
            let check =
                if *honest { "tirage vérifié" } else { "le tirage n'a pas pu être vérifié !" };
            format!("Surprise pour {cost} : {prize}, {check}")
        }
        Told::InvitationAccepted => "Vous êtes venu par l'invitation d'un ami".to_owned(),
        Told::InvitationQualified { due } => {
            format!("Votre première commande compte pour l'invitation : récompense le {due}")
        }
        Told::FriendJoined => "Un ami est venu par votre invitation".to_owned(),
        Told::InvitationRefused { reason } => {
            let reason = refused(*reason);
            format!("Une invitation ne rapporte rien : {reason}")
        }
        Told::DeviceAdded { from } => {
            format!("Un nouvel appareil utilise votre portefeuille ; il pourra payer dès le {from}")
        }
        Told::DeviceRevoked => "Un appareil a été retiré de votre portefeuille".to_owned(),
        Told::ProfileChanged => "Votre profil a été modifié".to_owned(),
        Told::ConsentsGiven { news, research } => {
            format!("Vos choix : actualités {}, étude {}", yes_no(*news), yes_no(*research))
        }
        Told::EmailConfirmed => "Votre adresse e-mail est confirmée".to_owned(),
        Told::PaidOut { amount } => format!("Solde versé, {}", euro(*amount)),
        Told::BalanceGivenUp { amount } => format!("Solde abandonné, {}", euro(*amount)),
        Told::DoughExpired { dough } => format!("{dough} : expiré"),
        Told::DoughEnds { dough, on } => format!("{dough} : expire après le {on}"),
        Told::Settled { dough } => format!("{dough} : ce que vous deviez est réglé"),
        Told::OwedWrittenOff { dough } => format!("{dough} que vous deviez : abandonné"),
        Told::Adjusted { shop, reason, dough, amount } => {
            put_right(shop, *reason, (*dough, *amount))
        }
        Told::RewardIssued { name, cost } => format!("{name} pour {cost}"),
        Told::RewardEnded { name, dough, end } => unused(name, *dough, *end),
        Told::WalletErased => "Votre portefeuille a été effacé".to_owned(),
        Told::Nothing => String::new(),
    }
}

/// For what dough waits.
fn waits(until: &Waits) -> String {
    match until {
        Waits::Until(date) => format!("en attente jusqu'au {date}"),
        Waits::Pickup => "en attente du retrait".to_owned(),
        Waits::Friend => "en attente de la première commande de votre ami".to_owned(),
    }
}

/// What a manager gave or took.
fn put_right(shop: &str, reason: AdjustmentReason, (dough, amount): (Dough, Cents)) -> String {
    let reason = match reason {
        AdjustmentReason::Goodwill => "avec nos remerciements",
        AdjustmentReason::MissedEarning => "un achat qui n'avait pas été compté",
        AdjustmentReason::Mistake => "une écriture était erronée",
        AdjustmentReason::Misuse => "le programme a été détourné",
    };
    let dough = if dough < Dough::ZERO { minus(-dough) } else { plus(dough) };
    join(&["Rectification", shop, &dough, &moved(amount), reason])
}

/// A reward that ended without being used.
fn unused(name: &str, dough: Dough, end: RewardEnd) -> String {
    match end {
        RewardEnd::Deleted => format!("{name} rendu, {}", plus(dough)),
        RewardEnd::Expired => format!("{name} non utilisé à temps, {}", plus(dough)),
        RewardEnd::Forfeited => format!("{name} non utilisé à temps : {dough} perdu"),
    }
}

pub(super) fn reason(reason: &EarningReason) -> String {
    match reason {
        EarningReason::Visit { dough } => format!("{} pour la visite", plus(*dough)),
        EarningReason::Spend { dough, paid } => format!("{} pour {}", plus(*dough), euro(*paid)),
        EarningReason::Pieces { dough, pieces } => {
            format!("{} pour {pieces} pièces qui comptent", plus(*dough))
        }
        EarningReason::Campaign { name, dough } => format!("{name} : {} de plus", plus(*dough)),
        EarningReason::BelowMinimum { minimum, .. } => {
            format!("À partir de {}, cela rapporte du dough", euro(*minimum))
        }
        EarningReason::NoSuchPiece {} => "Rien n'y rapporte du dough".to_owned(),
        EarningReason::DayCapReached { counted, next_day } => {
            format!("{counted} comptés ce jour-là ; le prochain compte le {}", day(*next_day))
        }
        EarningReason::WeekCapReached { counted, next_day } => {
            format!("{counted} comptés cette semaine-là ; le prochain compte le {}", day(*next_day))
        }
        EarningReason::CustomerCapReached { .. } => {
            "Vous l'avez déjà eu autant que possible".to_owned()
        }
        EarningReason::Elsewhere {} => {
            "Cela compte ailleurs, à d'autres moments ou pour d'autres".to_owned()
        }
        EarningReason::NotAsked => "Le code ne demande pas de dough".to_owned(),
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
        Some(Why::DayCap { visit }) => format!(
            "{base}. {} du jour : pas de dough, la prochaine compte demain",
            ordinal(*visit)
        ),
        Some(Why::BelowMinimum { minimum }) => {
            format!("{base}. Pas de dough : à partir de {}", euro(*minimum))
        }
        Some(Why::WeekCap { next }) => format!(
            "{base}. Pas de dough : la semaine est complète, la prochaine fois compte le {next}"
        ),
        Some(Why::CustomerCap) => {
            format!("{base}. Pas de dough : vous l'avez déjà eu autant que possible")
        }
        Some(Why::NoSuchPiece) => format!("{base}. Pas de dough : rien n'y compte"),
        Some(Why::Elsewhere) => format!(
            "{base}. Pas de dough : cela compte ailleurs, à d'autres moments ou pour d'autres"
        ),
        Some(Why::NotAsked) => format!("{base}. Pas de dough : le code ne le demandait pas"),
        None => base,
    }
}

fn ordinal(number: u32) -> String {
    match number {
        2 => "Deuxième visite".to_owned(),
        3 => "Troisième visite".to_owned(),
        4 => "Quatrième visite".to_owned(),
        5 => "Cinquième visite".to_owned(),
        _ => format!("Visite numéro {number}"),
    }
}

fn euro(amount: Cents) -> String {
    format!("{} €", with_comma(amount))
}

const fn gift(for_friend: bool) -> &'static str {
    if for_friend { "Pour une invitation" } else { "Un cadeau" }
}

const fn ended(reason: EndReason) -> &'static str {
    match reason {
        EndReason::ByCustomer => "annulée par vous",
        EndReason::ByShop => "annulée par le magasin",
        EndReason::HoldRanOut => "pas payée à temps",
        EndReason::NotCollected => "pas retirée",
    }
}

const fn refused(reason: InvitationRefusal) -> &'static str {
    match reason {
        InvitationRefusal::Mutual => "vous vous êtes invités l'un l'autre",
        InvitationRefusal::MonthFull => "les invitations du mois sont épuisées",
        InvitationRefusal::Refunded => "la première commande a été remboursée",
        InvitationRefusal::Erased => "l'autre portefeuille a été effacé",
    }
}

const fn yes_no(answer: bool) -> &'static str {
    if answer { "oui" } else { "non" }
}
