package dough.state.order

import dough.core.BasketLine
import dough.core.Quote
import dough.state.Shown
import dough.state.contents
import java.time.LocalDate
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.launch

/** What the server is asked: prices and times of this. */
internal data class Question(val shop: String, val lines: List<BasketLine>, val day: LocalDate)

/** What it said. */
internal data class Answer(val to: Question, val quote: Quote)

/** Who taps "one more" three times asks once. */
private const val PAUSE_MILLIS = 300L

/** The same, and while somebody looks, the server is asked about what shows. */
internal fun <T : Any> Flow<Shown<T>>.asking(
    question: (T) -> Question?,
    ask: suspend (Question) -> Unit,
): Flow<Shown<T>> = channelFlow {
    val wanted = MutableStateFlow<Question?>(null)
    launch {
        wanted.filterNotNull().collectLatest {
            delay(PAUSE_MILLIS)
            ask(it)
        }
    }
    collect { shown ->
        wanted.value = shown.contents?.let(question)
        send(shown)
    }
}
