package dough.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import dough.state.HomeState
import dough.state.Shown
import dough.state.WalletAccess
import dough.ui.home.HomeScreen
import java.time.ZoneOffset
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@OptIn(ExperimentalTestApi::class)
@Timeout(60)
class HomeScreenTest {
    private val taps = mutableListOf<String>()

    @Composable
    private fun Screen(home: HomeState) = Screen(Shown.Ready(home))

    @Composable
    private fun Screen(state: Shown<HomeState>) = Themed {
        HomeScreen(
            state,
            onShowCode = { taps += "code" },
            onTopUp = { taps += "top up" },
            onOpenSurprise = { taps += "surprise" },
            onPickup = { taps += it },
            onVouchers = { taps += "vouchers" },
            onNews = { taps += "news" },
            onAddEmail = { taps += "email" },
            zone = ZoneOffset.UTC,
        )
    }

    @Test
    fun `everything that can be tapped says so`() = phoneTest {
        setContent { Screen(REGULAR.copy(surprises = 1)) }
        tap("Show my code")
        onNodeWithText("Top up").performScrollTo()
        tap("Top up")
        onNodeWithText("A surprise is waiting for you").performScrollTo()
        tap("A surprise is waiting for you")
        onNodeWithText("Rue du Midi").performScrollTo()
        tap("Rue du Midi")
        onNodeWithText("2 vouchers to use").performScrollTo()
        tap("2 vouchers to use")
        assertEquals(listOf("code", "top up", "surprise", "order-1", "vouchers"), taps)
    }

    @Test
    fun `the state is shown and follows changes`() = phoneTest {
        var state by mutableStateOf<Shown<HomeState>>(Shown.Loading)
        setContent { Screen(state) }
        onNodeWithContentDescription("Loading").assertIsDisplayed()
        state = Shown.Ready(NEW)
        onNodeWithContentDescription("1 of 7 dough").assertIsDisplayed()
        onNodeWithText("6 more to your next surprise").assertIsDisplayed()
        onNodeWithText("€0.00").assertIsDisplayed()
        onNodeWithText("Next pickup").assertDoesNotExist()
        state = Shown.Ready(REGULAR)
        onNodeWithContentDescription("5 of 7 dough").assertIsDisplayed()
        onNodeWithText("1 more on the way").assertIsDisplayed()
        onNodeWithText("€24.30").assertIsDisplayed()
        onNodeWithText("€16.10 more is held for your order").assertIsDisplayed()
        onNodeWithText("08:45").assertIsDisplayed()
        onNodeWithContentDescription("Pickup code A07", useUnmergedTree = true).assertExists()
        state = Shown.Ready(REGULAR.copy(pickup = REGULAR.pickup!!.copy(ready = true)))
        onNodeWithText("Ready for you").assertExists()
        state = Shown.Failed(FAILED)
        onNodeWithText("Your phone's storage can't be used.\nIs there room left?").assertIsDisplayed()
    }

    @Test
    fun `what is old or on its way is said`() = phoneTest {
        setContent { Screen(NEW.copy(offlineSince = EARLY, outbox = 2)) }
        onNodeWithText("No connection since 06:20").assertIsDisplayed()
        onNodeWithText("2 things are being sent").assertIsDisplayed()
    }

    @Test
    fun `without a wallet there is no code to show`() = phoneTest {
        var state by mutableStateOf(NEW.copy(access = WalletAccess.OPENING))
        setContent { Screen(state) }
        onNodeWithText("Your wallet opens as soon as there is a connection.").assertIsDisplayed()
        onNodeWithText("Show my code").assertIsNotEnabled()
        state = NEW.copy(access = WalletAccess.REVOKED)
        onNodeWithText("This phone was taken out of the wallet.\nYou see it as it was then.").assertIsDisplayed()
        onNodeWithText("Show my code").assertIsNotEnabled()
        state = NEW.copy(access = WalletAccess.ERASED)
        onNodeWithText("This wallet was erased.").assertIsDisplayed()
        onNodeWithText("Show my code").assertIsNotEnabled()
    }

    @Test
    fun `large letters can be scrolled to`() = phoneTest(fontScale = 2f) {
        setContent { Screen(REGULAR) }
        onNodeWithText("2 vouchers to use").performScrollTo().assertIsDisplayed()
        onNodeWithText("Show my code").assertIsDisplayed()
    }

    private fun ComposeUiTest.tap(words: String) = onNodeWithText(words).assertIsDisplayed().performClick()
}
