package dough.testing

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import kotlin.io.path.createTempDirectory
import kotlin.io.path.exists
import kotlin.io.path.readText

/** A command signs in with a slow hash, and a test machine may be busy. */
private const val COMMAND_PATIENCE_MILLIS = 60_000L

private const val PASSWORD = "password "

/** Where the scenarios and their shop are. */
val scenarios: Path = repository().resolve("tests/scenarios")

/**
 * A shop as a process of its own: made by `dough init`, run by `dough serve`, with its tills and
 * kitchen, all through the `dough` command at `DOUGH_BIN`. `android/test.sh` builds it.
 */
class Shop : AutoCloseable {
    private val dough =
        checkNotNull(System.getenv("DOUGH_BIN")) { "DOUGH_BIN must name the dough command" }
    private val folder = createTempDirectory("dough-")
    private val enrolled = mutableSetOf<String>()
    private val password: String
    private val mails = Mails(folder.resolve("mails"))
    private var server: Process? = null

    /** Where phones and tills call it. */
    var url = "http://127.0.0.1:0"
        private set

    val runs: Boolean get() = server != null

    init {
        val said = printed("init", path("shop"), "--files", "${scenarios.resolve("shop")}")
        password = said.lines().first { it.startsWith(PASSWORD) }.split(Regex("\\s+"))[1]
        start()
    }

    /** A file of this shop's folder, which goes when the shop is closed. */
    fun path(name: String): String = folder.resolve(name).toString()

    /** Runs the server, on the port that it had before. */
    fun start() {
        val listen = url.removePrefix("http://")
        val mail = listOf("--mail", "folder:${path("mails")}", "--mail-from", "dough@example.com")
        val words = listOf("serve", path("shop"), "--payment", "test", "--listen", listen)
        val started =
            ProcessBuilder(listOf(dough) + words + mail)
                .apply { environment()["RUST_LOG"] = "warn" }
                .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start()
        server = started
        val line =
            CompletableFuture
                .supplyAsync { started.inputStream.bufferedReader().readLine() }
                .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        url = line.orEmpty().substringAfterLast(' ')
        check(url.startsWith("http://")) { "the server said: $line" }
    }

    /** Ends the server as a service manager does, and waits until it has gone. */
    fun stop() {
        val stopped = checkNotNull(server) { "the server doesn't run" }
        stopped.destroy()
        check(stopped.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) { "the server goes on" }
        check(stopped.exitValue() == 0) { "the server ended with ${stopped.exitValue()}" }
        server = null
    }

    /** Ends whatever still runs, and forgets everything. */
    override fun close() {
        server?.destroyForcibly()?.waitFor()
        folder.toFile().deleteRecursively()
    }

    /** What the server wrote to stderr. */
    fun complaints(): String = if (log().exists()) log().readText() else ""

    /** Looks whether every invariant of the ledger holds. */
    fun check() {
        printed("check", path("shop"))
    }

    /**
     * A till's command, answered in JSON, also where it is refused. A till is enrolled when it is
     * used first; `centre-2` is the second till of `centre`.
     */
    fun register(till: String, vararg words: String): String {
        val key = path("$till.jwk")
        if (enrolled.add(till)) {
            printed("paycode", "key", "--out", key)
            tillSays(key, "enrol", "--shop", shopOf(till), "--password", password)
        }
        return tillSays(key, *words)
    }

    /** A scan, as [register]. */
    fun scan(till: String, code: String, transaction: String, pay: String, items: List<String>): String {
        val words = listOf("--shop", shopOf(till), "--code", code, "--transaction", transaction, "--pay", pay)
        return register(till, "scan", *(words + items.flatMap { listOf("--item", it) }).toTypedArray())
    }

    /** A command of the kitchen, signed in as the owner. */
    fun kitchen(shop: String, vararg words: String) {
        printed("kitchen", "--server", url, "--shop", shop, "--password", password, *words)
    }

    /** The six digits of the newest mail to an address, of those that weren't read yet. Waits for it. */
    fun mailedCode(address: String): String = mails.code(address)

    private fun tillSays(key: String, vararg words: String): String {
        val said = run("register", "--json", "--server", url, "--key", key, *words)
        check(said.out.isNotEmpty()) { "dough register ${words.first()}: ${said.err}" }
        return said.out
    }

    /** What a command that must work printed. */
    private fun printed(vararg words: String): String {
        val said = run(*words)
        check(said.status == 0) { "dough ${words.first()}: ${said.out}${said.err}" }
        return said.out
    }

    private fun run(vararg words: String): Said {
        val out = Files.createTempFile(folder, "out", null)
        val err = Files.createTempFile(folder, "err", null)
        val process =
            ProcessBuilder(dough, *words)
                .redirectInput(ProcessBuilder.Redirect.from(NOTHING.toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
        if (!process.waitFor(COMMAND_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly()
            error("dough ${words.first()} doesn't end")
        }
        return Said(process.exitValue(), out.readText(), err.readText())
    }

    private fun log() = folder.resolve("server.log")

    private class Said(val status: Int, val out: String, val err: String)

    private companion object {
        val NOTHING: Path = Path.of("/dev/null")

        fun shopOf(till: String) = till.substringBefore('-')
    }
}

/** The first folder above the working directory that holds the scenarios: tests run in a module's. */
private fun repository(): Path = generateSequence(Path.of("").toAbsolutePath()) { it.parent }
    .firstOrNull { it.resolve("tests/scenarios").exists() }
    ?: error("the tests run outside the repository")
