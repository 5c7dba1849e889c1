package dough.ui.order

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import dough.core.Modifier as Change
import dough.state.order.Dish
import dough.ui.Size
import dough.ui.parts.Agreement
import dough.ui.parts.Card
import dough.ui.parts.Heading
import dough.ui.parts.Notice
import dough.ui.parts.Page
import dough.ui.parts.WideButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.money

/** One item: how many, and the way one likes it. */
@Composable
fun DishScreen(
    dish: Dish,
    pictures: Pictures,
    menuAt: Long,
    onAdd: (quantity: Int, changes: List<String>) -> Unit,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
) {
    val strings = LocalStrings.current
    var quantity by rememberSaveable(dish.item.id) { mutableIntStateOf(1) }
    var wanted by rememberSaveable(dish.item.id) { mutableStateOf(emptyList<String>()) }
    val changes = dish.changes.filter { it.id in wanted }
    val price = quantity * (dish.item.price + changes.sumOf { it.price })
    val allergens = (dish.item.allergens + changes.flatMap { it.allergens }).distinct()
    Page(dish.item.name, onBack, modifier, bottom = {
        WideButton(strings.orderAdd(strings.money(price)), { onAdd(quantity, wanted) })
    }) {
        dish.item.image?.let { image ->
            val wide = Modifier.fillMaxWidth().height(Size.banner)
            ItemPicture(image, dish.item.name, pictures, menuAt, Size.banner, wide)
        }
        Text(strings.money(dish.item.price), style = MaterialTheme.typography.displaySmall)
        if (allergens.isNotEmpty()) {
            Text(strings.orderAllergens(allergens.joinToString()), style = MaterialTheme.typography.bodyLarge)
        }
        Stepper(quantity, { quantity = it.coerceAtLeast(1) })
        if (dish.changes.isNotEmpty()) {
            Heading(strings.orderChanges)
            Card {
                dish.changes.forEach { change ->
                    Agreement(strings.change(change), change.id in wanted) { on ->
                        wanted = if (on) wanted + change.id else wanted - change.id
                    }
                }
            }
        }
        if (changes.any { it.crossContact }) {
            Notice(strings.orderCrossContact)
        }
    }
}

private fun dough.ui.Strings.change(change: Change): String =
    if (change.price == 0L) change.name else "${change.name} (+${money(change.price)})"
