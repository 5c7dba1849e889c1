package dough.ui

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Shapes
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp

private val Ink = Color(0xFF2B1D12)
private val SecondInk = Color(0xFF6B5647)
private val Crust = Color(0xFF8A4B16)
private val Butter = Color(0xFFE9B44C)
private val Leaf = Color(0xFF2E6B3F)
private val Berry = Color(0xFFA3262A)
private val Flour = Color(0xFFFBF6EE)
private val Oven = Color(0xFF1C1410)
private val Tin = Color(0xFF2A1F18)
private val Cream = Color(0xFFF5EBDD)

/** Secondary is butter, for what is a gift; tertiary is leaf, for what went well. */
private val Light =
    lightColorScheme(
        primary = Crust,
        onPrimary = Color.White,
        primaryContainer = Color(0xFFF3E3CE),
        onPrimaryContainer = Ink,
        secondary = Butter,
        onSecondary = Ink,
        secondaryContainer = Color(0xFFFBE8C0),
        onSecondaryContainer = Ink,
        tertiary = Leaf,
        onTertiary = Color.White,
        tertiaryContainer = Color(0xFFDDEBDD),
        onTertiaryContainer = Color(0xFF15361F),
        error = Berry,
        onError = Color.White,
        background = Flour,
        onBackground = Ink,
        surface = Color.White,
        onSurface = Ink,
        surfaceVariant = Color(0xFFF1E6D6),
        onSurfaceVariant = SecondInk,
        outline = Color(0xFFB9A28C),
        outlineVariant = Color(0xFFEADFCF),
    )

private val Dark =
    darkColorScheme(
        primary = Butter,
        onPrimary = Ink,
        primaryContainer = Color(0xFF3D2D20),
        onPrimaryContainer = Cream,
        secondary = Butter,
        onSecondary = Ink,
        secondaryContainer = Color(0xFF4A3818),
        onSecondaryContainer = Color(0xFFFBE8C0),
        tertiary = Color(0xFF8CC79A),
        onTertiary = Color(0xFF0F2A18),
        tertiaryContainer = Color(0xFF213A29),
        onTertiaryContainer = Color(0xFFD5EBD9),
        error = Color(0xFFF2A29C),
        onError = Color(0xFF4A0D10),
        background = Oven,
        onBackground = Cream,
        surface = Tin,
        onSurface = Cream,
        surfaceVariant = Color(0xFF382A20),
        onSurfaceVariant = Color(0xFFCDB9A5),
        outline = Color(0xFF7D6857),
        outlineVariant = Color(0xFF3D2F25),
    )

private val Rounded =
    Shapes(
        small = RoundedCornerShape(12.dp),
        medium = RoundedCornerShape(20.dp),
        large = RoundedCornerShape(28.dp),
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
    fun figures(size: Int, line: Int) = TextStyle(
        fontFamily = display,
        fontWeight = FontWeight.Bold,
        fontSize = size.sp,
        lineHeight = line.sp,
        letterSpacing = (-0.02 * size).sp,
    )

    fun words(size: Int, line: Int, weight: FontWeight = FontWeight.Normal) = TextStyle(
        fontFamily = text,
        fontWeight = weight,
        fontSize = size.sp,
        lineHeight = line.sp,
    )

    return Typography(
        displayLarge = figures(72, 68),
        displayMedium = figures(48, 54),
        displaySmall = figures(36, 42),
        headlineLarge = figures(32, 38),
        headlineMedium = figures(28, 34),
        headlineSmall = figures(24, 30),
        titleLarge = words(20, 26, FontWeight.Medium),
        titleMedium = words(17, 24, FontWeight.Medium),
        titleSmall = words(15, 20, FontWeight.Medium),
        bodyLarge = words(17, 25),
        bodyMedium = words(15, 22),
        bodySmall = words(13, 18),
        labelLarge = words(18, 24, FontWeight.Medium),
        labelMedium = words(15, 20, FontWeight.Medium),
        labelSmall = words(13, 18, FontWeight.Medium),
    )
}
