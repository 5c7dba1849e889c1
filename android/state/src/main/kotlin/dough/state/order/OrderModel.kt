package dough.state.order

import dough.core.BasketLine
import dough.core.Dough
import dough.core.DoughException
import dough.core.PlaceOrder
import dough.state.LINGER_MILLIS
import dough.state.Shown
import dough.state.SystemTimer
import dough.state.Timer
import dough.state.changes
import dough.state.contents
import dough.state.failure
import dough.state.reading
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
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * Menu, basket, pickup time, and the wish to order. Prices and times are the phone's own at once, and
 * the server's as soon as it has answered. The basket is this object's: it goes when the order is
 * stored.
 */
class OrderModel(
    private val engine: Dough,
    private val scope: CoroutineScope,
    private val blocking: CoroutineDispatcher,
    private val timer: Timer = SystemTimer,
) {
    private val draft = MutableStateFlow(Draft())
    private val answer = MutableStateFlow<Answer?>(null)
    private val placing = MutableStateFlow<Placing>(Placing.Idle)

    val state: StateFlow<Shown<OrderState>> =
        combine(draft, answer, placing, engine.changes()) { draft, answer, placing, _ ->
            reading { engine.orderState(Chosen(draft, answer, placing), timer.nowMillis()) }
        }.asking({ it.question() }, ::askServer)
            .flowOn(blocking)
            .stateIn(scope, SharingStarted.WhileSubscribed(LINGER_MILLIS), Shown.Loading)

    /** The file with an item's picture; nothing where it can't be had now. */
    suspend fun picture(image: String): String? = withContext(blocking) {
        try {
            engine.image(image)
        } catch (_: DoughException) {
            null
        }
    }

    fun chooseShop(shop: String) = draft.update { if (it.shop == shop) it else Draft(shop = shop) }

    /** Puts an item into the basket, to others of the same kind. */
    fun add(item: String, quantity: Int = 1, changes: List<String> = emptyList()) =
        draft.update { it.plus(BasketLine(item, quantity.toUInt(), changes)) }

    /** Sets how many of a line there are; none takes it out. */
    fun setQuantity(line: Int, quantity: Int) = draft.update { it.withQuantity(line, quantity) }

    fun chooseDay(day: LocalDate) = draft.update { it.copy(day = day, slot = null) }

    fun chooseSlot(pickupAt: Long) = draft.update { it.copy(slot = pickupAt) }

    /** Uses a voucher or a reward with the order, by its number; or none. */
    fun chooseRedeem(number: ULong?) = draft.update { it.copy(redeem = number) }

    /** Orders what was chosen and pays from the balance. */
    fun place() = place { null }

    /**
     * Pays in what is missing, and orders when it is there. [evenSo]: the customer was told that a
     * wallet without an address is lost with the phone; else `no_email_yet` comes first.
     */
    fun topUpAndPlace(evenSo: Boolean) = place { missing -> topUp(missing, evenSo) }

    /** The outcome was looked at. */
    fun forgetOutcome() {
        placing.value = Placing.Idle
    }

    private fun place(before: Dough.(Long) -> String?) {
        val shown = state.value.contents ?: return
        val shop = shown.page?.shop?.id ?: return
        val slot = shown.pickup.chosen ?: return
        if (placing.value == Placing.UnderWay || shown.basket.failure != null) return
        placing.value = Placing.UnderWay
        scope.launch {
            placing.value =
                try {
                    val order =
                        withContext(blocking) {
                            val after = if (shown.payment.missing > 0) engine.before(shown.payment.missing) else null
                            engine.placeOrder(
                                PlaceOrder(
                                    shop,
                                    shown.basket.lines,
                                    slot.pickupAt,
                                    shown.basket.total,
                                    pay = true,
                                    after,
                                    shown.basket.redeem?.number,
                                ),
                            )
                        }
                    draft.value = Draft(shop = shop)
                    Placing.Placed(order)
                } catch (error: DoughException) {
                    Placing.Failed(error.failure())
                }
        }
    }

    /** The server's prices and times for what was chosen; without an answer the phone's own stay. */
    private suspend fun askServer(question: Question) {
        answer.value =
            try {
                engine.refreshShop(question.shop)
                if (question.lines.isEmpty()) return
                Answer(question, engine.serverQuote(question.shop, question.lines, "${question.day}"))
            } catch (_: DoughException) {
                null
            }
    }

    private fun OrderState.question() = question(page?.shop?.id, basket.lines, pickup.day)
}
