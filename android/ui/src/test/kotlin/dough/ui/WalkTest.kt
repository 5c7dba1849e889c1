package dough.ui

import androidx.compose.ui.test.ExperimentalTestApi
import dough.testing.Shop
import dough.ui.app.Navigator
import dough.ui.app.Place
import java.time.LocalDate
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The whole app, tapped through as a customer does, on a real engine and a real server. */
@OptIn(ExperimentalTestApi::class)
@Timeout(100)
class WalkTest {
    @Test
    fun `from the menu to an order that is paid with money paid in for it`() = walk { shop, phone ->
        tap("Order")
        tap("Centre")
        await("the quiche's picture") { phone.system.pictures.any { it.width == 96 } }
        tap("Quiche")
        tap("One more")
        tap("Add for €16.40")
        tap("2 in your basket · €16.40")
        tap(dayAfterTomorrow())
        awaitChosen(dayAfterTomorrow())
        tapTime()
        tap("Look it over")
        await("€16.40 is missing on your balance.")
        tap("Pay €16.40 in, and order")
        await("Without an e-mail address nobody can give you this money back when the phone is lost.")
        tap("Top up even so")
        await("Paid")
        assertTrue(phone.navigator.place is Place.Order)
        tap("Back")
        assertEquals(Place.Menu, phone.navigator.place)
        tap("Home")
        await("€16.40 more is held for your order")
        shop.check()
    }

    @Test
    fun `an order's lines are changed, and its money comes back`() = walk { shop, phone ->
        tap("Order")
        tap("Centre")
        tap("Quiche")
        tap("One more")
        tap("Add for €16.40")
        tap("2 in your basket · €16.40")
        tap(dayAfterTomorrow())
        awaitChosen(dayAfterTomorrow())
        tapTime()
        tap("Look it over")
        tap("Pay €16.40 in, and order")
        tap("Top up even so")
        await("Paid")
        tap("Change")
        awaitChosen(dayAfterTomorrow())
        tap("One more")
        await("€8.20 is missing on your balance.")
        tap("One less")
        await("Change for €16.40")
        tap("One less")
        tap("Change for €8.20")
        await("1 × Quiche")
        assertTrue(phone.navigator.place is Place.Order)
        tap("Change")
        tap("One less")
        await("Your basket is empty.")
        tap("Back")
        await("1 × Quiche")
        shop.check()
    }

    @Test
    fun `two visits at the till, a surprise that is opened, and its voucher at the till`() = walk { shop, phone ->
        repeat(2) { visit ->
            tap("Show my code")
            await("Earns dough")
            assertTrue(phone.system.codeShows, "bright, and in no screenshot")
            shop.scan("centre", phone.code(), transaction = "$visit", pay = "card", items = listOf("quiche"))
            await("+1 dough")
            tap("Done")
            await("Show my code")
            assertFalse(phone.system.codeShows)
        }
        tap("A surprise is waiting for you")
        await("Brownie")
        tap("Open it")
        await("For you: Brownie")
        await("This phone has checked the draw: it was honest.")
        tap("Done")
        tap("1 voucher to use")
        tap("Use at the till")
        await("With your voucher: Brownie")
        shop.scan("harbour", phone.code(), transaction = "9", pay = "balance", items = listOf("brownie"))
        tap("Done")
        tap("More")
        tap("History")
        await("Surprise for 3 dough: Brownie, the draw was checked")
        shop.check()
    }

    @Test
    fun `an invitation is shared by one and accepted by another`() = walk { shop, phone ->
        tap("More")
        tap("Invite friends")
        tap("Share")
        val link = Regex("http\\S+").find(phone.system.shared)!!.value
        assertTrue(link.startsWith(shop.url), link)
        val code = link.substringAfterLast('/')
        walk(shop, Navigator(listOf(Place.Home, Place.Invite(code)))) {
            tap("Accept")
            await("You accepted an invitation.")
        }
        await("Has joined")
    }

    @Test
    fun `settings keep a name, confirm an address and share a report`() = walk { shop, phone ->
        tap("More")
        tap("Settings")
        write("What shall we call you?", "Anna")
        tap("Save")
        await("Saved.")
        write("E-mail address", "anna@example.com")
        tap("Send me a code")
        await("We have sent a code to anna@example.com.")
        write("Code", shop.mailedCode("anna@example.com"))
        tap("Confirm")
        await("anna@example.com")
        tap("Share a report for our help desk")
        await { phone.system.shared.isNotEmpty() }
    }

    private fun dayAfterTomorrow(): String = LocalDate
        .now(ZoneId.of("Europe/Brussels"))
        .plusDays(2)
        .format(DateTimeFormatter.ofPattern("EEEE d", English.locale))

    private fun walk(story: Walker.(Shop, AppPhone) -> Unit) =
        Shop().use { shop -> walk(shop, Navigator()) { phone -> story(shop, phone) } }

    private fun walk(shop: Shop, navigator: Navigator, story: Walker.(AppPhone) -> Unit) =
        AppPhone(shop, navigator).use { phone ->
            phoneTest {
                mainClock.autoAdvance = false
                setContent { phone.App() }
                Walker(this).story(phone)
            }
            assertEquals(emptyList<String>(), phone.refused, "the engine was called where nothing may block")
        }
}
