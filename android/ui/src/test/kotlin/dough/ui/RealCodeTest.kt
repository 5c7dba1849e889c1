package dough.ui

import dough.core.Config
import dough.core.Language
import dough.core.PayRequest
import dough.core.softwareKeys
import dough.state.HomeModel
import dough.state.Opening
import dough.state.PayModel
import dough.state.PayState
import dough.state.WalletAccess
import dough.state.contents
import dough.state.openDough
import dough.testing.PATIENCE_MILLIS
import dough.testing.Shop
import dough.ui.pay.PayCodeScreen
import java.security.SecureRandom
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelChildren
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class RealCodeTest {
    @Test
    fun `a till reads a phone's screen, and the phone hears of it`() = Shop().use { shop ->
        runBlocking {
            val config = Config(shop.path("phone"), shop.url, Language.EN, appVersion = "0.1.0")
            val keys = softwareKeys(ByteArray(32).also(SecureRandom()::nextBytes))
            val engine = (openDough(config, keys, Dispatchers.IO) as Opening.Opened).engine
            engine.use {
                val home = HomeModel(engine, this, Dispatchers.IO)
                val pay = PayModel(engine, this, Dispatchers.IO)
                withTimeout(PATIENCE_MILLIS) {
                    home.state.first { it.contents?.access == WalletAccess.OPEN }
                }
                pay.show(PayRequest(earn = true))
                val code =
                    withTimeout(PATIENCE_MILLIS) { pay.state.filterIsInstance<PayState.Showing>().first() }

                val screen =
                    picture("real-code", Look(dark = true, large = false, Dutch), {
                        PayCodeScreen(code, {}, {})
                    }, pixels = SHARP)
                assertExact(code.picture, screen)
                shop.scan("centre", read(screen), transaction = "1", pay = "card", items = listOf("quiche"))

                val used = withTimeout(PATIENCE_MILLIS) { pay.state.filterIsInstance<PayState.Used>().first() }
                assertEquals(820L to 1L, used.totalCents to used.dough)
                coroutineContext.cancelChildren()
            }
        }
    }
}
