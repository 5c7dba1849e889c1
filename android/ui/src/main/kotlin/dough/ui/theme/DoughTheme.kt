package dough.ui.theme

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.ColorScheme
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Shapes
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.sp
import dough.ui.Colours
import dough.ui.Corner
import dough.ui.DarkColours
import dough.ui.Letters
import dough.ui.LightColours

/** Secondary is butter, for what is a gift; tertiary is leaf, for what went well. */
private fun scheme(colours: Colours, isDark: Boolean): ColorScheme {
    val base = if (isDark) darkColorScheme() else lightColorScheme()
    return base.copy(
        primary = colours.crust,
        onPrimary = colours.onCrust,
        primaryContainer = colours.crustSoft,
        onPrimaryContainer = colours.onCrustSoft,
        secondary = colours.butter,
        onSecondary = colours.onButter,
        secondaryContainer = colours.butterSoft,
        onSecondaryContainer = colours.onButterSoft,
        tertiary = colours.leaf,
        onTertiary = colours.onLeaf,
        tertiaryContainer = colours.leafSoft,
        onTertiaryContainer = colours.onLeafSoft,
        error = colours.berry,
        onError = colours.onBerry,
        errorContainer = colours.berrySoft,
        onErrorContainer = colours.onBerrySoft,
        background = colours.ground,
        onBackground = colours.onGround,
        surface = colours.card,
        onSurface = colours.onCard,
        surfaceVariant = colours.quiet,
        onSurfaceVariant = colours.onQuiet,
        surfaceContainer = colours.card,
        surfaceContainerHigh = colours.card,
        outline = colours.line,
        outlineVariant = colours.edge,
    )
}

private val Light = scheme(LightColours, isDark = false)
private val Dark = scheme(DarkColours, isDark = true)

private val Rounded =
    Shapes(
        small = RoundedCornerShape(Corner.small),
        medium = RoundedCornerShape(Corner.medium),
        large = RoundedCornerShape(Corner.large),
    )

/**
 * Colours, type and shapes of the app. [display] is for headlines and figures, [text] for the rest;
 * on a phone they are the system's own.
 */
@Composable
fun DoughTheme(
    dark: Boolean = isSystemInDarkTheme(),
    display: FontFamily = FontFamily.Serif,
    text: FontFamily = FontFamily.SansSerif,
    content: @Composable () -> Unit,
) {
    MaterialTheme(
        colorScheme = if (dark) Dark else Light,
        typography = remember(display, text) { typography(display, text) },
        shapes = Rounded,
        content = content,
    )
}

private fun typography(display: FontFamily, text: FontFamily): Typography {
    fun figures(letters: Letters) = TextStyle(
        fontFamily = display,
        fontWeight = FontWeight.Bold,
        fontSize = letters.size.sp,
        lineHeight = letters.line.sp,
        letterSpacing = (-0.02 * letters.size).sp,
    )

    fun words(letters: Letters, weight: FontWeight = FontWeight.Normal) = TextStyle(
        fontFamily = text,
        fontWeight = weight,
        fontSize = letters.size.sp,
        lineHeight = letters.line.sp,
    )

    return Typography(
        displayLarge = figures(Letters.FIGURE_HUGE),
        displayMedium = figures(Letters.FIGURE_LARGE),
        displaySmall = figures(Letters.FIGURE),
        headlineLarge = figures(Letters.TITLE_LARGE),
        headlineMedium = figures(Letters.TITLE_LARGE),
        headlineSmall = figures(Letters.TITLE),
        titleLarge = words(Letters.HEADING, FontWeight.Medium),
        titleMedium = words(Letters.SUBHEADING, FontWeight.Medium),
        titleSmall = words(Letters.SMALL, FontWeight.Medium),
        bodyLarge = words(Letters.BODY),
        bodyMedium = words(Letters.SMALL),
        bodySmall = words(Letters.TINY),
        labelLarge = words(Letters.SUBHEADING, FontWeight.Medium),
        labelMedium = words(Letters.SMALL, FontWeight.Medium),
        labelSmall = words(Letters.TINY, FontWeight.Medium),
    )
}
