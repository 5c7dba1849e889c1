//! A register: enrol, scan, refund.

use super::auth::{self, Signed};
use super::call::{Call, meaning};
use super::reply::Failure;
use super::wallet::public_key;
use crate::app::App;
use crate::engine::{Answer, Job, SaleJob};
use crate::staff::{Staff, hash_secret};
use crate::store::{AuditLine, KeyOwner, Register, RequestKey, SaleKey};
use axum::Json;
use axum::extract::State;
use dough_paycode::{Checked, Ops, Rejected, parse, verify_ignoring_time};
use dough_rules::command::{Permission, Scan};
use dough_rules::ids::{RegisterId, Seq, ShopId, WalletId};
use dough_rules::pricing::Basket;
use dough_rules::receipt::{CodeUse, Sale};
use dough_rules::units::Cents;
use dough_rules::{Command, Refusal};
use dough_wire::replies::{CommandReply, RegisterEnrolled};
use dough_wire::requests::{EnrolRegister, RefundRequest, Role, ScanRequest};
use dough_wire::{Problem, headers};
use std::sync::Arc;
use uuid::Uuid;

/// The longest number that a till gives a sale.
const LONGEST_TRANSACTION: usize = 64;
/// The longest name of a till.
const LONGEST_NAME: usize = 40;

/// Enrols a register with a one-time code.
#[utoipa::path(post, path = "/v1/registers", tag = "register", request_body = EnrolRegister,
    responses((status = 200, body = RegisterEnrolled), (status = "4XX", body = Problem)))]
pub(super) async fn enrol(
    State(app): State<Arc<App>>,
    call: Call,
) -> Result<Json<RegisterEnrolled>, Failure> {
    let asked: EnrolRegister = call.json()?;
    let key = public_key(&asked.key)?;
    auth::signed_by(&app, &call, &key)?;
    let is_printable = !asked.name.chars().any(char::is_control);
    if !is_printable || !(1..=LONGEST_NAME).contains(&asked.name.chars().count()) {
        let detail = "A till's name has 1 to 40 printable characters.";
        return Err(Failure::new("malformed_request", detail));
    }
    let id = RegisterId::new(app.moment().uuid("register"));
    let code = hash_secret(&asked.code);
    let register = app.store.enrol_register(code, asked.name, id, key, app.now()).await?;
    let register = register.ok_or_else(|| {
        Failure::new("enrol_code_invalid", "The code was used, is wrong or too old.")
    })?;
    Ok(Json(RegisterEnrolled { register: register.id, shop: register.shop }))
}

/// A sale: pays, earns and uses a voucher, by one scan of the customer's code.
#[utoipa::path(post, path = "/v1/scans", tag = "register", request_body = ScanRequest,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn scan(State(app): State<Arc<App>>, call: Call) -> Result<Answer, Failure> {
    let signed = auth::signed(&app, &call).await?;
    book(&app, signed.register()?, call.json()?, signed.request, None).await
}

/// Books a sale of a register, under a request's id.
pub(super) async fn book(
    app: &App,
    register: &Register,
    asked: ScanRequest,
    request: Uuid,
    audit: Option<AuditLine>,
) -> Result<Answer, Failure> {
    let printable = asked.transaction.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
    if !(1..=LONGEST_TRANSACTION).contains(&asked.transaction.len()) || !printable {
        let detail = "A transaction has 1 to 64 printable ASCII characters.";
        return Err(Failure::new("malformed_request", detail));
    }
    let basket = Basket::parse(asked.lines.clone())?;
    let (wallet, code) = check_code(app, register, &asked.code).await?;
    let used = CodeUse { kid: code.kid().to_string(), counter: code.counter() };
    let sale =
        Sale { register: register.id, transaction: asked.transaction.clone(), code: Some(used) };
    let key = SaleKey {
        shop: register.shop.clone(),
        register: register.id,
        transaction: sale.transaction.clone(),
    };
    let command = Command::Scan(Scan {
        shop: register.shop.clone(),
        sale,
        permission: permission(&code),
        basket,
        mode: asked.mode,
        total: asked.total,
        tenders: asked.tenders.clone(),
    });
    let mut job = Job::internal(Some(wallet), command, app.moment());
    job.device = Some(code.kid());
    let caller = RequestKey { caller: register.id.uuid(), request };
    job.intent = Some((caller, scan_meaning(&code, &asked)?));
    job.sale = Some(SaleJob { key, code });
    job.audit = audit;
    Ok(app.engine.submit(job).await)
}

/// What a scan means: the code's name and the sale, not the code's text or its end, since a picture
/// that was refreshed has other bytes.
fn scan_meaning(code: &Checked, asked: &ScanRequest) -> Result<[u8; 32], Failure> {
    let ScanRequest { code: _, transaction, lines, mode, total, tenders } = asked;
    let name = (code.kid(), code.counter());
    meaning("scan", &(name, transaction, lines, mode, total, tenders))
}

/// Finds the wallet behind a code, and checks its signature, but not yet its time, nor whether its
/// key was revoked: a sale that was booked before is still answered.
async fn check_code(
    app: &App,
    register: &Register,
    text: &str,
) -> Result<(WalletId, Checked), Failure> {
    let rejected = |why: Rejected| Failure(Problem::new(why.code(), why.to_string()));
    let unverified = parse(text).map_err(rejected)?;
    let known = auth::known_key(app, unverified.kid()).await?;
    let known = known.ok_or_else(|| rejected(Rejected::WrongKey))?;
    let code = verify_ignoring_time(&unverified, &known.record.public_key).map_err(rejected)?;
    let wallet = match known.record.owner {
        KeyOwner::WalletPay(wallet) => wallet,
        KeyOwner::WalletApi(wallet) if code.ops() == Ops::EARN => wallet,
        KeyOwner::WalletApi(_) => {
            return Err(Failure::new("wrong_key", "This key may only earn."));
        }
        KeyOwner::Register(_) => return Err(rejected(Rejected::WrongKey)),
    };
    if code.store().is_some_and(|number| Some(number) != shop_number(app, &register.shop)) {
        return Err(Refusal::CodeForOtherShop.into());
    }
    Ok((wallet, code))
}

fn shop_number(app: &App, shop: &ShopId) -> Option<u16> {
    app.catalogues.at(app.now())?.shop(shop).map(|shop| shop.number)
}

fn permission(code: &Checked) -> Permission {
    let cents = |max| Cents::new(i64::try_from(max).unwrap_or(i64::MAX));
    Permission {
        pay: code.max_cents().map(cents),
        earn: code.ops().contains(Ops::EARN),
        redeem: code.reward().map(|number| Seq::new(u64::from(number))),
    }
}

/// Who refunds: for the audit log, and whose requests it counts among.
struct Refunder {
    caller: RequestKey,
    shop: ShopId,
    name: String,
}

/// Refunds a receipt, or a part of it: by its shop's register, or by a manager.
#[utoipa::path(post, path = "/v1/refunds", tag = "register", request_body = RefundRequest,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn refund(State(app): State<Arc<App>>, call: Call) -> Result<Answer, Failure> {
    let asked: RefundRequest;
    let who = if call.header(headers::SIGNATURE_INPUT).is_empty() {
        let staff = auth::staff(&app, &call).await?;
        asked = call.json()?;
        manager(staff, &call, &asked)?
    } else {
        let signed = auth::signed(&app, &call).await?;
        asked = call.json()?;
        till(&signed)?
    };
    let place = app.store.receipt_place(asked.receipt).await?;
    let place = place.ok_or(Refusal::UnknownReceipt)?;
    let scope = asked.scope.clone();
    let command = Command::Refund { receipt: asked.receipt, shop: who.shop.clone(), scope };
    let mut job = Job::internal(Some(place.wallet), command, app.moment());
    job.receipt = Some(asked.receipt);
    job.intent = Some((who.caller, meaning("refund", &asked)?));
    job.audit = Some(AuditLine {
        at: job.moment.now,
        who: who.name,
        action: "refunded",
        shop: Some(who.shop),
        detail: asked.receipt.to_string(),
    });
    Ok(app.engine.submit(job).await)
}

fn till(signed: &Signed) -> Result<Refunder, Failure> {
    let register = signed.register()?;
    Ok(Refunder {
        caller: RequestKey { caller: register.id.uuid(), request: signed.request },
        shop: register.shop.clone(),
        name: format!("register {}", register.id),
    })
}

fn manager(staff: Staff, call: &Call, asked: &RefundRequest) -> Result<Refunder, Failure> {
    let shop = asked
        .shop
        .clone()
        .ok_or_else(|| Failure::new("malformed_request", "Name the shop that refunds."))?;
    staff.require(Role::Manager, &shop)?;
    let name = staff.account.name;
    let caller = RequestKey { caller: auth::account_caller(&name), request: call.request_id()? };
    Ok(Refunder { caller, shop, name })
}
