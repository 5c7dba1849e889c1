//! Customers who have been here for a while: wallets as the engine makes them, without calls.

use super::customers::{BALANCE, Customer, in_parallel, lines, shares, total};
use super::premises::Premises;
use crate::shop;
use anyhow::{Context, Result, bail};
use dough_rules::catalogue::Mode;
use dough_rules::command::{Permission, SaleTender, Scan};
use dough_rules::ids::{InviteCode, RegisterId, ShopId, TopUpId, WalletId};
use dough_rules::pricing::Basket;
use dough_rules::receipt::Sale;
use dough_rules::units::Millis;
use dough_rules::{Command, Entropy, Moment};
use dough_server::engine::{Catalogues, Engine, Job, Nudges, Opening};
use dough_server::store::{KeyOwner, KeyRecord};
use std::sync::Arc;
use tokio::task::JoinSet;
use uuid::Uuid;

/// How many commands are asked for at a time: as many as the engine lets wait on each lane.
const AT_ONCE: usize = 256;

/// Who has been here.
pub(super) struct Crowd {
    /// How many.
    pub(super) wallets: u32,
    /// How often each has bought.
    pub(super) sales: u32,
    /// When all of that happened.
    pub(super) at: Millis,
}

/// Opens their wallets, each with a balance.
pub(super) fn arrive(premises: &Premises, outlet: &ShopId, crowd: &Crowd) -> Result<Vec<Customer>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let database = premises.kept().database(premises.folder());
        let store = shop::open(&database).await?;
        let catalogues = Arc::new(Catalogues::default());
        catalogues.refresh(store.as_ref()).await?;
        let (nudges, meters) = (Arc::new(Nudges::default()), Arc::default());
        let (engine, ended) = Engine::start(store, catalogues, nudges, meters);
        let mut customers = Vec::with_capacity(crowd.wallets as usize);
        while customers.len() < crowd.wallets as usize {
            let count = AT_ONCE.min(crowd.wallets as usize - customers.len());
            let new = in_parallel(shares(count), |share| {
                (0..share).map(|_| Newcomer::new(crowd.at)).collect::<Result<Vec<_>>>()
            })?;
            let new: Vec<Newcomer> = new.into_iter().flatten().collect();
            decide(&engine, new.iter().map(|it| it.open(crowd.at))).await?;
            decide(&engine, new.iter().map(|it| it.pay_in(crowd.at))).await?;
            for _ in 0..crowd.sales {
                let sales = new.iter().map(|it| it.buy(outlet, crowd.at));
                decide(&engine, sales.collect::<Result<Vec<_>>>()?).await?;
            }
            customers.extend(new.into_iter().map(|it| it.customer));
        }
        drop(engine);
        ended.await.context("the engine ended badly")?;
        Ok(customers)
    })
}

/// Asks for all of them at once; each must be a yes.
async fn decide(engine: &Engine, jobs: impl IntoIterator<Item = Job>) -> Result<()> {
    let mut asked = JoinSet::new();
    for job in jobs {
        let engine = engine.clone();
        asked.spawn(async move { engine.submit(job).await });
    }
    while let Some(answer) = asked.join_next().await {
        let answer = answer?;
        if !answer.is_success() {
            bail!("refused: {}", answer.body);
        }
    }
    Ok(())
}

/// A customer, and the wallet that is opened.
struct Newcomer {
    customer: Customer,
    keys: [KeyRecord; 2],
    wallet: WalletId,
}

fn moment(at: Millis) -> Moment {
    Moment { now: at, entropy: Entropy::new(rand::random()) }
}

impl Newcomer {
    fn new(at: Millis) -> Result<Self> {
        let customer = Customer::new()?;
        let wallet = WalletId::new(moment(at).uuid("wallet"));
        let [pay, api] = customer.public_keys();
        let keys = [
            KeyRecord::new(pay, KeyOwner::WalletPay(wallet)),
            KeyRecord::new(api, KeyOwner::WalletApi(wallet)),
        ];
        Ok(Self { customer, keys, wallet })
    }

    fn job(&self, command: Command, at: Millis) -> Job {
        Job::internal(Some(self.wallet), command, moment(at))
    }

    fn open(&self, at: Millis) -> Job {
        let invite_code = InviteCode::from_random(&rand::random());
        let [pay, api] = &self.keys;
        let mut job = self.job(
            Command::OpenWallet {
                invite_code: invite_code.clone(),
                pay_key: pay.kid.to_string(),
                api_key: api.kid.to_string(),
            },
            at,
        );
        let opening = Opening { pay_key: pay.clone(), api_key: api.clone(), invite_code };
        job.opening = Some(Box::new(opening));
        job
    }

    fn pay_in(&self, at: Millis) -> Job {
        let top_up = TopUpId::new(Uuid::from_bytes(rand::random()));
        let command = Command::TopUp { top_up, amount: BALANCE, provider: "test".to_owned() };
        self.job(command, at)
    }

    /// A sale of before: earned by a code that is long forgotten, and paid in cash.
    fn buy(&self, outlet: &ShopId, at: Millis) -> Result<Job> {
        let basket = Basket::parse(lines()?).ok().context("no basket")?;
        let id = Uuid::from_bytes(rand::random());
        let sale = Sale {
            register: RegisterId::new(Uuid::nil()),
            transaction: id.simple().to_string(),
            code: None,
        };
        let command = Command::Scan(Scan {
            shop: outlet.clone(),
            sale,
            permission: Permission { pay: None, earn: true, redeem: None },
            basket,
            mode: Mode::default(),
            total: total(),
            tenders: vec![SaleTender::Cash { amount: total() }],
        });
        Ok(self.job(command, at))
    }
}
