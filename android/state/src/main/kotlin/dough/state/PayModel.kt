package dough.state

import dough.core.Dough
import dough.core.DoughException
import dough.core.HistoryEntry
import dough.core.Home
import dough.core.PayCode
import dough.core.PayRequest
import dough.core.homes
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.mapNotNull
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * A pay code from the moment it is wanted until it was used:
 *
 * ```text
 * Idle -> Preparing -> Showing -> Used
 *             \__________|_-> Failed
 * ```
 *
 * While it shows, a fresh picture of the same payment session comes in time. Which sale a code was
 * used for isn't told to the phone: the first sale in the wallet's journal after the code was made
 * counts as its own. The engine is called on [blocking] only, the rest runs in [scope]; that must
 * end before the engine is closed. [show] and [hide] are called from one thread.
 */
class PayModel(
    private val engine: Dough,
    private val scope: CoroutineScope,
    private val blocking: CoroutineDispatcher,
    private val timer: Timer = SystemTimer,
) {
    private val shown = MutableStateFlow<PayState>(PayState.Idle)
    private var session: Job? = null

    val state: StateFlow<PayState> = shown.asStateFlow()

    /** Makes a code of a new payment session, in place of one that shows. */
    fun show(request: PayRequest) = replace(PayState.Preparing) { run(request) }

    /** No code is wanted any more. */
    fun hide() = replace(PayState.Idle) {}

    private fun replace(first: PayState, next: suspend () -> Unit) {
        val before = session
        session =
            scope.launch {
                before?.cancel()
                // What the last session still says must not come after this one's first word.
                before?.join()
                shown.value = first
                next()
            }
    }

    private suspend fun run(request: PayRequest) {
        shown.value =
            try {
                val head = called { home().head }
                val first = called { payCode(request) }
                coroutineScope {
                    val pictures = launch { keepFresh(request, first) }
                    val sale = sales(head).first()
                    pictures.cancel()
                    PayState.Used(sale.text, cents = -sale.cents, dough = sale.dough)
                }
            } catch (error: DoughException) {
                PayState.Failed(error.failure())
            }
    }

    private suspend fun keepFresh(request: PayRequest, first: PayCode) {
        var code = first
        while (true) {
            shown.value = showing(request, code)
            timer.until(code.refreshAt)
            code = called { refreshed(request, code.session) }
        }
    }

    private fun Dough.refreshed(request: PayRequest, session: ULong): PayCode = try {
        refreshCode(session)
    } catch (refused: DoughException.Refused) {
        // The engine keeps the last few sessions, and forgets them when it ends.
        if (refused.code != UNKNOWN_SESSION) throw refused
        payCode(request)
    }

    /** What was bought after a journal entry. */
    private fun sales(after: ULong): Flow<HistoryEntry> = engine
        .homes()
        .filter { it.head > after }
        .mapNotNull { sale(it, after) }
        .flowOn(blocking)

    private fun sale(home: Home, after: ULong): HistoryEntry? = engine
        .history(limit = (home.head - after).coerceAtMost(MOST_LINES).toUInt())
        .lastOrNull { it.seq > after && it.kind == SALE }

    private suspend fun <T> called(call: Dough.() -> T): T = withContext(blocking) { engine.call() }

    private fun showing(request: PayRequest, code: PayCode) = PayState.Showing(
        text = code.text,
        picture = code.picture(),
        expiresAt = code.expiresAt,
        maxCents = request.payMax,
        earns = request.earn,
    )

    private companion object {
        const val SALE = "sale_booked"
        const val UNKNOWN_SESSION = "unknown_session"
        const val MOST_LINES = 100uL
    }
}
