package dough.ui

import androidx.compose.runtime.Composable
import dough.state.HomeState
import dough.state.PayState
import dough.state.WalletAccess
import java.awt.image.BufferedImage
import java.time.ZoneOffset
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** Pictures of the screens, to look at in `target/pictures`. */
class PictureTest {
    @ParameterizedTest
    @ValueSource(booleans = [false, true])
    fun `the home screen`(dark: Boolean) {
        drawn("home", dark) { Home(REGULAR) }
        drawn("home-new", dark) { Home(NEW) }
        drawn("home-surprise", dark) { Home(SURPRISED) }
        drawn("home-offline", dark) { Home(REGULAR.copy(offlineSince = EARLY, outbox = 1)) }
        drawn("home-revoked", dark) { Home(REGULAR.copy(access = WalletAccess.REVOKED)) }
        drawn("home-failed", dark) { Home(HomeState.Failed(FAILED)) }
    }

    @ParameterizedTest
    @ValueSource(booleans = [false, true])
    fun `the code's screen`(dark: Boolean) {
        val code = drawn("code", dark) { Code(SHOWING) }
        assertEquals(SHOWING.text, read(code))
        assertExact(SHOWING.picture, code)
        drawn("code-used", dark) { Code(USED) }
        drawn("code-failed", dark) { Code(PayState.Failed(FAILED)) }
    }

    private fun drawn(name: String, dark: Boolean, content: @Composable () -> Unit): BufferedImage {
        val image = picture("$name-${if (dark) "dark" else "light"}", dark, content)
        assertEquals(if (dark) 0xFF1C1410.toInt() else 0xFFFBF6EE.toInt(), image.getRGB(4, 4), "the background")
        return image
    }

    @Composable
    private fun Home(state: HomeState) = HomeScreen(state, {}, {}, {}, {}, {}, zone = ZoneOffset.UTC)

    @Composable
    private fun Code(state: PayState) = PayCodeScreen(state, {}, {})
}
