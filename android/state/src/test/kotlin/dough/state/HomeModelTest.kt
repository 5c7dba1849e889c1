package dough.state

import dough.core.BalanceEnd
import dough.core.BasketLine
import dough.core.PlaceOrder
import dough.testing.Shop
import java.nio.file.Path
import java.time.LocalDate
import java.time.ZoneOffset
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** The first screen's state, with a real engine, and a real server where one is needed. */
class HomeModelTest {
    @Test
    fun `a top-up, an order and its pickup show without asking`() = withCustomer { shop, customer ->
        val home = customer.home()
        assertEquals(Shown.Loading, home.state.value)
        val first = home.ready { it.dots != null }
        assertEquals(Dots(filled = 1, wanted = 3), first.dots)
        assertEquals(1L to 0L, first.dough to first.cents)

        customer.engine.topUp(2000, evenSo = true)
        home.ready { it.cents == 2000L && it.outbox == 0 }

        val order = customer.order()
        val waiting = home.ready { it.heldCents == 820L && it.outbox == 0 }
        assertEquals(1180L to 1L, waiting.cents to waiting.pendingDough)
        val pickup = waiting.pickup!!
        assertEquals(Pickup(order, shopName = "Centre", code = "A00", pickup.time, ready = false), pickup)
        assertTrue(Regex("\\d\\d:\\d\\d").matches(pickup.time), pickup.time)

        shop.kitchen("centre", "ready", order)
        home.ready { it.pickup?.ready == true }
    }

    @Test
    fun `a server that is away is told, and what is wanted waits`() = withCustomer { shop, customer ->
        val home = customer.home()
        home.ready { it.access == WalletAccess.OPEN && it.offlineSince == null }
        shop.stop()
        customer.engine.topUp(500, evenSo = true)
        val offline = home.ready { it.offlineSince != null && it.outbox == 1 }
        assertEquals(0L, offline.cents)
        shop.start()
        customer.engine.networkChanged()
        home.ready { it.offlineSince == null && it.cents == 500L && it.outbox == 0 }
    }

    @Test
    fun `a phone that is out of its wallet says so`() = withCustomer { _, customer ->
        val home = customer.home()
        home.ready { it.access == WalletAccess.OPEN }
        customer.engine.logOut(giveUp = true)
        val left = home.ready { it.access == WalletAccess.REVOKED }
        assertEquals(1L, left.dough, "what is shown is as it was then")
    }

    @Test
    fun `a wallet that was erased says so`() = withCustomer { _, customer ->
        val home = customer.home()
        home.ready { it.access == WalletAccess.OPEN }
        customer.engine.eraseMe(BalanceEnd.NONE_LEFT)
        home.ready { it.access == WalletAccess.ERASED }
    }

    @Test
    fun `what can't be read is a failure with its code, until it can`(@TempDir folder: Path) {
        Customer("$folder/dough.db", NOWHERE).use { customer ->
            customer.engine.pause()
            val home = customer.home()
            val failed = awaited<Shown.Failed>(home.state)
            assertEquals(Failure(FailureKind.LOCKED, "paused"), failed.failure)
            customer.engine.resume()
            val ready = home.ready { true }
            assertEquals(WalletAccess.OPENING to 1, ready.access to ready.outbox, "the wallet is asked for")
            assertNotNull(home.state.value)
        }
    }

    private fun Customer.home() = HomeModel(engine, scope, blocking)

    /** A quiche, paid, for the day after tomorrow. */
    private fun Customer.order(): String {
        val lines = listOf(BasketLine(item = "quiche", quantity = 1u, modifiers = emptyList()))
        val day = LocalDate.now(ZoneOffset.UTC).plusDays(2)
        val quote = runBlocking { engine.serverQuote("centre", lines, "$day") }
        return engine.placeOrder(
            PlaceOrder("centre", lines, quote.slots.first().pickupAt, quote.total, pay = true),
        )
    }
}
