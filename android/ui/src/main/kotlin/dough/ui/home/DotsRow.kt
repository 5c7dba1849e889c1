package dough.ui.home

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.size
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.unit.dp
import dough.state.Dots
import dough.ui.Size
import dough.ui.theme.LocalStrings

/** The row that fills up to the next surprise: a loaf for each dough, an empty place for the rest. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
internal fun DotsRow(dots: Dots, modifier: Modifier = Modifier) {
    val words = LocalStrings.current.homeDots(dots.filled, dots.wanted)
    val crust = MaterialTheme.colorScheme.primary
    val score = MaterialTheme.colorScheme.surface
    val place = MaterialTheme.colorScheme.surfaceVariant
    FlowRow(
        horizontalArrangement = Arrangement.spacedBy(10.dp),
        verticalArrangement = Arrangement.spacedBy(10.dp),
        modifier = modifier.clearAndSetSemantics { contentDescription = words },
    ) {
        repeat(dots.wanted) { index ->
            Canvas(Modifier.size(Size.dot)) {
                if (index < dots.filled) loaf(crust, score) else emptyPlace(place, crust)
            }
        }
    }
}

/** A round loaf from above, with three cuts. */
private fun DrawScope.loaf(crust: Color, score: Color) {
    drawCircle(crust)
    val cut = size.minDimension * 0.17f
    for (step in -1..1) {
        val middle = center + Offset(step * cut, 0f)
        val length = size.minDimension * (if (step == 0) 0.25f else 0.19f)
        drawLine(
            color = score,
            start = middle + Offset(-length * 0.35f, length),
            end = middle + Offset(length * 0.35f, -length),
            strokeWidth = size.minDimension * 0.065f,
            cap = StrokeCap.Round,
        )
    }
}

private fun DrawScope.emptyPlace(place: Color, rim: Color) {
    val width = 1.5.dp.toPx()
    drawCircle(place)
    drawCircle(rim.copy(alpha = 0.35f), radius = (size.minDimension - width) / 2, style = Stroke(width))
}
