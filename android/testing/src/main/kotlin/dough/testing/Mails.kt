package dough.testing

import java.nio.file.Path
import kotlin.io.path.exists
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.readLines

/** The mails of a shop, each a file of its folder, numbered as they came. */
internal class Mails(private val folder: Path) {
    /** The newest one that was read, by address. */
    private val read = mutableMapOf<String, Path>()

    /** The six digits of the newest mail to an address, of those that weren't read yet. Waits for it. */
    fun code(address: String): String {
        var code: String? = null
        check(eventually { unreadCode(address).also { code = it } != null }) { "no mail came to $address" }
        return code!!
    }

    private fun unreadCode(address: String): String? {
        val files = if (folder.exists()) folder.listDirectoryEntries("*.eml").sorted() else emptyList()
        for (file in files.asReversed().takeWhile { it != read[address] }) {
            // One that is still being written has no digits yet.
            val code = codeTo(address, file.readLines()) ?: continue
            read[address] = file
            return code
        }
        return null
    }

    private fun codeTo(address: String, mail: List<String>): String? {
        val head = mail.takeWhile { it.isNotEmpty() }
        val body = mail.drop(head.size).joinToString("\n")
        return DIGITS.find(body)?.value.takeIf { head.any { it.startsWith("To: ") && address in it } }
    }

    private companion object {
        val DIGITS = Regex("\\b[0-9]{6}\\b")
    }
}
