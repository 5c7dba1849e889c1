package dough.core

import dough.testing.PATIENCE_MILLIS
import java.nio.file.Path
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** The library from Kotlin, without a server: objects, records, typed errors, threads. */
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
        val intent = phone.intent(phone.topUp(2000, evenSo = true))!!
        assertEquals("top_up" to IntentState.QUEUED, intent.kind to intent.state)
        assertEquals(MORNING, intent.createdAt)
        assertEquals(2u, phone.home().outbox)
    }

    @Test
    fun `errors have a kind and a code`() {
        assertEquals("amount_invalid", thrown<DoughException.Refused> { phone.topUp(0, evenSo = true) }.code)
        assertEquals("malformed_request", thrown<DoughException.Refused> { phone.order("not an id") }.code)
        val offline: DoughException = thrown<DoughException.Offline> { phone.payCode(PayRequest(earn = true)) }
        assertEquals("wallet_not_open", offline.code, "whatever the kind")
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
    fun `many threads call at once`() {
        val homes = Updates()
        val subscription = phone.observe(Topic.Home, homes)
        val pool = Executors.newFixedThreadPool(THREADS)
        val calls = (0 until THREADS).map { thread -> Callable { (0 until CALLS).count { call(thread + it) } } }
        try {
            val wanted = pool.invokeAll(calls, 6 * PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
            assertFalse(wanted.any { it.isCancelled }, "too slow")
            val stored = wanted.sumOf { it.get() }
            assertEquals(THREADS * CALLS / 10, stored)
            // The wallet itself is asked for, too.
            homes.untilOutbox(stored + 1)
        } finally {
            pool.shutdownNow()
            subscription.use(Subscription::cancel)
        }
    }

    /** One call of many kinds; says whether it stored an intent. */
    private fun call(number: Int): Boolean {
        when (number % 10) {
            0 -> phone.topUp(100L + number, evenSo = true)
            1, 2 -> phone.home()
            3 -> phone.history()
            4 -> phone.orders()
            5 -> phone.diagnostics()
            6 -> thrown<DoughException.Refused> { phone.topUp(0, evenSo = true) }
            7 -> thrown<DoughException.Offline> { phone.payCode(PayRequest(earn = true)) }
            8 -> phone.observe(Topic.Home, Updates()).use(Subscription::cancel)
            else -> softwareKeys(ByteArray(32) { 9 }).payPublicKey()
        }
        return number % 10 == 0
    }

    private companion object {
        const val THREADS = 8
        const val CALLS = 200
    }
}
