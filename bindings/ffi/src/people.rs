//! The object's calls about the customer and the customer's phones.

use crate::dough::{Dough, all};
use crate::error::DoughError;
use crate::records::{BalanceEnd, Device, DeviceCode, Export, Language, Profile, Proof};
use dough_core::wire::requests::{ChangeProfile, GiveConsents, Others};

#[uniffi::export]
impl Dough {
    /// What is known of the customer, as last read; nothing before.
    pub fn profile(&self) -> Result<Option<Profile>, DoughError> {
        Ok(self.engine.profile()?.map(Into::into))
    }

    /// Changes name and language; what is absent is forgotten. Returns the intent's id, as all that
    /// follow do.
    pub fn set_profile(
        &self,
        name: Option<String>,
        language: Option<Language>,
    ) -> Result<String, DoughError> {
        let profile = ChangeProfile { name, language: language.map(Into::into) };
        Ok(self.engine.set_profile(profile)?.to_string())
    }

    /// Says whether news and offers may be sent, and whether purchases may be looked at for research.
    pub fn set_consents(&self, news: bool, research: bool) -> Result<String, DoughError> {
        Ok(self.engine.set_consents(GiveConsents { news, research })?.to_string())
    }

    /// Has a code sent to an address that is to be the wallet's: with it, the wallet can be opened
    /// on a new phone.
    pub fn set_email(&self, email: String) -> Result<String, DoughError> {
        Ok(self.engine.set_email(&email)?.to_string())
    }

    /// Confirms the address with the code that came.
    pub fn confirm_email(&self, email: String, code: String) -> Result<String, DoughError> {
        Ok(self.engine.confirm_email(&email, &code)?.to_string())
    }

    /// The wallet's phones, in the order in which they came.
    pub fn devices(&self) -> Result<Vec<Device>, DoughError> {
        Ok(all(self.engine.devices()?))
    }

    /// Opens another wallet on this phone: the one of the address that the code was sent to, or of
    /// the phone that showed the code. The wallet that the phone had until now ends; refused where
    /// it holds euros. `keep_others`: whether the other wallet's phones stay.
    pub fn open_other_wallet(&self, proof: Proof, keep_others: bool) -> Result<String, DoughError> {
        let others = if keep_others { Others::Keep } else { Others::Revoke };
        Ok(self.engine.open_other_wallet(proof.into(), others)?.to_string())
    }

    /// Removes a phone from the wallet. Refused for the last one where no address leads back to the
    /// wallet, unless the customer gives it up.
    pub fn revoke_device(&self, id: String, give_up: bool) -> Result<String, DoughError> {
        Ok(self.engine.revoke_device(&id, give_up)?.to_string())
    }

    /// Takes this phone out of its wallet; `forget_everything` comes afterwards.
    pub fn log_out(&self, give_up: bool) -> Result<String, DoughError> {
        Ok(self.engine.log_out(give_up)?.to_string())
    }

    /// Ends the wallet for good. Orders that the kitchen hasn't started are called off, dough ends,
    /// everything about the customer is forgotten.
    pub fn erase_me(&self, balance: BalanceEnd) -> Result<String, DoughError> {
        Ok(self.engine.erase_me(balance.into())?.to_string())
    }

    /// Stops for good and deletes everything on this phone but its keys, which are the app's to
    /// delete: another wallet needs other keys. Refused with `outbox_not_empty` where something is
    /// still to be sent, unless `even_unsent`.
    pub fn forget_everything(&self, even_unsent: bool) -> Result<(), DoughError> {
        Ok(self.engine.forget_everything(even_unsent)?)
    }

    /// A code for a new phone of the customer's: this phone's agreement, good for some minutes.
    pub async fn device_code(&self) -> Result<DeviceCode, DoughError> {
        Ok(self.engine.device_code().await?.into())
    }

    /// Has a code sent to a wallet's address, to open that wallet on this phone. The answer is the
    /// same where no wallet has the address; then the mail says so.
    pub async fn recovery_code(&self, email: String) -> Result<(), DoughError> {
        Ok(self.engine.recovery_code(&email).await?)
    }

    /// Writes all that is kept of the customer into a folder, as a JSON and as a page to read.
    pub async fn export_my_data(&self, folder: String) -> Result<Export, DoughError> {
        Ok(self.engine.export_my_data(folder.into()).await?.into())
    }
}
