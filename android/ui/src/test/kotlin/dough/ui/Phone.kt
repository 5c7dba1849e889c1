package dough.ui

import androidx.compose.runtime.Composable
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
import java.awt.image.BufferedImage
import java.io.File
import javax.imageio.ImageIO
import org.jetbrains.skia.EncodedImageFormat

private const val WIDTH = 412
private const val HEIGHT = 892
private const val PIXELS = 2.5f
private const val HALF_A_SECOND = 500_000_000L

/** Android's own fonts. They are named, since a desktop has others for "serif" and "sans serif". */
@OptIn(ExperimentalTextApi::class)
private val DISPLAY = FontFamily(SystemFont("Noto Serif", FontWeight.Bold))

@OptIn(ExperimentalTextApi::class)
private val TEXT = FontFamily(SystemFont("Roboto"), SystemFont("Roboto", FontWeight.Medium))

@Composable
internal fun Themed(dark: Boolean = false, content: @Composable () -> Unit) = DoughTheme(dark, DISPLAY, TEXT, content)

/** A test on a screen as large as a phone's; the desktop's own is wide. */
@OptIn(ExperimentalTestApi::class)
internal fun phoneTest(fontScale: Float = 1f, block: ComposeUiTest.() -> Unit) =
    runSkikoComposeUiTest(Size(WIDTH.toFloat(), HEIGHT.toFloat()), Density(1f, fontScale), block = block)

/** A phone's screen as a picture, kept at `target/pictures/NAME.png`. */
internal fun picture(name: String, dark: Boolean = false, content: @Composable () -> Unit): BufferedImage {
    val scene =
        ImageComposeScene((WIDTH * PIXELS).toInt(), (HEIGHT * PIXELS).toInt(), Density(PIXELS)) {
            Themed(dark, content)
        }
    val png =
        try {
            scene.render(0)
            // What animates in has arrived by then.
            scene.render(HALF_A_SECOND).encodeToData(EncodedImageFormat.PNG)!!.bytes
        } finally {
            scene.close()
        }
    val file = File("target/pictures/$name.png")
    file.parentFile.mkdirs()
    file.writeBytes(png)
    return ImageIO.read(file)
}
