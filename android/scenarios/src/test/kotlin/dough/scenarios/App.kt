package dough.scenarios

import dough.core.Dough
import dough.state.PayModel
import dough.state.Timer
import dough.state.settings.SettingsModel
import java.util.concurrent.Executors
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.runBlocking

/** The app on a phone: an engine, a thread for the screens and one that may block, and what outlives a screen. */
internal class App(val engine: Dough) : AutoCloseable {
    private val main = Executors.newSingleThreadExecutor { Thread(it, "main") }.asCoroutineDispatcher()
    private val blocking = Executors.newSingleThreadExecutor { Thread(it, "blocking") }.asCoroutineDispatcher()
    private val scope = CoroutineScope(main + SupervisorJob())

    val pictures = Pictures()
    val pay = PayModel(engine, scope, blocking, pictures)

    /** The payment session that the code's screen shows, or has shown last. */
    var session: ULong? = null

    val settings = SettingsModel(engine, scope, blocking)

    /** The model of a screen that is opened anew. */
    fun <M> open(model: (Dough, CoroutineScope, CoroutineDispatcher) -> M): M = model(engine, scope, blocking)

    override fun close() {
        runBlocking { scope.coroutineContext[Job]!!.cancelAndJoin() }
        engine.shutdown()
        main.close()
        blocking.close()
    }
}

/** The time of a code's pictures: a fresh one is due when a scenario says so. */
internal class Pictures : Timer {
    private val due = Channel<Unit>(Channel.CONFLATED)

    /** How often one was waited for: once more, when the one before shows. */
    val waited = MutableStateFlow(0)

    fun areDue() {
        due.trySend(Unit)
    }

    override fun nowMillis(): Long = System.currentTimeMillis()

    override suspend fun until(moment: Long) {
        waited.update { it + 1 }
        due.receive()
    }
}
