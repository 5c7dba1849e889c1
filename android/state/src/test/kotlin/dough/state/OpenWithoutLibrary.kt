package dough.state

import dough.core.Config
import dough.core.DeviceKeys
import dough.core.Language
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking

/** What comes of opening the engine where the library may be missing. */
fun main() = runBlocking {
    val config = Config(store = "/dev/null", NOWHERE, Language.EN, appVersion = "0.1.0")
    println(openDough(config, NoKeys, Dispatchers.IO))
}

private object NoKeys : DeviceKeys {
    override fun payPublicKey() = ByteArray(0)

    override fun apiPublicKey() = ByteArray(0)

    override fun signWithPayKey(message: ByteArray) = ByteArray(0)

    override fun signWithApiKey(message: ByteArray) = ByteArray(0)
}
