package dough.state.order

import dough.core.OrderStatus
import dough.core.OrderTrouble
import dough.core.PlaceOrder
import dough.state.Customer
import dough.state.HomeModel
import dough.state.Progress
import dough.state.orders.OrderPageModel
import dough.state.orders.OrdersModel
import dough.state.ready
import dough.state.shown
import dough.state.withCustomer
import dough.testing.Shop
import dough.testing.scenarios
import kotlin.io.path.Path
import kotlin.io.path.deleteExisting
import kotlin.io.path.readBytes
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** From the menu to the pickup, on a real engine and a real server. */
class OrderModelTest {
    @Test
    fun `an order goes from the menu to the counter`() = withCustomer { shop, customer ->
        customer.engine.topUp(2000, evenSo = true)
        val model = customer.ordering()
        val first = model.state.shown { it.shops.size == 2 }
        assertNull(first.page, "which shop is the customer's to say")
        model.chooseShop("centre")
        val menu = model.state.shown { it.page != null }.page!!
        assertEquals(listOf("brownie", "quiche"), menu.dishes.map { it.item.id })
        assertEquals("00:00–23:59", menu.today.hours)

        model.add("quiche")
        model.add("brownie")
        model.add("brownie")
        val local = model.state.shown { it.basket.count == 3 }
        assertEquals(1180L to 1L, local.basket.total to local.basket.dough)
        assertTrue(local.pickup.slots.isNotEmpty(), "the phone's own times come at once")
        model.setQuantity(1, 1)
        model.chooseDay(local.pickup.days[2])
        val sure = model.state.shown { it.basket.count == 2 && !it.basket.estimate && it.pickup.slots.isNotEmpty() }
        assertEquals(1000L, sure.basket.total)
        model.chooseSlot(sure.pickup.slots[3].pickupAt)
        val chosen = model.state.shown { it.pickup.chosen != null }
        assertEquals(1000L to 0L, chosen.payment.balanceAfter to chosen.payment.missing)

        model.place()
        val placed = model.state.shown { it.placing is Placing.Placed }
        assertEquals(0, placed.basket.count, "the basket is empty again")
        val page =
            OrderPageModel((placed.placing as Placing.Placed).order, customer.engine, customer.scope, customer.blocking)
        val paid = page.state.shown { it.order.status == OrderStatus.RESERVED }
        assertTrue(paid.order.canChange && paid.minutesLeft!! > 24 * 60)
        assertEquals(chosen.pickup.day, paid.day)

        shop.kitchen("centre", "ready", paid.order.id)
        assertTrue(!page.state.shown { it.order.status == OrderStatus.PREPARED }.order.canChange)
        shop.kitchen("centre", "picked-up", paid.order.id)
        page.state.shown { it.order.status == OrderStatus.COMPLETED }
        val orders = OrdersModel(customer.engine, customer.scope, customer.blocking)
        assertEquals(1, orders.state.shown { true }.size)
    }

    @Test
    fun `a picture of the menu comes once, and stays without a network`() = withCustomer { shop, customer ->
        val model = customer.ordering()
        model.chooseShop("centre")
        val menu = model.state.shown { it.page != null }.page!!
        assertNull(menu.dish("brownie")!!.item.image)
        val image = menu.dish("quiche")!!.item.image!!
        val file = runBlocking { model.picture(image) }!!
        assertArrayEquals(scenarios.resolve("shop/images/quiche.png").readBytes(), Path(file).readBytes())
        assertNull(runBlocking { model.picture(image.reversed()) }, "the server has none of that name")
        shop.stop()
        assertEquals(file, runBlocking { model.picture(image) })
        Path(file).deleteExisting()
        assertNull(runBlocking { model.picture(image) }, "it can't be had now")
    }

    @Test
    fun `what is missing is paid in first`() = withCustomer { _, customer ->
        val model = customer.ordering()
        model.chooseShop("centre")
        model.add("quiche")
        val basket = model.state.shown { it.pickup.slots.isNotEmpty() }
        model.chooseDay(basket.pickup.days[2])
        val times = model.state.shown { it.pickup.day == basket.pickup.days[2] && !it.basket.estimate }
        model.chooseSlot(times.pickup.slots.first().pickupAt)
        assertEquals(820L, model.state.shown { it.pickup.chosen != null }.payment.missing)
        model.topUpAndPlace(evenSo = false)
        val warned = model.state.shown { it.placing is Placing.Failed }
        assertEquals("no_email_yet", (warned.placing as Placing.Failed).failure.code)
        assertEquals(1, warned.basket.count, "nothing is lost")
        model.topUpAndPlace(evenSo = true)
        model.state.shown { it.placing is Placing.Placed }
        HomeModel(customer.engine, customer.scope, customer.blocking).ready { it.heldCents == 820L && it.cents == 0L }
    }

    @Test
    fun `a refused order is placed anew at a time that can be had`() = withCustomer { _, customer ->
        customer.engine.topUp(2000, evenSo = true)
        HomeModel(customer.engine, customer.scope, customer.blocking).ready { it.cents == 2000L }
        val (now, lines) = System.currentTimeMillis() to listOf(line("brownie", 1))
        val soon = PlaceOrder("harbour", lines, pickupAt = now, total = 180, pay = true)
        val refused = customer.engine.placeOrder(soon)
        val page = OrderPageModel(refused, customer.engine, customer.scope, customer.blocking)
        val trouble = page.state.shown { it.order.trouble is OrderTrouble.OtherTime }.order.trouble
        val other = (trouble as OrderTrouble.OtherTime).alternatives.first()
        page.moveTo(other)
        val placed = page.state.shown { it.order.status == OrderStatus.RESERVED }.order
        assertTrue(placed.id != refused && placed.pickupAt == other.pickupAt)
    }

    @Test
    fun `a shop that pauses and an order that is called off say so`() = withCustomer { shop, customer ->
        customer.engine.topUp(2000, evenSo = true)
        val model = customer.ordering()
        model.chooseShop("harbour")
        model.add("brownie")
        val day = model.state.shown { it.pickup.days.isNotEmpty() }.pickup.days[2]
        model.chooseDay(day)
        val times = model.state.shown { it.pickup.day == day && !it.basket.estimate }.pickup.slots
        model.chooseSlot(times.first().pickupAt)
        model.state.shown { it.pickup.chosen != null }
        model.place()
        val order = (model.state.shown { it.placing is Placing.Placed }.placing as Placing.Placed).order
        val page = OrderPageModel(order, customer.engine, customer.scope, customer.blocking)
        page.state.shown { it.order.status == OrderStatus.RESERVED }
        page.moveTo(times.last())
        page.state.shown { it.order.pickupAt == times.last().pickupAt && it.progress == Progress.Done }
        page.callOff()
        page.state.shown { it.order.status == OrderStatus.CANCELED }

        shop.kitchen("harbour", "pause")
        model.forgetOutcome()
        model.add("brownie")
        val paused = model.state.shown { it.page?.today?.pausedUntil != null }
        assertTrue(paused.pickup.slots.isEmpty())
    }

    @Test
    fun `a basket keeps at most a hundred of a line, and drops what nobody wants`() {
        val draft = Draft().plus(line("quiche", 99)).plus(line("quiche", 5)).plus(line("brownie", 1))
        assertEquals(listOf(100u, 1u), draft.lines.map { it.quantity })
        assertEquals(listOf("brownie"), draft.withQuantity(0, 0).lines.map { it.item })
        assertEquals(draft, draft.withQuantity(7, 1))
    }

    private fun line(item: String, quantity: Int) = dough.core.BasketLine(item, quantity.toUInt(), emptyList())

    private fun Customer.ordering() = OrderModel(engine, scope, blocking)
}
