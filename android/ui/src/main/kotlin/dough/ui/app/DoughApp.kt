package dough.ui.app

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Home
import androidx.compose.material.icons.filled.Menu
import androidx.compose.material.icons.filled.ShoppingCart
import androidx.compose.material.icons.filled.Star
import androidx.compose.material3.Icon
import androidx.compose.material3.NavigationBar
import androidx.compose.material3.NavigationBarItem
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.vector.ImageVector
import dough.state.contents
import dough.ui.theme.LocalStrings

/** What the phone does for the app, beyond showing it. */
interface PhoneActions {
    /** Offers a text to other apps. */
    fun share(text: String)

    /** Offers a file to other apps. */
    fun shareFile(path: String)

    /** A folder for files that are shared. */
    fun exportFolder(): String

    /** The code shows: full brightness, and nothing of it in screenshots; and back. */
    fun codeShows(shows: Boolean)

    /**
     * The picture of a file, whose shorter side has [side] pixels or a few more; nothing where it can't
     * be read. It may block.
     */
    fun readPicture(path: String, side: Int): ImageBitmap?

    /** Asks for the user's presence, so that the next code can pay. */
    fun unlock(then: () -> Unit)
}

/** The whole app: four tabs, and the screens behind them. */
@Composable
fun DoughApp(models: Models, navigator: Navigator, phone: PhoneActions, modifier: Modifier = Modifier) {
    val place = navigator.place
    val pictures = remember(models, phone) { models.pictures(phone) }
    Column(modifier.fillMaxSize()) {
        Box(Modifier.weight(1f)) {
            PlaceScreen(place, models, pictures, navigator, phone)
        }
        if (place in Place.TABS) {
            Tabs(place, navigator::go)
        }
    }
    if (place is Place.Code) {
        DisposableEffect(Unit) {
            phone.codeShows(true)
            onDispose { phone.codeShows(false) }
        }
    }
}

@Composable
private fun Tabs(place: Place, onGo: (Place) -> Unit) {
    val strings = LocalStrings.current
    val tabs =
        listOf(
            Tab(Place.Home, strings.tabHome, Icons.Filled.Home),
            Tab(Place.Menu, strings.tabOrder, Icons.Filled.ShoppingCart),
            Tab(Place.Rewards, strings.tabRewards, Icons.Filled.Star),
            Tab(Place.More, strings.tabMore, Icons.Filled.Menu),
        )
    NavigationBar {
        tabs.forEach { tab ->
            NavigationBarItem(
                selected = tab.place == place,
                onClick = { onGo(tab.place) },
                icon = { Icon(tab.icon, contentDescription = null) },
                label = { Text(tab.words) },
            )
        }
    }
}

private class Tab(val place: Place, val words: String, val icon: ImageVector)

@Composable
internal fun unread(models: Models): Int {
    val home by models.home.state.collectAsState()
    return home.contents?.unread ?: 0
}
