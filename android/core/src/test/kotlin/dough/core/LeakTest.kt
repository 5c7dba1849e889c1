package dough.core

import dough.testing.saidApart
import java.nio.file.Path
import kotlin.io.path.exists
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** Calls by the thousand: what they leave behind, and how long they take. */
class LeakTest {
    @Test
    fun `a hundred thousand reads and twenty thousand subscriptions leave nothing behind`() {
        assumeTrue(Path.of("/proc/self/status").exists(), "only Linux tells a process's memory in /proc")
        val said = saidApart("dough.core.CallManyTimesKt", *FIXED_HEAP, patienceMillis = LONG_MILLIS)
        println("memory in KiB, early and late: $said")
        assertEquals(2, said.size, "$said")
        for (line in said) {
            val (early, late) = line.split(' ').map(String::toLong)
            assertTrue(late - early < ALLOWANCE_KIB, line)
        }
    }

    @Test
    fun `the first screen is there at once`(@TempDir folder: Path) {
        checkLibrary()
        val config = Config("$folder/dough.db", NOWHERE, Language.EN, appVersion = "1.0.0")
        Dough.open(config, softwareKeys(ByteArray(32) { 7 })).use { phone ->
            repeat(CALLS) { phone.home() }
            val times = List(CALLS) { nanos { phone.home() } }.sorted()
            val median = times[CALLS / 2] / 1_000
            println("home() takes $median µs, median of $CALLS; wanted: $WANTED_MICROS µs")
            assertTrue(median < LOOSE_MICROS) { "$median µs" }
            phone.shutdown()
        }
    }

    private inline fun nanos(call: () -> Unit): Long {
        val start = System.nanoTime()
        call()
        return System.nanoTime() - start
    }

    private companion object {
        const val CALLS = 1_000
        const val WANTED_MICROS = 1_000
        const val LOOSE_MICROS = 10_000
        const val LONG_MILLIS = 300_000L

        /**
         * Java's own heap is whole from the start, so that what grows is outside it, and its slow
         * compiler stays away.
         */
        val FIXED_HEAP =
            arrayOf("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")

        /** 200 bytes for each of 80,000 reads, and 1,000 for each of 16,000 subscriptions. */
        const val ALLOWANCE_KIB = 16 * 1024L
    }
}
