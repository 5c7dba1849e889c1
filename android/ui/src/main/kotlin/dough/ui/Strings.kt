package dough.ui

import androidx.compose.runtime.staticCompositionLocalOf
import dough.state.Failure
import dough.state.FailureKind
import java.math.BigDecimal
import java.text.NumberFormat
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle
import java.util.Currency
import java.util.Locale

/** All that the screens say, in one language. */
interface Strings {
    val locale: Locale

    val appName: String
    val dough: String
    val balance: String
    val topUp: String
    val showCode: String
    val nextPickup: String
    val pickupReady: String
    val surpriseAction: String
    val notOpenYet: String
    val revoked: String
    val erased: String
    val loading: String

    fun dots(filled: Int, wanted: Int): String

    fun untilSurprise(missing: Int): String

    fun surprises(count: Int): String

    fun vouchers(count: Int): String

    fun pending(dough: Long): String

    fun held(money: String): String

    fun pickupCode(code: String): String

    fun offline(time: String): String

    fun outbox(count: Int): String

    val yourCode: String
    val codePicture: String
    val codeHint: String
    val earnsDough: String
    val close: String
    val done: String
    val tryAgain: String
    val unlock: String

    fun paysUpTo(money: String): String

    fun inAll(money: String): String

    fun earned(dough: Long): String

    fun failure(failure: Failure): String
}

object English : Strings {
    override val locale: Locale = Locale.UK

    override val appName = "Dough"
    override val dough = "dough"
    override val balance = "Balance"
    override val topUp = "Top up"
    override val showCode = "Show my code"
    override val nextPickup = "Next pickup"
    override val pickupReady = "Ready for you"
    override val surpriseAction = "Open"
    override val notOpenYet = "Your wallet opens as soon as there is a connection."
    override val revoked = "This phone was taken out of the wallet.\nYou see it as it was then."
    override val erased = "This wallet was erased."
    override val loading = "Loading"

    override fun dots(filled: Int, wanted: Int) = "$filled of $wanted dough"

    override fun untilSurprise(missing: Int) = "$missing more to your next surprise"

    override fun surprises(count: Int) =
        if (count == 1) "A surprise is waiting for you" else "$count surprises are waiting for you"

    override fun vouchers(count: Int) = if (count == 1) "1 voucher to use" else "$count vouchers to use"

    override fun pending(dough: Long) = "$dough more on the way"

    override fun held(money: String) = "$money more is held for your order"

    override fun pickupCode(code: String) = "Pickup code $code"

    override fun offline(time: String) = "No connection since $time"

    override fun outbox(count: Int) = if (count == 1) "1 thing is being sent" else "$count things are being sent"

    override val yourCode = "Your code"
    override val codePicture = "Code for the till"
    override val codeHint = "Hold it under the scanner.\nA fresh one comes by itself."
    override val earnsDough = "Earns dough"
    override val close = "Close"
    override val done = "Done"
    override val tryAgain = "Try again"
    override val unlock = "Unlock to pay"

    override fun paysUpTo(money: String) = "Pays up to $money"

    override fun inAll(money: String) = "$money in all"

    override fun earned(dough: Long) = "+$dough dough"

    override fun failure(failure: Failure): String = when (failure.code) {
        "wallet_not_open" -> notOpenYet
        "clock_wrong" -> "Your phone's clock is wrong. Set it, and try again."
        "unknown_voucher" -> "This voucher can't be used any more."
        "keys_changed" -> "This wallet belongs to another phone."
        else -> failure(failure.kind)
    }

    private fun failure(kind: FailureKind) = when (kind) {
        FailureKind.OFFLINE -> "There is no connection. Try again in a moment."
        FailureKind.NEEDS_USER_PRESENCE -> "Unlock your phone, so that nobody else can pay with it."
        FailureKind.REFUSED -> "This isn't possible."
        FailureKind.UPDATE_REQUIRED -> "This version is too old. Please update the app."
        FailureKind.LOCKED -> "One moment, please."
        FailureKind.STORAGE -> "Your phone's storage can't be used.\nIs there room left?"
        FailureKind.INTERNAL -> "Something went wrong. Please try again."
    }
}

/** The language of the screens below. */
val LocalStrings = staticCompositionLocalOf<Strings> { English }

/** Cents as money of this language. */
internal fun Strings.money(cents: Long): String = NumberFormat
    .getCurrencyInstance(locale)
    .apply { currency = Currency.getInstance("EUR") }
    .format(BigDecimal.valueOf(cents, 2))

/** The hour of a moment in milliseconds since 1970. */
internal fun Strings.time(moment: Long, zone: ZoneId): String = DateTimeFormatter
    .ofLocalizedTime(FormatStyle.SHORT)
    .withLocale(locale)
    .format(Instant.ofEpochMilli(moment).atZone(zone))
