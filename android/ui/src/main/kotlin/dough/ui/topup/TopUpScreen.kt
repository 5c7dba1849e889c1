package dough.ui.topup

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dough.state.Progress
import dough.state.Shown
import dough.state.topup.TopUpState
import dough.ui.parts.Choice
import dough.ui.parts.NameAndValue
import dough.ui.parts.Notice
import dough.ui.parts.Outcome
import dough.ui.parts.PageOf
import dough.ui.parts.QuietButton
import dough.ui.parts.Trouble
import dough.ui.parts.WideButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.money

/** Paying in. Before the first time, what an address is good for. */
@Composable
fun TopUpScreen(
    state: Shown<TopUpState>,
    onChoose: (Long) -> Unit,
    onPay: (evenSo: Boolean) -> Unit,
    onAddEmail: () -> Unit,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
) {
    val strings = LocalStrings.current
    PageOf(state, strings.topUpTitle, onBack, modifier, bottom = { topUp ->
        when {
            topUp.progress == Progress.Done -> WideButton(strings.commonDone, onBack)

            topUp.asksForEmail -> WideButton(strings.homeAddEmail, onAddEmail)

            else ->
                WideButton(
                    strings.topUpPay(strings.money(topUp.chosen)),
                    { onPay(false) },
                    enabled = topUp.progress != Progress.UnderWay,
                )
        }
    }) { topUp ->
        val money = strings.money(topUp.chosen)
        NameAndValue(strings.homeBalance, strings.money(topUp.balance), strong = true)
        Text(strings.topUpHint, style = MaterialTheme.typography.bodyLarge)
        if (topUp.progress != Progress.Done) {
            Choice(topUp.amounts, topUp.chosen, words = strings::money, onChoose = onChoose)
        }
        when {
            topUp.asksForEmail -> {
                Trouble(strings.topUpNoEmail)
                QuietButton(strings.topUpEvenSo, { onPay(true) })
            }

            topUp.progress == Progress.Done -> Notice(strings.topUpReady(money))

            topUp.progress == Progress.UnderWay -> Notice(strings.topUpUnderWay(money))

            else -> Outcome(topUp.progress)
        }
    }
}
