package dough.ui.theme

import androidx.compose.runtime.staticCompositionLocalOf
import dough.core.Language
import dough.state.Failure
import dough.state.FailureKind
import dough.ui.Dutch
import dough.ui.English
import dough.ui.French
import dough.ui.Strings
import java.math.BigDecimal
import java.text.NumberFormat
import java.time.Instant
import java.time.LocalDate
import java.time.YearMonth
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle
import java.util.Currency
import java.util.Locale

/** The language of the screens below. */
val LocalStrings = staticCompositionLocalOf<Strings> { English }

/** The screens' words for a person of this locale: English where there are none. */
fun stringsFor(locale: Locale): Strings =
    listOf(Dutch, French).find { it.locale.language == locale.language } ?: English

/** The same as a language of the engine, which tells history in it. */
val Strings.language: Language
    get() =
        when (this) {
            English -> Language.EN
            Dutch -> Language.NL
            French -> Language.FR
        }

/** What a language calls itself. */
internal fun Language.ownName(): String = when (this) {
    Language.EN -> "English"
    Language.NL -> "Nederlands"
    Language.FR -> "Français"
}

/** Why something isn't possible, and what to do about it. */
internal fun Strings.failure(failure: Failure): String = failure(failure.code) ?: when (failure.kind) {
    FailureKind.OFFLINE -> kindOffline
    FailureKind.NEEDS_USER_PRESENCE -> kindNeedsUserPresence
    FailureKind.REFUSED -> kindRefused
    FailureKind.UPDATE_REQUIRED -> kindUpdateRequired
    FailureKind.LOCKED -> kindLocked
    FailureKind.STORAGE -> kindStorage
    FailureKind.INTERNAL -> kindInternal
}

/** Cents as money of this language. */
internal fun Strings.money(cents: Long): String = NumberFormat
    .getCurrencyInstance(locale)
    .apply { currency = Currency.getInstance("EUR") }
    .format(BigDecimal.valueOf(cents, 2))

/** The hour of a moment in milliseconds since 1970. */
internal fun Strings.time(moment: Long, zone: ZoneId): String = at(moment, zone)
    .format(DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT).withLocale(locale))

/** The date of a moment. */
internal fun Strings.date(moment: Long, zone: ZoneId): String = at(moment, zone)
    .format(DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(locale))

/** The hour of a moment, with its date. */
internal fun Strings.dateAndTime(moment: Long, zone: ZoneId): String = "${date(moment, zone)}, ${time(moment, zone)}"

/** A day as one speaks of it: today, tomorrow, Friday 27. */
internal fun Strings.day(day: LocalDate, today: LocalDate): String = when (day) {
    today -> commonToday
    today.plusDays(1) -> commonTomorrow
    else -> day.format(DateTimeFormatter.ofPattern("EEEE d", locale)).replaceFirstChar { it.titlecase(locale) }
}

/** A month of the past: "June 2025". */
internal fun Strings.month(month: String): String = YearMonth
    .parse(month)
    .format(DateTimeFormatter.ofPattern("MMMM yyyy", locale))
    .replaceFirstChar { it.titlecase(locale) }

/** A number without needless digits: 12.5, 40. */
internal fun Strings.number(number: Double): String =
    NumberFormat.getNumberInstance(locale).apply { maximumFractionDigits = 1 }.format(number)

private fun at(moment: Long, zone: ZoneId) = Instant.ofEpochMilli(moment).atZone(zone)
