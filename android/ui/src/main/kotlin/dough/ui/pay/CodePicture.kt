package dough.ui.pay

import androidx.compose.foundation.Canvas
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import dough.state.Picture
import kotlin.math.floor

/** White around a QR code, in modules, that scanners ask for. */
private const val QUIET_ZONE = 4

/** A QR code, black on white with its quiet zone, in the dark too: many scanners read no other. */
@Composable
internal fun CodePicture(picture: Picture, description: String, modifier: Modifier = Modifier) {
    val image =
        modifier.semantics {
            role = Role.Image
            contentDescription = description
        }
    Canvas(image) {
        drawRect(Color.White)
        // Whole pixels: a module's edge between two would be grey.
        val module = floor(size.minDimension / (picture.width + 2 * QUIET_ZONE))
        val left = floor((size.width - module * picture.width) / 2)
        val top = floor((size.height - module * picture.width) / 2)
        for (row in 0 until picture.width) {
            for (column in 0 until picture.width) {
                if (picture.isDark(column, row)) {
                    drawRect(Color.Black, Offset(left + column * module, top + row * module), Size(module, module))
                }
            }
        }
    }
}
