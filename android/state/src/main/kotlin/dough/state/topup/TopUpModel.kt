package dough.state.topup

import dough.core.Dough
import dough.state.Asking
import dough.state.Failure
import dough.state.LINGER_MILLIS
import dough.state.Progress
import dough.state.Shown
import dough.state.changes
import dough.state.reading
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.stateIn

/** Paying in. Amounts are cents. */
data class TopUpState(
    val balance: Long,
    /** What can be chosen. */
    val amounts: List<Long>,
    val chosen: Long,
    val progress: Progress,
) {
    /** Whether the customer must be told first that the wallet is lost with the phone. */
    val asksForEmail: Boolean get() = (progress as? Progress.Failed)?.failure.isNoEmail()
}

/** Pays money in. */
class TopUpModel(engine: Dough, scope: CoroutineScope, blocking: CoroutineDispatcher) {
    private val asking = Asking(engine, scope, blocking)
    private val chosen = MutableStateFlow(AMOUNTS[1])

    val state: StateFlow<Shown<TopUpState>> =
        combine(engine.changes(), chosen, asking.progress) { _, chosen, progress ->
            reading { TopUpState(engine.home().eurAvailable, AMOUNTS, chosen, progress) }
        }.flowOn(blocking)
            .stateIn(scope, SharingStarted.WhileSubscribed(LINGER_MILLIS), Shown.Loading)

    fun choose(amount: Long) {
        chosen.value = amount
    }

    /** [evenSo]: the customer was told that no address leads back to the wallet. */
    fun pay(evenSo: Boolean) {
        val amount = chosen.value
        asking.ask { topUp(amount, evenSo) }
    }

    /** The outcome was looked at. */
    fun forgetOutcome() = asking.forget()

    private companion object {
        val AMOUNTS = listOf(1_000L, 2_500L, 5_000L, 10_000L)
    }
}

private fun Failure?.isNoEmail() = this?.code == "no_email_yet"
