package dough.state.settings

import dough.core.BalanceEnd
import dough.core.Device
import dough.core.DeviceCode
import dough.core.Dough
import dough.core.Export
import dough.core.Language
import dough.core.Profile
import dough.core.Proof
import dough.core.libraryVersion
import dough.state.Asking
import dough.state.LINGER_MILLIS
import dough.state.Progress
import dough.state.Shown
import dough.state.changes
import dough.state.reading
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.stateIn
import kotlinx.coroutines.flow.update

/** Who the customer is, the wallet's phones, and what can be done about them. */
data class Settings(
    /** What is known of the customer; empty before the server has told. */
    val profile: Profile,
    val devices: List<Device>,
    /** Cents that are in the wallet. */
    val balance: Long,
    val version: String,
    /** The address that a code was sent to, until it is confirmed. */
    val confirming: String?,
    /** The address that a code for opening its wallet here was sent to. */
    val recovering: String?,
    /** A code for a new phone, while it shows. */
    val deviceCode: DeviceCode?,
    /** The files that hold all that is kept of the customer, once they are written. */
    val export: Export?,
    /** What became of what was asked for last, and what that was. */
    val asked: Asked?,
)

/** What was asked for, and what became of it. */
data class Asked(val what: Wish, val progress: Progress)

/** What can be asked for here. */
enum class Wish {
    PROFILE,
    CONSENTS,
    EMAIL,
    CONFIRM,
    REMOVE_PHONE,
    DEVICE_CODE,
    RECOVERY_CODE,
    MOVE_HERE,
    EXPORT,
    LOG_OUT,
    ERASE,
}

/** The customer, the wallet's phones, and leaving. */
class SettingsModel(
    private val engine: Dough,
    private val scope: CoroutineScope,
    private val blocking: CoroutineDispatcher,
) {
    private val asking = Asking(engine, scope, blocking)
    private val kept = MutableStateFlow(Kept())

    val state: StateFlow<Shown<Settings>> =
        combine(engine.changes(), kept, asking.progress) { _, kept, progress ->
            reading { engine.settings(kept, progress) }
        }.flowOn(blocking)
            .stateIn(scope, SharingStarted.WhileSubscribed(LINGER_MILLIS), Shown.Loading)

    fun setProfile(name: String, language: Language?) = ask(Wish.PROFILE) {
        setProfile(name.trim().ifEmpty { null }, language)
    }

    fun setConsents(news: Boolean, research: Boolean) = ask(Wish.CONSENTS) { setConsents(news, research) }

    /** Has a code sent to an address that is to be the wallet's. */
    fun setEmail(email: String) = ask(Wish.EMAIL) {
        setEmail(email.trim()).also { keep { it.copy(confirming = email.trim()) } }
    }

    fun confirmEmail(code: String) = ask(Wish.CONFIRM) {
        kept.value.confirming?.let { confirmEmail(it, code.trim()) }
    }

    fun removePhone(id: String) = ask(Wish.REMOVE_PHONE) { revokeDevice(id, giveUp = false) }

    /** Shows a code for a new phone. */
    fun addPhone() = ask(Wish.DEVICE_CODE) {
        val code = deviceCode()
        keep { it.copy(deviceCode = code) }
        null
    }

    /** Has a code sent to a wallet's address, to open that wallet here. */
    fun recover(email: String) = ask(Wish.RECOVERY_CODE) {
        recoveryCode(email.trim())
        keep { it.copy(recovering = email.trim()) }
        null
    }

    /** Opens the wallet of the address that a code was sent to. */
    fun moveHereByEmail(code: String, keepOthers: Boolean) = ask(Wish.MOVE_HERE) {
        kept.value.recovering?.let { openOtherWallet(Proof.Email(it, code.trim()), keepOthers) }
    }

    /** Opens the wallet of the phone that shows a code. */
    fun moveHereByPhone(code: String, keepOthers: Boolean) = ask(Wish.MOVE_HERE) {
        openOtherWallet(Proof.Device(code.trim()), keepOthers)
    }

    /** Writes all that is kept of the customer into a folder. */
    fun export(folder: String) = ask(Wish.EXPORT) {
        val export = exportMyData(folder)
        keep { it.copy(export = export) }
        null
    }

    fun logOut(giveUp: Boolean) = ask(Wish.LOG_OUT) { logOut(giveUp) }

    fun erase(balance: BalanceEnd) = ask(Wish.ERASE) { eraseMe(balance) }

    /** The outcome was looked at. */
    fun forgetOutcome() {
        asking.forget()
        keep { it.copy(wish = null, deviceCode = null) }
    }

    private fun ask(wish: Wish, what: suspend Dough.() -> String?) {
        if (asking.ask(what)) keep { it.copy(wish = wish) }
    }

    private fun keep(change: (Kept) -> Kept) = kept.update(change)
}

/** What the engine doesn't keep, since it belongs to the screen. */
private data class Kept(
    val wish: Wish? = null,
    val confirming: String? = null,
    val recovering: String? = null,
    val deviceCode: DeviceCode? = null,
    val export: Export? = null,
)

private fun Dough.settings(kept: Kept, progress: Progress): Settings {
    val profile = profile() ?: Profile(name = null, language = null, email = null, news = null, research = null)
    return Settings(
        profile = profile,
        devices = devices(),
        balance = home().eurAvailable,
        version = libraryVersion(),
        confirming = kept.confirming?.takeIf { it != profile.email },
        recovering = kept.recovering,
        deviceCode = kept.deviceCode,
        export = kept.export,
        asked = kept.wish?.let { Asked(it, progress) },
    )
}
