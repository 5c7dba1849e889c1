package dough.scenarios

import dough.core.PayRequest
import dough.state.PayState
import dough.testing.PATIENCE_MILLIS
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.serialization.json.JsonObject

/** The pay code's screen. One that was left, or whose app has ended, is the engine's to ask. */
internal fun Phone.codes(step: JsonObject): JsonObject? = when (step.text("do")) {
    "pay_code" -> payCode(step)
    "refresh_code" -> if (shows(step)) refreshed(step) else refreshedCall(step)
    "until_session" -> if (shows(step)) used(step) else untilSessionCall(step)
    else -> null
}

private fun Phone.payCode(step: JsonObject): JsonObject {
    app.pay.hide()
    app.pay.state.awaited { it == PayState.Idle }
    val max = if ("max" in step) step.number("max") else null
    val voucher = if (step.flag("voucher")) firstVoucher() else null
    val waited = app.pictures.waited.value
    app.pay.show(PayRequest(payMax = max, earn = step.flag("earn"), redeem = voucher))
    val state = app.pay.state.awaited { it is PayState.Showing || it is PayState.Failed }
    if (state is PayState.Showing) app.pictures.waited.awaited { it > waited }
    return shown(step, state)
}

/** The next picture, when its time has come. */
private fun Phone.refreshed(step: JsonObject): JsonObject {
    val waited = app.pictures.waited.value
    app.pictures.areDue()
    app.pictures.waited.awaited { it > waited }
    return shown(step, app.pay.state.value)
}

private fun Phone.shown(step: JsonObject, state: PayState): JsonObject = when (state) {
    is PayState.Showing -> {
        app.session = state.session
        kept.keep(step, state.text)
        kept.keep(step, state.session.toLong(), at = "save_session")
        yields()
    }

    is PayState.Failed -> state.failure.outcome()

    else -> error("$state")
}

/** Whether the screen shows this payment session, or its sale. */
private fun Phone.shows(step: JsonObject) = app.session == step.number("session").toULong()

private fun Phone.used(step: JsonObject): JsonObject {
    val expected = step.getValue("expect")
    runBlocking { withTimeoutOrNull(PATIENCE_MILLIS) { app.pay.state.first { it.told().holds(expected) } } }
    return app.pay.state.value.told()
}

private fun PayState.told(): JsonObject {
    val used = this as? PayState.Used
    return yields("text" to used?.text, "total" to used?.totalCents)
}
