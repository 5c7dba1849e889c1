package dough.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.Button
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.Checkbox
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.FilterChip
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.style.TextAlign
import dough.ui.Size
import dough.ui.Space
import dough.ui.theme.LocalStrings

/** The one thing that a screen is for, in reach of a thumb. */
@Composable
internal fun WideButton(words: String, onClick: () -> Unit, modifier: Modifier = Modifier, enabled: Boolean = true) {
    Button(
        onClick = onClick,
        enabled = enabled,
        shape = MaterialTheme.shapes.medium,
        modifier =
            modifier
                .fillMaxWidth()
                .padding(horizontal = Space.large)
                .padding(top = Space.small, bottom = Space.large)
                .heightIn(min = Size.button),
    ) {
        Text(words, style = MaterialTheme.typography.titleLarge)
    }
}

/** Something that can be done besides. */
@Composable
internal fun QuietButton(words: String, onClick: () -> Unit, modifier: Modifier = Modifier, enabled: Boolean = true) {
    FilledTonalButton(onClick, modifier.heightIn(min = Size.touch), enabled, shape = MaterialTheme.shapes.medium) {
        Text(words, style = MaterialTheme.typography.labelLarge)
    }
}

/** Something that can't be undone. */
@Composable
internal fun GraveButton(words: String, onClick: () -> Unit, modifier: Modifier = Modifier, enabled: Boolean = true) {
    TextButton(
        onClick,
        modifier.heightIn(min = Size.touch),
        enabled,
        colors = ButtonDefaults.textButtonColors(contentColor = MaterialTheme.colorScheme.error),
    ) {
        Text(words, style = MaterialTheme.typography.labelLarge, textAlign = TextAlign.Center)
    }
}

/** A few things of which one is chosen. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
internal fun <T> Choice(
    options: List<T>,
    chosen: T?,
    words: (T) -> String,
    onChoose: (T) -> Unit,
    modifier: Modifier = Modifier,
) {
    FlowRow(
        modifier,
        horizontalArrangement = Arrangement.spacedBy(Space.small),
        verticalArrangement = Arrangement.spacedBy(Space.hair),
    ) {
        options.forEach { option ->
            FilterChip(
                selected = option == chosen,
                onClick = { onChoose(option) },
                label = { Text(words(option), style = MaterialTheme.typography.labelMedium) },
                modifier = Modifier.heightIn(min = Size.touch),
            )
        }
    }
}

/** A sentence that one says yes to. The whole line can be tapped. */
@Composable
internal fun Agreement(words: String, given: Boolean, onChange: (Boolean) -> Unit) {
    Row(
        verticalAlignment = Alignment.CenterVertically,
        modifier =
            Modifier
                .fillMaxWidth()
                .heightIn(min = Size.touch)
                .toggleable(given, role = Role.Checkbox, onValueChange = onChange),
    ) {
        Checkbox(given, onCheckedChange = null)
        Text(words, Modifier.padding(start = Space.medium), style = MaterialTheme.typography.bodyLarge)
    }
}

/** A line to write on. */
@Composable
internal fun Field(label: String, text: String, onChange: (String) -> Unit, modifier: Modifier = Modifier) {
    OutlinedTextField(
        text,
        onChange,
        modifier.fillMaxWidth(),
        label = { Text(label) },
        singleLine = true,
        shape = MaterialTheme.shapes.small,
    )
}

/** A line to write on, and below [between] a button that hands over what was written. */
@Composable
internal fun Request(
    label: String,
    button: String,
    onGiven: (String) -> Unit,
    typed: String = "",
    enabled: Boolean = true,
    between: @Composable () -> Unit = {},
) {
    var text by rememberSaveable(label, typed) { mutableStateOf(typed) }
    Field(label, text, { text = it })
    between()
    QuietButton(button, { onGiven(text) }, enabled = enabled && text.isNotBlank())
}

/** Asks once more before something that can't be undone, or that costs. [other]: another way to do it. */
@Composable
internal fun Ask(
    words: String,
    yes: String,
    onYes: () -> Unit,
    onNo: () -> Unit,
    no: String = LocalStrings.current.commonCancel,
    other: @Composable () -> Unit = {},
) {
    AlertDialog(
        onDismissRequest = onNo,
        text = {
            Text(words, Modifier.verticalScroll(rememberScrollState()), style = MaterialTheme.typography.bodyLarge)
        },
        // Below each other: beside, the dialog lets them overlap where the largest letters need two lines.
        confirmButton = {
            Column(horizontalAlignment = Alignment.End) {
                GraveButton(yes, {
                    onNo()
                    onYes()
                })
                other()
                TextButton(onNo, Modifier.heightIn(min = Size.touch)) {
                    Text(no, style = MaterialTheme.typography.labelLarge)
                }
            }
        },
    )
}
