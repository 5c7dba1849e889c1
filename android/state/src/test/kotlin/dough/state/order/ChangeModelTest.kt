package dough.state.order

import dough.core.BasketLine
import dough.core.OrderStatus
import dough.core.PlaceOrder
import dough.state.Customer
import dough.state.Failure
import dough.state.FailureKind
import dough.state.HomeModel
import dough.state.Progress
import dough.state.Shown
import dough.state.awaited
import dough.state.orders.OrderPageModel
import dough.state.ready
import dough.state.shown
import dough.state.withCustomer
import java.time.LocalDate
import java.time.ZoneOffset
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Another shape of an order that was placed, on a real engine and a real server. */
class ChangeModelTest {
    @Test
    fun `an order that is changed keeps its money and its room`() = withCustomer { shop, customer ->
        customer.engine.topUp(2000, evenSo = true)
        val order = customer.place("quiche")
        val model = customer.changing(order)
        val begun = model.state.shown { it.payment.balanceAfter == 2000L - 820 && !it.basket.estimate }
        assertEquals(listOf(BasketLine("quiche", 1u, emptyList())), begun.basket.lines)
        assertEquals(customer.engine.order(order)!!.pickupAt, begun.pickup.chosen!!.pickupAt)
        assertTrue(begun.isComplete && begun.progress == Progress.Idle)

        model.setQuantity(0, 2)
        val more = model.state.shown { it.basket.count == 2 }
        assertEquals(1640L to 360L, more.basket.total to more.payment.balanceAfter)
        val other = more.pickup.slots.last()
        model.chooseSlot(other.pickupAt)
        model.state.shown { it.pickup.chosen == other }
        assertEquals(820L, customer.engine.order(order)!!.total, "nothing counts before it is saved")
        model.save()
        model.state.shown { it.progress == Progress.Done }
        val page = OrderPageModel(order, customer.engine, customer.scope, customer.blocking)
        val changed = page.state.shown { it.order.pickupAt == other.pickupAt }
        assertEquals(1640L to OrderStatus.RESERVED, changed.order.total to changed.order.status)
        HomeModel(customer.engine, customer.scope, customer.blocking).ready {
            it.cents == 360L && it.heldCents == 1640L
        }
        shop.check()
    }

    @Test
    fun `what isn't possible says so, until another shape is chosen`() = withCustomer { shop, customer ->
        customer.engine.topUp(820, evenSo = true)
        val order = customer.place("quiche")
        val model = customer.changing(order)
        val begun = model.state.shown { it.pickup.chosen != null && it.payment.balanceAfter == 0L }
        model.setQuantity(0, 2)
        val short = model.state.shown { it.basket.count == 2 }
        assertEquals(820L, short.payment.missing)
        assertFalse(short.isComplete)
        model.save()
        assertEquals(Progress.Idle, model.state.shown { true }.progress, "there is nothing to ask for")

        model.setQuantity(0, 0)
        val none = model.state.shown { it.basket.count == 0 }
        assertTrue(none.pickup.slots.isEmpty() && !none.isComplete)

        // The kitchen has none left. This phone knows of today, the server has the last word.
        val again = customer.changing(order)
        again.state.shown { it.isComplete }
        shop.kitchen("centre", "sold-out", "quiche")
        again.chooseDay(begun.pickup.days[0])
        assertEquals(listOf("Quiche"), again.state.shown { it.basket.soldOut.isNotEmpty() }.basket.soldOut)
        again.chooseDay(begun.pickup.day!!)
        val back = again.state.shown { it.pickup.day == begun.pickup.day }
        assertEquals(emptyList<String>() to null, back.basket.soldOut to back.pickup.chosen)
        again.chooseSlot(begun.pickup.slots.last().pickupAt)
        again.state.shown { it.isComplete }
        again.save()
        val refused = again.state.shown { it.progress is Progress.Failed }
        assertEquals(Failure(FailureKind.REFUSED, "sold_out"), (refused.progress as Progress.Failed).failure)
        again.chooseSlot(begun.pickup.slots.first().pickupAt)
        again.state.shown { it.progress == Progress.Idle }
    }

    @Test
    fun `a change waits for the server`() = withCustomer { shop, customer ->
        customer.engine.topUp(2000, evenSo = true)
        val order = customer.place("brownie")
        val model = customer.changing(order)
        model.state.shown { it.isComplete && !it.basket.estimate }
        shop.stop()
        model.setQuantity(0, 2)
        assertTrue(model.state.shown { it.isComplete && it.basket.count == 2 }.basket.estimate)
        model.save()
        model.state.shown { it.progress == Progress.UnderWay }
        shop.start()
        customer.engine.networkChanged()
        model.state.shown { it.progress == Progress.Done }
        assertEquals(360L, customer.engine.order(order)!!.total)
    }

    @Test
    fun `of an order that there isn't nothing shows`() = withCustomer { _, customer ->
        val none = customer.changing("01890a5d-ac96-774b-bcce-b302099a8057")
        none.setQuantity(0, 2)
        none.save()
        assertEquals(Shown.Loading, none.state.value)
        val failed = awaited(customer.changing("not an id").state) { it is Shown.Failed }
        assertEquals(Shown.Failed(Failure(FailureKind.REFUSED, "malformed_request")), failed)
    }

    private fun Customer.changing(order: String) = ChangeModel(order, engine, scope, blocking)

    /** One of it, paid, for the day after tomorrow. */
    private fun Customer.place(item: String): String = runBlocking {
        val lines = listOf(BasketLine(item, 1u, emptyList()))
        val quote = engine.serverQuote("centre", lines, "${LocalDate.now(ZoneOffset.UTC).plusDays(2)}")
        val id = engine.placeOrder(PlaceOrder("centre", lines, quote.slots[3].pickupAt, quote.total, pay = true))
        engine.settled(id)
        id
    }
}
