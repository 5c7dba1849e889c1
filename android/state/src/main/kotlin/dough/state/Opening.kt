package dough.state

import dough.core.Clock
import dough.core.Config
import dough.core.DeviceKeys
import dough.core.Dough
import dough.core.DoughException
import dough.core.LibraryMismatch
import dough.core.LogSink
import dough.core.checkLibrary
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.withContext

/** What came of opening the engine. */
sealed interface Opening {
    /** It runs. Who asked for it ends it. */
    data class Opened(val engine: Dough) : Opening

    /** The store, the keys or the address can't be used. */
    data class Failed(val failure: Failure) : Opening

    /** The app is put together wrongly: no call of the library can be trusted. */
    data class Unusable(val mismatch: LibraryMismatch) : Opening
}

/**
 * Opens the engine on a dispatcher that may block, after looking whether the native library fits.
 * With the system's clock unless another is given.
 */
suspend fun openDough(
    config: Config,
    keys: DeviceKeys,
    blocking: CoroutineDispatcher,
    clock: Clock? = null,
    log: LogSink? = null,
): Opening = withContext(blocking) {
    try {
        checkLibrary()
        Opening.Opened(Dough.open(config, keys, clock, log))
    } catch (mismatch: LibraryMismatch) {
        Opening.Unusable(mismatch)
    } catch (error: DoughException) {
        Opening.Failed(error.failure())
    }
}
