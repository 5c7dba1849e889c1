package dough.ui

import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.ImageBitmap
import dough.core.Config
import dough.core.Dough
import dough.core.Language
import dough.core.softwareKeys
import dough.state.Opening
import dough.state.PayState
import dough.state.WalletAccess
import dough.state.contents
import dough.state.openDough
import dough.testing.PATIENCE_MILLIS
import dough.testing.Shop
import dough.ui.app.DoughApp
import dough.ui.app.Models
import dough.ui.app.Navigator
import dough.ui.app.PhoneActions
import java.awt.EventQueue
import java.io.File
import java.security.SecureRandom
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.Executor
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** A phone with the app, whose wallet is open and whose system is watched. */
internal class AppPhone(shop: Shop, val navigator: Navigator) : AutoCloseable {
    /** Calls of the engine where nothing may block. */
    val refused = CopyOnWriteArrayList<String>()

    private val main = Executor(EventQueue::invokeLater)
    private val scope = CoroutineScope(main.asCoroutineDispatcher() + Job())
    private val blocking = blockingThreads()
    private val engine: Dough =
        runBlocking {
            val config = Config(shop.path("${System.nanoTime()}"), shop.url, Language.EN, appVersion = "0.1.0")
            val keys = softwareKeys(ByteArray(32).also(SecureRandom()::nextBytes))
            (openDough(config, keys, blocking) as Opening.Opened).engine
        }
    private val models = Models(strict(engine, refused::add), scope, blocking)
    val system = Watched()

    init {
        runBlocking {
            withTimeout(PATIENCE_MILLIS) {
                models.home.state.first { it.contents?.access == WalletAccess.OPEN }
            }
        }
    }

    @Composable
    fun App() = Themed { DoughApp(models, navigator, system) }

    /** The code that shows. */
    fun code(): String = (models.pay.state.value as PayState.Showing).text

    override fun close() {
        runBlocking { scope.coroutineContext[Job]!!.cancelAndJoin() }
        engine.use(Dough::shutdown)
        blocking.close()
    }
}

/** A phone's system that remembers what it was asked for. */
internal class Watched : PhoneActions {
    var codeShows = false
        private set
    var shared = ""
        private set

    @Volatile
    var pictures = emptyList<ImageBitmap>()
        private set

    override fun share(text: String) {
        shared = text
    }

    override fun shareFile(path: String) = share(path)

    override fun exportFolder(): String = System.getProperty("java.io.tmpdir")

    override fun codeShows(shows: Boolean) {
        codeShows = shows
    }

    override fun readPicture(path: String, side: Int): ImageBitmap? {
        check(mayBlock()) { "$path was read where nothing may block" }
        return decoded(File(path)).also { pictures = pictures + it }
    }

    override fun unlock(then: () -> Unit) = then()
}
