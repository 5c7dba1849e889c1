package dough.state

import dough.core.Clock
import dough.core.Config
import dough.core.DeviceKeys
import dough.core.Dough
import dough.core.KeyStoreException
import dough.core.Language
import dough.core.softwareKeys
import dough.testing.PATIENCE_MILLIS
import dough.testing.Shop
import java.security.SecureRandom
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.Executors
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull

/** A phone with an engine, a main thread for the models and another one that may block. */
internal class Customer(store: String, server: String, clock: Clock? = null) : AutoCloseable {
    val keys = PhoneKeys()
    private val main = Executors.newSingleThreadExecutor { Thread(it, "main") }.asCoroutineDispatcher()
    val blocking = Executors.newSingleThreadExecutor { Thread(it, BLOCKING) }.asCoroutineDispatcher()
    val scope = CoroutineScope(main + Job())
    val config = Config(store, server, Language.EN, appVersion = "0.1.0")
    val engine: Dough =
        runBlocking {
            when (val opening = openDough(config, keys, blocking, clock)) {
                is Opening.Opened -> opening.engine
                else -> error("$opening")
            }
        }

    override fun close() {
        runBlocking { scope.coroutineContext[Job]!!.cancelAndJoin() }
        engine.use(Dough::shutdown)
        main.close()
        blocking.close()
    }

    companion object {
        const val BLOCKING = "blocking"

        /** A customer of a shop, with a wallet. */
        fun of(shop: Shop, clock: Clock? = null): Customer {
            val customer = Customer(shop.path("${System.nanoTime()}.phone"), shop.url, clock)
            val home = HomeModel(customer.engine, customer.scope, customer.blocking)
            home.ready { it.access == WalletAccess.OPEN }
            return customer
        }
    }
}

/** Keys in memory that can be locked, and that remember on which thread they paid. */
internal class PhoneKeys : DeviceKeys {
    private val keys = softwareKeys(ByteArray(32).also(SecureRandom()::nextBytes))
    val paidOn = CopyOnWriteArrayList<String>()

    @Volatile
    var locked = false

    override fun payPublicKey() = keys.payPublicKey()

    override fun apiPublicKey() = keys.apiPublicKey()

    override fun signWithApiKey(message: ByteArray) = keys.signWithApiKey(message)

    override fun signWithPayKey(message: ByteArray): ByteArray {
        paidOn += Thread.currentThread().name.substringBefore(' ')
        if (locked) throw KeyStoreException.NeedsUserPresence()
        return keys.signWithPayKey(message)
    }
}

/** A timer that stands until it is set. */
internal class ManualTimer : Timer {
    private val now = MutableStateFlow(System.currentTimeMillis())

    /** The moment that somebody waits for. */
    val awaited = MutableStateFlow(0L)

    fun set(moment: Long) {
        now.value = moment
    }

    override fun nowMillis() = now.value

    override suspend fun until(moment: Long) {
        awaited.value = moment
        now.first { it >= moment }
    }
}

/** The first value that is looked for. */
internal fun <T> awaited(values: Flow<T>, wanted: (T) -> Boolean): T = runBlocking {
    var last: T? = null
    val found = withTimeoutOrNull(PATIENCE_MILLIS) { values.onEach { last = it }.first(wanted) }
    checkNotNull(found) { "the last one was $last" }
}

/** The first value of a kind. */
internal inline fun <reified T> awaited(values: Flow<*>): T =
    runBlocking { withTimeout(PATIENCE_MILLIS) { values.filterIsInstance<T>().first() } }

/** The first home that is looked for. */
internal fun HomeModel.ready(wanted: (HomeState) -> Boolean): HomeState = state.shown(wanted)

/** What a screen shows of the wallet, once it is what is looked for. */
internal fun <T : Any> StateFlow<Shown<T>>.shown(wanted: (T) -> Boolean): T =
    (awaited(this) { it is Shown.Ready && wanted(it.value) } as Shown.Ready).value

/** A story of a shop and a customer with a wallet. */
internal fun withCustomer(story: (Shop, Customer) -> Unit) =
    Shop().use { shop -> Customer.of(shop).use { story(shop, it) } }
