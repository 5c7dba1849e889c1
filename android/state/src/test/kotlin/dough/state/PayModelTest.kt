package dough.state

import dough.core.PayRequest
import dough.testing.Shop
import java.nio.file.Path
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.io.TempDir

/** Pay codes from real engines, read by a real till. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PayModelTest {
    private val shop = Shop()

    @AfterAll
    fun close() = shop.close()

    @Test
    fun `a code is shown, scanned, and tells what was booked`() = withCustomer { customer ->
        val home = HomeModel(customer.engine, customer.scope, customer.blocking)
        customer.engine.topUp(2000, evenSo = true)
        home.ready { it.cents == 2000L }
        val pay = customer.pay(SystemTimer)
        assertEquals(PayState.Idle, pay.state.value)

        pay.show(PAY)
        val code = awaited<PayState.Showing>(pay.state)
        assertEquals(1000L to true, code.maxCents to code.earns)
        assertTrue(code.expiresAt > System.currentTimeMillis())
        // The corner of a QR code's top left square.
        assertTrue(code.picture.isDark(0, 0) && !code.picture.isDark(1, 1) && code.picture.isDark(2, 2))

        shop.scan("centre", code.text, transaction = "1", pay = "balance", items = listOf("quiche"))
        val used = awaited<PayState.Used>(pay.state)
        assertEquals(PayState.Used("Paid EUR 8.20, +1 dough", totalCents = 820, dough = 1), used)
        val after = home.ready { it.cents == 1180L }
        assertEquals(2L, after.dough)
        assertEquals(setOf(Customer.BLOCKING), customer.keys.paidOn.toSet(), "the main thread never signs")
    }

    @Test
    fun `a code shows its own sale and no other`() = withCustomer { customer ->
        val home = HomeModel(customer.engine, customer.scope, customer.blocking)
        customer.engine.topUp(2000, evenSo = true)
        home.ready { it.cents == 2000L }
        val (one, other) = customer.pay(SystemTimer) to customer.pay(SystemTimer)
        one.show(PAY)
        val first = awaited<PayState.Showing>(one.state)
        other.show(PAY)
        val second = awaited<PayState.Showing>(other.state)

        // The code that was made later is used first.
        shop.scan("centre", second.text, transaction = "own-1", pay = "balance", items = listOf("quiche"))
        assertEquals(820L, awaited<PayState.Used>(other.state).totalCents)
        home.ready { it.cents == 1180L }
        assertTrue(one.state.value is PayState.Showing, "the first code still shows")
        shop.scan("centre", first.text, transaction = "own-2", pay = "balance", items = listOf("brownie"))
        assertEquals(180L, awaited<PayState.Used>(one.state).totalCents)
        assertEquals(820L, (other.state.value as PayState.Used).totalCents)
    }

    @Test
    fun `a fresh picture comes when it is due`() {
        val timer = ManualTimer()
        withCustomer(timer) { customer ->
            val pay = customer.pay(timer)
            pay.show(PAY)
            val first = awaited<PayState.Showing>(pay.state)
            val due = awaited(timer.awaited) { it > 0 }
            assertTrue(due in timer.nowMillis()..<first.expiresAt, "$due")
            timer.set(due)
            val second = awaited(pay.state) { it is PayState.Showing && it.expiresAt > first.expiresAt }
            assertNotEquals(first.text, (second as PayState.Showing).text)
            awaited(timer.awaited) { it > due }
            assertEquals(2, customer.keys.paidOn.size, "one picture each")
        }
    }

    @Test
    fun `a session that the engine has forgotten is followed by a new one`() {
        val timer = ManualTimer()
        withCustomer(timer) { customer ->
            val pay = customer.pay(timer)
            pay.show(PAY)
            val first = awaited<PayState.Showing>(pay.state)
            repeat(SESSIONS_KEPT) { customer.engine.payCode(PAY) }
            timer.set(awaited(timer.awaited) { it > 0 })
            awaited(pay.state) { it is PayState.Showing && it.expiresAt > first.expiresAt }
        }
    }

    @Test
    fun `a locked key is a failure with its code, at first and for a fresh picture`() {
        val timer = ManualTimer()
        withCustomer(timer) { customer ->
            val locked = PayState.Failed(Failure(FailureKind.NEEDS_USER_PRESENCE, "needs_user_presence"))
            val pay = customer.pay(timer)
            customer.keys.locked = true
            pay.show(PAY)
            awaited(pay.state) { it == locked }

            customer.keys.locked = false
            pay.show(PAY)
            awaited<PayState.Showing>(pay.state)
            customer.keys.locked = true
            timer.set(awaited(timer.awaited) { it > 0 })
            awaited(pay.state) { it == locked }
        }
    }

    @Test
    fun `without a wallet there is no code, and no reason to wait`(@TempDir folder: Path) {
        Customer("$folder/dough.db", NOWHERE).use { customer ->
            val pay = customer.pay(SystemTimer)
            pay.show(PAY)
            val failed = awaited<PayState.Failed>(pay.state)
            assertEquals(Failure(FailureKind.OFFLINE, "wallet_not_open"), failed.failure)
        }
    }

    @Test
    fun `a code that is hidden stays hidden`() {
        val timer = ManualTimer()
        withCustomer(timer) { customer ->
            val pay = customer.pay(timer)
            pay.show(PAY)
            awaited<PayState.Showing>(pay.state)
            pay.hide()
            awaited<PayState.Idle>(pay.state)
            timer.set(awaited(timer.awaited) { it > 0 })
            pay.show(PayRequest(earn = true))
            val next = awaited<PayState.Showing>(pay.state)
            assertEquals(null to true, next.maxCents to next.earns)
            assertEquals(1, customer.keys.paidOn.size, "the hidden code was not made anew")
        }
    }

    private fun withCustomer(timer: Timer? = null, story: (Customer) -> Unit) = Customer.of(shop, timer).use(story)

    private fun Customer.pay(timer: Timer) = PayModel(engine, scope, blocking, timer)

    private companion object {
        /** As the engine has it. */
        const val SESSIONS_KEPT = 16
        val PAY = PayRequest(payMax = 1000, earn = true)
    }
}
