package dough.state.history

import dough.core.Dough
import dough.core.HistoryEntry
import dough.core.Month
import dough.core.Receipt
import dough.state.LINGER_MILLIS
import dough.state.Shown
import dough.state.changes
import dough.state.reading
import dough.state.shopName
import dough.state.shown
import dough.state.zoneOf
import java.time.ZoneId
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.stateIn
import kotlinx.coroutines.flow.update

/** What has happened. */
data class History(
    /** Lines, newest first. */
    val lines: List<HistoryEntry>,
    /** Whether there are older ones. */
    val more: Boolean,
    /** Months whose lines are gone, newest first; empty while there are older lines to show. */
    val months: List<Month>,
)

/** The wallet's history, a page more at a time. */
class HistoryModel(engine: Dough, scope: CoroutineScope, blocking: CoroutineDispatcher) {
    private val pages = MutableStateFlow(1)

    val state: StateFlow<Shown<History>> =
        combine(engine.changes(), pages) { _, pages -> reading { engine.history(pages) } }
            .flowOn(blocking)
            .stateIn(scope, SharingStarted.WhileSubscribed(LINGER_MILLIS), Shown.Loading)

    /** Shows a page more. */
    fun older() = pages.update { it + 1 }
}

/** A receipt's page. */
data class ReceiptPage(
    val receipt: Receipt,
    /** What the shop is called. */
    val shopName: String,
    val zone: ZoneId,
)

/** One receipt. Nothing shows where there is none. */
class ReceiptModel(id: String, engine: Dough, scope: CoroutineScope, blocking: CoroutineDispatcher) {
    val state: StateFlow<Shown<ReceiptPage>> =
        engine.shown(scope, blocking) {
            receipts().find { it.id == id }?.let { receipt ->
                val menu = catalogue()
                ReceiptPage(receipt, menu.shopName(receipt.shop), menu.zoneOf(receipt.shop))
            }
        }
}

/** How many lines a page has. */
private const val PAGE = 50

private fun Dough.history(pages: Int): History {
    val wanted = pages * PAGE
    val lines = history(before = null, limit = (wanted + 1).toUInt())
    val more = lines.size > wanted
    return History(lines.take(wanted), more, months = if (more) emptyList() else earlierMonths())
}
