package dough.state.order

import dough.core.Dough
import dough.core.DoughException
import dough.core.Order
import dough.core.OrderStatus
import dough.core.Slot
import dough.state.Asking
import dough.state.LINGER_MILLIS
import dough.state.Progress
import dough.state.Shown
import dough.state.SystemTimer
import dough.state.Timer
import dough.state.changes
import dough.state.contents
import dough.state.reading
import java.time.Instant
import java.time.LocalDate
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.stateIn
import kotlinx.coroutines.flow.update

/** Another shape of an order, as far as the customer has come. */
data class OrderChange(
    /** Where it is fetched, in the old shape as in the new one. */
    val shop: String,
    val basket: Basket,
    /** The order's own room counts as free. */
    val pickup: Pickup,
    /** What was paid for the order pays for its new shape too. */
    val payment: Payment,
    /** What became of the change. */
    val progress: Progress,
) {
    /** Whether it can be asked for. */
    val isComplete: Boolean get() =
        basket.count > 0 && basket.failure == null && pickup.chosen != null && payment.missing == 0L
}

/**
 * Other lines or another time for an order that was placed, both at once or neither. Nothing of it counts
 * before it is saved. Nothing shows where there is no such order.
 */
class ChangeModel(
    val order: String,
    private val engine: Dough,
    scope: CoroutineScope,
    blocking: CoroutineDispatcher,
    private val timer: Timer = SystemTimer,
) {
    /** The order as it is, until the customer touches it. */
    private val draft = MutableStateFlow<Draft?>(null)
    private val answered = MutableStateFlow<Question?>(null)
    private val saving = Asking(engine, scope, blocking)

    val state: StateFlow<Shown<OrderChange>> =
        combine(draft, answered, saving.progress, engine.changes()) { draft, answered, progress, _ ->
            reading {
                engine.order(order)?.let { engine.change(it, draft, answered, timer.nowMillis(), progress) }
            }
        }.asking({ question(it.shop, it.basket.lines, it.pickup.day) }, ::askServer)
            .flowOn(blocking)
            .stateIn(scope, SharingStarted.WhileSubscribed(LINGER_MILLIS), Shown.Loading)

    /** Sets how many of a line there are; none takes it out. */
    fun setQuantity(line: Int, quantity: Int) = edit { withQuantity(line, quantity) }

    fun chooseDay(day: LocalDate) = edit { copy(day = day, slot = null) }

    fun chooseSlot(pickupAt: Long) = edit { copy(slot = pickupAt) }

    /** Asks for the order's new shape, at the price that shows. */
    fun save() {
        val shown = state.value.contents?.takeIf { it.isComplete } ?: return
        val slot = shown.pickup.chosen ?: return
        saving.ask { editOrder(order, shown.basket.lines, slot.pickupAt, shown.basket.total) }
    }

    private fun edit(change: Draft.() -> Draft) {
        val shown = state.value.contents ?: return
        val begun = Draft(lines = shown.basket.lines, day = shown.pickup.day, slot = shown.pickup.chosen?.pickupAt)
        draft.update { (it ?: begun).change() }
        // Why the last shape wasn't possible says nothing of this one.
        if (shown.progress is Progress.Failed) saving.forget()
    }

    /** Only the phone knows which room the order has already; so it asks how the shop is now. */
    private suspend fun askServer(question: Question) {
        try {
            engine.refreshShop(question.shop)
            answered.value = question
        } catch (_: DoughException) {
            // What was known stays.
        }
    }
}

/** Nothing where the menu doesn't have the order's shop. */
private fun Dough.change(
    order: Order,
    draft: Draft?,
    answered: Question?,
    now: Long,
    progress: Progress,
): OrderChange? {
    val menu = catalogue()
    val page = menu?.shops?.find { it.id == order.shop }?.let { page(menu, it) } ?: return null
    val days = page.days(now)
    val chosen = draft ?: Draft(lines = order.lines, day = order.day(page), slot = order.pickupAt)
    val day = chosen.day?.takeIf(days::contains) ?: days.first()
    val question = Question(order.shop, chosen.lines, day)
    val slots = editSlots(order, question)
    val soldOut = page.soldOut(chosen.lines, isToday = day == days.first())
    val basket = shape(order, chosen).copy(estimate = question != answered, soldOut = soldOut)
    val home = home()
    val paid = if (order.status == OrderStatus.RESERVED) order.due else 0
    return OrderChange(
        shop = order.shop,
        basket = basket,
        pickup = Pickup(days, day, slots, slots.find { it.pickupAt == chosen.slot }),
        payment = Payment(home.eurAvailable + paid - basket.due, home.hasEmail),
        progress = progress,
    )
}

/** Another shape of an order, with what is attached to it. */
private fun Dough.shape(order: Order, chosen: Draft): Basket = priced(chosen.lines) {
    val quote = editQuote(order.id, chosen.lines, chosen.slot)
    val attached = order.redeem?.let { number ->
        Usable(number, rewards().find { it.number == number }?.name.orEmpty(), quote.off)
    }
    with(quote, quote).copy(redeem = attached)
}

private fun Order.day(page: ShopPage): LocalDate = Instant.ofEpochMilli(pickupAt).atZone(page.zone).toLocalDate()

/** Times that the order can be moved to; none for lines that can't be ordered. */
private fun Dough.editSlots(order: Order, question: Question): List<Slot> = try {
    if (question.lines.isEmpty()) emptyList() else editSlots(order.id, "${question.day}", question.lines).slots
} catch (_: DoughException.Refused) {
    emptyList()
}
