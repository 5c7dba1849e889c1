package dough.state

import dough.core.DoughException
import dough.core.code

/** What a customer or an app can do about a failure. */
enum class FailureKind {
    /** Try again when there is a network. */
    OFFLINE,

    /** Ask for the user's presence, then try again. */
    NEEDS_USER_PRESENCE,

    /** The answer is no; the code says why. */
    REFUSED,

    /** The app is too old. */
    UPDATE_REQUIRED,

    /** The engine is paused or shut down. */
    LOCKED,

    /** The store can't be read or written. */
    STORAGE,

    /** Something else went wrong. */
    INTERNAL,
}

/** Why something can't be shown. [code] is stable and to be translated. */
data class Failure(val kind: FailureKind, val code: String)

internal fun DoughException.failure() = Failure(
    when (this) {
        is DoughException.Offline -> FailureKind.OFFLINE
        is DoughException.NeedsUserPresence -> FailureKind.NEEDS_USER_PRESENCE
        is DoughException.Refused -> FailureKind.REFUSED
        is DoughException.UpdateRequired -> FailureKind.UPDATE_REQUIRED
        is DoughException.Locked -> FailureKind.LOCKED
        is DoughException.Storage -> FailureKind.STORAGE
        is DoughException.Internal -> FailureKind.INTERNAL
    },
    code,
)
