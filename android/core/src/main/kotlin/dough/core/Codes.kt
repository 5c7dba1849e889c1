package dough.core

/** The stable code of a failure, whatever its kind: what an app translates. */
val DoughException.code: String
    get() =
        when (this) {
            is DoughException.Offline -> code
            is DoughException.NeedsUserPresence -> code
            is DoughException.Refused -> code
            is DoughException.UpdateRequired -> code
            is DoughException.Locked -> code
            is DoughException.Storage -> code
            is DoughException.Internal -> code
        }
