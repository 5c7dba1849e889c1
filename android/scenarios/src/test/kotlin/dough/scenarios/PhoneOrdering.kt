package dough.scenarios

import dough.core.BasketLine
import dough.state.order.ChangeModel
import dough.state.order.OrderChange
import dough.state.order.OrderModel
import dough.state.order.OrderState
import dough.state.order.Placing
import kotlinx.serialization.json.JsonObject

/** Putting an order together, and changing one. */
internal fun Phone.ordering(step: JsonObject): JsonObject? = when (step.text("do")) {
    "shop" -> shop(step)
    "order" -> order(step)
    "queue_order" -> ordered(step, byThePhone = true) { yields() }
    "edit_order" -> edit(step)
    else -> null
}

private fun Phone.shop(step: JsonObject): JsonObject {
    val model = app.open(::OrderModel)
    model.chooseShop(step.text("shop"))
    return model.state.until(step) { order ->
        val page = order.page
        yields(
            "paused" to (page?.today?.pausedUntil != null),
            "sold_out" to page?.dishes?.count { it.soldOut },
        )
    }
}

private fun Phone.order(step: JsonObject) = ordered(step, byThePhone = false) { placed(it) }

/** Orders on the screens, then [looks] at what was placed. */
private fun Phone.ordered(step: JsonObject, byThePhone: Boolean, looks: (String) -> JsonObject): JsonObject {
    val model = app.open(::OrderModel)
    val chosen = choose(step, model, byThePhone)
    val missing = chosen.payment.missing > 0
    if (missing && !step.flag("top_up")) return TOO_DEAR
    if (missing) model.topUpAndPlace(evenSo = true) else model.place()
    return when (
        val placing = model.state.seen {
            it.placing is Placing.Placed || it.placing is Placing.Failed
        }.placing
    ) {
        is Placing.Placed -> looks(placing.order.also { kept.keep(step, it) })
        is Placing.Failed -> placing.failure.outcome()
        else -> error("$placing")
    }
}

/** One of each item, for the day after tomorrow: by the shop's prices and times, or while those are away by the phone's. */
private fun Phone.choose(step: JsonObject, model: OrderModel, byThePhone: Boolean): OrderState {
    val items = step.texts("items")
    model.state.seen { it.shops.isNotEmpty() }
    model.chooseShop(step.text("shop"))
    items.forEach { model.add(it) }
    val day = model.state.seen { it.pickup.days.isNotEmpty() }.pickup.days[DAYS_AHEAD]
    model.chooseDay(day)
    val offered =
        model.state.seen {
            val isThis = it.basket.count == items.size && it.pickup.day == day && it.pickup.slots.isNotEmpty()
            isThis && it.basket.estimate == byThePhone
        }
    val slot = offered.pickup.slots[step.number("slot").toInt()]
    model.chooseSlot(slot.pickupAt)
    val redeem = if (step.flag("redeem")) firstVoucher() else null
    model.chooseRedeem(redeem)
    return model.state.seen { it.pickup.chosen == slot && it.basket.redeem?.number == redeem }
}

private fun Phone.edit(step: JsonObject): JsonObject {
    val id = step.text("order")
    val model = app.open { engine, scope, io -> ChangeModel(id, engine, scope, io) }
    val wanted = step.texts("items").groupingBy { it }.eachCount()
    val begun = model.state.seen()
    check(begun.basket.lines.map { it.item }.containsAll(wanted.keys)) { "no screen adds an item to an order" }
    // From the end: one that is taken out moves those behind it.
    begun.basket.lines.indices.reversed().forEach { model.setQuantity(it, wanted[begun.basket.lines[it].item] ?: 0) }
    if (step.number("slot") >= 0) model.chooseTime(wanted, step.number("slot").toInt())
    val chosen = model.state.seen { it.basket.lines.counted() == wanted && (it.isComplete || it.payment.missing > 0) }
    if (chosen.payment.missing > 0) return TOO_DEAR
    return JsonObject(model.state.asked(OrderChange::progress, model::save) + yields("due" to chosen.basket.due))
}

private fun ChangeModel.chooseTime(wanted: Map<String, Int>, slot: Int) {
    val day = state.seen().pickup.days[DAYS_AHEAD]
    chooseDay(day)
    val offered =
        state.seen {
            val isThis = it.basket.lines.counted() == wanted && it.pickup.day == day && it.pickup.slots.isNotEmpty()
            isThis && !it.basket.estimate
        }
    chooseSlot(offered.pickup.slots[slot].pickupAt)
    state.seen { it.pickup.chosen == offered.pickup.slots[slot] }
}

private fun List<BasketLine>.counted() = associate { it.item to it.quantity.toInt() }

private const val DAYS_AHEAD = 2

/** The screen says what is missing, and has no button to go on without it. */
private val TOO_DEAR = outcome("refused", "balance_short")
