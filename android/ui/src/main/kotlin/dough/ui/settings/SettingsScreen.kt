package dough.ui.settings

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import dough.core.BalanceEnd
import dough.core.Language
import dough.state.Progress
import dough.state.Shown
import dough.state.settings.Settings
import dough.state.settings.Wish
import dough.ui.Space
import dough.ui.parts.Agreement
import dough.ui.parts.Ask
import dough.ui.parts.Card
import dough.ui.parts.Choice
import dough.ui.parts.Field
import dough.ui.parts.GraveButton
import dough.ui.parts.Heading
import dough.ui.parts.Notice
import dough.ui.parts.Outcome
import dough.ui.parts.PageOf
import dough.ui.parts.Quiet
import dough.ui.parts.QuietButton
import dough.ui.parts.Request
import dough.ui.parts.Way
import dough.ui.theme.LocalStrings
import dough.ui.theme.money
import dough.ui.theme.ownName

/** What the customer can ask for on the settings' screens. */
interface SettingsActions {
    fun setProfile(name: String, language: Language?)

    fun setConsents(news: Boolean, research: Boolean)

    fun setEmail(email: String)

    fun confirmEmail(code: String)

    fun removePhone(id: String)

    fun addPhone()

    fun recover(email: String)

    fun moveHereByEmail(code: String, keepOthers: Boolean)

    fun moveHereByPhone(code: String, keepOthers: Boolean)

    fun export()

    fun shareExport()

    fun shareReport()

    fun logOut(giveUp: Boolean)

    fun erase(balance: BalanceEnd)
}

/** Who the customer is, what they allow, and the ways to phones, data and leaving. */
@Composable
fun SettingsScreen(
    state: Shown<Settings>,
    actions: SettingsActions,
    onPhones: () -> Unit,
    onMoveHere: () -> Unit,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
) {
    val strings = LocalStrings.current
    PageOf(state, strings.settingsTitle, onBack, modifier) { settings ->
        settings.asked?.let { asked ->
            Outcome(asked.progress)
            if (asked.progress == Progress.Done && asked.what in SAVED) {
                Notice(strings.settingsSaved)
            }
        }
        You(settings, actions)
        Email(settings, actions)
        Consents(settings, actions)
        Way(strings.settingsPhones, onPhones)
        Way(strings.settingsHaveWallet, onMoveHere, strings.settingsHaveWalletHint)
        Data(settings, actions)
        Leaving(settings, actions)
        Quiet(strings.settingsVersion(settings.version))
    }
}

private val SAVED = setOf(Wish.PROFILE, Wish.CONSENTS, Wish.CONFIRM)

@Composable
private fun ColumnScope.You(settings: Settings, actions: SettingsActions) {
    val strings = LocalStrings.current
    val profile = settings.profile
    var name by rememberSaveable(profile.name) { mutableStateOf(profile.name.orEmpty()) }
    var language by rememberSaveable(profile.language) { mutableStateOf(profile.language) }
    Heading(strings.settingsYou)
    Field(strings.settingsName, name, { name = it })
    Text(strings.settingsLanguage, style = MaterialTheme.typography.titleSmall)
    Choice(Language.entries, language, words = { it.ownName() }, onChoose = { language = it })
    if (name.trim() != profile.name.orEmpty() || language != profile.language) {
        QuietButton(strings.commonSave, { actions.setProfile(name, language) })
    }
}

@Composable
private fun ColumnScope.Email(settings: Settings, actions: SettingsActions) {
    val strings = LocalStrings.current
    Heading(strings.settingsEmail)
    settings.profile.email?.let { Text(it, style = MaterialTheme.typography.bodyLarge) }
    Quiet(strings.settingsEmailWhy)
    // A second wish is left out while one is under way.
    val free = settings.asked?.progress != Progress.UnderWay
    val confirming = settings.confirming
    if (confirming == null) {
        Request(strings.settingsEmail, strings.settingsSendCode, actions::setEmail, enabled = free)
    } else {
        Notice(strings.settingsCodeSent(confirming))
        Request(strings.settingsCode, strings.settingsConfirm, actions::confirmEmail, enabled = free)
    }
}

@Composable
private fun ColumnScope.Consents(settings: Settings, actions: SettingsActions) {
    val strings = LocalStrings.current
    val news = settings.profile.news == true
    val research = settings.profile.research == true
    Heading(strings.settingsConsents)
    Card {
        Agreement(strings.settingsNews, news) { actions.setConsents(it, research) }
        Agreement(strings.settingsResearch, research) { actions.setConsents(news, it) }
    }
}

@Composable
private fun ColumnScope.Data(settings: Settings, actions: SettingsActions) {
    val strings = LocalStrings.current
    Heading(strings.settingsData)
    if (settings.export == null) {
        QuietButton(strings.settingsExport, actions::export)
    } else {
        Notice(strings.settingsExported)
        QuietButton(strings.inviteShare, actions::shareExport)
    }
    QuietButton(strings.settingsDiagnostics, actions::shareReport)
}

@Composable
private fun Leaving(settings: Settings, actions: SettingsActions) {
    val strings = LocalStrings.current
    var asks by rememberSaveable { mutableStateOf(Leave.NOT) }
    // The last phone of a wallet without an address takes the wallet with it.
    val isLast = settings.devices.size < 2 && settings.profile.email == null
    Column(Modifier.padding(top = Space.medium)) {
        GraveButton(strings.settingsLogOut, { asks = Leave.LOG_OUT })
        GraveButton(strings.settingsErase, { asks = Leave.ERASE })
    }
    val no = { asks = Leave.NOT }
    when (asks) {
        Leave.NOT -> {}
        Leave.LOG_OUT -> LogOutAsk(isLast, actions, no)
        Leave.ERASE -> EraseAsk(settings.balance, actions, no)
    }
}

/** Which way of leaving is being asked about. */
private enum class Leave { NOT, LOG_OUT, ERASE }

@Composable
internal fun LogOutAsk(isLast: Boolean, actions: SettingsActions, onNo: () -> Unit) {
    val strings = LocalStrings.current
    val words = if (isLast) strings.settingsLogOutLast else strings.settingsLogOutAsk
    Ask(words, strings.settingsLogOut, { actions.logOut(giveUp = isLast) }, onNo)
}

/** Money that is left is paid out or given up, in so many words. */
@Composable
internal fun EraseAsk(balance: Long, actions: SettingsActions, onNo: () -> Unit) {
    val strings = LocalStrings.current
    if (balance == 0L) {
        Ask(strings.settingsEraseAsk, strings.settingsErase, { actions.erase(BalanceEnd.NONE_LEFT) }, onNo)
        return
    }
    val words = "${strings.settingsEraseAsk}\n\n${strings.settingsEraseBalance(strings.money(balance))}"
    Ask(words, strings.settingsPayOut, { actions.erase(BalanceEnd.PAY_OUT) }, onNo) {
        GraveButton(strings.settingsGiveUp, {
            onNo()
            actions.erase(BalanceEnd.GIVE_UP)
        })
    }
}
