package dough.scenarios

import dough.core.BasketLine
import dough.core.PaySession
import dough.core.PlaceOrder
import dough.core.paySessions
import dough.testing.PATIENCE_MILLIS
import dough.testing.eventually
import java.time.LocalDate
import java.time.ZoneOffset
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.serialization.json.JsonObject

/** What no screen has: what the engine keeps of a wish, and calls with what no screen would send. */
internal fun Phone.calls(step: JsonObject): JsonObject? = when (step.text("do")) {
    "outbox" -> outbox()
    "settled" -> settled(step.text("intent"))
    "take_back" -> takeBack(step.text("intent"))
    "send_order" -> placed(send(step))
    "send_edit" -> settled(sendEdit(step))
    else -> null
}

/** Keeps the id of what is asked for on a screen, which the screen doesn't know. */
internal fun Phone.queued(step: JsonObject, ask: () -> Unit): JsonObject {
    val before = engine.outbox().size
    ask()
    check(eventually { engine.outbox().size > before }) { "nothing was stored" }
    kept.keep(step, engine.outbox().last().id)
    return yields()
}

/** What became of a payment session whose code shows no more. */
internal fun Phone.untilSessionCall(step: JsonObject): JsonObject {
    val (session, expected) = step.number("session").toULong() to step.getValue("expect")
    waited {
        withTimeoutOrNull(PATIENCE_MILLIS) { engine.paySessions(session).first { it.told().holds(expected) } }
    }
    return engine.paySession(session).told()
}

/** A fresh picture of a code that shows no more. */
internal fun Phone.refreshedCall(step: JsonObject): JsonObject {
    val code = engine.refreshCode(step.number("session").toULong())
    kept.keep(step, code.text)
    return yields()
}

private fun PaySession.told() = yields("text" to text, "total" to receipt?.total)

private fun Phone.settled(intent: String): JsonObject = waited { engine.settled(intent) }.outcome()

private fun Phone.takeBack(intent: String): JsonObject {
    waited { engine.takeBack(intent) }
    return settled(intent)
}

private fun Phone.outbox(): JsonObject {
    val intents = engine.outbox()
    return yields("kinds" to intents.map { it.kind }, "advice" to intents.map { it.advice.inScenarios() })
}

/** Sends an order at the server's price and one of its times, unless the step has its own. */
private fun Phone.send(step: JsonObject): String {
    val (shop, lines) = step.text("shop") to step.lines()
    val quote = waited { engine.serverQuote(shop, lines, dayAfterTomorrow()) }
    val pickupAt = if ("at" in step) step.number("at") else quote.slots[step.number("slot").toInt()].pickupAt
    val total = if ("total" in step) step.number("total") else quote.total
    val redeem = if (step.flag("redeem")) firstVoucher() else null
    val order = engine.placeOrder(PlaceOrder(shop, lines, pickupAt, total, pay = step.flag("pay"), redeem = redeem))
    kept.keep(step, order)
    kept.keep(step, pickupAt, at = "remember_slot")
    return order
}

private fun Phone.sendEdit(step: JsonObject): String {
    val (id, lines, slot) = Triple(step.text("order"), step.lines(), step.number("slot").toInt())
    val order = checkNotNull(engine.order(id)) { "no such order" }
    val times = engine.editSlots(id, dayAfterTomorrow(), lines).slots
    val pickupAt = if (slot == -1) order.pickupAt else times[slot].pickupAt
    val total = if ("total" in step) step.number("total") else engine.quote(order.shop, lines).total
    return engine.editOrder(id, lines, pickupAt, total)
}

private fun JsonObject.lines() = texts("items").map { BasketLine(item = it, quantity = 1u, modifiers = emptyList()) }

private fun dayAfterTomorrow() = "${LocalDate.now(ZoneOffset.UTC).plusDays(2)}"
