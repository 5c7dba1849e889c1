package dough.ui.order

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import dough.state.Shown
import dough.state.order.Basket
import dough.state.order.Dish
import dough.state.order.OrderState
import dough.ui.Size
import dough.ui.Space
import dough.ui.parts.Card
import dough.ui.parts.Centred
import dough.ui.parts.Choice
import dough.ui.parts.ListPage
import dough.ui.parts.Notice
import dough.ui.parts.Quiet
import dough.ui.parts.Waiting
import dough.ui.parts.WideButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.dateAndTime
import dough.ui.theme.failure
import dough.ui.theme.money
import dough.ui.theme.time
import java.time.ZoneId

/** Where one orders, and what there is. */
@Composable
fun MenuScreen(
    state: Shown<OrderState>,
    pictures: Pictures,
    onShop: (String) -> Unit,
    onDish: (String) -> Unit,
    onBasket: () -> Unit,
    modifier: Modifier = Modifier,
    zone: ZoneId = ZoneId.systemDefault(),
) {
    val strings = LocalStrings.current
    when (state) {
        is Shown.Ready -> Menu(state.value, pictures, onShop, onDish, onBasket, modifier, zone)

        Shown.Loading -> Waiting(strings.orderTitle, onBack = null, modifier) { Centred(strings.orderNoMenu) }

        is Shown.Failed ->
            Waiting(strings.orderTitle, onBack = null, modifier) { Centred(strings.failure(state.failure)) }
    }
}

@Composable
private fun Menu(
    order: OrderState,
    pictures: Pictures,
    onShop: (String) -> Unit,
    onDish: (String) -> Unit,
    onBasket: () -> Unit,
    modifier: Modifier,
    zone: ZoneId,
) {
    val strings = LocalStrings.current
    ListPage(strings.orderTitle, onBack = null, modifier, bottom = { BasketButton(order.basket, onBasket) }) {
        item { Text(strings.orderShop, style = MaterialTheme.typography.titleMedium) }
        item { Choice(order.shops, order.page?.shop, words = { it.name }, onChoose = { onShop(it.id) }) }
        val page = order.page ?: return@ListPage
        item {
            Notice(
                page.today.hours?.let(strings::orderOpenToday) ?: strings.orderClosedToday,
                page.today.pausedUntil?.let { strings.orderPaused(strings.time(it, zone)) },
            )
        }
        // A menu without pictures has no room for them either.
        val isPictured = page.dishes.any { it.item.image != null }
        items(page.dishes, key = { it.item.id }) { dish ->
            DishCard(dish, onDish) {
                if (isPictured) {
                    val square = Modifier.padding(end = Space.medium).size(Size.picture)
                    ItemPicture(dish.item.image, dish.item.name, pictures, page.menuAt, Size.picture, square)
                }
            }
        }
        item { Quiet(strings.orderMenuAge(strings.dateAndTime(page.menuAt, zone))) }
    }
}

@Composable
private fun BasketButton(basket: Basket, onBasket: () -> Unit) {
    val strings = LocalStrings.current
    if (basket.count > 0) {
        WideButton("${strings.orderBasketItems(basket.count)} · ${strings.money(basket.total)}", onBasket)
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun DishCard(dish: Dish, onDish: (String) -> Unit, picture: @Composable () -> Unit) {
    val strings = LocalStrings.current
    val item = dish.item
    Card(Modifier.semantics(mergeDescendants = true) {}, onClick = if (dish.soldOut) null else ({ onDish(item.id) })) {
        Row(verticalAlignment = Alignment.CenterVertically) {
            picture()
            Column {
                // The price goes below the name where both don't fit beside each other.
                FlowRow(Modifier.fillMaxWidth(), horizontalArrangement = Arrangement.SpaceBetween) {
                    Text(
                        item.name,
                        style = MaterialTheme.typography.titleMedium,
                        modifier = Modifier.padding(end = Space.medium),
                    )
                    Text(strings.money(item.price), style = MaterialTheme.typography.titleMedium)
                }
                when {
                    dish.soldOut -> Quiet(strings.orderSoldOut)
                    item.allergens.isNotEmpty() -> Quiet(strings.orderAllergens(item.allergens.joinToString()))
                }
            }
        }
    }
}
