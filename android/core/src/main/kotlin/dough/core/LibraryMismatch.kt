package dough.core

/** The native library is missing, or it isn't the one that this app was built with. */
class LibraryMismatch internal constructor(why: String, cause: Throwable) :
    Exception("the library dough_ffi can't be used with these bindings: $why", cause)

/**
 * Looks whether the native library is there and fits. No other call looks: where it doesn't fit,
 * they answer nonsense or end the program. So an app calls this before anything else, and may call
 * it again.
 *
 * @throws LibraryMismatch where it doesn't fit
 */
fun checkLibrary() {
    try {
        uniffiEnsureInitialized()
    } catch (error: LinkageError) {
        // The library or a symbol of it is missing, or the check failed, now or in an earlier call.
        throw mismatch(error)
    } catch (error: RuntimeException) {
        throw mismatch(error)
    }
}

private fun mismatch(error: Throwable): LibraryMismatch {
    val why = generateSequence(error) { it.cause }.mapNotNull { it.message }.last()
    // Further lines name each place where a library was looked for; the cause keeps them.
    return LibraryMismatch(why.lines().first().trimEnd(':'), error)
}
