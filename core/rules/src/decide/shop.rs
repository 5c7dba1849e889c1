//! The staff's levers: pause, throttle, sold out. Each holds from the next request on.

use super::draft::Draft;
use crate::command::{Outcome, ShopControl};
use crate::ids::ShopId;
use crate::refusal::Refusal;
use crate::slots::opening;
use crate::units::{Millis, Span};

/// "Until told".
const UNTIL_TOLD: Millis = Millis::new(i64::MAX);

pub(super) fn control(
    draft: &mut Draft<'_>,
    shop: &ShopId,
    control: &ShopControl,
) -> Result<Outcome, Refusal> {
    let outlet = draft.outlet(shop)?;
    let now = draft.now();
    if let ShopControl::SoldOut { item, .. } | ShopControl::BackInStock { item } = control
        && draft.situation.catalogue.item(item).is_none()
    {
        return Err(Refusal::UnknownItem { item: item.clone() });
    }
    let state = draft.shop_state_mut(shop)?;
    match control {
        ShopControl::Pause { minutes } => {
            let span = |minutes| Span::minutes(i64::from(minutes));
            state.paused_until = Some(minutes.map_or(UNTIL_TOLD, |minutes| now + span(minutes)));
        }
        ShopControl::Resume => state.paused_until = None,
        ShopControl::Throttle { on } => state.throttled = *on,
        ShopControl::SoldOut { item, until_closing } => {
            let closing = opening(outlet, outlet.day(now)).map(|(_, close)| close);
            let until = if *until_closing { closing.unwrap_or(now) } else { UNTIL_TOLD };
            state.sold_out.retain(|_, until| now < *until);
            state.sold_out.insert(item.clone(), until);
        }
        ShopControl::BackInStock { item } => {
            state.sold_out.remove(item);
        }
    }
    Ok(Outcome::Done)
}
