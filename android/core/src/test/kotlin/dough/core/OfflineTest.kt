package dough.core

import dough.testing.PATIENCE_MILLIS
import java.nio.file.Path
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** The library from Kotlin, without a server: objects, records, typed errors, callbacks, threads. */
class OfflineTest {
    @TempDir
    lateinit var folder: Path

    private val log = Lines()
    private lateinit var config: Config
    private lateinit var phone: Dough

    @BeforeEach
    fun open() {
        checkLibrary()
        config =
            Config(store = "$folder/dough.db", server = NOWHERE, language = Language.NL, appVersion = "1.0.0")
        phone = Dough.open(config, softwareKeys(ByteArray(32) { 7 }), Frozen(), log)
    }

    @AfterEach
    fun close() = phone.use(Dough::shutdown)

    @Test
    fun `reads work without a network`() {
        val home = phone.home()
        assertNull(home.wallet)
        assertEquals(0 to 0L, home.doughAvailable.toInt() to home.eurAvailable)
        assertEquals(1u, home.outbox, "the wallet is asked for")
        assertEquals(emptyList<HistoryEntry>(), phone.history())
        assertNull(phone.catalogue())
        assertTrue("server: $NOWHERE" in phone.diagnostics())
        assertEquals("0.1.0", libraryVersion())
    }

    @Test
    fun `what is wanted is stored`() {
        val intent = phone.intent(phone.topUp(2000))!!
        assertEquals("top_up" to IntentState.QUEUED, intent.kind to intent.state)
        assertEquals(Frozen.NOON, intent.createdAt)
        assertEquals(2u, phone.home().outbox)
    }

    @Test
    fun `errors have a kind and a code`() {
        assertEquals("amount_invalid", thrown<DoughException.Refused> { phone.topUp(0) }.code)
        assertEquals("malformed_request", thrown<DoughException.Refused> { phone.order("not an id") }.code)
        val offline: DoughException = thrown<DoughException.Offline> { phone.payCode(PayRequest(earn = true)) }
        assertEquals("wallet_not_open", offline.code, "whatever the kind")
    }

    @Test
    fun `what is paused is locked until it is resumed`() {
        phone.pause()
        assertEquals("paused", thrown<DoughException.Locked> { phone.home() }.code)
        phone.resume()
        phone.home()
    }

    @Test
    fun `what was shut down is locked for good`() {
        phone.shutdown()
        thrown<DoughException.Locked> { phone.home() }
        thrown<DoughException.Locked> { phone.topUp(500) }
        thrown<DoughException.Locked> { phone.resume() }
    }

    @Test
    fun `waiting for the server ends with an error`() {
        runBlocking {
            val failure = runCatching { withTimeout(PATIENCE_MILLIS) { phone.sync() } }.exceptionOrNull()
            assertTrue(failure is DoughException.Offline, "$failure")
        }
        assertNotNull(phone.home().offlineSince)
        log.lines.until { "outbox" in it }
    }

    @Test
    fun `a call that is waited for can be given up, and the engine goes on`() = runBlocking {
        val intent = phone.topUp(700)
        // Until it waits for the first time, it runs on this thread.
        val waiting = launch(start = CoroutineStart.UNDISPATCHED) { phone.settled(intent) }
        assertTrue(waiting.isActive)
        withTimeout(PATIENCE_MILLIS) { waiting.cancelAndJoin() }
        assertTrue(waiting.isCancelled)
        assertEquals("top_up", phone.intent(intent)!!.kind)
        assertEquals(2u, phone.home().outbox, "what was wanted is still wanted")
    }

    @Test
    fun `an observer is told the value and each change until it is cancelled`() {
        val homes = Homes()
        val subscription = phone.observe(homes)
        assertEquals(1u, homes.told.next().outbox)
        phone.topUp(500)
        homes.told.until { it.outbox == 2u }
        subscription.use(Subscription::cancel)
    }

    @Test
    fun `an observer that throws changes nothing, and is told the next value`() {
        val throwing = Throwing()
        val subscription = phone.observe(throwing)
        assertEquals(1u, throwing.told.next().outbox)
        phone.topUp(500)
        throwing.told.until { it.outbox == 2u }
        assertEquals(2u, phone.home().outbox)
        subscription.use(Subscription::cancel)
    }

    @Test
    fun `the observer as a flow`() = runBlocking {
        val began = CompletableDeferred<Home>()
        val reached =
            async {
                withTimeout(PATIENCE_MILLIS) { phone.homes().onEach(began::complete).first { it.outbox == 2u } }
            }
        assertEquals(1u, withTimeout(PATIENCE_MILLIS) { began.await() }.outbox, "the value first")
        phone.topUp(500)
        assertEquals(phone.home().outbox, reached.await().outbox)
    }

    @Test
    fun `a key store that throws is an error and no crash`() {
        val broken = thrown<DoughException.Internal> { Dough.open(config, BrokenKeys()) }
        assertEquals("key_store_failed", broken.code)
        assertTrue("on fire" in broken.detail, broken.detail)
        thrown<KeyStoreException.Failed> { softwareKeys("short".toByteArray()) }
    }

    @Test
    fun `many threads call at once`() {
        val homes = Homes()
        val subscription = phone.observe(homes)
        val pool = Executors.newFixedThreadPool(THREADS)
        val calls = (0 until THREADS).map { thread -> Callable { (0 until CALLS).count { call(thread + it) } } }
        try {
            val wanted = pool.invokeAll(calls, 6 * PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
            assertFalse(wanted.any { it.isCancelled }, "too slow")
            val stored = wanted.sumOf { it.get() }
            assertEquals(THREADS * CALLS / 10, stored)
            // The wallet itself is asked for, too.
            homes.told.until { it.outbox.toInt() == stored + 1 }
        } finally {
            pool.shutdownNow()
            subscription.use(Subscription::cancel)
        }
    }

    /** One call of many kinds; says whether it stored an intent. */
    private fun call(number: Int): Boolean {
        when (number % 10) {
            0 -> phone.topUp(100L + number)
            1, 2 -> phone.home()
            3 -> phone.history()
            4 -> phone.orders()
            5 -> phone.diagnostics()
            6 -> thrown<DoughException.Refused> { phone.topUp(0) }
            7 -> thrown<DoughException.Offline> { phone.payCode(PayRequest(earn = true)) }
            8 -> phone.observe(Homes()).use(Subscription::cancel)
            else -> softwareKeys(ByteArray(32) { 9 }).payPublicKey()
        }
        return number % 10 == 0
    }

    private inline fun <reified T : Throwable> thrown(noinline call: () -> Unit): T =
        assertThrows(T::class.java) { call() }

    private companion object {
        const val THREADS = 8
        const val CALLS = 200
    }
}
