package dough.ui.order

import androidx.collection.LruCache
import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.unit.Dp
import dough.ui.Size
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.withContext

/** Pictures of the menu, each named by its item's `image`. A side is so many pixels. */
@Stable
interface Pictures {
    /** One that was brought before, while there is room for it. */
    fun kept(image: String, side: Int): ImageBitmap?

    /** Brings one, whose shorter side is as long or a little longer; nothing where it can't be had now. */
    suspend fun bring(image: String, side: Int): ImageBitmap?
}

/** Pictures that [find] has in files, and [read] makes of them on [blocking]. The last ones stay in memory. */
internal class FiledPictures(
    private val find: suspend (image: String) -> String?,
    private val read: (path: String, side: Int) -> ImageBitmap?,
    private val blocking: CoroutineDispatcher,
) : Pictures {
    private val memory =
        object : LruCache<Sized, ImageBitmap>(MOST_KILOBYTES) {
            override fun sizeOf(key: Sized, value: ImageBitmap) = 1 + value.width * value.height / PIXELS_OF_A_KILOBYTE
        }

    override fun kept(image: String, side: Int): ImageBitmap? = memory[Sized(image, side)]

    override suspend fun bring(image: String, side: Int): ImageBitmap? = kept(image, side) ?: find(image)?.let { path ->
        withContext(blocking) { read(path, side) }?.also { memory.put(Sized(image, side), it) }
    }

    private data class Sized(val image: String, val side: Int)

    private companion object {
        /** The rows of a long menu, and a few items by themselves. */
        const val MOST_KILOBYTES = 16 * 1024
        const val PIXELS_OF_A_KILOBYTE = 256
    }
}

/**
 * An item's picture on a quiet ground, which shows the first letter of its name until then. The name
 * beside it says what it shows. One that couldn't be had is asked for again when [menuAt] changes: the
 * server answers again.
 */
@Composable
internal fun ItemPicture(
    image: String?,
    name: String,
    pictures: Pictures,
    menuAt: Long,
    side: Dp,
    modifier: Modifier = Modifier,
) {
    val density = LocalDensity.current
    val pixels = with(density) { side.roundToPx() }
    var picture by remember(image, pixels) { mutableStateOf(image?.let { pictures.kept(it, pixels) }) }
    LaunchedEffect(image, pixels, menuAt) {
        if (picture == null && image != null) picture = pictures.bring(image, pixels)
    }
    Box(
        modifier.clip(MaterialTheme.shapes.small).background(MaterialTheme.colorScheme.surfaceVariant),
        contentAlignment = Alignment.Center,
    ) {
        val shown = picture
        if (shown != null) {
            Image(shown, contentDescription = null, Modifier.matchParentSize(), contentScale = ContentScale.Crop)
        } else {
            // The ground doesn't grow with the system's letters, so neither does what stands on it.
            val size = with(density) { (Size.picture / 2).toSp() }
            Text(
                name.take(1).uppercase(),
                style = MaterialTheme.typography.headlineMedium.copy(fontSize = size, lineHeight = size),
                color = MaterialTheme.colorScheme.onSurfaceVariant,
                modifier = Modifier.clearAndSetSemantics {},
            )
        }
    }
}
