//! A plain sentence for each thing that goes wrong at the counter.

use dough_paycode::{PREFIX, parse};
use dough_rules::Refusal;
use dough_wire::Problem;

/// What a scanner or a person typed, as a code, or what to do instead.
pub(super) fn code(typed: &str) -> Result<String, &'static str> {
    if typed.is_empty() {
        return Err("Scan the customer's code first.");
    }
    // A code has no small letters: with Caps Lock on, a scanner turns them all.
    let text = typed.to_uppercase();
    if text.starts_with(PREFIX) {
        return match parse(&text) {
            Ok(_) => Ok(text),
            Err(_) => Err("Only a part of the code arrived. Scan it once more."),
        };
    }
    if other_layout(&text) {
        return Err("The scanner types for another keyboard than this computer's, so the code \
                    arrives changed. Set both to the same layout, then scan again.");
    }
    if PREFIX.starts_with(&text) {
        return Err("Only a part of the code arrived. Scan it once more.");
    }
    Err("This isn't a code of our app. Ask the customer to open the app and show the code to pay.")
}

/// Whether it begins as a code does that a scanner typed for one keyboard on another: the letters
/// are there, the figure or the colon isn't.
fn other_layout(text: &str) -> bool {
    text.starts_with("BK") && text.chars().count() > PREFIX.len()
}

/// A refusal in words that a cashier can say.
pub(super) fn problem(problem: &Problem) -> String {
    let told = match problem.code.as_str() {
        "code_foreign" => "This isn't a code of our app.",
        "code_malformed" | "code_altered" => {
            "The code can't be read. Ask the customer to show a fresh one."
        }
        "code_unknown_key" => "This code belongs to another business's app, or to an old phone.",
        "code_expired" => "The code is too old. Ask the customer to show a fresh one.",
        "code_from_future" => "The phone's clock is wrong. Ask the customer to set it right.",
        "code_spent" => "This code was used for another sale. Ask the customer for a fresh one.",
        "wrong_key" | "code_not_for_paying" => {
            "This code only collects dough. Take card or cash, or ask the customer to allow paying."
        }
        "balance_held" => {
            "This phone is new, and can't pay from the balance yet. Take card or cash."
        }
        "wallet_erased" => "The customer's wallet was erased; nothing can be booked to it.",
        "sale_already_booked" => {
            "The sale before is booked, and stays so. This is a new one: check the items, and \
             scan a fresh code."
        }
        "price_changed" => "A price has changed just now. Look at the new total, then book.",
        "unauthorized" => "Sign in first.",
        "sign_in_failed" => "Name or password is wrong.",
        "forbidden" => "Your account doesn't work in this shop.",
        "overloaded" | "timeout" | "storage_failed" | "shutting_down" | "too_many_requests" => {
            "The server is busy. Nothing typed is lost: try again in a moment."
        }
        "internal" => "Something went wrong at the server; it was logged. Try again.",
        _ => return by_facts(problem),
    };
    told.to_owned()
}

/// Refusals that name amounts.
fn by_facts(problem: &Problem) -> String {
    match problem.refusal() {
        Some(Refusal::BalanceShort { available, remaining }) => {
            format!("The balance holds {available}, so {remaining} are missing.")
        }
        Some(Refusal::OverCodeMaximum { max, wanted }) => {
            format!("The customer allowed up to {max}, and {wanted} are needed.")
        }
        _ => problem.detail.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn each_wrong_scan_has_its_own_sentence() {
        for (typed, said) in [
            ("", "first"),
            ("BK1", "part"),
            ("BK1:6BF0Y+", "part"),
            ("bk1:6bf0y+", "part"),
            ("BK&M6BF0Y+", "another keyboard"),
            ("BK1Ö6BF0Z+", "another keyboard"),
            ("https://example.org/menu", "isn't a code of our app"),
            ("5449000000996", "isn't a code of our app"),
        ] {
            let sentence = code(typed).unwrap_err();
            assert!(sentence.contains(said), "{typed}: {sentence}");
        }
    }
}
