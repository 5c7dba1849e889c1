package dough.scenarios

import dough.core.OrderStatus
import dough.core.OrderTrouble
import dough.state.Progress
import dough.state.orders.OrderPage
import dough.state.orders.OrderPageModel
import kotlinx.serialization.json.JsonObject

/** An order's own screen. */
internal fun Phone.orders(step: JsonObject): JsonObject? = when (step.text("do")) {
    "pay_order" -> page(step.text("order")).let { it.state.asked(OrderPage::progress, it::pay) }
    "cancel_order" -> callOff(step.text("order"))
    "order_status" -> page(step.text("order")).state.seen().told()
    "until_status" -> page(step.text("order")).state.until(step, OrderPage::told)
    else -> null
}

/** What became of an order that was placed, as its screen shows it. */
internal fun Phone.placed(id: String): JsonObject {
    val order = page(id).state.seen { it.order.status != OrderStatus.PLACING }.order
    // It knows the server's reply at once; other screens show what the journal tells a moment later.
    waited { engine.settled(id) }
    val found = if (order.status == OrderStatus.REFUSED) outcome("refused", order.code) else outcome("done")
    val alternatives = (order.trouble as? OrderTrouble.OtherTime)?.alternatives.orEmpty()
    return JsonObject(found + yields("alternatives" to alternatives.size))
}

private fun Phone.page(id: String) = app.open { engine, scope, io -> OrderPageModel(id, engine, scope, io) }

/** An order that was never sent is just gone: there is nothing to wait for. */
private fun Phone.callOff(id: String): JsonObject {
    val page = page(id)
    page.state.seen()
    page.callOff()
    val after = page.state.seen { it.progress.isOver || it.wasTakenBack }
    return if (after.progress.isOver) after.progress.outcome() else outcome("cancelled")
}

private val OrderPage.wasTakenBack get() = order.status == OrderStatus.CANCELED && progress == Progress.Idle

private fun OrderPage.told() = yields(
    "status" to order.status.inScenarios(),
    "total" to order.total,
    "due" to order.due,
    "can_change" to order.canChange,
)
