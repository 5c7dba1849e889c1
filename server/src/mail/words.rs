//! What mails say, in the customer's language.

use dough_wire::requests::Language;

/// Why a mail is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letter<'a> {
    /// A code that confirms the address.
    Confirm(&'a str),
    /// A code for a new phone.
    Recover(&'a str),
    /// Somebody wanted a code for a new phone, but no wallet has this address.
    NoWallet,
}

/// Subject and text of a mail from a business.
pub(crate) fn write(letter: Letter<'_>, language: Language, business: &str) -> (String, String) {
    let text = match language {
        Language::En => english(letter),
        Language::Nl => dutch(letter),
        Language::Fr => french(letter),
    };
    let subject = match (letter, language) {
        (Letter::Confirm(code) | Letter::Recover(code), Language::En) => {
            format!("{business}: your code is {code}")
        }
        (Letter::Confirm(code) | Letter::Recover(code), Language::Nl) => {
            format!("{business}: je code is {code}")
        }
        (Letter::Confirm(code) | Letter::Recover(code), Language::Fr) => {
            format!("{business} : votre code est {code}")
        }
        (Letter::NoWallet, Language::En) => format!("{business}: no wallet with this address"),
        (Letter::NoWallet, Language::Nl) => {
            format!("{business}: geen portemonnee met dit adres")
        }
        (Letter::NoWallet, Language::Fr) => {
            format!("{business} : aucun portefeuille avec cette adresse")
        }
    };
    (subject, format!("{text}\n\n{business}\n"))
}

fn english(letter: Letter<'_>) -> String {
    match letter {
        Letter::Confirm(code) => format!(
            "Your code is {code}. Type it into the app within 10 minutes, and this address belongs \
             to your wallet.\n\nIf you didn't ask for it, you need not do anything."
        ),
        Letter::Recover(code) => format!(
            "Your code is {code}. Type it into the app on your new phone within 10 minutes. The \
             phone can pay from your balance 24 hours later.\n\nIf you didn't ask for it, somebody \
             else typed your address. Don't give the code to anyone."
        ),
        Letter::NoWallet => "Somebody asked for a code to use a wallet with this address on a new \
             phone. No wallet has this address, so there is no code.\n\nIf it was you, try another \
             address. If not, you need not do anything."
            .to_owned(),
    }
}

fn dutch(letter: Letter<'_>) -> String {
    match letter {
        Letter::Confirm(code) => format!(
            "Je code is {code}. Typ hem binnen 10 minuten in de app, en dit adres hoort bij je \
             portemonnee.\n\nVroeg je er niet om? Dan hoef je niets te doen."
        ),
        Letter::Recover(code) => format!(
            "Je code is {code}. Typ hem binnen 10 minuten in de app op je nieuwe toestel. Dat kan \
             24 uur later met je saldo betalen.\n\nVroeg je er niet om? Dan typte iemand anders je \
             adres. Geef de code aan niemand."
        ),
        Letter::NoWallet => "Iemand vroeg een code om een portemonnee met dit adres op een nieuw \
             toestel te gebruiken. Geen enkele portemonnee heeft dit adres, dus is er geen \
             code.\n\nWas jij het? Probeer dan een ander adres. Zo niet, dan hoef je niets te doen."
            .to_owned(),
    }
}

fn french(letter: Letter<'_>) -> String {
    match letter {
        Letter::Confirm(code) => format!(
            "Votre code est {code}. Saisissez-le dans l'application dans les 10 minutes, et cette \
             adresse sera celle de votre portefeuille.\n\nSi vous n'avez rien demandé, vous n'avez \
             rien à faire."
        ),
        Letter::Recover(code) => format!(
            "Votre code est {code}. Saisissez-le dans l'application de votre nouvel appareil dans \
             les 10 minutes. Il pourra payer avec votre solde 24 heures plus tard.\n\nSi vous \
             n'avez rien demandé, quelqu'un d'autre a saisi votre adresse. Ne donnez le code à \
             personne."
        ),
        Letter::NoWallet => "Quelqu'un a demandé un code pour utiliser un portefeuille avec cette \
             adresse sur un nouvel appareil. Aucun portefeuille n'a cette adresse ; il n'y a donc \
             pas de code.\n\nSi c'était vous, essayez une autre adresse. Sinon, vous n'avez rien à \
             faire."
            .to_owned(),
    }
}
