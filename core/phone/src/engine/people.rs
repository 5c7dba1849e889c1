//! The customer and the customer's phones: profile, address, other phones, leaving.

use super::writes::Plan;
use super::{Engine, Inner};
use crate::error::DoughError;
use crate::outbox::Wanted;
use crate::store::{StoreError, intents, meta};
use crate::views::{Access, DeviceView, IntentId};
use dough_rules::Refusal;
use dough_rules::command::LastBalance;
use dough_wire::replies::{DeviceCode, Profile};
use dough_wire::requests::{
    ChangeProfile, ConfirmEmail, EnrolDevice, EraseWallet, GiveConsents, Others, Proof,
    RecoverWallet, RevokeDevice, SetEmail,
};
use rusqlite::Connection;

impl Engine {
    /// What is known of the customer, as last read; nothing before.
    pub fn profile(&self) -> Result<Option<Profile>, DoughError> {
        let text: Option<String> = self.inner.store.read(|db| meta::get(db, meta::PROFILE))?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Changes name and language; what is absent is forgotten.
    pub fn set_profile(&self, profile: ChangeProfile) -> Result<IntentId, DoughError> {
        self.want_in_wallet(&Wanted::ChangeProfile(profile))
    }

    /// Says what the customer allows.
    pub fn set_consents(&self, consents: GiveConsents) -> Result<IntentId, DoughError> {
        self.want_in_wallet(&Wanted::GiveConsents(consents))
    }

    /// Has a code sent to an address that is to be the wallet's: with it, the wallet can be opened
    /// on a new phone.
    pub fn set_email(&self, email: &str) -> Result<IntentId, DoughError> {
        let language = Some(self.inner.config.language);
        let email = email.trim().to_owned();
        self.want_in_wallet(&Wanted::SetEmail(SetEmail { email, language }))
    }

    /// Confirms the address with the code that came.
    pub fn confirm_email(&self, email: &str, code: &str) -> Result<IntentId, DoughError> {
        let (email, code) = (email.trim().to_owned(), code.trim().to_owned());
        self.want_in_wallet(&Wanted::ConfirmEmail(ConfirmEmail { email, code }))
    }

    /// The wallet's phones, in the order in which they came.
    pub fn devices(&self) -> Result<Vec<DeviceView>, DoughError> {
        let own = self.inner.keys.api_kid().to_string();
        let facts = self.inner.facts()?;
        let devices = facts.devices.iter();
        Ok(devices
            .map(|device| DeviceView { device: device.clone(), own: device.api_key == own })
            .collect())
    }

    /// A code for a new phone of the customer's: this phone's agreement, good for some minutes.
    pub async fn device_code(&self) -> Result<DeviceCode, DoughError> {
        self.on_own_threads(async |inner| {
            inner.opened().await?;
            let answer = inner.api.device_code().await;
            inner.heard(answer)
        })
        .await
    }

    /// Has a code sent to a wallet's address, to open that wallet on this phone. The answer is the
    /// same where no wallet has the address; then the mail says so.
    pub async fn recovery_code(&self, email: &str) -> Result<(), DoughError> {
        let email = email.trim().to_owned();
        self.on_own_threads(async move |inner| {
            let asked = RecoverWallet {
                api_key: inner.keys.api_key().clone().into(),
                email,
                language: Some(inner.config.language),
            };
            let answer = inner.api.recovery_code(&asked).await;
            inner.heard(answer)
        })
        .await
    }

    /// Opens another wallet on this phone: the one of the address that the code was sent to, or of
    /// the phone that showed the code. The wallet that the phone had until now ends; refused where
    /// it holds euros. `others`: what becomes of the other wallet's phones.
    pub fn open_other_wallet(&self, proof: Proof, others: Others) -> Result<IntentId, DoughError> {
        let keys = &self.inner.keys;
        let wanted = Wanted::EnrolDevice(EnrolDevice {
            pay_key: keys.pay_key().clone().into(),
            api_key: keys.api_key().clone().into(),
            proof,
            others,
        });
        self.inner.want(&wanted, without_opening)
    }

    /// Removes a phone from the wallet, by the kid of its key that signs calls. Refused for the
    /// last one where no address leads back to the wallet, unless the customer gives it up.
    pub fn revoke_device(&self, api_key: &str, give_up: bool) -> Result<IntentId, DoughError> {
        if self.inner.facts()?.devices.iter().all(|device| device.api_key != api_key) {
            return Err(Refusal::UnknownDevice.into());
        }
        self.want_in_wallet(&Wanted::RevokeDevice(api_key.to_owned(), RevokeDevice { give_up }))
    }

    /// Takes this phone out of its wallet; [`Engine::forget_everything`] comes afterwards.
    pub fn log_out(&self, give_up: bool) -> Result<IntentId, DoughError> {
        let own = self.inner.keys.api_kid().to_string();
        self.want_in_wallet(&Wanted::RevokeDevice(own, RevokeDevice { give_up }))
    }

    /// Ends the wallet for good: `balance` says what becomes of its euros. Orders that the kitchen
    /// hasn't started are called off, dough ends, everything about the customer is forgotten.
    pub fn erase_me(&self, balance: LastBalance) -> Result<IntentId, DoughError> {
        self.want_in_wallet(&Wanted::EraseWallet(EraseWallet { balance }))
    }

    /// Stops for good and deletes everything on this phone but its keys, which are the shell's to
    /// delete: another wallet needs other keys. Refused with `outbox_not_empty` where something is
    /// still to be sent, unless `even_unsent`.
    pub fn forget_everything(&self, even_unsent: bool) -> Result<(), DoughError> {
        if !even_unsent && !self.inner.is_left()? {
            let unsent = self.inner.store.read(intents::count_open)?;
            if unsent > 0 {
                let text = format!("{unsent} intents were not sent yet");
                return Err(DoughError::refused("outbox_not_empty", text));
            }
        }
        self.shutdown();
        self.inner.images.delete()?;
        Ok(self.inner.store.delete()?)
    }
}

impl Inner {
    /// Whether this phone is out of its wallet.
    pub(crate) fn is_left(&self) -> Result<bool, StoreError> {
        Ok(self.store.read(|db| meta::get::<Access>(db, meta::LEFT))?.is_some())
    }

    /// The server says that this phone is out of its wallet, or that the wallet is no more.
    pub(crate) fn note_left(&self, code: Option<&str>) -> Result<(), StoreError> {
        let left = match code {
            Some("device_revoked") => Access::Revoked,
            Some("wallet_erased") => Access::Erased,
            _ => return Ok(()),
        };
        self.store.write(|db| match meta::get::<Access>(db, meta::LEFT)? {
            // The keys of an erased wallet are revoked too.
            Some(Access::Erased) => Ok(()),
            _ => meta::set(db, meta::LEFT, left.into()),
        })?;
        self.bump();
        Ok(())
    }

    /// Reads the profile where the journal says that it has changed.
    pub(crate) async fn refresh_profile(&self) -> Result<(), DoughError> {
        let changed = |db: &Connection| meta::get::<u8>(db, meta::PROFILE_CHANGED);
        if self.store.read(changed)?.is_none() {
            return Ok(());
        }
        let answer = self.api.profile().await;
        let text = serde_json::to_string(&self.heard(answer)?).map_err(StoreError::from)?;
        self.store.write(|db| {
            meta::clear(db, meta::PROFILE_CHANGED)?;
            meta::set(db, meta::PROFILE, &text)
        })?;
        self.bump();
        Ok(())
    }
}

/// Opening another wallet doesn't wait for a wallet of one's own; one that was never asked for isn't
/// asked for any more.
fn without_opening(db: &Connection) -> Result<Plan, StoreError> {
    if let Some(opening) = intents::opening(db)?
        && intents::is_unsent(db, opening.id)?
    {
        intents::forget_kind(db, "open_wallet")?;
    }
    Ok(Plan::After(None))
}
