package dough.state.settings

import dough.core.BalanceEnd
import dough.core.Language
import dough.state.Customer
import dough.state.HomeModel
import dough.state.Progress
import dough.state.WalletAccess
import dough.state.ready
import dough.state.shown
import dough.state.topup.TopUpModel
import dough.state.withCustomer
import dough.testing.Shop
import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The customer, the wallet's phones, and leaving, on a real engine and a real server. */
class SettingsModelTest {
    @Test
    fun `an address is confirmed, and the wallet moves to another phone with it`() = withCustomer { shop, customer ->
        val model = customer.settings()
        model.setProfile("  Anna ", Language.NL)
        assertEquals(Language.NL, model.state.shown { it.profile.name == "Anna" && it.done() }.profile.language)
        model.forgetOutcome()
        model.setConsents(news = true, research = false)
        model.state.shown { it.profile.news == true && it.profile.research == false && it.done() }
        model.forgetOutcome()
        model.setEmail("anna@example.com ")
        model.state.shown { it.confirming == "anna@example.com" && it.done() }
        model.confirmEmail("000000")
        assertEquals("email_code_invalid", model.failed())
        model.forgetOutcome()
        model.confirmEmail(" ${shop.mailedCode("anna@example.com")}")
        assertEquals(null, model.state.shown { it.profile.email == "anna@example.com" }.confirming)

        Customer.of(shop).use { second ->
            val other = second.settings()
            other.recover("anna@example.com")
            other.state.shown { it.recovering != null && it.done() }
            other.forgetOutcome()
            other.moveHereByEmail(shop.mailedCode("anna@example.com"), keepOthers = true)
            val moved = other.state.shown { it.devices.size == 2 }
            assertTrue(moved.devices.single { it.own }.spendsFrom != null, "held for a day")
            model.forgetOutcome()
            val seen = model.state.shown { it.devices.size == 2 }
            model.removePhone(seen.devices.single { !it.own }.id)
            model.state.shown { it.devices.size == 1 }
            HomeModel(second.engine, second.scope, second.blocking).ready { it.access == WalletAccess.REVOKED }
        }
    }

    @Test
    fun `another phone's code brings the wallet without a mail`() = withCustomer { shop, customer ->
        val model = customer.settings()
        model.addPhone()
        val code = model.state.shown { it.deviceCode != null }.deviceCode!!.code
        Customer.of(shop).use { second ->
            val other = second.settings()
            other.moveHereByPhone(" $code ", keepOthers = true)
            val moved = other.state.shown { it.devices.size == 2 }
            assertEquals(null, moved.devices.single { it.own }.spendsFrom)
        }
    }

    @Test
    fun `money is paid in, all is exported, and the wallet erased`() = withCustomer { shop, customer ->
        val topUp = TopUpModel(customer.engine, customer.scope, customer.blocking)
        val amounts = topUp.state.shown { true }.amounts
        topUp.choose(amounts[0])
        topUp.pay(evenSo = false)
        topUp.state.shown { it.asksForEmail }
        topUp.forgetOutcome()
        topUp.pay(evenSo = true)
        topUp.state.shown { it.progress == Progress.Done && it.balance == amounts[0] }

        val model = customer.settings()
        val folder = shop.path("export").also { File(it).mkdirs() }
        model.export(folder)
        val export = model.state.shown { it.export != null }.export!!
        assertTrue(File(export.html).readText().startsWith("<!doctype html>", ignoreCase = true))
        model.forgetOutcome()
        model.erase(BalanceEnd.NONE_LEFT)
        assertEquals("balance_left", model.failed())
        model.forgetOutcome()
        model.erase(BalanceEnd.PAY_OUT)
        HomeModel(customer.engine, customer.scope, customer.blocking).ready { it.access == WalletAccess.ERASED }
    }

    private fun Customer.settings() = SettingsModel(engine, scope, blocking)

    private fun Settings.done() = asked?.progress == Progress.Done

    private fun SettingsModel.failed() =
        (state.shown { it.asked?.progress is Progress.Failed }.asked!!.progress as Progress.Failed).failure.code
}
