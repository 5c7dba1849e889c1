package dough.ui.order

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dough.state.Shown
import dough.state.order.Basket
import dough.state.order.OrderState
import dough.state.order.Placing
import dough.state.order.Usable
import dough.ui.parts.Ask
import dough.ui.parts.Card
import dough.ui.parts.Choice
import dough.ui.parts.Heading
import dough.ui.parts.NameAndValue
import dough.ui.parts.Notice
import dough.ui.parts.PageOf
import dough.ui.parts.Trouble
import dough.ui.parts.WideButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.day
import dough.ui.theme.failure
import dough.ui.theme.money

/** Everything once more, before it is ordered and paid. */
@Composable
fun ReviewScreen(
    state: Shown<OrderState>,
    onRedeem: (ULong?) -> Unit,
    onPlace: () -> Unit,
    onTopUpAndPlace: (evenSo: Boolean) -> Unit,
    onOutcomeSeen: () -> Unit,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
) {
    val strings = LocalStrings.current
    PageOf(state, strings.orderReview, onBack, modifier, bottom = { order ->
        val missing = order.payment.missing
        val free = order.placing != Placing.UnderWay && order.pickup.chosen != null
        if (missing > 0) {
            WideButton(strings.orderTopUpAndPlace(strings.money(missing)), { onTopUpAndPlace(false) }, enabled = free)
        } else {
            WideButton(strings.orderPlace(strings.money(order.basket.due)), onPlace, enabled = free)
        }
    }) { order ->
        Card { order.basket.priced.forEach { NameAndValue("${it.quantity} × ${it.name}", strings.money(it.amount)) } }
        Redeem(order.basket, onRedeem)
        Totals(order.basket)
        order.pickup.chosen?.let { slot ->
            val day = strings.day(order.pickup.day!!, order.pickup.days.first())
            val shop = order.page?.shop?.name.orEmpty()
            Text(strings.orderPickup(day, slot.localLabel, shop), style = MaterialTheme.typography.titleLarge)
        }
        if (order.payment.missing > 0) {
            Notice(strings.orderBalanceShort(strings.money(order.payment.missing)))
        } else {
            Notice(strings.orderBalanceAfter(strings.money(order.payment.balanceAfter)))
        }
        Failure(order.placing, onTopUpAndPlace, onOutcomeSeen)
    }
}

/** Which voucher or reward is used, where one fits. */
@Composable
private fun Redeem(basket: Basket, onRedeem: (ULong?) -> Unit) {
    if (basket.usable.isEmpty()) return
    val strings = LocalStrings.current
    Heading(strings.orderRedeem)
    Choice(
        listOf<Usable?>(null) + basket.usable,
        basket.redeem,
        words = { one ->
            one?.let { strings.orderRedeemChoice(it.name, strings.money(it.off)) }
                ?: strings.orderRedeemNone
        },
        onChoose = { onRedeem(it?.number) },
    )
}

@Composable
private fun Failure(placing: Placing, onTopUpAndPlace: (Boolean) -> Unit, onOutcomeSeen: () -> Unit) {
    val strings = LocalStrings.current
    val failure = (placing as? Placing.Failed)?.failure ?: return
    if (failure.code == "no_email_yet") {
        Ask(strings.topUpNoEmail, strings.topUpEvenSo, { onTopUpAndPlace(true) }, onOutcomeSeen)
    } else {
        Trouble(strings.failure(failure))
    }
}
