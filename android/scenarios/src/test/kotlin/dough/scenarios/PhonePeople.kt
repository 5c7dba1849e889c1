package dough.scenarios

import dough.core.BalanceEnd
import dough.core.Export
import dough.core.Language
import dough.state.settings.Settings
import dough.state.settings.SettingsModel
import java.nio.file.Path
import java.util.UUID
import kotlin.io.path.createDirectory
import kotlin.io.path.readText
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject

/** The customer, in the settings. */
internal fun Phone.people(step: JsonObject): JsonObject? = when (step.text("do")) {
    "set_profile" -> inSettings { setProfile(step.maybeText("name").orEmpty(), step.language()) }
    "set_consents" -> inSettings { setConsents(step.flag("news"), step.flag("research")) }
    "profile" -> app.settings.state.seen().told()
    "until_profile" -> app.settings.state.until(step, Settings::told)
    "set_email" -> inSettings { setEmail(step.text("email")) }
    "confirm_email" -> inSettings { confirmEmail(step.text("code")) }
    "erase" -> inSettings { erase(BalanceEnd.valueOf(step.text("balance").uppercase())) }
    "export" -> export()
    else -> null
}

/** Asks for something in the settings, which know of nothing that was asked for before. */
internal fun Phone.inSettings(ask: SettingsModel.() -> Unit): JsonObject {
    app.settings.forgetOutcome()
    app.settings.state.seen { it.asked == null }
    app.settings.ask()
    return app.settings.state.seen { it.asked?.progress?.isOver == true }.asked!!.progress.outcome()
}

private fun JsonObject.maybeText(name: String) = if (name in this) text(name) else null

private fun JsonObject.language() = maybeText("language")?.let { Language.valueOf(it.uppercase()) }

private fun Settings.told() = yields(
    "name" to profile.name,
    "language" to profile.language?.inScenarios(),
    "email" to profile.email,
    "news" to profile.news,
    "research" to profile.research,
)

private fun Phone.export(): JsonObject {
    val folder = Path.of(shop.path("${UUID.randomUUID()}")).createDirectory()
    val found = inSettings { export("$folder") }
    val settings = app.settings.state.seen()
    val files = settings.export?.takeIf { Path.of(it.json).startsWith(folder) } ?: return found
    return files.told(settings.profile.email)
}

private fun Export.told(email: String?): JsonObject {
    val (data, page) = Path.of(json).readText() to Path.of(html).readText()
    return yields(
        "journal" to Json.parseToJsonElement(data).jsonObject.getValue("journal").jsonArray.size,
        "email" to (email != null && email in data && email in page),
    )
}
