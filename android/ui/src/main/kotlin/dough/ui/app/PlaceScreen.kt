package dough.ui.app

import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import dough.core.AnnouncementKind
import dough.core.PayRequest
import dough.state.FailureKind
import dough.state.PayState
import dough.state.Progress
import dough.state.Shown
import dough.state.contents
import dough.state.order.ChangeModel
import dough.state.order.Placing
import dough.ui.history.HistoryScreen
import dough.ui.history.ReceiptScreen
import dough.ui.home.HomeScreen
import dough.ui.invite.InviteScreen
import dough.ui.news.NewsScreen
import dough.ui.order.BasketScreen
import dough.ui.order.DishScreen
import dough.ui.order.MenuScreen
import dough.ui.order.Pictures
import dough.ui.order.ReviewScreen
import dough.ui.orders.ChangeScreen
import dough.ui.orders.OrderScreen
import dough.ui.orders.OrdersScreen
import dough.ui.pay.PayCodeScreen
import dough.ui.rewards.RewardsScreen
import dough.ui.rewards.SurpriseScreen
import dough.ui.settings.MoveHereScreen
import dough.ui.settings.PhonesScreen
import dough.ui.settings.SettingsScreen
import dough.ui.topup.TopUpScreen

/** The screen of a place, on its model. */
@Composable
internal fun PlaceScreen(place: Place, models: Models, pictures: Pictures, navigator: Navigator, phone: PhoneActions) {
    when (place) {
        Place.Home -> HomePlace(models, navigator)
        is Place.Code -> CodePlace(place, models, navigator, phone)
        Place.Menu, is Place.Dish, Place.Basket, Place.Review -> OrderPlaces(place, models, pictures, navigator)
        Place.Orders, is Place.Order, is Place.Change -> OrdersPlaces(place, models, navigator)
        Place.Rewards, is Place.Surprise -> RewardsPlaces(place, models, navigator)
        is Place.Invite -> InvitePlace(place, models, navigator, phone)
        Place.History, is Place.Receipt -> HistoryPlaces(place, models, navigator)
        Place.News -> NewsPlace(models, navigator)
        Place.TopUp -> TopUpPlace(models, navigator)
        Place.More -> MoreScreen(unread(models), navigator::go)
        Place.Settings, Place.Phones, Place.MoveHere -> SettingsPlaces(place, models, navigator, phone)
    }
}

@Composable
private fun HomePlace(models: Models, navigator: Navigator) {
    val state by models.home.state.collectAsState()
    val rewards by models.rewards.state.collectAsState()
    HomeScreen(
        state,
        onShowCode = { navigator.go(Place.Code()) },
        onTopUp = { navigator.go(Place.TopUp) },
        onOpenSurprise = {
            val first = rewards.contents?.surprises?.firstOrNull()
            navigator.go(first?.let { Place.Surprise(it.number) } ?: Place.Rewards)
        },
        onPickup = { navigator.go(Place.Order(it)) },
        onVouchers = { navigator.go(Place.Rewards) },
        onNews = { navigator.go(Place.News) },
        onAddEmail = { navigator.go(Place.Settings) },
    )
}

@Composable
private fun CodePlace(place: Place.Code, models: Models, navigator: Navigator, phone: PhoneActions) {
    val state by models.pay.state.collectAsState()
    val home by models.home.state.collectAsState()
    val balance = home.contents?.takeIf { it.spendsFrom == null }?.cents?.takeIf { it > 0 }
    val show = { models.pay.show(PayRequest(payMax = balance, earn = true, redeem = place.voucher)) }
    val known = home is Shown.Ready
    LaunchedEffect(place, known) { if (known) show() }
    DisposableEffect(place) { onDispose { models.pay.hide() } }
    val retry = {
        val failure = (state as? PayState.Failed)?.failure
        if (failure?.kind == FailureKind.NEEDS_USER_PRESENCE) phone.unlock { show() } else show()
    }
    PayCodeScreen(state, onClose = navigator::back, onRetry = retry)
}

@Composable
private fun OrderPlaces(place: Place, models: Models, pictures: Pictures, navigator: Navigator) {
    val model = models.order
    val state by model.state.collectAsState()
    val order = state.contents
    val placed = (order?.placing as? Placing.Placed)?.order
    LaunchedEffect(placed) {
        if (placed != null) {
            model.forgetOutcome()
            navigator.goFrom(Place.Menu, Place.Order(placed))
        }
    }
    val page = order?.page
    val dish = if (place is Place.Dish) page?.dish(place.item) else null
    when {
        page != null && dish != null ->
            DishScreen(
                dish,
                pictures,
                page.menuAt,
                onAdd = { quantity, changes ->
                    model.add(dish.item.id, quantity, changes)
                    navigator.back()
                },
                onBack = navigator::back,
            )

        place == Place.Basket ->
            BasketScreen(
                state,
                onQuantity = model::setQuantity,
                onDay = model::chooseDay,
                onSlot = model::chooseSlot,
                onReview = { navigator.go(Place.Review) },
                onBack = navigator::back,
            )

        place == Place.Review ->
            ReviewScreen(
                state,
                onRedeem = model::chooseRedeem,
                onPlace = model::place,
                onTopUpAndPlace = model::topUpAndPlace,
                onOutcomeSeen = model::forgetOutcome,
                onBack = navigator::back,
            )

        // An item that isn't on the menu any more leads there too.
        else ->
            MenuScreen(
                state,
                pictures,
                onShop = model::chooseShop,
                onDish = { navigator.go(Place.Dish(it)) },
                onBasket = { navigator.go(Place.Basket) },
            )
    }
}

@Composable
private fun OrdersPlaces(place: Place, models: Models, navigator: Navigator) {
    when (place) {
        is Place.Order -> {
            val model = remember(place.id) { models.orderPage(place.id) }
            val state by model.state.collectAsState()
            val change = {
                models.beginChange(place.id)
                navigator.go(Place.Change(place.id))
            }
            OrderScreen(state, model::pay, change, model::callOff, model::moveTo, navigator::back)
        }

        is Place.Change -> ChangePlace(models.change(place.order), navigator)

        else -> {
            val state by models.orders.state.collectAsState()
            OrdersScreen(state, onOrder = { navigator.go(Place.Order(it)) }, onBack = navigator::back)
        }
    }
}

@Composable
private fun ChangePlace(model: ChangeModel, navigator: Navigator) {
    val state by model.state.collectAsState()
    val isDone = state.contents?.progress == Progress.Done
    LaunchedEffect(isDone) { if (isDone) navigator.back() }
    ChangeScreen(state, model::setQuantity, model::chooseDay, model::chooseSlot, model::save, navigator::back)
}

@Composable
private fun RewardsPlaces(place: Place, models: Models, navigator: Navigator) {
    if (place is Place.Surprise) {
        val model = remember(place.number) { models.surprise(place.number) }
        val state by model.state.collectAsState()
        SurpriseScreen(state, model::open, navigator::back)
    } else {
        val state by models.rewards.state.collectAsState()
        DisposableEffect(Unit) { onDispose { models.rewards.forgetOutcome() } }
        RewardsScreen(
            state,
            onSurprise = { navigator.go(Place.Surprise(it)) },
            onUse = { navigator.go(Place.Code(it.number)) },
            onTake = models.rewards::take,
            onGiveBack = models.rewards::giveBack,
        )
    }
}

@Composable
private fun InvitePlace(place: Place.Invite, models: Models, navigator: Navigator, phone: PhoneActions) {
    val model = remember { models.invite() }
    val state by model.state.collectAsState()
    InviteScreen(state, phone::share, model::accept, navigator::back, typed = place.typed)
}

@Composable
private fun HistoryPlaces(place: Place, models: Models, navigator: Navigator) {
    if (place is Place.Receipt) {
        val model = remember(place.id) { models.receipt(place.id) }
        val state by model.state.collectAsState()
        ReceiptScreen(state, navigator::back)
    } else {
        val model = remember { models.history() }
        val state by model.state.collectAsState()
        HistoryScreen(state, onReceipt = { navigator.go(Place.Receipt(it)) }, model::older, navigator::back)
    }
}

@Composable
private fun NewsPlace(models: Models, navigator: Navigator) {
    val state by models.news.state.collectAsState()
    DisposableEffect(Unit) { onDispose { models.news.looked() } }
    NewsScreen(
        state,
        onOpen = { kind ->
            when (kind) {
                is AnnouncementKind.SurpriseReady -> navigator.go(Place.Surprise(kind.surprise))
                is AnnouncementKind.OrderReady -> navigator.go(Place.Order(kind.order))
                is AnnouncementKind.VoucherEnds, is AnnouncementKind.DoughEnds -> navigator.go(Place.Rewards)
                is AnnouncementKind.FriendRewarded -> navigator.go(Place.Invite())
            }
        },
        onBack = navigator::back,
    )
}

@Composable
private fun TopUpPlace(models: Models, navigator: Navigator) {
    val model = remember { models.topUp() }
    val state by model.state.collectAsState()
    TopUpScreen(
        state,
        onChoose = model::choose,
        onPay = model::pay,
        onAddEmail = { navigator.go(Place.Settings) },
        onBack = navigator::back,
    )
}

@Composable
private fun SettingsPlaces(place: Place, models: Models, navigator: Navigator, phone: PhoneActions) {
    val state by models.settings.state.collectAsState()
    val actions = remember { settingsActions(models, phone) }
    DisposableEffect(place) { onDispose { models.settings.forgetOutcome() } }
    when (place) {
        Place.Phones -> PhonesScreen(state, actions, navigator::back)

        Place.MoveHere -> MoveHereScreen(state, actions, navigator::back)

        else ->
            SettingsScreen(
                state,
                actions,
                onPhones = { navigator.go(Place.Phones) },
                onMoveHere = { navigator.go(Place.MoveHere) },
                onBack = navigator::back,
            )
    }
}
