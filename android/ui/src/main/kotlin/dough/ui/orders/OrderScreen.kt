package dough.ui.orders

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import dough.core.Order
import dough.core.OrderStatus
import dough.core.OrderTrouble
import dough.core.Slot
import dough.state.Failure
import dough.state.FailureKind
import dough.state.Progress
import dough.state.Shown
import dough.state.orders.OrderPage
import dough.ui.Strings
import dough.ui.order.TakenOff
import dough.ui.order.Times
import dough.ui.parts.Ask
import dough.ui.parts.Card
import dough.ui.parts.GraveButton
import dough.ui.parts.NameAndValue
import dough.ui.parts.Notice
import dough.ui.parts.Outcome
import dough.ui.parts.PageOf
import dough.ui.parts.Quiet
import dough.ui.parts.QuietButton
import dough.ui.parts.Trouble
import dough.ui.parts.WideButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.failure
import dough.ui.theme.money
import dough.ui.theme.time
import java.time.ZoneId

/** One order: its code, the time until it is fetched, and what can be done about it. */
@Composable
fun OrderScreen(
    state: Shown<OrderPage>,
    onPay: () -> Unit,
    onChange: () -> Unit,
    onCallOff: () -> Unit,
    onOtherTime: (Slot) -> Unit,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
    zone: ZoneId = ZoneId.systemDefault(),
) {
    val strings = LocalStrings.current
    var asks by rememberSaveable { mutableStateOf(false) }
    PageOf(state, strings.ordersTitle, onBack, modifier, bottom = { page ->
        if (page.order.status == OrderStatus.PROPOSED) {
            val free = page.progress != Progress.UnderWay
            WideButton(strings.ordersPay(strings.money(page.order.due)), onPay, enabled = free)
        }
    }) { page ->
        val order = page.order
        Ticket(page)
        order.holdEndsAt?.takeIf { order.status == OrderStatus.PROPOSED }?.let {
            Notice(strings.ordersKept(strings.time(it, zone)))
        }
        OrderTroubles(page, zone, onOtherTime)
        Outcome(page.progress)
        Lines(page)
        if (order.canChange) {
            if (order.status != OrderStatus.PLACING) {
                QuietButton(strings.ordersEdit, onChange, Modifier.align(Alignment.CenterHorizontally))
            }
            GraveButton(strings.ordersCallOff, { asks = true }, Modifier.align(Alignment.CenterHorizontally))
        }
    }
    if (asks) {
        CallOffAsk(onCallOff, { asks = false })
    }
}

@Composable
internal fun CallOffAsk(onCallOff: () -> Unit, onNo: () -> Unit) {
    val strings = LocalStrings.current
    Ask(strings.ordersCallOffAsk, strings.ordersCallOff, onCallOff, onNo, strings.ordersKeep)
}

/** What the customer shows and waits for. */
@Composable
private fun Ticket(page: OrderPage) {
    val strings = LocalStrings.current
    val colours = MaterialTheme.colorScheme
    val order = page.order
    Card(colour = colours.tertiaryContainer, ink = colours.onTertiaryContainer) {
        Column(
            Modifier.fillMaxWidth().semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite },
            horizontalAlignment = Alignment.CenterHorizontally,
        ) {
            Text(strings.status(order.status), style = MaterialTheme.typography.titleLarge)
            order.pickupCode?.takeIf { order.isAwaited() }?.let {
                Text(it, style = MaterialTheme.typography.displayLarge)
                Text(strings.ordersSayCode, style = MaterialTheme.typography.bodyMedium)
            }
            Text(
                "${order.localLabel}, ${order.shopName}",
                style = MaterialTheme.typography.headlineSmall,
                textAlign = TextAlign.Center,
            )
            if (order.isAwaited()) {
                Text(strings.until(page.minutesLeft), style = MaterialTheme.typography.titleMedium)
            }
        }
    }
}

private fun Order.isAwaited() = status in setOf(OrderStatus.PROPOSED, OrderStatus.RESERVED, OrderStatus.PREPARED)

private const val HOUR = 60L

/** "in 12 minutes"; in hours where there are three or more. */
private fun Strings.until(minutes: Long?): String = when {
    minutes == null -> ordersNow
    minutes < 3 * HOUR -> ordersInMinutes(minutes)
    else -> ordersInHours(minutes / HOUR)
}

@Composable
private fun Lines(page: OrderPage) {
    val strings = LocalStrings.current
    val order = page.order
    Card {
        page.lines.forEach { NameAndValue("${it.quantity} × ${it.name}", strings.money(it.amount)) }
        NameAndValue(strings.orderTotal, strings.money(order.total), strong = true)
        TakenOff(order.total - order.due, order.due)
        if (order.dough > 0) {
            Quiet(if (order.isAwaited()) strings.ordersWillEarn(order.dough) else strings.commonGained(order.dough))
        }
    }
}

/** Why it was refused, and what is possible instead. */
@Composable
private fun OrderTroubles(page: OrderPage, zone: ZoneId, onOtherTime: (Slot) -> Unit) {
    val strings = LocalStrings.current
    val order = page.order
    when (val trouble = order.trouble) {
        null -> {}

        is OrderTrouble.PriceChanged -> Trouble(strings.troublePriceChanged(strings.money(trouble.total)))

        is OrderTrouble.OtherTime -> {
            val free = trouble.alternatives
            Trouble(if (free.isEmpty()) strings.troubleNoOtherTime else strings.troubleOtherTime)
            Times(free, chosen = null) { at -> free.find { it.pickupAt == at }?.let(onOtherTime) }
        }

        is OrderTrouble.SoldOut -> Trouble(strings.troubleSoldOut(page.soldOut ?: trouble.item))

        is OrderTrouble.ShopPaused -> Trouble(strings.troubleShopPaused(strings.time(trouble.until, zone)))

        is OrderTrouble.BalanceShort -> Trouble(strings.troubleBalanceShort(strings.money(trouble.cents)))

        OrderTrouble.Other -> Trouble(strings.failure(Failure(FailureKind.REFUSED, order.code.orEmpty())))
    }
}
