package dough.ui.orders

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import dough.core.Order
import dough.core.OrderStatus
import dough.state.Shown
import dough.ui.Strings
import dough.ui.parts.Card
import dough.ui.parts.Empty
import dough.ui.parts.PageOf
import dough.ui.parts.Quiet
import dough.ui.theme.LocalStrings
import dough.ui.theme.date
import dough.ui.theme.money
import java.time.ZoneId

/** The customer's orders, newest first. */
@Composable
fun OrdersScreen(
    state: Shown<List<Order>>,
    onOrder: (String) -> Unit,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
    zone: ZoneId = ZoneId.systemDefault(),
) {
    val strings = LocalStrings.current
    PageOf(state, strings.ordersTitle, onBack, modifier) { orders ->
        if (orders.isEmpty()) {
            Empty(strings.ordersNone)
        }
        orders.forEach { OrderCard(it, zone, onOrder) }
    }
}

@Composable
private fun OrderCard(order: Order, zone: ZoneId, onOrder: (String) -> Unit) {
    val strings = LocalStrings.current
    Card(onClick = { onOrder(order.id) }) {
        Row(verticalAlignment = Alignment.CenterVertically) {
            Column(Modifier.weight(1f)) {
                Text(strings.status(order.status), style = MaterialTheme.typography.titleMedium)
                Quiet("${strings.date(order.pickupAt, zone)}, ${order.localLabel}, ${order.shopName}")
            }
            Text(strings.money(order.total), style = MaterialTheme.typography.titleMedium)
        }
    }
}

internal fun Strings.status(status: OrderStatus): String = when (status) {
    OrderStatus.PLACING -> ordersPlacing
    OrderStatus.REFUSED -> ordersRefused
    OrderStatus.PROPOSED -> ordersProposed
    OrderStatus.RESERVED -> ordersReserved
    OrderStatus.PREPARED -> ordersPrepared
    OrderStatus.COMPLETED -> ordersCompleted
    OrderStatus.CANCELED -> ordersCanceled
    OrderStatus.FAILED -> ordersFailed
}
