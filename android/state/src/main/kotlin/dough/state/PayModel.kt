package dough.state

import dough.core.Dough
import dough.core.DoughException
import dough.core.PayCode
import dough.core.PayRequest
import dough.core.PaySession
import dough.core.paySessions
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flatMapMerge
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
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
 * While it shows, a fresh picture of the same payment session comes in time, until that session was
 * used for a sale; what other codes are used for changes nothing. The engine is called on [blocking]
 * only, the rest runs in [scope]; that must end before the engine is closed. [show] and [hide] are
 * called from one thread.
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
                val first = called { payCode(request) }
                val voucher = called { voucherName(request) }
                val showing = MutableStateFlow(first)
                coroutineScope {
                    val pictures = launch { keepFresh(request, voucher, showing) }
                    val used = showing.sales().first()
                    pictures.cancel()
                    used
                }
            } catch (error: DoughException) {
                PayState.Failed(error.failure())
            }
    }

    private suspend fun keepFresh(request: PayRequest, voucher: String?, showing: MutableStateFlow<PayCode>) {
        while (true) {
            val code = showing.value
            shown.value = showing(request, voucher, code)
            timer.until(code.refreshAt)
            showing.value = called { refreshed(request, code.session) }
        }
    }

    private fun Dough.voucherName(request: PayRequest): String? =
        request.redeem?.let { number -> rewards().find { it.number == number }?.name }

    private fun Dough.refreshed(request: PayRequest, session: ULong): PayCode = try {
        refreshCode(session)
    } catch (refused: DoughException.Refused) {
        // The engine keeps the last few sessions, and forgets them when it ends.
        if (refused.code != UNKNOWN_SESSION) throw refused
        payCode(request)
    }

    /** The sale of a session that was shown: there is another one where the engine forgot the first. */
    @OptIn(ExperimentalCoroutinesApi::class)
    private fun Flow<PayCode>.sales(): Flow<PayState.Used> = map { it.session }
        .distinctUntilChanged()
        .flatMapMerge { engine.paySessions(it) }
        .mapNotNull(::used)
        .flowOn(blocking)

    private fun used(session: PaySession): PayState.Used? = session.receipt?.let {
        PayState.Used(session.text.orEmpty(), totalCents = it.total, dough = it.dough)
    }

    private suspend fun <T> called(call: Dough.() -> T): T = withContext(blocking) { engine.call() }

    private fun showing(request: PayRequest, voucher: String?, code: PayCode) = PayState.Showing(
        session = code.session,
        text = code.text,
        picture = code.picture(),
        expiresAt = code.expiresAt,
        maxCents = request.payMax,
        earns = request.earn,
        voucher = voucher,
    )

    private companion object {
        const val UNKNOWN_SESSION = "unknown_session"
    }
}
