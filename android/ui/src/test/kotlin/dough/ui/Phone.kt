package dough.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.snapshots.Snapshot
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.runSkikoComposeUiTest
import androidx.compose.ui.text.ExperimentalTextApi
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.platform.SystemFont
import androidx.compose.ui.unit.Density
import dough.ui.theme.DoughTheme
import dough.ui.theme.LocalMotion
import dough.ui.theme.LocalStrings
import java.awt.image.BufferedImage
import java.io.File
import javax.imageio.ImageIO
import org.jetbrains.skia.EncodedImageFormat

private const val WIDTH = 412
private const val HEIGHT = 892

/** Pixels to a dp of a real phone. The kept pictures have one: they are many. */
internal const val SHARP = 2.5f
private const val A_FRAME = 16_000_000L
private const val HALF_A_SECOND = 500_000_000L

/** Android's own fonts. They are named, since a desktop has others for "serif" and "sans serif". */
@OptIn(ExperimentalTextApi::class)
private val DISPLAY = FontFamily(SystemFont("Noto Serif", FontWeight.Bold))

@OptIn(ExperimentalTextApi::class)
private val TEXT = FontFamily(SystemFont("Roboto"), SystemFont("Roboto", FontWeight.Medium))

/** How a screen is looked at. */
data class Look(val dark: Boolean, val large: Boolean, val strings: Strings) {
    override fun toString() = listOfNotNull(
        strings.locale.language,
        if (dark) "dark" else "light",
        "large".takeIf {
            large
        },
    ).joinToString("-")
}

@Composable
internal fun Themed(look: Look = Look(dark = false, large = false, English), content: @Composable () -> Unit) =
    CompositionLocalProvider(LocalStrings provides look.strings, LocalMotion provides false) {
        DoughTheme(look.dark, DISPLAY, TEXT, content)
    }

/** A test on a screen as large as a phone's; the desktop's own is wide. */
@OptIn(ExperimentalTestApi::class)
internal fun phoneTest(fontScale: Float = 1f, height: Int = HEIGHT, block: ComposeUiTest.() -> Unit) =
    runSkikoComposeUiTest(Size(WIDTH.toFloat(), height.toFloat()), Density(1f, fontScale), block = block)

/** A phone's screen as a picture, kept at `target/pictures/NAME.png`. */
internal fun picture(name: String, look: Look, content: @Composable () -> Unit, pixels: Float = 1f): BufferedImage {
    val density = Density(pixels, if (look.large) 2f else 1f)
    val scene =
        ImageComposeScene((WIDTH * pixels).toInt(), (HEIGHT * pixels).toInt(), density) { Themed(look, content) }
    val png =
        try {
            scene.render(0)
            // What the first frame has changed begins to move with the second, and has arrived by the third.
            Snapshot.sendApplyNotifications()
            scene.render(A_FRAME)
            scene.render(HALF_A_SECOND).encodeToData(EncodedImageFormat.PNG)!!.bytes
        } finally {
            scene.close()
        }
    val file = File("target/pictures/$name.png")
    file.parentFile.mkdirs()
    file.writeBytes(png)
    return ImageIO.read(file)
}
