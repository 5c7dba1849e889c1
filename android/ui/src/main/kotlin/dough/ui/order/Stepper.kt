package dough.ui.order

import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.defaultMinSize
import androidx.compose.foundation.layout.size
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dough.ui.Size
import dough.ui.theme.LocalStrings

/** How many. */
@Composable
internal fun Stepper(quantity: Int, onChange: (Int) -> Unit, modifier: Modifier = Modifier) {
    val strings = LocalStrings.current
    Row(modifier, verticalAlignment = Alignment.CenterVertically) {
        StepButton("−", strings.orderLess) { onChange(quantity - 1) }
        Text(
            "$quantity",
            style = MaterialTheme.typography.titleLarge,
            textAlign = TextAlign.Center,
            modifier = Modifier.defaultMinSize(minWidth = Size.touch).semantics { liveRegion = LiveRegionMode.Polite },
        )
        StepButton("+", strings.orderMore) { onChange(quantity + 1) }
    }
}

@Composable
private fun StepButton(sign: String, words: String, onClick: () -> Unit) {
    FilledTonalButton(
        onClick,
        Modifier.size(Size.touch).semantics { contentDescription = words },
        contentPadding = PaddingValues(0.dp),
    ) {
        Text(sign, style = MaterialTheme.typography.titleLarge)
    }
}
