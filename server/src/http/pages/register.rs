//! The register page: scan a code, pick items, see the result.

use super::form::{Pay, SaleForm, Variant};
use super::{Shell, refused, render, session, status, words};
use crate::app::App;
use crate::http::call::Call;
use crate::http::register;
use crate::http::reply::{Failure, yes};
use crate::staff::Staff;
use crate::store::{AuditLine, Register};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dough_rules::catalogue::Mode;
use dough_rules::command::SaleTender;
use dough_rules::ids::{RegisterId, ShopId};
use dough_rules::pricing::{Basket, price};
use dough_rules::receipt::{EarningReason, Receipt, Tender};
use dough_rules::units::{Cents, Millis};
use dough_rules::{Catalogue, Outcome, Refusal};
use dough_wire::Problem;
use dough_wire::replies::CommandReply;
use dough_wire::requests::ScanRequest;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "register.html")]
struct RegisterPage {
    shell: Shell,
    shop: ShopId,
    shop_name: String,
    /// What went wrong; empty for nothing.
    sentence: String,
    /// A payment that would work: the button's words, and what it sends.
    split: Option<(String, String)>,
    form: SaleForm,
    tiles: Vec<Tile>,
    total: Cents,
}

/// An item of the menu, with the changes that it can be had with.
struct Tile {
    name: String,
    variants: Vec<Choice>,
}

struct Choice {
    label: String,
    field: String,
    price: Cents,
    count: u32,
}

#[derive(Template)]
#[template(path = "sold.html")]
struct SoldPage {
    shell: Shell,
    shop: ShopId,
    shop_name: String,
    receipt: Receipt,
    at: String,
}

impl SoldPage {
    fn tender(tender: &Tender) -> &'static str {
        match tender {
            Tender::Balance { .. } => "From the balance",
            Tender::Card { .. } => "By card",
            Tender::Cash { .. } => "In cash",
            Tender::Voucher { .. } => "By voucher",
            Tender::Reward { .. } => "By reward",
        }
    }

    /// Why it earned what it earned.
    fn earning(&self) -> String {
        let dough = self.receipt.earning.dough;
        let reason = self.receipt.earning.reasons.iter().find_map(|reason| match reason {
            EarningReason::BelowMinimum { minimum, .. } => {
                Some(format!("No dough: a visit counts from {minimum} on."))
            }
            EarningReason::DayCapReached { counted, .. } => {
                Some(format!("No dough: {counted} visits were counted today."))
            }
            EarningReason::WeekCapReached { counted, .. } => {
                Some(format!("No dough: {counted} visits were counted this week."))
            }
            EarningReason::CustomerCapReached { .. } => {
                Some("No dough: the customer had it as often as it is given.".to_owned())
            }
            EarningReason::NoSuchPiece {} => Some("No dough: nothing of it counts.".to_owned()),
            EarningReason::Elsewhere {} => Some(
                "No dough: it counts elsewhere, at other times or for other customers.".to_owned(),
            ),
            EarningReason::NotAsked => Some("The code didn't ask for dough.".to_owned()),
            EarningReason::Visit { .. }
            | EarningReason::Spend { .. }
            | EarningReason::Pieces { .. }
            | EarningReason::Campaign { .. } => None,
        });
        reason.filter(|_| dough.get() == 0).unwrap_or_else(|| format!("{dough} earned"))
    }
}

/// Why a form wasn't booked.
enum Unsold {
    Sentence(&'static str),
    Problem(Problem),
}

impl From<Failure> for Unsold {
    fn from(failure: Failure) -> Self {
        Self::Problem(failure.0)
    }
}

impl From<Refusal> for Unsold {
    fn from(refusal: Refusal) -> Self {
        Self::Problem(refusal.into())
    }
}

/// An empty form.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    call: Call,
) -> Response {
    match session::staff_of(&app, &call, &name, || session::ask(call.uri.path())).await {
        Ok((staff, shop)) => {
            let form = SaleForm::fresh(&app.moment(), &staff.session.csrf);
            shown(&app, &staff, &shop, form, None)
        }
        Err(response) => response,
    }
}

/// The shop of a register page's path.
pub(super) fn shop_of_path(path: &str) -> Option<ShopId> {
    path.strip_prefix("/shops/")?.strip_suffix("/register")?.parse().ok()
}

/// A form that waited for a sign-in.
pub(super) fn shown_again(app: &App, staff: &Staff, shop: &ShopId, body: &[u8]) -> Response {
    let moment = app.moment();
    let form = SaleForm::read(body, &moment).again(&moment, &staff.session.csrf);
    let sentence = "You are signed in again. Nothing was booked: look it over, then book.";
    shown(app, staff, shop, form, Some(&Unsold::Sentence(sentence)))
}

/// Books what was sent.
pub(super) async fn sell(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    call: Call,
) -> Response {
    let asking = || session::ask_again(&call);
    let (staff, shop) = match session::staff_of(&app, &call, &name, asking).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let moment = app.moment();
    let form = SaleForm::read(&call.body, &moment);
    match book(&app, &staff, &shop, &form).await {
        Ok((receipt, at)) => sold(&app, &staff, shop, receipt, at),
        Err(why) => {
            let mut form = form.again(&moment, &staff.session.csrf);
            if matches!(&why, Unsold::Problem(problem) if problem.code == "sale_already_booked") {
                form.sale = moment.uuid("page sale");
                form.code = String::new();
            }
            shown(&app, &staff, &shop, form, Some(&why))
        }
    }
}

async fn book(
    app: &App,
    staff: &Staff,
    shop: &ShopId,
    form: &SaleForm,
) -> Result<(Receipt, Millis), Unsold> {
    if form.csrf != staff.session.csrf {
        let sentence = "This page was older than your sign-in. Nothing was booked: book again.";
        return Err(Unsold::Sentence(sentence));
    }
    if form.counts.is_empty() {
        return Err(Unsold::Sentence("Pick what is bought first."));
    }
    let code = words::code(&form.code).map_err(Unsold::Sentence)?;
    let total = total(app, shop, form)?;
    let asked = ScanRequest {
        code,
        transaction: form.sale.to_string(),
        lines: form.lines(),
        mode: mode(form),
        total,
        tenders: tenders(form, total),
    };
    let first = send(app, staff, shop, asked.clone(), form.attempt).await;
    match first {
        // A voucher in the code pays a part: the rest is taken as was said.
        Err(Unsold::Problem(problem)) if problem.code == "tenders_mismatch" => {
            let Some(Refusal::TendersMismatch { tendered, .. }) = problem.refusal() else {
                return Err(Unsold::Problem(problem));
            };
            let rest = total - (tendered - total);
            let asked = ScanRequest { tenders: tenders(form, rest), ..asked };
            let attempt = derived(&[form.attempt.as_bytes(), b"after the voucher"]);
            send(app, staff, shop, asked, attempt).await
        }
        booked => booked,
    }
}

async fn send(
    app: &App,
    staff: &Staff,
    shop: &ShopId,
    asked: ScanRequest,
    attempt: Uuid,
) -> Result<(Receipt, Millis), Unsold> {
    let register = page_register(shop, &staff.account.name);
    let audit = AuditLine {
        at: app.now(),
        who: staff.account.name.clone(),
        action: "sold",
        shop: Some(shop.clone()),
        detail: asked.transaction.clone(),
    };
    let answer = register::book(app, &register, asked, attempt, Some(audit)).await?;
    let reply: CommandReply = yes(&answer)?;
    match reply.outcome {
        Outcome::Receipt { receipt, .. } => Ok((*receipt, reply.at)),
        _ => Err(Failure::new("internal", "The answer is of another kind.").into()),
    }
}

/// The register that an account's pages book as. It has no key: the session speaks for it.
fn page_register(shop: &ShopId, account: &str) -> Register {
    let id = derived(&[b"page register", shop.as_str().as_bytes(), account.as_bytes()]);
    Register { id: RegisterId::new(id), shop: shop.clone(), name: format!("page of {account}") }
}

/// An id that follows from its parts.
fn derived(parts: &[&[u8]]) -> Uuid {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut id = [0; 16];
    id.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(id).into_uuid()
}

const fn mode(form: &SaleForm) -> Mode {
    if form.eat_in { Mode::EatIn } else { Mode::Takeaway }
}

fn total(app: &App, shop: &ShopId, form: &SaleForm) -> Result<Cents, Unsold> {
    let now = app.now();
    let unknown = || Refusal::UnknownShop { shop: shop.clone() };
    let catalogue = app.catalogues.at(now).ok_or_else(unknown)?;
    let outlet = catalogue.shop(shop).ok_or_else(unknown)?;
    let basket = Basket::parse(form.lines())?;
    Ok(price(&catalogue, outlet, &basket, mode(form), now)?.total)
}

/// How a sum is paid, as the form says.
fn tenders(form: &SaleForm, sum: Cents) -> Vec<SaleTender> {
    let part = form.part.map(Cents::new).filter(|part| part.is_positive() && *part < sum);
    let rest = sum - part.unwrap_or(Cents::ZERO);
    let mut tenders: Vec<_> =
        part.into_iter().map(|amount| SaleTender::Balance { amount: Some(amount) }).collect();
    if rest.is_positive() {
        tenders.push(match form.pay {
            Pay::Balance => SaleTender::Balance { amount: None },
            Pay::Card => SaleTender::Card { amount: rest },
            Pay::Cash => SaleTender::Cash { amount: rest },
        });
    }
    tenders
}

/// A payment that would work where the balance is too small: the button's words, and its value.
fn split(why: &Unsold) -> Option<(String, String)> {
    let Unsold::Problem(problem) = why else {
        return None;
    };
    let (part, rest) = match problem.refusal()? {
        Refusal::BalanceShort { available, remaining } => (available, remaining),
        Refusal::OverCodeMaximum { max, wanted } => (max, wanted - max),
        _ => return None,
    };
    let words = format!("{part} from the balance, {rest} by card");
    part.is_positive().then(|| (words, format!("card:{}", part.get())))
}

fn shown(
    app: &App,
    staff: &Staff,
    shop: &ShopId,
    form: SaleForm,
    why: Option<&Unsold>,
) -> Response {
    let Some(catalogue) = app.catalogues.at(app.now()) else {
        return refused(&Failure::new("storage_failed", "There is no catalogue in force yet."));
    };
    let Some(outlet) = catalogue.shop(shop) else {
        return refused(&Refusal::UnknownShop { shop: shop.clone() }.into());
    };
    let (shown_as, sentence) = match why {
        None => (StatusCode::OK, String::new()),
        Some(Unsold::Sentence(sentence)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, (*sentence).to_owned())
        }
        Some(Unsold::Problem(problem)) => (status(problem), words::problem(problem)),
    };
    let page = RegisterPage {
        shell: Shell::of(app, staff),
        shop: shop.clone(),
        shop_name: outlet.name.clone(),
        sentence,
        split: why.and_then(split),
        tiles: tiles(&catalogue, &form),
        total: total(app, shop, &form).unwrap_or(Cents::ZERO),
        form,
    };
    render(shown_as, &page)
}

fn tiles(catalogue: &Catalogue, form: &SaleForm) -> Vec<Tile> {
    let choice = |variant: Variant, label: String, price: Cents| Choice {
        label,
        field: variant.field(),
        price,
        count: form.counts.get(&variant).copied().unwrap_or(0),
    };
    let tile = |item: &dough_rules::catalogue::Item| {
        let plain = Variant { item: item.id.clone(), modifier: None };
        let changed = item.modifiers.iter().filter_map(|id| {
            let modifier = catalogue.modifier(id)?;
            let variant = Variant { item: item.id.clone(), modifier: Some(id.clone()) };
            Some(choice(variant, modifier.name.clone(), item.price + modifier.price))
        });
        let variants = std::iter::once(choice(plain, String::new(), item.price)).chain(changed);
        Tile { name: item.name.clone(), variants: variants.collect() }
    };
    catalogue.items.iter().map(tile).collect()
}

fn sold(app: &App, staff: &Staff, shop: ShopId, receipt: Receipt, at: Millis) -> Response {
    let catalogue = app.catalogues.at(app.now());
    let outlet = catalogue.as_ref().and_then(|it| it.shop(&shop));
    let at = outlet.map_or_else(String::new, |outlet| {
        at.in_zone(&outlet.time_zone).strftime("%H:%M:%S").to_string()
    });
    let shop_name = outlet.map_or_else(|| shop.to_string(), |outlet| outlet.name.clone());
    let page = SoldPage { shell: Shell::of(app, staff), shop, shop_name, receipt, at };
    render(StatusCode::OK, &page)
}
