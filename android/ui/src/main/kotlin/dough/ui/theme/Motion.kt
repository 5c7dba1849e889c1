package dough.ui.theme

import androidx.compose.runtime.staticCompositionLocalOf

/** Whether things may move: false where the customer asked the system for less motion. */
val LocalMotion = staticCompositionLocalOf { true }
