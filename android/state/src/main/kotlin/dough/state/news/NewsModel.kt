package dough.state.news

import dough.core.Announcement
import dough.core.Dough
import dough.core.DoughException
import dough.state.Shown
import dough.state.shown
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch

/** What is new. */
class NewsModel(
    private val engine: Dough,
    private val scope: CoroutineScope,
    private val blocking: CoroutineDispatcher,
) {
    val state: StateFlow<Shown<List<Announcement>>> = engine.shown(scope, blocking) { announcements() }

    /** The customer has looked at what shows. */
    fun looked() {
        scope.launch(blocking) {
            try {
                engine.announcementsSeen()
            } catch (_: DoughException) {
                // It stays new, and is looked at once more.
            }
        }
    }
}
