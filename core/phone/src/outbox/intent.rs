//! What can be wanted, and how each is sent.

use dough_rules::ids::{OrderId, Seq};
use dough_rules::units::Millis;
use dough_wire::paths;
use dough_wire::requests::{
    AcceptInvitation, CancelOrder, ChangeProfile, ConfirmEmail, DeleteReward, EditOrder,
    EnrolDevice, EraseWallet, GiveConsents, Intent, IssueReward, OpenSurprise, OpenWallet,
    PayOrder, PlaceOrder, RevokeDevice, SetEmail, TopUp,
};
use serde::Serialize;

/// The kinds of intents, by the names that the store has for them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumString, strum::Display, strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Kind {
    OpenWallet,
    TopUp,
    AcceptInvitation,
    PlaceOrder,
    PayOrder,
    EditOrder,
    CancelOrder,
    IssueReward,
    DeleteReward,
    OpenSurprise,
    ChangeProfile,
    GiveConsents,
    SetEmail,
    ConfirmEmail,
    EnrolDevice,
    RevokeDevice,
    EraseWallet,
}

/// Something that the customer wants.
#[derive(Clone)]
pub(crate) enum Wanted {
    OpenWallet(OpenWallet),
    TopUp(TopUp),
    AcceptInvitation(AcceptInvitation),
    PlaceOrder(PlaceOrder),
    PayOrder(OrderId),
    EditOrder(OrderId, EditOrder),
    CancelOrder(OrderId, CancelOrder),
    IssueReward(IssueReward),
    DeleteReward(Seq),
    OpenSurprise(Seq, OpenSurprise),
    ChangeProfile(ChangeProfile),
    GiveConsents(GiveConsents),
    SetEmail(SetEmail),
    ConfirmEmail(ConfirmEmail),
    EnrolDevice(EnrolDevice),
    /// Which, by the kid of its key that signs calls.
    RevokeDevice(String, RevokeDevice),
    EraseWallet(EraseWallet),
}

impl Wanted {
    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::OpenWallet(_) => Kind::OpenWallet,
            Self::TopUp(_) => Kind::TopUp,
            Self::AcceptInvitation(_) => Kind::AcceptInvitation,
            Self::PlaceOrder(_) => Kind::PlaceOrder,
            Self::PayOrder(_) => Kind::PayOrder,
            Self::EditOrder(..) => Kind::EditOrder,
            Self::CancelOrder(..) => Kind::CancelOrder,
            Self::IssueReward(_) => Kind::IssueReward,
            Self::DeleteReward(_) => Kind::DeleteReward,
            Self::OpenSurprise(..) => Kind::OpenSurprise,
            Self::ChangeProfile(_) => Kind::ChangeProfile,
            Self::GiveConsents(_) => Kind::GiveConsents,
            Self::SetEmail(_) => Kind::SetEmail,
            Self::ConfirmEmail(_) => Kind::ConfirmEmail,
            Self::EnrolDevice(_) => Kind::EnrolDevice,
            Self::RevokeDevice(..) => Kind::RevokeDevice,
            Self::EraseWallet(_) => Kind::EraseWallet,
        }
    }

    /// What it is about, where the path names it: an order, a surprise, a reward.
    pub(crate) fn target(&self) -> Option<String> {
        match self {
            Self::PayOrder(order) | Self::EditOrder(order, _) | Self::CancelOrder(order, _) => {
                Some(order.to_string())
            }
            Self::DeleteReward(number) | Self::OpenSurprise(number, _) => Some(number.to_string()),
            Self::RevokeDevice(api_key, _) => Some(api_key.clone()),
            _ => None,
        }
    }

    /// The call's body: fixed now, and the same in each attempt, but for its end where the server finds
    /// it too far ahead.
    pub(crate) fn body(&self, not_after: Millis) -> serde_json::Result<String> {
        match self {
            Self::OpenWallet(body) => json(not_after, body),
            Self::TopUp(body) => json(not_after, body),
            Self::AcceptInvitation(body) => json(not_after, body),
            Self::PlaceOrder(body) => json(not_after, body),
            Self::PayOrder(_) => json(not_after, &PayOrder {}),
            Self::EditOrder(_, body) => json(not_after, body),
            Self::CancelOrder(_, body) => json(not_after, body),
            Self::IssueReward(body) => json(not_after, body),
            Self::DeleteReward(_) => json(not_after, &DeleteReward {}),
            Self::OpenSurprise(_, body) => json(not_after, body),
            Self::ChangeProfile(body) => json(not_after, body),
            Self::GiveConsents(body) => json(not_after, body),
            Self::SetEmail(body) => json(not_after, body),
            Self::ConfirmEmail(body) => json(not_after, body),
            Self::EnrolDevice(body) => json(not_after, body),
            Self::RevokeDevice(_, body) => json(not_after, body),
            Self::EraseWallet(body) => json(not_after, body),
        }
    }
}

fn json<T: Serialize>(not_after: Millis, body: &T) -> serde_json::Result<String> {
    serde_json::to_string(&Intent { not_after, body })
}

impl Kind {
    /// Where it is sent to; nothing where its target can't be read.
    pub(crate) fn path(self, target: Option<&str>) -> Option<String> {
        let path = match self {
            Self::OpenWallet => paths::WALLETS.to_owned(),
            Self::TopUp => paths::TOP_UPS.to_owned(),
            Self::AcceptInvitation => paths::ACCEPT_INVITATION.to_owned(),
            Self::PlaceOrder => paths::ORDERS.to_owned(),
            Self::PayOrder => paths::pay_order(target?.parse().ok()?),
            Self::EditOrder => paths::edit_order(target?.parse().ok()?),
            Self::CancelOrder => paths::cancel_order(target?.parse().ok()?),
            Self::IssueReward => paths::REWARDS.to_owned(),
            Self::DeleteReward => paths::delete_reward(Seq::new(target?.parse().ok()?)),
            Self::OpenSurprise => paths::open_surprise(Seq::new(target?.parse().ok()?)),
            Self::ChangeProfile => paths::PROFILE.to_owned(),
            Self::GiveConsents => paths::CONSENTS.to_owned(),
            Self::SetEmail => paths::EMAIL.to_owned(),
            Self::ConfirmEmail => paths::EMAIL_CONFIRM.to_owned(),
            Self::EnrolDevice => paths::DEVICES.to_owned(),
            Self::RevokeDevice => paths::revoke_device(target?),
            Self::EraseWallet => paths::ERASE.to_owned(),
        };
        Some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dough_rules::units::Cents;

    #[test]
    fn a_body_is_the_contracts_intent_and_its_kind_comes_back_from_its_name() {
        let wanted = Wanted::TopUp(TopUp { amount: Cents::new(2_000) });
        let body = wanted.body(Millis::new(7)).unwrap();
        let read: Intent<TopUp> = serde_json::from_str(&body).unwrap();
        assert_eq!((read.not_after, read.body.amount.get()), (Millis::new(7), 2_000));
        let name: &str = wanted.kind().into();
        assert_eq!(name.parse(), Ok(Kind::TopUp));
        assert_eq!(Kind::TopUp.path(None).as_deref(), Some("/v1/top-ups"));
        assert_eq!(Kind::PayOrder.path(Some("no order")), None);
    }
}
