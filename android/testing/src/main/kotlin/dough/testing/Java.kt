package dough.testing

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlin.io.path.deleteExisting
import kotlin.io.path.readLines

/**
 * What a `main` says in a Java machine of its own, with the library and the classes of this one,
 * and the classes of [first] before them.
 */
fun saidApart(
    main: String,
    vararg options: String,
    first: Path? = null,
    patienceMillis: Long = PATIENCE_MILLIS,
): List<String> {
    val said = Files.createTempFile("said", null)
    val classes = listOfNotNull(first, System.getProperty("java.class.path")).joinToString(":")
    val library = "-Djna.library.path=${System.getProperty("jna.library.path")}"
    val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
    val process =
        ProcessBuilder(java, "-classpath", classes, library, *options, main)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start()
    try {
        check(process.waitFor(patienceMillis, TimeUnit.MILLISECONDS)) { "$main doesn't end" }
        return said.readLines()
    } finally {
        process.destroyForcibly()
        said.deleteExisting()
    }
}
