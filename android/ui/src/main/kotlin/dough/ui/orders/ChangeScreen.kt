package dough.ui.orders

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dough.state.Progress
import dough.state.Shown
import dough.state.order.OrderChange
import dough.ui.Space
import dough.ui.order.ChosenParts
import dough.ui.parts.Notice
import dough.ui.parts.Outcome
import dough.ui.parts.PageOf
import dough.ui.parts.WideButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.money
import java.time.LocalDate

/** Other lines, or another time, for an order that was placed. */
@Composable
fun ChangeScreen(
    state: Shown<OrderChange>,
    onQuantity: (line: Int, quantity: Int) -> Unit,
    onDay: (LocalDate) -> Unit,
    onSlot: (Long) -> Unit,
    onSave: () -> Unit,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
) {
    val strings = LocalStrings.current
    PageOf(state, strings.ordersEdit, onBack, modifier, bottom = { Saving(it, onSave) }) { change ->
        ChosenParts(change.basket, change.pickup, onQuantity, onDay, onSlot)
    }
}

/** The button, and above it why it can't be tapped or what came of it: in view wherever one has scrolled. */
@Composable
private fun Saving(change: OrderChange, onSave: () -> Unit) {
    val strings = LocalStrings.current
    val missing = change.payment.missing
    Column {
        Column(Modifier.padding(horizontal = Space.large).padding(top = Space.small)) {
            if (missing > 0) Notice(strings.orderBalanceShort(strings.money(missing))) else Outcome(change.progress)
        }
        if (change.basket.count > 0) {
            val free = change.isComplete && change.progress != Progress.UnderWay
            WideButton(strings.ordersSaveEdit(strings.money(change.basket.due)), onSave, enabled = free)
        }
    }
}
