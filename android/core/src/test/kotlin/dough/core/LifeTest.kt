package dough.core

import dough.testing.PATIENCE_MILLIS
import dough.testing.Shop
import java.nio.file.Path
import java.security.SecureRandom
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** Pauses, the end, and callers that don't wait. */
class LifeTest {
    @TempDir
    lateinit var folder: Path

    private lateinit var phone: Dough

    @BeforeEach
    fun open() {
        checkLibrary()
        phone = opened("$folder/dough.db", NOWHERE)
    }

    @AfterEach
    fun close() = phone.use(Dough::shutdown)

    private fun opened(store: String, server: String): Dough {
        val keys = softwareKeys(ByteArray(32).also(SecureRandom()::nextBytes))
        return Dough.open(Config(store, server, Language.EN, appVersion = "1.0.0"), keys)
    }

    @Test
    fun `what is paused is locked until it is resumed`() {
        phone.pause()
        answersOnly("paused")
        phone.resume()
        phone.home()
    }

    @Test
    fun `what was shut down is locked for good`() {
        phone.shutdown()
        answersOnly("shut_down")
        thrown<DoughException.Locked> { phone.resume() }
    }

    @Test
    fun `after the end, what answers nothing does nothing`() {
        phone.shutdown()
        phone.shutdown()
        phone.networkChanged()
        phone.pause()
        assertNull(phone.catalogue())
        assertTrue("server: $NOWHERE" in phone.diagnostics())
        phone.observe(Topic.Home, Updates()).use(Subscription::cancel)
    }

    private fun answersOnly(code: String) {
        for (call in reads + writes + waits) {
            assertEquals(code, thrown<DoughException.Locked> { runBlocking { call(phone) } }.code)
        }
    }

    private val reads: List<suspend (Dough) -> Any?> =
        listOf(
            { it.home() },
            { it.history() },
            { it.orders() },
            { it.order(UNKNOWN) },
            { it.outbox() },
            { it.intent(UNKNOWN) },
            { it.rewards() },
            { it.surprises() },
            { it.receipts() },
            { it.invites() },
            { it.profile() },
            { it.devices() },
            { it.paySession(1u) },
        )

    private val writes: List<suspend (Dough) -> Any?> =
        listOf(
            { it.topUp(500, evenSo = true) },
            { it.payCode(PayRequest(earn = true)) },
            { it.refreshCode(1u) },
            { it.placeOrder(PlaceOrder("centre", QUICHE, MORNING, total = 820, pay = true)) },
            { it.cancelOrder(UNKNOWN) },
            { it.setProfile("Anna", Language.NL) },
            { it.setEmail("anna@example.com") },
            { it.eraseMe(BalanceEnd.NONE_LEFT) },
        )

    private val waits: List<suspend (Dough) -> Any?> =
        listOf(
            { it.sync() },
            { it.settled(UNKNOWN) },
            { it.takeBack(UNKNOWN) },
            { it.workInBackground(100u) },
            { it.deviceCode() },
            { it.recoveryCode("anna@example.com") },
            { it.serverQuote("centre", QUICHE, "2026-06-16") },
        )

    @Test
    fun `who stops waiting loses nothing that was wanted`() = Shop().use { shop ->
        opened(shop.path("phone"), shop.url).use { engine ->
            runBlocking {
                withTimeout(PATIENCE_MILLIS) { engine.homes().first { it.access == Access.OPEN } }
                shop.stop()
                val intent = engine.topUp(700, evenSo = true)
                // Until it waits for the first time, it runs on this thread.
                val waiting = launch(start = CoroutineStart.UNDISPATCHED) { engine.settled(intent) }
                assertTrue(waiting.isActive)
                withTimeout(PATIENCE_MILLIS) { waiting.cancelAndJoin() }
                assertTrue(waiting.isCancelled)

                shop.start()
                engine.networkChanged()
                val settled = withTimeout(PATIENCE_MILLIS) { engine.settled(intent) }
                assertEquals(IntentState.DONE, settled.state)
                assertEquals(700L, engine.home().eurAvailable)
            }
            engine.shutdown()
        }
    }
}
