package dough.scenarios

import dough.state.Failure
import dough.state.Progress
import dough.state.Shown
import dough.state.contents
import dough.testing.PATIENCE_MILLIS
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.serialization.json.JsonObject

/** A screen says why it shows nothing. */
internal class NothingShown(val failure: Failure) : Exception("$failure")

/** What a screen shows, as soon as it is what is looked for. */
internal fun <T : Any> StateFlow<Shown<T>>.seen(wanted: (T) -> Boolean = { true }): T {
    val found = awaited { it is Shown.Failed || it.contents?.let(wanted) == true }
    if (found is Shown.Failed) throw NothingShown(found.failure)
    return found.contents!!
}

/** The first value that is looked for. */
internal fun <T> Flow<T>.awaited(wanted: (T) -> Boolean): T = runBlocking {
    var last: T? = null
    withTimeoutOrNull(PATIENCE_MILLIS) { onEach { last = it }.first(wanted) } ?: error("in the end it was $last")
}

/** What holds what a step expects, as soon as it is shown; else what shows in the end. */
internal fun <T : Any> StateFlow<Shown<T>>.until(step: JsonObject, told: (T) -> JsonObject): JsonObject {
    val expected = step.getValue("expect")
    return runBlocking {
        withTimeoutOrNull(PATIENCE_MILLIS) { first { it.contents?.let(told)?.holds(expected) == true } }
    }?.contents?.let(told) ?: told(seen())
}

/** Asks for something on a screen that shows, and waits for what becomes of it. */
internal fun <T : Any> StateFlow<Shown<T>>.asked(progress: (T) -> Progress, ask: () -> Unit): JsonObject {
    seen()
    ask()
    return progress(seen { progress(it).isOver }).outcome()
}

internal val Progress.isOver: Boolean get() = this == Progress.Done || this is Progress.Failed
