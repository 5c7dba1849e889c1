package dough.ui.news

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dough.core.Announcement
import dough.core.AnnouncementKind
import dough.state.Shown
import dough.ui.parts.Card
import dough.ui.parts.Empty
import dough.ui.parts.PageOf
import dough.ui.parts.Quiet
import dough.ui.theme.LocalStrings
import dough.ui.theme.dateAndTime
import dough.ui.theme.told
import java.time.ZoneId

/** What is new. What wasn't looked at yet stands out. */
@Composable
fun NewsScreen(
    state: Shown<List<Announcement>>,
    onOpen: (AnnouncementKind) -> Unit,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
    zone: ZoneId = ZoneId.systemDefault(),
) {
    val strings = LocalStrings.current
    PageOf(state, strings.newsTitle, onBack, modifier) { news ->
        if (news.isEmpty()) {
            Empty(strings.newsNone)
        }
        news.forEach { NewsCard(it, zone, onOpen) }
    }
}

@Composable
private fun NewsCard(news: Announcement, zone: ZoneId, onOpen: (AnnouncementKind) -> Unit) {
    val strings = LocalStrings.current
    val colours = MaterialTheme.colorScheme
    val isNew = !news.seen
    Card(
        colour = if (isNew) colours.secondaryContainer else colours.surface,
        ink = if (isNew) colours.onSecondaryContainer else colours.onSurface,
        onClick = { onOpen(news.kind) },
    ) {
        Text(strings.told(news.kind, zone), style = MaterialTheme.typography.titleMedium)
        Quiet(strings.dateAndTime(news.at, zone))
    }
}
