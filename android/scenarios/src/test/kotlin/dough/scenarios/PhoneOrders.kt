package dough.scenarios

import dough.core.BasketLine
import dough.core.OrderTrouble
import dough.core.PlaceOrder
import dough.core.Slot
import dough.core.Topic
import java.time.LocalDate
import java.time.ZoneOffset
import kotlinx.serialization.json.JsonObject

/** Orders. */
internal fun Phone.orders(step: JsonObject): JsonObject? = when (step.text("do")) {
    "order" -> order(step)
    "queue_order" -> yields().also { place(step, ::own) }
    "edit_order" -> settled(edit(step))
    "pay_order" -> settled(engine.payOrder(step.text("order")))
    "cancel_order" -> settled(engine.cancelOrder(step.text("order")))
    "order_status" -> status(step.text("order"))
    "until_status" -> until(Topic.Order(step.text("order")), step) { status(step.text("order")) }
    else -> null
}

private class Offer(val total: Long, val slots: List<Slot>)

private fun Phone.order(step: JsonObject): JsonObject {
    val order = place(step, ::quoted)
    val found = settled(order)
    val trouble = engine.order(order)?.trouble
    val alternatives = if (trouble is OrderTrouble.OtherTime) trouble.alternatives.size else 0
    return JsonObject(found + yields("alternatives" to alternatives))
}

/** Places an order, at the price and one of the times of an offer unless the step has its own. */
private fun Phone.place(step: JsonObject, offer: (shop: String, lines: List<BasketLine>) -> Offer): String {
    val (shop, lines) = step.text("shop") to basket(step)
    val offered = offer(shop, lines)
    val pickupAt = if ("at" in step) step.number("at") else offered.slots[step.number("slot").toInt()].pickupAt
    val total = if ("total" in step) step.number("total") else offered.total
    val after = if ("after" in step) step.text("after") else null
    val redeem = if (step.flag("redeem")) engine.rewards().first().number else null
    val wanted = PlaceOrder(shop, lines, pickupAt, total, pay = step.flag("pay"), after, redeem)
    val order = engine.placeOrder(wanted)
    kept.keep(step, order)
    kept.keep(step, pickupAt, at = "remember_slot")
    return order
}

/** The server's price and times. */
private fun Phone.quoted(shop: String, lines: List<BasketLine>): Offer {
    val quote = waited { engine.serverQuote(shop, lines, dayAfterTomorrow()) }
    return Offer(quote.total, quote.slots)
}

/** The phone's own. */
private fun Phone.own(shop: String, lines: List<BasketLine>): Offer =
    Offer(engine.quote(shop, lines).total, engine.slots(shop, dayAfterTomorrow(), lines).slots)

private fun Phone.edit(step: JsonObject): String {
    val (id, lines, slot) = Triple(step.text("order"), basket(step), step.number("slot").toInt())
    val order = checkNotNull(engine.order(id)) { "no such order" }
    val times = engine.editSlots(id, dayAfterTomorrow(), lines).slots
    val pickupAt = if (slot == -1) order.pickupAt else times[slot].pickupAt
    val total = if ("total" in step) step.number("total") else engine.quote(order.shop, lines).total
    return engine.editOrder(id, lines, pickupAt, total)
}

private fun Phone.status(id: String): JsonObject {
    // An order of another phone may not be known yet.
    val order = engine.order(id) ?: return yields()
    return yields(
        "status" to order.status.inScenarios(),
        "total" to order.total,
        "due" to order.due,
        "code" to order.code,
        "can_change" to order.canChange,
    )
}

private fun basket(step: JsonObject) =
    step.texts("items").map { BasketLine(item = it, quantity = 1u, modifiers = emptyList()) }

private fun dayAfterTomorrow() = "${LocalDate.now(ZoneOffset.UTC).plusDays(2)}"
