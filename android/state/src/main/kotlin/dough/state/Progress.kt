package dough.state

import dough.core.Dough
import dough.core.DoughException
import dough.core.Intent
import dough.core.IntentState
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** What becomes of something that the customer asked for. */
sealed interface Progress {
    /** Nothing was asked for. */
    data object Idle : Progress

    /** It is stored, and on its way to the server. It needs nobody who waits. */
    data object UnderWay : Progress

    data object Done : Progress

    data class Failed(val failure: Failure) : Progress
}

/**
 * Something that a screen asks the engine for, one at a time: what is asked for meanwhile is left
 * out, as a second tap is.
 */
internal class Asking(
    private val engine: Dough,
    private val scope: CoroutineScope,
    private val blocking: CoroutineDispatcher,
) {
    private val told = MutableStateFlow<Progress>(Progress.Idle)
    private var job: Job? = null

    val progress: StateFlow<Progress> = told.asStateFlow()

    /**
     * Asks, and follows the intent whose id comes back; nothing comes back where there is none.
     * False where something else is under way.
     */
    fun ask(what: suspend Dough.() -> String?): Boolean {
        if (told.value == Progress.UnderWay) return false
        told.value = Progress.UnderWay
        job = scope.launch { told.value = withContext(blocking) { outcome(what) } }
        return true
    }

    /** Its outcome was looked at. What was asked for goes on. */
    fun forget() {
        job?.cancel()
        told.value = Progress.Idle
    }

    private suspend fun outcome(what: suspend Dough.() -> String?): Progress = try {
        engine.what()?.let { engine.settled(it).progress() } ?: Progress.Done
    } catch (error: DoughException) {
        Progress.Failed(error.failure())
    }
}

private fun Intent.progress(): Progress = when (state) {
    IntentState.QUEUED, IntentState.SENDING -> Progress.UnderWay

    IntentState.DONE -> Progress.Done

    IntentState.CANCELLED -> Progress.Idle

    IntentState.REFUSED, IntentState.WEDGED ->
        Progress.Failed(Failure(FailureKind.REFUSED, code ?: "internal"))
}
