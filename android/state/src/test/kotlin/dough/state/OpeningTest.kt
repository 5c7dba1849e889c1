package dough.state

import dough.testing.saidApart
import java.nio.file.Path
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** Nothing listens there. */
internal const val NOWHERE = "http://127.0.0.1:9"

class OpeningTest {
    @Test
    fun `a store of another phone is not opened`(@TempDir folder: Path) {
        val config = Customer("$folder/dough.db", NOWHERE).use(Customer::config)
        val opening = runBlocking { openDough(config, PhoneKeys(), Dispatchers.IO) }
        assertEquals(Opening.Failed(Failure(FailureKind.STORAGE, "keys_changed")), opening)
    }

    @Test
    fun `without the library nothing is opened, and it is said why`() {
        val option = "-Duniffi.component.dough_ffi.libraryOverride=no_such_library"
        val said = saidApart("dough.state.OpenWithoutLibraryKt", option).single()
        assertTrue("Unusable" in said && "no_such_library" in said, said)
    }
}
