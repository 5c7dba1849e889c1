package dough.testing

/** How long anything may take that is waited for. */
const val PATIENCE_MILLIS = 10_000L

private const val STEP_MILLIS = 5L

/** Waits until something holds that can only be asked for; false where it takes too long. */
fun eventually(holds: () -> Boolean): Boolean {
    val end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000
    while (!holds()) {
        if (System.nanoTime() > end) return false
        Thread.sleep(STEP_MILLIS)
    }
    return true
}
