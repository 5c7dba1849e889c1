package dough.core

import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.io.path.createTempDirectory
import kotlin.io.path.readLines

private const val READS = 5_000
private const val SUBSCRIPTIONS = 4_000
private const val COLLECTIONS = 3
private const val PATIENCE_SECONDS = 10L

/**
 * Says in a line each how many KiB this process has after so many rounds of reads and after five
 * times as many, and the same of subscriptions.
 */
fun main() {
    val folder = createTempDirectory("dough-")
    val config = Config("$folder/dough.db", NOWHERE, Language.EN, appVersion = "1.0.0")
    Dough.open(config, softwareKeys(ByteArray(32) { 7 })).use { phone ->
        phone.placeOrder(PlaceOrder("centre", QUICHE, MORNING, total = 820, pay = true))
        compare(READS) { phone.read() }
        compare(SUBSCRIPTIONS) { phone.observeOnce() }
        phone.shutdown()
    }
    folder.toFile().deleteRecursively()
}

private fun compare(rounds: Int, call: () -> Unit) {
    repeat(rounds) { call() }
    val before = resident()
    repeat(4 * rounds) { call() }
    println("$before ${resident()}")
}

private fun Dough.read() {
    home()
    orders()
    history(limit = 1u)
    outbox()
}

private fun Dough.observeOnce() {
    val told = CountDownLatch(1)
    observe(Topic.Home, Once(told)).use { subscription ->
        check(told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) { "nothing was told" }
        subscription.cancel()
    }
}

private class Once(private val told: CountDownLatch) : Observer {
    override fun changed(update: Update) = told.countDown()
}

/** This process's memory in KiB, without what Java would collect. */
private fun resident(): Long {
    repeat(COLLECTIONS) { System.gc() }
    val line = Path.of("/proc/self/status").readLines().first { it.startsWith("VmRSS:") }
    return line.filter(Char::isDigit).toLong()
}
