package dough.ui.order

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import dough.core.PricedLine
import dough.core.Slot
import dough.state.Shown
import dough.state.order.Basket
import dough.state.order.OrderState
import dough.state.order.Pickup
import dough.ui.Space
import dough.ui.parts.Card
import dough.ui.parts.Choice
import dough.ui.parts.Empty
import dough.ui.parts.Heading
import dough.ui.parts.NameAndValue
import dough.ui.parts.PageOf
import dough.ui.parts.Quiet
import dough.ui.parts.Trouble
import dough.ui.parts.WideButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.day
import dough.ui.theme.failure
import dough.ui.theme.money
import java.time.LocalDate

/** What was chosen, and when it is fetched. */
@Composable
fun BasketScreen(
    state: Shown<OrderState>,
    onQuantity: (line: Int, quantity: Int) -> Unit,
    onDay: (LocalDate) -> Unit,
    onSlot: (Long) -> Unit,
    onReview: () -> Unit,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
) {
    val strings = LocalStrings.current
    PageOf(state, strings.orderBasket, onBack, modifier, bottom = { order ->
        WideButton(strings.orderReview, onReview, enabled = order.pickup.chosen != null && order.basket.failure == null)
    }) { order ->
        ChosenParts(order.basket, order.pickup, onQuantity, onDay, onSlot)
    }
}

/** What was chosen and when it is fetched, each part to be changed. */
@Composable
internal fun ChosenParts(
    basket: Basket,
    pickup: Pickup,
    onQuantity: (line: Int, quantity: Int) -> Unit,
    onDay: (LocalDate) -> Unit,
    onSlot: (Long) -> Unit,
) {
    val strings = LocalStrings.current
    if (basket.count == 0) {
        Empty(strings.orderBasketEmpty)
        return
    }
    basket.failure?.let { Trouble(strings.failure(it)) }
    basket.soldOut.forEach { Trouble(strings.troubleSoldOut(it)) }
    Card {
        basket.lines.forEachIndexed { at, line ->
            Line(basket.priced.getOrNull(at), line.item, line.quantity.toInt()) { onQuantity(at, it) }
        }
    }
    Totals(basket)
    Heading(strings.orderWhen)
    val today = pickup.days.first()
    Choice(pickup.days, pickup.day, words = { strings.day(it, today) }, onChoose = onDay)
    if (pickup.slots.isEmpty()) {
        Quiet(strings.orderNoTimes)
    }
    Times(pickup.slots, pickup.chosen, onSlot)
    if (basket.estimate) {
        Quiet(strings.orderEstimate)
    }
}

@Composable
internal fun Times(slots: List<Slot>, chosen: Slot?, onSlot: (Long) -> Unit) =
    Choice(slots, chosen, words = { it.localLabel }, onChoose = { onSlot(it.pickupAt) })

@Composable
private fun Line(priced: PricedLine?, item: String, quantity: Int, onQuantity: (Int) -> Unit) {
    val strings = LocalStrings.current
    Row(Modifier.padding(vertical = Space.hair), verticalAlignment = Alignment.CenterVertically) {
        Column(Modifier.weight(1f)) {
            Text(priced?.name ?: item, style = MaterialTheme.typography.titleMedium)
            priced?.let { Quiet(strings.money(it.amount)) }
        }
        Stepper(quantity, onQuantity)
    }
}

/** What a voucher or a reward takes off, and what is left to pay; nothing where there is none. */
@Composable
internal fun TakenOff(off: Long, due: Long) {
    if (off <= 0) return
    val strings = LocalStrings.current
    NameAndValue(strings.orderOff, "−${strings.money(off)}")
    NameAndValue(strings.orderDue, strings.money(due), strong = true)
}

@Composable
internal fun Totals(basket: Basket) {
    val strings = LocalStrings.current
    NameAndValue(strings.orderTotal, strings.money(basket.total), strong = true)
    TakenOff(basket.total - basket.due, basket.due)
    if (basket.dough > 0) {
        Quiet(strings.orderEarns(basket.dough))
        basket.reasons.forEach { Quiet(it) }
    }
}
