package dough.ui.app

import dough.core.Dough
import dough.state.HomeModel
import dough.state.PayModel
import dough.state.SystemTimer
import dough.state.Timer
import dough.state.history.HistoryModel
import dough.state.history.ReceiptModel
import dough.state.invite.InviteModel
import dough.state.news.NewsModel
import dough.state.order.ChangeModel
import dough.state.order.OrderModel
import dough.state.orders.OrderPageModel
import dough.state.orders.OrdersModel
import dough.state.rewards.RewardsModel
import dough.state.rewards.SurpriseModel
import dough.state.settings.SettingsModel
import dough.state.topup.TopUpModel
import dough.ui.order.FiledPictures
import dough.ui.order.Pictures
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** The models behind the screens, over one engine. The scope must end before the engine is closed. */
class Models(
    private val engine: Dough,
    private val scope: CoroutineScope,
    private val blocking: CoroutineDispatcher,
    private val timer: Timer = SystemTimer,
) {
    val home = HomeModel(engine, scope, blocking)
    val pay = PayModel(engine, scope, blocking, timer)
    val order = OrderModel(engine, scope, blocking, timer)
    val orders = OrdersModel(engine, scope, blocking)
    val rewards = RewardsModel(engine, scope, blocking)
    val news = NewsModel(engine, scope, blocking)
    val settings = SettingsModel(engine, scope, blocking)
    private var changing: ChangeModel? = null

    internal fun pictures(phone: PhoneActions): Pictures = FiledPictures(order::picture, phone::readPicture, blocking)

    internal fun orderPage(id: String) = OrderPageModel(id, engine, scope, blocking, timer)

    /** Begins to change an order anew. */
    internal fun beginChange(order: String) {
        changing = ChangeModel(order, engine, scope, blocking, timer)
    }

    /** The change of an order that was begun, so that a turned phone goes on with it. */
    internal fun change(order: String): ChangeModel {
        if (changing?.order != order) beginChange(order)
        return changing!!
    }

    internal fun surprise(number: ULong) = SurpriseModel(number, engine, scope, blocking)

    internal fun invite() = InviteModel(engine, scope, blocking)

    internal fun history() = HistoryModel(engine, scope, blocking)

    internal fun receipt(id: String) = ReceiptModel(id, engine, scope, blocking)

    internal fun topUp() = TopUpModel(engine, scope, blocking)

    /** Tells what one needs to know to help. No secrets, no personal data. */
    internal fun report(tell: (String) -> Unit) {
        scope.launch { tell(withContext(blocking) { engine.diagnostics() }) }
    }
}
