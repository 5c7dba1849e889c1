package dough.ui

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.KeyboardArrowRight
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dough.state.HomeState
import dough.state.Pickup

/** Dough to spend, and the row to the next surprise. */
@Composable
internal fun DoughCard(state: HomeState.Ready) {
    val strings = LocalStrings.current
    Card {
        Row(Modifier.semantics(mergeDescendants = true) {}, horizontalArrangement = Arrangement.spacedBy(10.dp)) {
            Text("${state.dough}", style = MaterialTheme.typography.displayLarge, modifier = Modifier.alignByBaseline())
            Text(
                strings.dough,
                style = MaterialTheme.typography.headlineMedium,
                color = MaterialTheme.colorScheme.onSurfaceVariant,
                modifier = Modifier.alignByBaseline(),
            )
        }
        state.dots?.let { dots ->
            DotsRow(dots, Modifier.padding(top = 14.dp, bottom = 14.dp))
            Text(strings.untilSurprise(dots.wanted - dots.filled), style = MaterialTheme.typography.bodyLarge)
        }
        if (state.pendingDough > 0) {
            Quiet(strings.pending(state.pendingDough))
        }
    }
}

/** Surprises that can be opened. */
@Composable
internal fun SurpriseCard(count: Int, onOpen: () -> Unit) {
    val colours = MaterialTheme.colorScheme
    Card(colour = colours.secondary, ink = colours.onSecondary, onClick = onOpen) {
        Row(verticalAlignment = Alignment.CenterVertically) {
            Text(
                LocalStrings.current.surprises(count),
                style = MaterialTheme.typography.headlineSmall,
                modifier = Modifier.weight(1f),
            )
            Text(
                LocalStrings.current.surpriseAction,
                style = MaterialTheme.typography.labelLarge,
                modifier = Modifier.padding(start = 12.dp),
            )
            Icon(Icons.AutoMirrored.Filled.KeyboardArrowRight, contentDescription = null)
        }
    }
}

/** The order that is fetched next. */
@Composable
internal fun PickupCard(pickup: Pickup, onClick: (String) -> Unit) {
    val strings = LocalStrings.current
    val colours = MaterialTheme.colorScheme
    val words = strings.pickupCode(pickup.code)
    Card(colour = colours.tertiaryContainer, ink = colours.onTertiaryContainer, onClick = { onClick(pickup.order) }) {
        Row(verticalAlignment = Alignment.CenterVertically) {
            Column(Modifier.weight(1f)) {
                Text(
                    if (pickup.ready) strings.pickupReady else strings.nextPickup,
                    style = MaterialTheme.typography.titleSmall,
                )
                Text(pickup.time, style = MaterialTheme.typography.displaySmall)
                Text(pickup.shopName, style = MaterialTheme.typography.bodyLarge)
            }
            Surface(color = colours.tertiary, contentColor = colours.onTertiary, shape = MaterialTheme.shapes.small) {
                Text(
                    pickup.code,
                    style = MaterialTheme.typography.headlineMedium,
                    modifier =
                        Modifier
                            .padding(horizontal = 16.dp, vertical = 10.dp)
                            .semantics { contentDescription = words },
                )
            }
        }
    }
}

/** Money to spend. */
@Composable
internal fun BalanceCard(state: HomeState.Ready, onTopUp: () -> Unit) {
    val strings = LocalStrings.current
    Card {
        Row(verticalAlignment = Alignment.CenterVertically) {
            Column(Modifier.weight(1f).semantics(mergeDescendants = true) {}) {
                Text(
                    strings.balance,
                    style = MaterialTheme.typography.titleSmall,
                    color = MaterialTheme.colorScheme.onSurfaceVariant,
                )
                Text(strings.money(state.cents), style = MaterialTheme.typography.displaySmall)
            }
            FilledTonalButton(onClick = onTopUp) {
                Text(strings.topUp, style = MaterialTheme.typography.labelLarge)
            }
        }
        if (state.heldCents > 0) {
            Quiet(strings.held(strings.money(state.heldCents)))
        }
    }
}

/** Vouchers that can be used. */
@Composable
internal fun VouchersCard(count: Int, onClick: () -> Unit) {
    Card(onClick = onClick) {
        Row(verticalAlignment = Alignment.CenterVertically) {
            Text(
                LocalStrings.current.vouchers(count),
                style = MaterialTheme.typography.titleMedium,
                modifier = Modifier.weight(1f),
            )
            Icon(Icons.AutoMirrored.Filled.KeyboardArrowRight, contentDescription = null)
        }
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

@Composable
private fun Quiet(words: String) {
    Text(
        words,
        style = MaterialTheme.typography.bodyMedium,
        color = MaterialTheme.colorScheme.onSurfaceVariant,
        modifier = Modifier.padding(top = 4.dp),
    )
}

@Composable
private fun Card(
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
        Surface(Modifier.fillMaxWidth(), shape, colour, ink, border = edge, content = inside)
    } else {
        Surface(onClick, Modifier.fillMaxWidth(), shape = shape, color = colour, contentColor = ink, border = edge) {
            inside()
        }
    }
}
