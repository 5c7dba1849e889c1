package dough.ui.parts

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.KeyboardArrowRight
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dough.state.Progress
import dough.ui.Size
import dough.ui.Space
import dough.ui.theme.LocalStrings
import dough.ui.theme.failure

/** What belongs together. */
@Composable
internal fun Card(
    modifier: Modifier = Modifier,
    colour: Color = MaterialTheme.colorScheme.surface,
    ink: Color = MaterialTheme.colorScheme.onSurface,
    onClick: (() -> Unit)? = null,
    content: @Composable ColumnScope.() -> Unit,
) {
    val shape = MaterialTheme.shapes.large
    val edge =
        BorderStroke(1.dp, MaterialTheme.colorScheme.outlineVariant)
            .takeIf { colour == MaterialTheme.colorScheme.surface }
    val inside = @Composable { Column(Modifier.padding(horizontal = 22.dp, vertical = 18.dp), content = content) }
    if (onClick == null) {
        Surface(modifier.fillMaxWidth(), shape, colour, ink, border = edge, content = inside)
    } else {
        val button = modifier.fillMaxWidth().semantics { role = Role.Button }
        Surface(onClick, button, shape = shape, color = colour, contentColor = ink, border = edge) { inside() }
    }
}

/** What a customer should know, without a reason to worry. */
@Composable
internal fun Notice(vararg lines: String?) {
    val words = lines.filterNotNull().ifEmpty { return }
    Surface(
        color = MaterialTheme.colorScheme.surfaceVariant,
        contentColor = MaterialTheme.colorScheme.onSurfaceVariant,
        shape = MaterialTheme.shapes.small,
        modifier = Modifier.fillMaxWidth(),
    ) {
        Column(Modifier.padding(horizontal = 16.dp, vertical = 10.dp)) {
            words.forEach { Text(it, style = MaterialTheme.typography.bodyMedium) }
        }
    }
}

/** Why something wasn't possible. Read out when it appears. */
@Composable
internal fun Trouble(words: String) {
    Surface(
        color = MaterialTheme.colorScheme.errorContainer,
        contentColor = MaterialTheme.colorScheme.onErrorContainer,
        shape = MaterialTheme.shapes.small,
        modifier = Modifier.fillMaxWidth().semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite },
    ) {
        Text(words, Modifier.padding(horizontal = 16.dp, vertical = 12.dp), style = MaterialTheme.typography.bodyLarge)
    }
}

/** What becomes of something that was asked for: on its way, or why not; nothing where it is done. */
@Composable
internal fun Outcome(progress: Progress) {
    when (progress) {
        is Progress.Failed -> Trouble(LocalStrings.current.failure(progress.failure))
        Progress.UnderWay -> Notice(LocalStrings.current.settingsUnderWay)
        Progress.Idle, Progress.Done -> {}
    }
}

/** Second words. */
@Composable
internal fun Quiet(words: String, modifier: Modifier = Modifier) {
    Text(
        words,
        style = MaterialTheme.typography.bodyMedium,
        color = MaterialTheme.colorScheme.onSurfaceVariant,
        modifier = modifier.padding(top = Space.hair),
    )
}

/** A name on the left, a value on the right, read as one. */
@Composable
internal fun NameAndValue(name: String, value: String, strong: Boolean = false) {
    val style = if (strong) MaterialTheme.typography.titleLarge else MaterialTheme.typography.bodyLarge
    Row(Modifier.fillMaxWidth().semantics(mergeDescendants = true) {}, verticalAlignment = Alignment.CenterVertically) {
        Text(name, style = style, modifier = Modifier.weight(1f))
        Text(value, style = style, modifier = Modifier.padding(start = Space.medium))
    }
}

/** A way to another screen. */
@Composable
internal fun Way(words: String, onClick: () -> Unit, second: String? = null) {
    Card(onClick = onClick) {
        Row(Modifier.heightIn(min = Size.touch / 2), verticalAlignment = Alignment.CenterVertically) {
            Column(Modifier.weight(1f)) {
                Text(words, style = MaterialTheme.typography.titleMedium)
                second?.let { Quiet(it) }
            }
            Icon(Icons.AutoMirrored.Filled.KeyboardArrowRight, contentDescription = null)
        }
    }
}
