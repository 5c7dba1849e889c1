package dough.app

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network
import androidx.annotation.MainThread
import dough.core.Config
import dough.core.Dough
import dough.core.DoughException
import dough.state.Opening
import dough.state.openDough
import dough.ui.app.Models
import dough.ui.theme.language
import dough.ui.theme.stringsFor
import java.io.File
import java.util.Locale
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** The engine of this process: one, opened when it is asked for first, and closed by nobody. */
class Wallet(private val context: Context, private val version: String) {
    val keys = KeystoreKeys()
    private val opening = Mutex()
    private var opened: Opening? = null
    private var models: Models? = null

    /** Opens it once; after a failure the next one who asks tries again. */
    suspend fun open(): Opening = opening.withLock {
        val known = opened as? Opening.Opened
        known ?: openDough(config(), keys, Dispatchers.IO).also {
            opened = it
            (it as? Opening.Opened)?.engine?.let(::follow)
        }
    }

    /** What the screens stand on. It outlives a window: a turned phone keeps its basket. */
    @MainThread
    fun models(engine: Dough): Models = models ?: Models(engine, MainScope(), Dispatchers.IO).also { models = it }

    private fun config(): Config {
        // Not in backups: the keys stay in this phone. android:allowBackup says the same.
        val folder = File(context.noBackupFilesDir, "wallet").apply { mkdirs() }
        val language = stringsFor(Locale.getDefault()).language
        return Config("$folder/dough.db", "https://${context.getString(R.string.server_host)}", language, version)
    }

    /** Tells the engine that the network is back, or another one. */
    private fun follow(engine: Dough) {
        val networks = context.getSystemService(ConnectivityManager::class.java)
        networks.registerDefaultNetworkCallback(
            object : ConnectivityManager.NetworkCallback() {
                override fun onAvailable(network: Network) = engine.networkChanged()
            },
        )
    }
}

/** Runs something of the engine that may be paused or offline; nothing comes of it then. */
internal suspend fun <T> quietly(work: suspend () -> T): T? = try {
    work()
} catch (_: DoughException) {
    null
}
