package dough.ui.settings

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import dough.core.Device
import dough.state.Shown
import dough.state.settings.Settings
import dough.ui.parts.Agreement
import dough.ui.parts.Ask
import dough.ui.parts.Card
import dough.ui.parts.GraveButton
import dough.ui.parts.Heading
import dough.ui.parts.Notice
import dough.ui.parts.Outcome
import dough.ui.parts.PageOf
import dough.ui.parts.Quiet
import dough.ui.parts.Request
import dough.ui.parts.WideButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.date
import dough.ui.theme.dateAndTime
import dough.ui.theme.time
import java.time.ZoneId

/** The wallet's phones, and a code for another one. */
@Composable
fun PhonesScreen(
    state: Shown<Settings>,
    actions: SettingsActions,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
    zone: ZoneId = ZoneId.systemDefault(),
) {
    val strings = LocalStrings.current
    var removing by rememberSaveable { mutableStateOf<String?>(null) }
    PageOf(state, strings.settingsPhones, onBack, modifier, bottom = {
        WideButton(strings.settingsAddPhone, actions::addPhone)
    }) { settings ->
        settings.asked?.let { Outcome(it.progress) }
        settings.deviceCode?.let { code ->
            Card {
                Text(code.code, style = MaterialTheme.typography.displaySmall)
                Quiet(strings.settingsAddPhoneHint(strings.time(code.expiresAt, zone)))
            }
        }
        settings.devices.forEach { PhoneCard(it, zone) { removing = it.id } }
    }
    removing?.let { phone ->
        RemovePhoneAsk({ actions.removePhone(phone) }, { removing = null })
    }
}

@Composable
internal fun RemovePhoneAsk(onRemove: () -> Unit, onNo: () -> Unit) {
    val strings = LocalStrings.current
    Ask(strings.settingsRemovePhoneAsk, strings.settingsRemovePhone, onRemove, onNo)
}

@Composable
private fun PhoneCard(phone: Device, zone: ZoneId, onRemove: () -> Unit) {
    val strings = LocalStrings.current
    Card {
        Text(
            if (phone.own) strings.settingsThisPhone else strings.settingsOtherPhone,
            style = MaterialTheme.typography.titleMedium,
        )
        Quiet(strings.settingsSince(strings.date(phone.since, zone)))
        phone.spendsFrom?.let { Quiet(strings.settingsSpendsFrom(strings.dateAndTime(it, zone))) }
        if (!phone.own) {
            GraveButton(strings.settingsRemovePhone, onRemove)
        }
    }
}

/** A wallet that another phone has, or had, is opened here. */
@Composable
fun MoveHereScreen(
    state: Shown<Settings>,
    actions: SettingsActions,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
) {
    val strings = LocalStrings.current
    PageOf(state, strings.settingsHaveWallet, onBack, modifier) { settings ->
        Notice(strings.settingsHaveWalletHint)
        settings.asked?.let { Outcome(it.progress) }
        Heading(strings.settingsByPhone)
        ByPhone(actions)
        Heading(strings.settingsByEmail)
        ByEmail(settings, actions)
    }
}

@Composable
private fun ByPhone(actions: SettingsActions) {
    val strings = LocalStrings.current
    var keepOthers by rememberSaveable { mutableStateOf(true) }
    Request(strings.settingsCode, strings.settingsMoveHere, { actions.moveHereByPhone(it, keepOthers) }) {
        Agreement(strings.settingsKeepOthers, keepOthers) { keepOthers = it }
    }
}

@Composable
private fun ByEmail(settings: Settings, actions: SettingsActions) {
    val strings = LocalStrings.current
    val recovering = settings.recovering
    if (recovering == null) {
        Request(strings.settingsEmail, strings.settingsSendCode, actions::recover)
        return
    }
    var keepOthers by rememberSaveable { mutableStateOf(false) }
    Notice(strings.settingsCodeSent(recovering))
    Request(strings.settingsCode, strings.settingsMoveHere, { actions.moveHereByEmail(it, keepOthers) }) {
        Agreement(strings.settingsKeepOthers, keepOthers) { keepOthers = it }
    }
}
