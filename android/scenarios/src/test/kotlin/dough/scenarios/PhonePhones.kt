package dough.scenarios

import dough.core.Device
import kotlinx.serialization.json.JsonObject

/** The wallet's phones, and leaving. */
internal fun Phone.phones(step: JsonObject): JsonObject? = when (step.text("do")) {
    "devices" -> devices()
    "device_code" -> deviceCode(step)
    "recovery_code" -> inSettings { recover(step.text("email")) }
    "open_other_wallet" -> openOtherWallet(step)
    "revoke_other" -> other().let { inSettings { removePhone(it.id) } }
    "log_out" -> inSettings { logOut(step.flag("give_up")) }
    else -> null
}

private fun Phone.devices(): JsonObject {
    val devices = app.settings.state.seen().devices
    val now = System.currentTimeMillis()
    return yields("count" to devices.size, "held" to devices.count { now < (it.spendsFrom ?: 0) })
}

private fun Phone.other(): Device = app.settings.state.seen { all ->
    all.devices.any { !it.own }
}.devices.first { !it.own }

private fun Phone.deviceCode(step: JsonObject): JsonObject {
    val found = inSettings { addPhone() }
    kept.keep(step, app.settings.state.seen { it.deviceCode != null }.deviceCode!!.code)
    return found
}

private fun Phone.openOtherWallet(step: JsonObject): JsonObject {
    val keepOthers = step.flag("keep_others")
    if ("device_code" in step) return inSettings { moveHereByPhone(step.text("device_code"), keepOthers) }
    check(app.settings.state.seen().recovering == step.text("email")) { "the code was sent to another address" }
    return inSettings { moveHereByEmail(step.text("code"), keepOthers) }
}
