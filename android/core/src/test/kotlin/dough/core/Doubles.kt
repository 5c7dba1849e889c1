package dough.core

import dough.testing.PATIENCE_MILLIS
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import org.junit.jupiter.api.Assertions.assertNotNull

/** Nothing listens there. */
internal const val NOWHERE = "http://127.0.0.1:9"

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

internal class Homes : Observer {
    val told = Kept<Home>()

    override fun homeChanged(home: Home) = told.add(home)
}

internal class Throwing : Observer {
    val told = Kept<Home>()

    override fun homeChanged(home: Home) {
        told.add(home)
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
    override fun nowMillis() = NOON

    companion object {
        const val NOON = 1_781_586_000_000
    }
}

internal class Lines : LogSink {
    val lines = Kept<String>()

    override fun log(level: LogLevel, line: String) = lines.add("$level $line")
}
