//! The shop opens; a wallet without a form; an invitation.

use super::{Cast, Report};
use crate::demo::world::World;
use anyhow::{Context, Result};
use dough_rules::facts::InvitationState;
use dough_rules::units::Dough;
use dough_wire::paths;
use dough_wire::replies::Health;
use serde_json::Value;

pub(super) async fn opens<'w>(world: &'w World, report: &mut Report) -> Result<Cast<'w>> {
    let client = dough_register::http()?;
    let get = |path: &str| client.get(format!("{}{path}", world.url())).send();
    let health: Health = get(paths::HEALTH).await?.json().await?;
    report.check(health.status == "ok", format!("health is {}", health.status))?;
    let openapi: Value = get(paths::OPENAPI).await?.json().await?;
    let described = openapi["paths"].as_object().context("no paths")?.len();
    report.check(described > 20, format!("the OpenAPI document describes {described} paths"))?;
    let shops = world.catalogue.shops.len();
    let items = world.catalogue.items.len();
    report.check(shops == 4 && items == 20, format!("{shops} shops sell {items} items"))?;

    let (brussels, antwerp) = ("brussels".parse()?, "antwerp".parse()?);
    let owner = world.staff("owner").await?;
    let kitchen = world.staff("brussels-staff").await?;
    let till = world.till(&owner, &brussels, "till 1").await?;
    let second_till = world.till(&owner, &brussels, "till 2").await?;
    let antwerp_till = world.till(&owner, &antwerp, "till 1").await?;
    report.check(true, "three tills were enrolled with one-time codes")?;
    Ok(Cast {
        world,
        brussels,
        antwerp,
        owner,
        kitchen,
        till,
        second_till,
        antwerp_till,
        inviter: world.phone("inviter")?,
        friend: world.phone("friend")?,
        last_receipt: None,
    })
}

pub(super) async fn wallet(cast: &mut Cast<'_>, report: &mut Report) -> Result<()> {
    let one = Dough::new(1);
    cast.inviter.until("a dough for installing", |_, home| home.dough_available == one).await?;
    report.check(true, "the wallet was opened by two device keys; home shows 1 dough")?;

    cast.world.network.go_down();
    let placeholder = cast.world.phone("placeholder")?;
    let phone = std::mem::replace(&mut cast.inviter, placeholder);
    cast.inviter = phone.restart(cast.world)?;
    let home = cast.inviter.engine.home()?;
    report.check(
        home.wallet.is_some() && home.dough_available == one,
        "started again without a network, home shows the same",
    )?;
    cast.world.network.come_up();
    // A phone's system tells its apps that the network is back.
    cast.inviter.engine.network_changed();
    cast.friend.engine.network_changed();
    cast.inviter.engine.sync().await?;
    cast.friend.engine.sync().await.map_err(anyhow::Error::from)
}

pub(super) async fn invitation(cast: &mut Cast<'_>, report: &mut Report) -> Result<()> {
    let invite = cast.inviter.engine.invite()?;
    cast.friend.until("a wallet", |_, home| home.wallet.is_some()).await?;
    let intent = cast.friend.engine.accept_invite(invite.code.as_str())?;
    cast.friend.done(intent).await?;
    report.check(true, format!("the friend's wallet was opened with code {}", invite.code))?;
    cast.inviter
        .until("the friend's arrival", |engine, _| {
            engine.invites().is_ok_and(|invites| {
                invites.invited.iter().any(|friend| friend.state == InvitationState::Joined)
            })
        })
        .await?;
    report.check(true, "the inviter sees that the friend is here")
}
