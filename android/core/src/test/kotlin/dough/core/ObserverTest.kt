package dough.core

import dough.testing.PATIENCE_MILLIS
import java.nio.file.Path
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** What the library calls in Kotlin: observers, keys, a clock, a log. */
class ObserverTest {
    @TempDir
    lateinit var folder: Path

    private lateinit var phone: Dough

    @BeforeEach
    fun open() {
        checkLibrary()
        phone = Dough.open(config("dough.db"), softwareKeys(ByteArray(32) { 7 }))
    }

    @AfterEach
    fun close() = phone.use(Dough::shutdown)

    private fun config(name: String) = Config("$folder/$name", NOWHERE, Language.EN, appVersion = "1.0.0")

    @Test
    fun `an observer is told the value and each change until it is cancelled`() {
        val homes = Updates()
        val subscription = phone.observe(Topic.Home, homes)
        homes.untilOutbox(1)
        phone.topUp(500, evenSo = true)
        homes.untilOutbox(2)
        subscription.use(Subscription::cancel)
    }

    @Test
    fun `the first thing that is told is the topic's value`() {
        val order = order()
        val orders = phone.orders()
        assertEquals(listOf(order), orders.map { it.id })
        assertEquals(Update.Orders(orders), first(Topic.Orders))
        assertEquals(Update.Order(orders.single()), first(Topic.Order(order)))
        assertEquals(Update.Order(null), first(Topic.Order(UNKNOWN)))
        val unused = PaySession(session = 7u, receipt = null, text = null)
        assertEquals(Update.PaySession(unused), first(Topic.PaySession(7u)))
        val home = (first(Topic.Home) as Update.Home).home
        assertEquals(Access.OPENING to 2u, home.access to home.outbox)
        val intents = (first(Topic.Outbox) as Update.Outbox).intents
        assertEquals(listOf("open_wallet", "place_order"), intents.map { it.kind })
    }

    @Test
    fun `an order is told its changes`() {
        val order = order()
        val (one, all) = Updates() to Updates()
        val subscriptions = listOf(phone.observe(Topic.Order(order), one), phone.observe(Topic.Orders, all))
        runBlocking { withTimeout(PATIENCE_MILLIS) { phone.takeBack(order) } }
        one.until { it is Update.Order && it.order?.status == OrderStatus.CANCELED }
        all.until { it is Update.Orders && it.orders.single().status == OrderStatus.CANCELED }
        subscriptions.forEach { it.use(Subscription::cancel) }
    }

    @Test
    fun `a topic that can't be read is refused`() {
        val topic = Topic.Order("not an id")
        val refused = thrown<DoughException.Refused> { phone.observe(topic, Updates()) }
        assertEquals("malformed_request", refused.code)
        thrown<DoughException.Refused> { runBlocking { phone.updates(topic).first() } }
    }

    @Test
    fun `an observer that throws changes nothing, and is told the next value`() {
        val throwing = Throwing()
        val subscription = phone.observe(Topic.Home, throwing)
        throwing.untilOutbox(1)
        phone.topUp(500, evenSo = true)
        throwing.untilOutbox(2)
        assertEquals(2u, phone.home().outbox)
        subscription.use(Subscription::cancel)
    }

    @Test
    fun `a clock and a log that throw change nothing`() {
        val before = System.currentTimeMillis()
        val other = Dough.open(config("other.db"), softwareKeys(ByteArray(32) { 8 }), BrokenClock(), BrokenLog())
        other.use {
            val intent = it.intent(it.topUp(500, evenSo = true))!!
            assertTrue(intent.createdAt >= before, "the system's time is told instead")
            val failure = runCatching { runBlocking { withTimeout(PATIENCE_MILLIS) { it.sync() } } }.exceptionOrNull()
            assertTrue(failure is DoughException.Offline, "$failure")
            assertEquals(2u, it.home().outbox)
            it.shutdown()
        }
    }

    @Test
    fun `a key store that throws is an error and no crash`() {
        val broken = thrown<DoughException.Internal> { Dough.open(config("other.db"), BrokenKeys()) }
        assertEquals("key_store_failed", broken.code)
        assertTrue("on fire" in broken.detail, broken.detail)
        thrown<KeyStoreException.Failed> { softwareKeys("short".toByteArray()) }
    }

    @Test
    fun `the observer as a flow`() = runBlocking {
        val began = CompletableDeferred<Home>()
        val reached =
            async {
                withTimeout(PATIENCE_MILLIS) { phone.homes().onEach(began::complete).first { it.outbox == 2u } }
            }
        assertEquals(1u, withTimeout(PATIENCE_MILLIS) { began.await() }.outbox, "the value first")
        phone.topUp(500, evenSo = true)
        assertEquals(phone.home().outbox, reached.await().outbox)
        assertEquals(9uL, withTimeout(PATIENCE_MILLIS) { phone.paySessions(9u).first() }.session)
    }

    private fun first(topic: Topic): Update {
        val updates = Updates()
        return phone.observe(topic, updates).use { subscription -> updates.next().also { subscription.cancel() } }
    }

    /** An order that waits for a wallet. */
    private fun order(): String = phone.placeOrder(PlaceOrder("centre", QUICHE, MORNING, total = 820, pay = true))
}
