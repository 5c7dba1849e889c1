package dough.core

/** What [checkLibrary] says, the first time and the second, in a line each. */
fun main() = repeat(2) {
    try {
        checkLibrary()
        println("fits")
    } catch (mismatch: LibraryMismatch) {
        println(mismatch)
    }
}
