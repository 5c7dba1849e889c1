package dough.scenarios

import dough.core.Config
import dough.core.Dough
import dough.core.DoughException
import dough.core.Language
import dough.core.Topic
import dough.core.homes
import dough.core.softwareKeys
import dough.core.updates
import dough.testing.PATIENCE_MILLIS
import dough.testing.Shop
import java.nio.file.Path
import java.security.SecureRandom
import kotlin.io.path.exists
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.serialization.json.JsonObject

/**
 * A phone of a scenario: one wallet through the bindings. What it can do stands in
 * tests/scenarios/README.md, and here in a file for each subject.
 */
internal class Phone(name: String, val shop: Shop, val kept: Kept) : AutoCloseable {
    private val keys = softwareKeys(ByteArray(32).also(SecureRandom()::nextBytes))
    private val store = shop.path("$name.phone")

    var engine = opened()
        private set

    override fun close() = engine.use(Dough::shutdown)

    /** Does a step. An error is its outcome, where it expects one. */
    fun play(step: JsonObject): JsonObject = try {
        life(step) ?: wallet(step) ?: orders(step) ?: codes(step) ?: people(step)
            ?: error("no phone can ${step.text("do")}")
    } catch (failed: DoughException) {
        if (!step.expectsAnOutcome()) throw failed
        failed.outcome()
    }

    private fun life(step: JsonObject): JsonObject? {
        when (step.text("do")) {
            "open" -> open()
            "restart" -> restart()
            "pause" -> engine.pause()
            "resume" -> engine.resume()
            "shut_down" -> engine.shutdown()
            "forget" -> forget(step)
            "background" -> return yields("left" to waited { engine.workInBackground(PATIENCE_MILLIS.toULong()) }.left)
            else -> return null
        }
        return yields()
    }

    private fun opened(): Dough {
        val config = Config(store, server = shop.url, language = Language.EN, appVersion = "0.1.0")
        return Dough.open(config, keys)
    }

    private fun open() {
        if (shop.runs) {
            // An attempt may fail; the engine tries again by itself.
            waited { engine.homes().first { it.inviteCode != null } }
        }
    }

    private fun restart() {
        close()
        engine = opened()
    }

    private fun forget(step: JsonObject) {
        engine.forgetEverything(step.flag("even_unsent"))
        check(!Path.of(store).exists()) { "the phone's file is still there" }
    }

    fun settled(intent: String): JsonObject = waited { engine.settled(intent) }.outcome()

    /** Waits for an answer, a little longer than the engine may work in the background. */
    fun <T> waited(call: suspend () -> T): T = runBlocking { withTimeout(PATIENCE_MILLIS * 3 / 2) { call() } }

    /** What holds what is expected, as soon as it does; else what stands in the end. */
    fun until(topic: Topic, step: JsonObject, look: () -> JsonObject): JsonObject {
        val expected = step.getValue("expect")
        return runBlocking {
            withTimeoutOrNull(PATIENCE_MILLIS) { engine.updates(topic).map { look() }.first { it.holds(expected) } }
        } ?: look()
    }
}
