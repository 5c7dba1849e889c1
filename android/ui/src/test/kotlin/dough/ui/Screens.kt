package dough.ui

import androidx.compose.runtime.Composable
import dough.state.Dots
import dough.state.HomeState
import dough.state.PayState
import dough.state.Shown
import dough.state.WalletAccess
import dough.state.order.OrderChange
import dough.state.order.OrderState
import dough.state.orders.OrderPage
import dough.state.rewards.Rewards
import dough.ui.States.shown
import dough.ui.app.MoreScreen
import dough.ui.history.HistoryScreen
import dough.ui.history.ReceiptScreen
import dough.ui.home.HomeScreen
import dough.ui.invite.InviteScreen
import dough.ui.news.NewsScreen
import dough.ui.order.BasketScreen
import dough.ui.order.DishScreen
import dough.ui.order.MenuScreen
import dough.ui.order.ReviewScreen
import dough.ui.orders.CallOffAsk
import dough.ui.orders.ChangeScreen
import dough.ui.orders.OrderScreen
import dough.ui.orders.OrdersScreen
import dough.ui.pay.PayCodeScreen
import dough.ui.rewards.GiveBackAsk
import dough.ui.rewards.RewardsScreen
import dough.ui.rewards.SurpriseScreen
import dough.ui.rewards.TakeAsk
import dough.ui.settings.EraseAsk
import dough.ui.settings.LogOutAsk
import dough.ui.settings.MoveHereScreen
import dough.ui.settings.PhonesScreen
import dough.ui.settings.RemovePhoneAsk
import dough.ui.settings.SettingsActions
import dough.ui.settings.SettingsScreen
import dough.ui.topup.TopUpScreen
import java.lang.reflect.Proxy
import java.time.ZoneOffset

/** Every screen in every state that looks otherwise, by name: what the pictures show. */
internal val SCREENS: Map<String, @Composable () -> Unit> by lazy { PLAIN + ASKING }

private val PLAIN: Map<String, @Composable () -> Unit> =
    mapOf(
        "home" to { Home(REGULAR.copy(unread = 2)) },
        "home-new" to { Home(NEW.copy(hasEmail = false)) },
        "home-owing" to { Home(NEW.copy(dough = 0, owedDough = 2, dots = Dots(filled = 0, wanted = 7))) },
        "home-surprise" to { Home(SURPRISED) },
        "home-offline" to { Home(REGULAR.copy(offlineSince = EARLY, outbox = 1)) },
        "home-revoked" to { Home(REGULAR.copy(access = WalletAccess.REVOKED)) },
        "home-loading" to { Home(Shown.Loading) },
        "home-failed" to { Home(Shown.Failed(FAILED)) },
        "code" to { Code(SHOWING) },
        "code-voucher" to { Code(SHOWING.copy(voucher = "Chocolate cookie")) },
        "code-used" to { Code(USED) },
        "code-failed" to { Code(PayState.Failed(FAILED)) },
        "menu" to { Menu(shown(States.menu)) },
        "menu-unpictured" to { Menu(shown(States.unpictured)) },
        "menu-none" to { Menu(Shown.Loading) },
        "dish" to { DishScreen(States.dish, SamplePictures, EARLY, { _, _ -> }, {}) },
        "dish-pictured" to { DishScreen(States.pictured, SamplePictures, EARLY, { _, _ -> }, {}) },
        "basket" to { BasketScreen(shown(States.basket), { _, _ -> }, {}, {}, {}, {}) },
        "basket-empty" to { BasketScreen(shown(States.menu), { _, _ -> }, {}, {}, {}, {}) },
        "review" to { ReviewScreen(shown(States.basket), {}, {}, {}, {}, {}) },
        "review-reward" to { ReviewScreen(shown(States.redeeming), {}, {}, {}, {}, {}) },
        "review-short" to { ReviewScreen(shown(States.short), {}, {}, {}, {}, {}) },
        "orders" to { OrdersScreen(shown(States.orders), {}, {}, zone = ZoneOffset.UTC) },
        "orders-none" to { OrdersScreen(shown(emptyList()), {}, {}, zone = ZoneOffset.UTC) },
        "order" to { OneOrder(States.paid) },
        "order-reward" to { OneOrder(States.redeemed) },
        "order-ready" to { OneOrder(States.ready) },
        "order-refused" to { OneOrder(States.refused) },
        "change" to { Change(States.change) },
        "change-short" to { Change(States.changeShort) },
        "change-refused" to { Change(States.changeRefused) },
        "rewards" to { Rewards(States.rewards) },
        "rewards-none" to { Rewards(States.noRewards) },
        "rewards-spend" to { Rewards(States.spending) },
        "rewards-refused" to { Rewards(States.spendingRefused) },
        "surprise" to { SurpriseScreen(shown(States.surprise), {}, {}) },
        "surprise-opened" to { SurpriseScreen(shown(States.opened), {}, {}) },
        "invite" to { InviteScreen(shown(States.invite), {}, {}, {}, zone = ZoneOffset.UTC) },
        "invite-refused" to { InviteScreen(shown(States.inviteRefused), {}, {}, {}, zone = ZoneOffset.UTC) },
        "history" to { HistoryScreen(shown(States.history), {}, {}, {}, zone = ZoneOffset.UTC) },
        "history-earlier" to { HistoryScreen(shown(States.lastPage), {}, {}, {}, zone = ZoneOffset.UTC) },
        "receipt" to { ReceiptScreen(shown(States.receipt), {}) },
        "receipt-reward" to { ReceiptScreen(shown(States.receiptOff), {}) },
        "news" to { NewsScreen(shown(States.news), {}, {}, zone = ZoneOffset.UTC) },
        "news-none" to { NewsScreen(shown(emptyList()), {}, {}, zone = ZoneOffset.UTC) },
        "top-up" to { TopUpScreen(shown(States.topUp), {}, {}, {}, {}) },
        "top-up-warned" to { TopUpScreen(shown(States.topUpWarned), {}, {}, {}, {}) },
        "more" to { MoreScreen(unread = 2, {}) },
        "settings" to { SettingsScreen(shown(States.settings), NO_ACTIONS, {}, {}, {}) },
        "phones" to { PhonesScreen(shown(States.phones), NO_ACTIONS, {}, zone = ZoneOffset.UTC) },
        "move-here" to { MoveHereScreen(shown(States.recovering), NO_ACTIONS, {}) },
    )

/** Those with a question over them. */
internal val ASKING: Map<String, @Composable () -> Unit> =
    mapOf(
        "order-call-off" to {
            OneOrder(States.paid)
            CallOffAsk({}, {})
        },
        "rewards-take" to {
            Rewards(States.spending)
            TakeAsk(States.offer, {}, {})
        },
        "rewards-give-back" to {
            Rewards(States.spending)
            GiveBackAsk(States.spending.vouchers.first(), {}, {})
        },
        "review-no-email" to { ReviewScreen(shown(States.warned), {}, {}, {}, {}, {}) },
        "settings-log-out" to {
            SettingsScreen(shown(States.settings), NO_ACTIONS, {}, {}, {})
            LogOutAsk(isLast = true, NO_ACTIONS, {})
        },
        "settings-erase" to {
            SettingsScreen(shown(States.settings), NO_ACTIONS, {}, {}, {})
            EraseAsk(balance = 430, NO_ACTIONS, {})
        },
        "phones-remove" to {
            PhonesScreen(shown(States.phones), NO_ACTIONS, {}, zone = ZoneOffset.UTC)
            RemovePhoneAsk({}, {})
        },
    )

/** Actions that do nothing. */
internal val NO_ACTIONS =
    Proxy.newProxyInstance(SettingsActions::class.java.classLoader, arrayOf(SettingsActions::class.java)) { _, _, _ ->
        null
    } as SettingsActions

@Composable
private fun Home(state: HomeState) = Home(shown(state))

@Composable
private fun Home(state: Shown<HomeState>) = HomeScreen(state, {}, {}, {}, {}, {}, {}, {}, zone = ZoneOffset.UTC)

@Composable
private fun Menu(state: Shown<OrderState>) = MenuScreen(state, SamplePictures, {}, {}, {}, zone = ZoneOffset.UTC)

@Composable
private fun OneOrder(page: OrderPage) = OrderScreen(shown(page), {}, {}, {}, {}, {}, zone = ZoneOffset.UTC)

@Composable
private fun Rewards(rewards: Rewards) = RewardsScreen(shown(rewards), {}, {}, {}, {}, zone = ZoneOffset.UTC)

@Composable
private fun Change(change: OrderChange) = ChangeScreen(shown(change), { _, _ -> }, {}, {}, {}, {})

@Composable
internal fun Code(state: PayState) = PayCodeScreen(state, {}, {})
