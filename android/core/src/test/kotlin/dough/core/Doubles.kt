package dough.core

import dough.testing.PATIENCE_MILLIS
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertThrows

/** Nothing listens there. */
internal const val NOWHERE = "http://127.0.0.1:9"

/** 16 June 2026, 05:00 UTC. */
internal const val MORNING = 1_781_586_000_000

/** The id of nothing. */
internal const val UNKNOWN = "01890a5d-ac96-774b-bcce-b302099a8057"

internal val QUICHE = listOf(BasketLine(item = "quiche", quantity = 1u, modifiers = emptyList()))

/** Keeps what comes. */
internal class Kept<T : Any> {
    private val kept = LinkedBlockingQueue<T>()

    fun add(value: T) {
        kept.add(value)
    }

    /** What came next. */
    fun next(): T {
        val value = kept.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        assertNotNull(value, "nothing came")
        return value!!
    }

    /** The first of what comes that is looked for. */
    fun until(wanted: (T) -> Boolean): T = generateSequence { next() }.first(wanted)
}

/** Keeps what it is told. */
internal open class Updates : Observer {
    private val told = Kept<Update>()

    override fun changed(update: Update) = told.add(update)

    fun next(): Update = told.next()

    fun until(wanted: (Update) -> Boolean): Update = told.until(wanted)

    /** Waits for a home with so many intents. */
    fun untilOutbox(count: Int) {
        until { it is Update.Home && it.home.outbox.toInt() == count }
    }
}

/** Keeps what it is told, then throws. */
internal class Throwing : Updates() {
    override fun changed(update: Update) {
        super.changed(update)
        error("the observer throws")
    }
}

/** A key store that throws what nobody expects. */
internal class BrokenKeys : DeviceKeys {
    override fun payPublicKey() = fails()

    override fun apiPublicKey() = fails()

    override fun signWithPayKey(message: ByteArray) = fails()

    override fun signWithApiKey(message: ByteArray) = fails()

    private fun fails(): ByteArray = error("the key store is on fire")
}

internal class Frozen : Clock {
    override fun nowMillis() = MORNING
}

internal class BrokenClock : Clock {
    override fun nowMillis(): Long = error("the clock stands")
}

internal class BrokenLog : LogSink {
    override fun log(level: LogLevel, line: String): Unit = error("no paper")
}

internal class Lines : LogSink {
    val lines = Kept<String>()

    override fun log(level: LogLevel, line: String) = lines.add("$level $line")
}

internal inline fun <reified T : Throwable> thrown(noinline call: () -> Unit): T =
    assertThrows(T::class.java) { call() }
