package dough.state

import dough.core.Clock
import kotlinx.coroutines.delay

/** Tells the time and waits for it. The engine can be given the same one. */
interface Timer : Clock {
    /** Comes back when [nowMillis] is [moment] or later. */
    suspend fun until(moment: Long)
}

/** The system's time. */
object SystemTimer : Timer {
    /** A sleep stands still while the phone does, and doesn't see its clock being set: look again. */
    private const val STEP_MILLIS = 1_000L

    override fun nowMillis(): Long = System.currentTimeMillis()

    override suspend fun until(moment: Long) {
        while (nowMillis() < moment) {
            delay((moment - nowMillis()).coerceIn(1, STEP_MILLIS))
        }
    }
}
