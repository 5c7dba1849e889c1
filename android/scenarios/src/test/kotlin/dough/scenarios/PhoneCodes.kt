package dough.scenarios

import dough.core.PayCode
import dough.core.PayRequest
import dough.core.Topic
import kotlinx.serialization.json.JsonObject

/** Pay codes, and surprises. */
internal fun Phone.codes(step: JsonObject): JsonObject? = when (step.text("do")) {
    "pay_code" -> shown(step, engine.payCode(request(step)))
    "refresh_code" -> shown(step, engine.refreshCode(session(step)))
    "until_session" -> until(Topic.PaySession(session(step)), step) { used(session(step)) }
    "open_surprise" -> openSurprise()
    else -> null
}

private fun Phone.request(step: JsonObject) = PayRequest(
    payMax = if ("max" in step) step.number("max") else null,
    earn = step.flag("earn"),
    redeem = if (step.flag("voucher")) engine.rewards().first().number else null,
)

private fun session(step: JsonObject) = step.number("session").toULong()

private fun Phone.shown(step: JsonObject, code: PayCode): JsonObject {
    kept.keep(step, code.text)
    kept.keep(step, code.session.toLong(), at = "save_session")
    return yields()
}

private fun Phone.used(session: ULong): JsonObject {
    val used = engine.paySession(session)
    return yields("text" to used.text, "total" to used.receipt?.total)
}

private fun Phone.openSurprise(): JsonObject {
    val found = settled(engine.openSurprise(engine.surprises().first().number, ofAge = false))
    return JsonObject(found + yields("verified" to engine.reveals().all { it.verified }))
}
