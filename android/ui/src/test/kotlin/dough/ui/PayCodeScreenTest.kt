package dough.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import dough.state.Failure
import dough.state.FailureKind
import dough.state.PayState
import dough.ui.pay.PayCodeScreen
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@OptIn(ExperimentalTestApi::class)
@Timeout(60)
class PayCodeScreenTest {
    private val taps = mutableListOf<String>()

    @Composable
    private fun Screen(state: PayState) = Themed {
        PayCodeScreen(state, onClose = { taps += "close" }, onRetry = { taps += "retry" })
    }

    @Test
    fun `a code says what it is good for, until it was used`() = phoneTest {
        var state by mutableStateOf<PayState>(PayState.Preparing)
        setContent { Screen(state) }
        onNodeWithContentDescription("Loading").assertIsDisplayed()
        state = SHOWING
        onNodeWithContentDescription("Code for the till").assertIsDisplayed()
        onNodeWithText("Pays up to €25.00").assertIsDisplayed()
        onNodeWithText("Earns dough").assertIsDisplayed()
        state = SHOWING.copy(maxCents = null)
        onNodeWithText("Pays up to €25.00").assertDoesNotExist()
        onNodeWithContentDescription("Close").performClick()
        state = USED
        onNodeWithText("€12.50 in all").assertIsDisplayed()
        onNodeWithText("+1 dough").assertIsDisplayed()
        onNodeWithText("Done").performClick()
        assertEquals(listOf("close", "close"), taps)
    }

    @Test
    fun `a failure says what to do about it`() = phoneTest {
        var state by mutableStateOf(PayState.Failed(Failure(FailureKind.NEEDS_USER_PRESENCE, "needs_user_presence")))
        setContent { Screen(state) }
        onNodeWithText("Unlock your phone, so that nobody else can pay with it.").assertIsDisplayed()
        onNodeWithText("Unlock to pay").performClick()
        state = PayState.Failed(Failure(FailureKind.REFUSED, "clock_wrong"))
        onNodeWithText("Your phone's clock is wrong. Set it, and try again.").assertIsDisplayed()
        onNodeWithText("Try again").performClick()
        assertEquals(listOf("retry", "retry"), taps)
    }
}
