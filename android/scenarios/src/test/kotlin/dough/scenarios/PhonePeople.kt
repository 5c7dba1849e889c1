package dough.scenarios

import dough.core.BalanceEnd
import dough.core.Language
import dough.core.Proof
import dough.testing.eventually
import java.nio.file.Path
import java.util.UUID
import kotlin.io.path.createDirectory
import kotlin.io.path.readText
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject

/** The customer, and the customer's phones. */
internal fun Phone.people(step: JsonObject): JsonObject? = when (step.text("do")) {
    "set_profile" -> settled(setProfile(step))
    "set_consents" -> settled(engine.setConsents(step.flag("news"), step.flag("research")))
    "profile" -> profile()
    "until_profile" -> untilProfile(step)
    "set_email" -> settled(engine.setEmail(step.text("email")))
    "confirm_email" -> settled(engine.confirmEmail(step.text("email"), step.text("code")))
    "erase" -> settled(engine.eraseMe(BalanceEnd.valueOf(step.text("balance").uppercase())))
    "export" -> export()
    else -> phones(step)
}

private fun Phone.phones(step: JsonObject): JsonObject? = when (step.text("do")) {
    "devices" -> devices()
    "device_code" -> yields().also { kept.keep(step, waited { engine.deviceCode() }.code) }
    "recovery_code" -> recoveryCode(step)
    "open_other_wallet" -> settled(engine.openOtherWallet(proof(step), step.flag("keep_others")))
    "revoke_other" -> settled(engine.revokeDevice(engine.devices().first { !it.own }.id, giveUp = false))
    "log_out" -> settled(engine.logOut(step.flag("give_up")))
    else -> null
}

private fun Phone.setProfile(step: JsonObject): String {
    val name = if ("name" in step) step.text("name") else null
    val language = if ("language" in step) Language.valueOf(step.text("language").uppercase()) else null
    return engine.setProfile(name, language)
}

private fun Phone.profile(): JsonObject {
    val profile = engine.profile()
    return yields(
        "name" to profile?.name,
        "language" to profile?.language?.inScenarios(),
        "email" to profile?.email,
        "news" to profile?.news,
        "research" to profile?.research,
    )
}

/** No topic tells the profile: it is looked at until it holds. */
private fun Phone.untilProfile(step: JsonObject): JsonObject {
    val expected = step.getValue("expect")
    eventually { profile().holds(expected) }
    return profile()
}

private fun Phone.devices(): JsonObject {
    val devices = engine.devices()
    val now = System.currentTimeMillis()
    return yields("count" to devices.size, "held" to devices.count { now < (it.spendsFrom ?: 0) })
}

private fun Phone.recoveryCode(step: JsonObject): JsonObject {
    waited { engine.recoveryCode(step.text("email")) }
    return yields("state" to "done")
}

private fun proof(step: JsonObject) = if ("device_code" in step) {
    Proof.Device(step.text("device_code"))
} else {
    Proof.Email(step.text("email"), step.text("code"))
}

private fun Phone.export(): JsonObject {
    val folder = Path.of(shop.path("${UUID.randomUUID()}")).createDirectory()
    val files = waited { engine.exportMyData("$folder") }
    val (json, page) = Path.of(files.json).readText() to Path.of(files.html).readText()
    val email = engine.profile()?.email
    return yields(
        "journal" to Json.parseToJsonElement(json).jsonObject.getValue("journal").jsonArray.size,
        "email" to (email != null && email in json && email in page),
    )
}
