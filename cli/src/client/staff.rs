//! A member of staff: signs in, and then calls with the session's cookie.

use super::yes;
use anyhow::{Context, Result};
use dough_register::{Said, fresh_id, http, read};
use dough_rules::command::{KitchenStep, ShopControl};
use dough_rules::ids::{AdjustmentId, OrderId, ShopId};
use dough_rules::units::Millis;
use dough_wire::replies::{Board, CommandReply, RegisterCode, SignedIn, WaitingAdjustment};
use dough_wire::requests::{GiveWebhook, NewAdjustment, ResendWebhook, SignIn};
use dough_wire::webhooks::{WebhookGiven, WebhooksReply};
use dough_wire::{headers, paths};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Somebody who is signed in.
pub(crate) struct Staff {
    server: String,
    cookie: String,
    csrf: String,
    client: reqwest::Client,
}

impl Staff {
    /// Signs in with name and password.
    pub(crate) async fn sign_in(server: &str, name: &str, password: &str) -> Result<Self> {
        let client = http()?;
        let server = server.trim_end_matches('/').to_owned();
        let body = SignIn { name: name.to_owned(), password: password.to_owned() };
        let response = client
            .post(format!("{server}{}", paths::STAFF_SIGN_IN))
            .json(&body)
            .send()
            .await
            .context("the shop can't be reached")?;
        let cookie = cookie_of(&response).unwrap_or_default();
        let signed_in: SignedIn = yes(read(response).await?)?;
        Ok(Self { server, cookie, csrf: signed_in.csrf, client })
    }

    /// Signs in by a link of the demonstration.
    pub(crate) async fn follow(server: &str, token: &str) -> Result<Self> {
        let client = http()?;
        let server = server.trim_end_matches('/').to_owned();
        let response = client.get(format!("{server}/sign-in/{token}")).send().await?;
        let cookie = cookie_of(&response).context("the link gave no session")?;
        let mut staff = Self { server, cookie, csrf: String::new(), client };
        staff.csrf = staff.get::<SignedIn>(paths::STAFF_ME).await?.csrf;
        Ok(staff)
    }

    /// A one-time code that enrols a register.
    pub(crate) async fn register_code(&self, shop: &ShopId) -> Result<RegisterCode> {
        yes(self.post(&paths::register_codes(shop), &()).await?)
    }

    /// The live orders of a shop.
    pub(crate) async fn board(&self, shop: &ShopId) -> Result<Board> {
        self.get(&paths::board(shop)).await
    }

    /// Moves an order on.
    pub(crate) async fn step(
        &self,
        shop: &ShopId,
        order: OrderId,
        step: KitchenStep,
    ) -> Result<CommandReply> {
        yes(self.post(&paths::kitchen(shop, order, step), &()).await?)
    }

    /// Pauses, throttles, marks an item.
    pub(crate) async fn control(
        &self,
        shop: &ShopId,
        control: &ShopControl,
    ) -> Result<CommandReply> {
        yes(self.post(&paths::control(shop), control).await?)
    }

    /// Puts something right; or tells what waits for a second manager.
    pub(crate) async fn adjust(
        &self,
        shop: &ShopId,
        asked: &NewAdjustment,
    ) -> Result<Option<WaitingAdjustment>> {
        let said: serde_json::Value = yes(self.post(&paths::adjustments(shop), asked).await?)?;
        // What was booked has an outcome; what waits has none.
        match said.get("outcome") {
            Some(_) => Ok(None),
            None => Ok(Some(serde_json::from_value(said)?)),
        }
    }

    /// What waits for a second manager.
    pub(crate) async fn waiting_adjustments(
        &self,
        shop: &ShopId,
    ) -> Result<Vec<WaitingAdjustment>> {
        self.get(&paths::adjustments(shop)).await
    }

    /// Agrees to what another manager proposed.
    pub(crate) async fn approve_adjustment(
        &self,
        shop: &ShopId,
        adjustment: AdjustmentId,
    ) -> Result<CommandReply> {
        yes(self.post(&paths::second_adjustment(shop, adjustment, true), &()).await?)
    }

    /// Turns down what was proposed.
    pub(crate) async fn reject_adjustment(
        &self,
        shop: &ShopId,
        adjustment: AdjustmentId,
    ) -> Result<()> {
        yes(self.post(&paths::second_adjustment(shop, adjustment, false), &()).await?)
    }

    /// Gives an address that is told what happens.
    pub(crate) async fn give_webhook(&self, url: String) -> Result<WebhookGiven> {
        yes(self.post(paths::WEBHOOKS, &GiveWebhook { url }).await?)
    }

    /// The addresses that are told what happens.
    pub(crate) async fn webhooks(&self) -> Result<WebhooksReply> {
        self.get(paths::WEBHOOKS).await
    }

    /// Enables, disables or removes one.
    pub(crate) async fn change_webhook(&self, webhook: Uuid, step: &str) -> Result<WebhooksReply> {
        yes(self.post(&paths::webhook(webhook, step), &()).await?)
    }

    /// Has one told again what happened since a time.
    pub(crate) async fn resend(&self, webhook: Uuid, from: Millis) -> Result<WebhooksReply> {
        yes(self.post(&paths::webhook(webhook, "resend"), &ResendWebhook { from }).await?)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let url = format!("{}{path}", self.server);
        let answer = self.client.get(url).header("cookie", &self.cookie).send().await?;
        yes(read(answer).await?)
    }

    async fn post<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<Said<T>> {
        let response = self
            .client
            .post(format!("{}{path}", self.server))
            .header("cookie", &self.cookie)
            .header(headers::CSRF, &self.csrf)
            .header(headers::IDEMPOTENCY_KEY, fresh_id().to_string())
            .json(body)
            .send()
            .await?;
        Ok(read(response).await?)
    }
}

fn cookie_of(response: &reqwest::Response) -> Option<String> {
    let set = response.headers().get("set-cookie")?.to_str().ok()?;
    set.split(';').next().map(str::to_owned)
}
