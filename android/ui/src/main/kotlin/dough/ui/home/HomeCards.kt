package dough.ui.home

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
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
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dough.state.HomeState
import dough.state.Pickup
import dough.ui.Space
import dough.ui.parts.Card
import dough.ui.parts.Quiet
import dough.ui.parts.QuietButton
import dough.ui.parts.Way
import dough.ui.theme.LocalStrings
import dough.ui.theme.money

/** Dough to spend, and the row to the next surprise. */
@Composable
internal fun DoughCard(state: HomeState) {
    val strings = LocalStrings.current
    Card {
        Row(Modifier.semantics(mergeDescendants = true) {}, horizontalArrangement = Arrangement.spacedBy(10.dp)) {
            Text("${state.dough}", style = MaterialTheme.typography.displayLarge, modifier = Modifier.alignByBaseline())
            Text(
                strings.commonDough,
                style = MaterialTheme.typography.headlineMedium,
                color = MaterialTheme.colorScheme.onSurfaceVariant,
                modifier = Modifier.alignByBaseline(),
            )
        }
        state.dots?.let { dots ->
            DotsRow(dots, Modifier.padding(top = 14.dp, bottom = 14.dp))
            Text(strings.homeUntilSurprise(dots.wanted - dots.filled), style = MaterialTheme.typography.bodyLarge)
        }
        if (state.owedDough > 0) {
            Quiet(strings.homeOwed(state.owedDough))
        }
        if (state.pendingDough > 0) {
            Quiet(strings.homePending(state.pendingDough))
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
                LocalStrings.current.homeSurprises(count),
                style = MaterialTheme.typography.headlineSmall,
                modifier = Modifier.weight(1f),
            )
            Text(
                LocalStrings.current.homeOpen,
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
    val words = strings.homePickupCode(pickup.code)
    Card(colour = colours.tertiaryContainer, ink = colours.onTertiaryContainer, onClick = { onClick(pickup.order) }) {
        Row(verticalAlignment = Alignment.CenterVertically) {
            Column(Modifier.weight(1f)) {
                Text(
                    if (pickup.ready) strings.homePickupReady else strings.homeNextPickup,
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
                            .clearAndSetSemantics { contentDescription = words },
                )
            }
        }
    }
}

/** Money to spend. */
@Composable
internal fun BalanceCard(state: HomeState, onTopUp: () -> Unit) {
    val strings = LocalStrings.current
    Card {
        Row(verticalAlignment = Alignment.CenterVertically) {
            Column(Modifier.weight(1f).semantics(mergeDescendants = true) {}) {
                Text(
                    strings.homeBalance,
                    style = MaterialTheme.typography.titleSmall,
                    color = MaterialTheme.colorScheme.onSurfaceVariant,
                )
                Text(strings.money(state.cents), style = MaterialTheme.typography.displaySmall)
            }
            QuietButton(strings.homeTopUp, onTopUp)
        }
        if (state.heldCents > 0) {
            Quiet(strings.homeHeld(strings.money(state.heldCents)))
        }
    }
}

/** Vouchers that can be used. */
@Composable
internal fun VouchersCard(count: Int, onClick: () -> Unit) = Way(LocalStrings.current.homeVouchers(count), onClick)

/** Without an address the wallet is lost with the phone. */
@Composable
internal fun NoEmailCard(onAdd: () -> Unit) {
    val strings = LocalStrings.current
    Card {
        Text(strings.homeNoEmail, style = MaterialTheme.typography.bodyLarge)
        QuietButton(strings.homeAddEmail, onAdd, Modifier.padding(top = Space.medium))
    }
}
