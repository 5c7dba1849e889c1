package dough.ui.history

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dough.core.HistoryEntry
import dough.state.Shown
import dough.state.history.History
import dough.state.history.ReceiptPage
import dough.ui.Strings
import dough.ui.order.TakenOff
import dough.ui.parts.Card
import dough.ui.parts.Empty
import dough.ui.parts.Heading
import dough.ui.parts.NameAndValue
import dough.ui.parts.Notice
import dough.ui.parts.PageOf
import dough.ui.parts.Quiet
import dough.ui.parts.QuietButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.dateAndTime
import dough.ui.theme.money
import dough.ui.theme.month
import java.time.ZoneId

/** What has happened, each line with its reason. */
@Composable
fun HistoryScreen(
    state: Shown<History>,
    onReceipt: (String) -> Unit,
    onOlder: () -> Unit,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
    zone: ZoneId = ZoneId.systemDefault(),
) {
    val strings = LocalStrings.current
    PageOf(state, strings.historyTitle, onBack, modifier) { history ->
        if (history.lines.isEmpty()) {
            Empty(strings.historyNone)
        }
        history.lines.forEach { line -> LineCard(line, zone, line.receipt?.let { { onReceipt(it) } }) }
        if (history.more) {
            QuietButton(strings.historyOlder, onOlder)
        }
        if (history.months.isNotEmpty()) {
            Heading(strings.historyEarlier)
            Card {
                history.months.forEach {
                    NameAndValue(
                        strings.month(it.month),
                        strings.historyMonth(it.visits.toInt(), strings.money(it.cents)),
                    )
                }
            }
        }
    }
}

@Composable
private fun LineCard(line: HistoryEntry, zone: ZoneId, onClick: (() -> Unit)?) {
    val strings = LocalStrings.current
    Card(onClick = onClick) {
        Text(line.text, style = MaterialTheme.typography.bodyLarge)
        Quiet(
            listOfNotNull(
                strings.dateAndTime(line.at, zone),
                strings.dough(line.dough),
                strings.cents(line.cents),
            ).joinToString(" · "),
        )
    }
}

private fun Strings.dough(dough: Long): String? = when {
    dough > 0 -> commonGained(dough)
    dough < 0 -> commonUsed(-dough)
    else -> null
}

private fun Strings.cents(cents: Long): String? = cents.takeIf { it != 0L }?.let(::money)

/** A receipt. */
@Composable
fun ReceiptScreen(state: Shown<ReceiptPage>, onBack: () -> Unit, modifier: Modifier = Modifier) {
    val strings = LocalStrings.current
    PageOf(state, strings.receiptTitle, onBack, modifier) { page ->
        val receipt = page.receipt
        Text(page.shopName, style = MaterialTheme.typography.headlineSmall)
        Quiet(strings.dateAndTime(receipt.at, page.zone))
        if (receipt.refunded) {
            Notice(strings.receiptRefunded)
        } else if (receipt.returned > 0) {
            Notice(strings.receiptReturned(strings.money(receipt.returned)))
        }
        Card {
            receipt.lines.forEach { NameAndValue("${it.quantity} × ${it.name}", strings.money(it.amount)) }
            NameAndValue(strings.receiptTotal, strings.money(receipt.total), strong = true)
            TakenOff(receipt.off, receipt.total - receipt.off)
            if (receipt.dough > 0) {
                Quiet(strings.receiptEarned(receipt.dough))
            }
        }
        Quiet(strings.receiptNumber(receipt.id.take(8).uppercase()))
    }
}
