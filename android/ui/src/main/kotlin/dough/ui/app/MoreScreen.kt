package dough.ui.app

import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dough.ui.parts.Page
import dough.ui.parts.Way
import dough.ui.theme.LocalStrings

/** The ways to everything that has no tab. */
@Composable
internal fun MoreScreen(unread: Int, onGo: (Place) -> Unit, modifier: Modifier = Modifier) {
    val strings = LocalStrings.current
    Page(strings.tabMore, onBack = null, modifier) {
        Way(strings.moreOrders, { onGo(Place.Orders) })
        Way(strings.moreHistory, { onGo(Place.History) })
        Way(strings.moreInvite, { onGo(Place.Invite()) })
        Way(strings.moreNews, { onGo(Place.News) }, unread.takeIf { it > 0 }?.let(strings::homeUnread))
        Way(strings.moreSettings, { onGo(Place.Settings) })
    }
}
