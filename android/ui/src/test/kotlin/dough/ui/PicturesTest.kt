package dough.ui

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableLongStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.unit.dp
import dough.ui.order.FiledPictures
import dough.ui.order.ItemPicture
import dough.ui.order.Pictures
import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@OptIn(ExperimentalTestApi::class)
@Timeout(60)
class PicturesTest {
    private val read = CopyOnWriteArrayList<String>()

    private fun pictures(side: Int = 8, find: suspend (String) -> String?) = FiledPictures(find, { path, wanted ->
        assertTrue(mayBlock(), "a file is read where that may take its time")
        read += "$path at $wanted"
        ImageBitmap(side, side).takeIf { path != "broken" }
    }, blockingThreads())

    @Test
    fun `a picture is read once for each size`() = runBlocking {
        val pictures = pictures { "/$it" }
        assertNull(pictures.kept("quiche", 64))
        val brought = pictures.bring("quiche", 64)
        assertSame(brought, pictures.bring("quiche", 64))
        assertSame(brought, pictures.kept("quiche", 64))
        pictures.bring("quiche", 220)
        assertEquals(listOf("/quiche at 64", "/quiche at 220"), read)
    }

    @Test
    fun `what can't be had or read is no picture, and is tried again`() = runBlocking {
        var found: String? = null
        val pictures = pictures { found }
        assertNull(pictures.bring("quiche", 64))
        found = "broken"
        assertNull(pictures.bring("quiche", 64))
        found = "/quiche"
        assertEquals(8, pictures.bring("quiche", 64)?.width)
    }

    @Test
    fun `memory holds some megabytes, of those that were looked at last`() = runBlocking {
        // Of a mebibyte each.
        val pictures = pictures(side = 512) { it }
        (1..20).forEach { pictures.bring("$it", 512) }
        val kept = (1..20).filter { pictures.kept("$it", 512) != null }
        assertEquals((6..20).toList(), kept)
    }

    @Test
    fun `one that couldn't be had is asked for again when the server answers again`() = phoneTest {
        val asked = mutableListOf<String>()
        val pictures =
            object : Pictures {
                override fun kept(image: String, side: Int): ImageBitmap? = null

                override suspend fun bring(image: String, side: Int): ImageBitmap? {
                    asked += image
                    return ImageBitmap(1, 1).takeIf { asked.size == 2 }
                }
            }
        var menuAt by mutableLongStateOf(1)
        var image by mutableStateOf<String?>("quiche")
        setContent { Themed { ItemPicture(image, "Quiche", pictures, menuAt, 64.dp) } }
        waitForIdle()
        menuAt = 2
        waitForIdle()
        menuAt = 3
        waitForIdle()
        assertEquals(listOf("quiche", "quiche"), asked, "what came isn't asked for again")
        image = "tart"
        waitForIdle()
        image = null
        waitForIdle()
        assertEquals(listOf("quiche", "quiche", "tart"), asked)
    }
}
