package dough.app

import android.content.Intent
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import dough.state.Opening
import dough.ui.app.DoughApp
import dough.ui.app.OpeningScreen
import dough.ui.app.Place
import dough.ui.app.placeOf
import dough.ui.app.rememberNavigator
import dough.ui.theme.DoughTheme
import dough.ui.theme.LocalMotion
import dough.ui.theme.LocalStrings
import dough.ui.theme.stringsFor
import java.util.Locale

/** The app's one window. */
class MainActivity : ComponentActivity() {
    private var wanted by mutableStateOf<Place>(Place.Home)

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        wanted = place(intent)
        setContent { App() }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        wanted = place(intent)
    }

    private fun place(intent: Intent) = if (intent.action == SHOW_CODE) Place.Code() else placeOf(intent.dataString)

    @Composable
    private fun App() {
        val system = remember { PhoneSystem(this) }
        var attempt by remember { mutableStateOf(0) }
        var opening by remember { mutableStateOf<Opening?>(null) }
        LaunchedEffect(attempt) { opening = wallet.open() }
        CompositionLocalProvider(
            LocalStrings provides stringsFor(Locale.getDefault()),
            LocalMotion provides moves(this),
        ) {
            DoughTheme {
                val opened = opening as? Opening.Opened
                if (opened == null) {
                    OpeningScreen(opening, onRetry = { attempt += 1 }, Modifier.safeDrawingPadding())
                } else {
                    val models = remember(opened.engine) { wallet.models(opened.engine) }
                    val navigator = rememberNavigator()
                    LaunchedEffect(wanted) { if (wanted != Place.Home) navigator.go(wanted) }
                    BackHandler(navigator.canGoBack) { navigator.back() }
                    DoughApp(models, navigator, system, Modifier.safeDrawingPadding())
                }
            }
        }
    }
}
