package dough.state

import dough.core.Dough
import dough.core.DoughException
import dough.core.Topic
import dough.core.updates
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.onStart
import kotlinx.coroutines.flow.stateIn

/** What a screen shows of the wallet. */
sealed interface Shown<out T> {
    /** Nothing was read yet. */
    data object Loading : Shown<Nothing>

    /** It can't be read now. It shows by itself when that changes. */
    data class Failed(val failure: Failure) : Shown<Nothing>

    data class Ready<T>(val value: T) : Shown<T>
}

/** What there is to see. */
val <T : Any> Shown<T>.contents: T? get() = (this as? Shown.Ready)?.value

/** How long what nobody looks at is still followed: turning the phone doesn't read it all again. */
internal const val LINGER_MILLIS = 5_000L

/** Something that is read from the wallet, now and after each change. */
internal fun <T : Any> Dough.shown(
    scope: CoroutineScope,
    blocking: CoroutineDispatcher,
    read: suspend Dough.() -> T?,
): StateFlow<Shown<T>> = changes()
    .map { reading { read() } }
    .flowOn(blocking)
    .stateIn(scope, SharingStarted.WhileSubscribed(LINGER_MILLIS), Shown.Loading)

/** Once now, and after each change of the wallet. */
internal fun Dough.changes(): Flow<Unit> = updates(Topic.Anything).map {}.onStart { emit(Unit) }

/** What a read comes to: nothing is there yet where it gives nothing. */
internal suspend fun <T : Any> reading(read: suspend () -> T?): Shown<T> = try {
    read()?.let { Shown.Ready(it) } ?: Shown.Loading
} catch (error: DoughException) {
    Shown.Failed(error.failure())
}

/** The time now and every so many milliseconds, for what counts down. */
internal fun Timer.ticks(everyMillis: Long): Flow<Long> = flow {
    while (true) {
        val now = nowMillis()
        emit(now)
        until(now + everyMillis)
    }
}
