package dough.ui

import java.awt.image.BufferedImage
import java.io.File
import javax.imageio.ImageIO
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource

/**
 * Every screen beside the kept sheet of its looks, in docs/pictures/screens: in the light and in the
 * dark, in English and in Dutch, with normal and with the largest letters. `DOUGH_KEEP_PICTURES=1`
 * keeps what is drawn now.
 */
class PictureTest {
    @ParameterizedTest
    @MethodSource("screens")
    fun `a screen looks as it did`(name: String) {
        val found = sheet(LOOKS.map { picture("$name-$it", it, SCREENS.getValue(name)) })
        val kept = File(KEPT, "$name.png")
        if (System.getenv("DOUGH_KEEP_PICTURES") == "1") {
            kept.parentFile.mkdirs()
            ImageIO.write(found, "png", kept)
        }
        assertTrue(kept.exists()) { "no picture of $name is kept" }
        val share = changed(ImageIO.read(kept), found)
        assertTrue(share <= MOST_CHANGED) { "%.1f %% of $name looks otherwise".format(100 * share) }
    }

    @Test
    fun `no kept picture is of a screen that is gone`() {
        assertEquals(SCREENS.keys.map { "$it.png" }.sorted(), KEPT.list().orEmpty().sorted())
    }

    @Test
    fun `a code can be read in every look`() {
        LOOKS.forEach { look ->
            val code = picture("readable-$look", look, SCREENS.getValue("code"), pixels = SHARP)
            assertEquals(SHOWING.text, read(code), "$look")
            assertExact(SHOWING.picture, code)
        }
    }

    @Test
    fun `a price that changes is seen`() {
        val before = sheetOf(SHOWING)
        assertEquals(0.0, changed(before, sheetOf(SHOWING)))
        assertTrue(changed(before, sheetOf(SHOWING.copy(maxCents = 2_600))) > MOST_CHANGED)
    }

    private fun sheetOf(state: dough.state.PayState): BufferedImage = sheet(
        LOOKS.map {
            picture("difference", it, { Code(state) })
        },
    )

    companion object {
        private val KEPT = File("../../docs/pictures/screens")

        private val LOOKS =
            listOf(false, true).flatMap { large ->
                listOf(English, Dutch).flatMap { words -> listOf(false, true).map { dark -> Look(dark, large, words) } }
            }

        @JvmStatic
        fun screens(): List<String> = SCREENS.keys.toList()
    }
}
