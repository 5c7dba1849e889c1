package dough.scenarios

import dough.core.Config
import dough.core.Dough
import dough.core.DoughException
import dough.core.Language
import dough.core.softwareKeys
import dough.state.HomeModel
import dough.state.WalletAccess
import dough.testing.PATIENCE_MILLIS
import dough.testing.Shop
import java.nio.file.Path
import java.security.SecureRandom
import kotlin.io.path.exists
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.serialization.json.JsonObject

/**
 * A phone of a scenario, with the app. What it can do stands in tests/scenarios/README.md. What has a
 * screen goes through the screens' models, in a file for each subject; what has none is a call of the
 * engine: the app's life below, and `PhoneCalls.kt`.
 */
internal class Phone(name: String, val shop: Shop, val kept: Kept) : AutoCloseable {
    private val keys = softwareKeys(ByteArray(32).also(SecureRandom()::nextBytes))
    private val store = shop.path("$name.phone")

    var app = started()
        private set

    val engine: Dough get() = app.engine

    override fun close() = engine.use { app.close() }

    /** Does a step. An error is its outcome, where it expects one. */
    fun play(step: JsonObject): JsonObject = try {
        life(step) ?: screens(step) ?: calls(step) ?: error("no phone can ${step.text("do")}")
    } catch (failed: DoughException) {
        if (!step.expectsAnOutcome()) throw failed
        failed.outcome()
    } catch (nothing: NothingShown) {
        if (!step.expectsAnOutcome()) throw nothing
        nothing.failure.outcome()
    }

    private fun screens(step: JsonObject): JsonObject? =
        home(step) ?: ordering(step) ?: orders(step) ?: rewards(step) ?: codes(step) ?: friends(step)
            ?: people(step) ?: phones(step)

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

    private fun started(): App {
        val config = Config(store, server = shop.url, language = Language.EN, appVersion = "0.1.0")
        return App(Dough.open(config, keys))
    }

    private fun open() {
        if (shop.runs) {
            // An attempt may fail; the engine tries again by itself.
            app.open(::HomeModel).state.seen { it.access == WalletAccess.OPEN && it.dots != null }
        }
    }

    private fun restart() {
        close()
        app = started()
    }

    private fun forget(step: JsonObject) {
        engine.forgetEverything(step.flag("even_unsent"))
        check(!Path.of(store).exists()) { "the phone's file is still there" }
    }

    /** Waits for an answer, a little longer than the engine may work in the background. */
    fun <T> waited(call: suspend () -> T): T = runBlocking { withTimeout(PATIENCE_MILLIS * 3 / 2) { call() } }
}
