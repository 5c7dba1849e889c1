package dough.state.orders

import dough.core.Dough
import dough.core.DoughException
import dough.core.Order
import dough.core.OrderStatus
import dough.core.OrderTrouble
import dough.core.PlaceOrder
import dough.core.PricedLine
import dough.core.Slot
import dough.core.Topic
import dough.core.Update
import dough.core.updates
import dough.state.Asking
import dough.state.LINGER_MILLIS
import dough.state.Progress
import dough.state.Shown
import dough.state.SystemTimer
import dough.state.Timer
import dough.state.itemName
import dough.state.reading
import dough.state.shown
import dough.state.ticks
import dough.state.zoneOf
import java.time.Instant
import java.time.LocalDate
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.flatMapLatest
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.stateIn

/** The customer's orders, newest first. */
class OrdersModel(engine: Dough, scope: CoroutineScope, blocking: CoroutineDispatcher) {
    val state: StateFlow<Shown<List<Order>>> = engine.shown(scope, blocking) { orders() }
}

/** An order's page. */
data class OrderPage(
    val order: Order,
    /** What was ordered, with prices; those of the menu until the server has placed it. */
    val lines: List<PricedLine>,
    /** What is sold out, by its name, where that is why the order was refused. */
    val soldOut: String?,
    /** Whole minutes until the pickup by the phone's clock; nothing once that time has come. */
    val minutesLeft: Long?,
    /** The day of the pickup, by the shop's calendar. */
    val day: LocalDate,
    /** What became of a change that was asked for here. */
    val progress: Progress,
)

/** One order: where it stands, and what can be done about it. Nothing shows where there is none. */
class OrderPageModel(
    id: String,
    private val engine: Dough,
    scope: CoroutineScope,
    blocking: CoroutineDispatcher,
    timer: Timer = SystemTimer,
) {
    private val asking = Asking(engine, scope, blocking)

    /** Another one once a refused order was placed anew. */
    private val shownId = MutableStateFlow(id)

    @OptIn(ExperimentalCoroutinesApi::class)
    private val orders = shownId.flatMapLatest(engine::orderUpdates)

    val state: StateFlow<Shown<OrderPage>> =
        combine(orders, timer.ticks(TICK_MILLIS), asking.progress) { order, now, progress ->
            reading { order?.let { engine.page(it, now, progress) } }
        }.flowOn(blocking)
            .stateIn(scope, SharingStarted.WhileSubscribed(LINGER_MILLIS), Shown.Loading)

    fun pay() {
        asking.ask { payOrder(shownId.value) }
    }

    fun callOff() {
        asking.ask { cancelOrder(shownId.value) }
    }

    /** Moves the order to another time, with the lines that it has. One that was refused is placed anew. */
    fun moveTo(slot: Slot) {
        asking.ask {
            order(shownId.value)?.let {
                if (it.status == OrderStatus.REFUSED) {
                    placeOrder(it.at(slot)).also { placed -> shownId.value = placed }
                } else {
                    editOrder(it.id, it.lines, slot.pickupAt, it.total)
                }
            }
        }
    }

    /** The outcome was looked at. */
    fun forgetOutcome() = asking.forget()

    private companion object {
        const val TICK_MILLIS = 10_000L
    }
}

private const val MINUTE_MILLIS = 60_000L

/** The same order, at another time. */
private fun Order.at(slot: Slot) =
    PlaceOrder(shop, lines, slot.pickupAt, total, pay = true, after = null, redeem = redeem)

private fun Dough.orderUpdates(id: String): Flow<Order?> =
    updates(Topic.Order(id)).filterIsInstance<Update.Order>().map { it.order }

private fun Dough.page(order: Order, now: Long, progress: Progress): OrderPage {
    val left = order.dueAt - now
    return OrderPage(
        order = order,
        lines = order.pricedLines.ifEmpty { priced(order) },
        soldOut = (order.trouble as? OrderTrouble.SoldOut)?.let { catalogue().itemName(it.item) },
        // 09:59.1 to 10:00 is a minute, not none.
        minutesLeft = if (left > 0) (left + MINUTE_MILLIS - 1) / MINUTE_MILLIS else null,
        day = Instant.ofEpochMilli(order.pickupAt).atZone(catalogue().zoneOf(order.shop)).toLocalDate(),
        progress = progress,
    )
}

private fun Dough.priced(order: Order): List<PricedLine> = try {
    quote(order.shop, order.lines).lines
} catch (_: DoughException.Refused) {
    emptyList()
}
