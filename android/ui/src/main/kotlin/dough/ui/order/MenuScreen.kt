package dough.ui.order

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import dough.state.Shown
import dough.state.order.Dish
import dough.state.order.OrderState
import dough.state.order.ShopPage
import dough.ui.Space
import dough.ui.parts.Card
import dough.ui.parts.Centred
import dough.ui.parts.Choice
import dough.ui.parts.Notice
import dough.ui.parts.Page
import dough.ui.parts.PageOf
import dough.ui.parts.Quiet
import dough.ui.parts.WideButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.dateAndTime
import dough.ui.theme.money
import dough.ui.theme.time
import java.time.ZoneId

/** Where one orders, and what there is. */
@Composable
fun MenuScreen(
    state: Shown<OrderState>,
    onShop: (String) -> Unit,
    onDish: (String) -> Unit,
    onBasket: () -> Unit,
    modifier: Modifier = Modifier,
    zone: ZoneId = ZoneId.systemDefault(),
) {
    val strings = LocalStrings.current
    if (state == Shown.Loading) {
        Page(strings.orderTitle, onBack = null, modifier) { Centred(strings.orderNoMenu) }
        return
    }
    PageOf(state, strings.orderTitle, onBack = null, modifier, bottom = { BasketButton(it, onBasket) }) { order ->
        Text(strings.orderShop, style = MaterialTheme.typography.titleMedium)
        Choice(order.shops, order.page?.shop, words = { it.name }, onChoose = { onShop(it.id) })
        order.page?.let { Menu(it, zone, onDish) }
    }
}

@Composable
private fun BasketButton(order: OrderState, onBasket: () -> Unit) {
    val strings = LocalStrings.current
    val basket = order.basket
    if (basket.count > 0) {
        WideButton("${strings.orderBasketItems(basket.count)} · ${strings.money(basket.total)}", onBasket)
    }
}

@Composable
private fun ColumnScope.Menu(page: ShopPage, zone: ZoneId, onDish: (String) -> Unit) {
    val strings = LocalStrings.current
    Notice(
        page.today.hours?.let(strings::orderOpenToday) ?: strings.orderClosedToday,
        page.today.pausedUntil?.let { strings.orderPaused(strings.time(it, zone)) },
    )
    page.dishes.forEach { DishCard(it, onDish) }
    Quiet(strings.orderMenuAge(strings.dateAndTime(page.menuAt, zone)))
}

@Composable
private fun DishCard(dish: Dish, onDish: (String) -> Unit) {
    val strings = LocalStrings.current
    val item = dish.item
    Card(onClick = if (dish.soldOut) null else ({ onDish(item.id) })) {
        Row(verticalAlignment = Alignment.CenterVertically) {
            Column(Modifier.weight(1f)) {
                Text(item.name, style = MaterialTheme.typography.titleMedium)
                when {
                    dish.soldOut -> Quiet(strings.orderSoldOut)
                    item.allergens.isNotEmpty() -> Quiet(strings.orderAllergens(item.allergens.joinToString()))
                }
            }
            Text(
                strings.money(item.price),
                style = MaterialTheme.typography.titleMedium,
                modifier = Modifier.padding(start = Space.medium),
            )
        }
    }
}
