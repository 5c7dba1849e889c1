package dough.ui

import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isDialog
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import dough.core.BalanceEnd
import dough.ui.States.shown
import dough.ui.orders.OrderScreen
import dough.ui.rewards.RewardsScreen
import dough.ui.settings.PhonesScreen
import dough.ui.settings.SettingsActions
import dough.ui.settings.SettingsScreen
import java.lang.reflect.Proxy
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What can't be undone is asked about first, and done once or not at all. */
@OptIn(ExperimentalTestApi::class)
@Timeout(60)
class AskTest {
    private val done = mutableListOf<String>()
    private val actions =
        Proxy.newProxyInstance(javaClass.classLoader, arrayOf(SettingsActions::class.java)) { _, method, arguments ->
            if (method.declaringClass == SettingsActions::class.java) {
                done += "${method.name} ${arguments.orEmpty().joinToString()}"
                null
            } else {
                method.invoke(done, *arguments.orEmpty())
            }
        } as SettingsActions

    @Test
    fun `calling an order off`() = phoneTest {
        setContent { Themed { OrderScreen(shown(States.paid), {}, {}, { done += "called off" }, {}, {}) } }
        tap("Call it off")
        answer("Keep it")
        assertEquals(emptyList<String>(), done)
        tap("Call it off")
        answer("Call it off")
        assertEquals(listOf("called off"), done)
        onNodeWithText("Keep it").assertDoesNotExist()
    }

    @Test
    fun `leaving the wallet`() = phoneTest {
        setContent { Themed { SettingsScreen(shown(States.settings), actions, {}, {}, {}) } }
        tap("Leave on this phone")
        answer("Cancel")
        tap("Leave on this phone")
        answer("Leave on this phone")
        tap("Erase my wallet")
        answer("I give it up; erase")
        assertEquals(listOf("logOut false", "erase ${BalanceEnd.GIVE_UP}"), done)
    }

    @Test
    fun `removing a phone`() = phoneTest {
        setContent { Themed { PhonesScreen(shown(States.phones), actions, {}) } }
        tap("Remove")
        answer("Remove")
        assertEquals(listOf("removePhone 2"), done)
    }

    @Test
    fun `taking a reward, and giving one back`() = phoneTest {
        val rewards = States.spending.copy(vouchers = States.spending.vouchers.take(1), offers = listOf(States.offer))
        setContent {
            Themed { RewardsScreen(shown(rewards), {}, {}, { done += "take $it" }, { done += "give back $it" }) }
        }
        tap("Take it")
        answer("Cancel")
        tap("Give back")
        answer("Cancel")
        assertEquals(emptyList<String>(), done)
        tap("Take it")
        answer("Take it")
        tap("Give back")
        answer("Give back")
        assertEquals(listOf("take two-euros", "give back 43"), done)
    }

    private fun ComposeUiTest.tap(words: String) {
        onNodeWithText(words).performScrollTo().performClick()
    }

    private fun ComposeUiTest.answer(words: String) {
        onNode(hasText(words) and hasAnyAncestor(isDialog())).performClick()
    }
}
