package dough.ui

import dough.core.Announcement
import dough.core.AnnouncementKind
import dough.core.BasketLine
import dough.core.Benefit
import dough.core.Device
import dough.core.DeviceCode
import dough.core.HistoryEntry
import dough.core.Invitation
import dough.core.Item
import dough.core.Language
import dough.core.Modifier
import dough.core.Month
import dough.core.Order
import dough.core.OrderStatus
import dough.core.OrderTrouble
import dough.core.PricedLine
import dough.core.Profile
import dough.core.Receipt
import dough.core.RewardOffer
import dough.core.Shop
import dough.core.ShopToday
import dough.core.Slot
import dough.core.Surprise
import dough.core.Voucher
import dough.state.Failure
import dough.state.FailureKind
import dough.state.Progress
import dough.state.Shown
import dough.state.history.History
import dough.state.history.ReceiptPage
import dough.state.invite.InviteState
import dough.state.order.Basket
import dough.state.order.Dish
import dough.state.order.OrderChange
import dough.state.order.OrderState
import dough.state.order.Payment
import dough.state.order.Pickup as PickupTime
import dough.state.order.Placing
import dough.state.order.ShopPage
import dough.state.order.Usable
import dough.state.orders.OrderPage
import dough.state.rewards.Chance
import dough.state.rewards.Found
import dough.state.rewards.Offer
import dough.state.rewards.Rewards
import dough.state.rewards.SurprisePage
import dough.state.settings.Settings
import dough.state.topup.TopUpState
import java.time.LocalDate
import java.time.ZoneId

/** States of the screens, as a day at a bakery makes them. */
internal object States {
    private const val MINUTE = 60_000L
    private val brussels = ZoneId.of("Europe/Brussels")
    private val today = LocalDate.of(2026, 6, 16)
    private val shops =
        listOf("Rue du Midi", "Sablon", "Flagey").mapIndexed { at, name ->
            Shop(name.lowercase(), (at + 1).toUShort(), name, "Europe/Brussels")
        }
    private val oat = Modifier("oat", "Oat milk", 40, listOf("A"), crossContact = true)
    private val dishes =
        listOf(
            Dish(
                Item("croissant", "Croissant", 250, listOf("A", "C", "G"), emptyList(), SamplePictures.THERE),
                emptyList(),
                soldOut = false,
            ),
            Dish(
                Item("cappuccino", "Cappuccino", 360, listOf("G"), listOf("oat"), SamplePictures.COMING),
                listOf(oat),
                soldOut = false,
            ),
            Dish(
                Item("tartine", "Tartine with salmon", 1_290, listOf("A", "D"), emptyList(), null),
                emptyList(),
                soldOut = true,
            ),
            Dish(
                Item("granola", "Granola with berries", 790, listOf("A", "G", "H"), emptyList(), null),
                emptyList(),
                soldOut = false,
            ),
        )
    private val page = ShopPage(shops[0], ShopToday(true, "07:00–19:00", null, listOf("tartine"), EARLY), dishes, EARLY)
    private val lines = listOf(priced("croissant", "Croissant", 2u, 250), priced("cappuccino", "Cappuccino", 1u, 400))
    private val slots =
        List(9) {
            Slot(
                EARLY + (30 + 5L * it) * MINUTE,
                "${8 + (50 + 5 * it) / 60}:%02d".format((50 + 5 * it) % 60).padStart(5, '0'),
                3u,
            )
        }

    val menu =
        OrderState(
            shops = shops,
            page = page,
            basket =
                Basket(
                    emptyList(),
                    emptyList(),
                    total = 0,
                    dough = 0,
                    estimate = false,
                    failure = null,
                    soldOut = emptyList(),
                ),
            pickup = PickupTime(List(8) { today.plusDays(it.toLong()) }, today, emptyList(), null),
            payment = Payment(balanceAfter = 2_430, hasEmail = true),
            placing = Placing.Idle,
        )
    val basket =
        menu.copy(
            basket = Basket(
                lines.map {
                    BasketLine(it.item, it.quantity, it.modifiers)
                },
                lines,
                900,
                1,
                estimate = true,
                failure = null,
                soldOut = emptyList(),
            ),
            pickup = menu.pickup.copy(slots = slots, chosen = slots[2]),
            payment = Payment(balanceAfter = 1_530, hasEmail = true),
        )
    private val usable = listOf(Usable(43u, "EUR 2 off", 200), Usable(41u, "Croissant", 250))
    val redeeming =
        basket.copy(
            basket = basket.basket.copy(reasons = listOf("A visit: 1 dough"), usable = usable, redeem = usable.first()),
            payment = Payment(balanceAfter = 1_730, hasEmail = true),
        )
    val short = basket.copy(payment = Payment(balanceAfter = -400, hasEmail = false))
    val warned = short.copy(placing = Placing.Failed(Failure(FailureKind.REFUSED, "no_email_yet")))
    val unpictured = menu.copy(page = page.copy(dishes = dishes.map { it.copy(item = it.item.copy(image = null)) }))
    val pictured = dishes[0]
    val dish = dishes[1]

    private val order =
        Order(
            id = "0190f3a0-0000-7000-8000-000000000001",
            status = OrderStatus.RESERVED,
            shop = "rue du midi",
            pickupCode = "A07",
            pickupAt = EARLY + 30 * MINUTE,
            lines = basket.basket.lines,
            pricedLines = lines,
            total = 900,
            due = 900,
            redeem = null,
            dough = 1,
            placedAt = EARLY,
            shopName = "Rue du Midi",
            localLabel = "08:50",
            dueAt = EARLY + 30 * MINUTE,
            holdEndsAt = null,
            canChange = true,
            code = null,
            trouble = null,
        )
    val paid = OrderPage(order, lines, soldOut = null, minutesLeft = 24, day = today, progress = Progress.Idle)
    val redeemed = paid.copy(order = order.copy(due = 700, redeem = 43u))
    val change =
        OrderChange(
            shop = order.shop,
            basket = basket.basket,
            pickup = basket.pickup,
            payment = Payment(balanceAfter = 2_430, hasEmail = true),
            progress = Progress.Idle,
        )
    val changeShort =
        change.copy(
            basket = change.basket.copy(soldOut = listOf("Croissant")),
            payment = Payment(balanceAfter = -400, hasEmail = true),
        )
    val changeRefused = change.copy(progress = failed("slot_full"))
    val ready = paid.copy(order = order.copy(status = OrderStatus.PREPARED, canChange = false), minutesLeft = null)
    val refused =
        paid.copy(
            order =
                order.copy(
                    status = OrderStatus.REFUSED,
                    pickupCode = null,
                    canChange = false,
                    code = "slot_full",
                    trouble = OrderTrouble.OtherTime(slots.take(3)),
                ),
            minutesLeft = null,
        )
    val orders =
        listOf(
            order,
            order.copy(
                id = "2",
                status = OrderStatus.COMPLETED,
                pickupAt = EARLY - 3_000 * MINUTE,
                localLabel = "12:15",
            ),
            order.copy(id = "3", status = OrderStatus.CANCELED, pickupAt = EARLY - 9_000 * MINUTE, total = 1_540),
        )

    private val voucher = Voucher(41u, "cookie", "Chocolate cookie", EARLY + 30 * 24 * 60 * MINUTE)
    private val found = Found(38u, EARLY - 4_000 * MINUTE, "Chocolate cookie", null, verified = true)
    val rewards =
        Rewards(listOf(voucher), emptyList(), listOf(Surprise(52u, EARLY, emptyList())), listOf(found), Progress.Idle)
    val noRewards = Rewards(emptyList(), emptyList(), emptyList(), emptyList(), Progress.Idle)
    private val twoEuros = voucher.copy(number = 43u, item = null, name = "EUR 2 off", minimum = 800, cost = 4)
    val offer =
        Offer(RewardOffer("two-euros", "EUR 2 off", 4, 0, Benefit.Amount(200), 800, 30u, forfeits = false), item = null)
    private val offers =
        listOf(
            offer,
            Offer(
                RewardOffer(
                    "coffee",
                    "Coffee of your choice",
                    5,
                    0,
                    Benefit.Item("cappuccino"),
                    0,
                    30u,
                    forfeits = true,
                ),
                item = "Cappuccino",
            ),
            Offer(
                RewardOffer("tenth-off", "10 % off", 6, 1, Benefit.Percent(10u, 500), 0, 14u, forfeits = false),
                item = null,
            ),
        )
    val spending =
        noRewards.copy(
            vouchers = listOf(twoEuros, twoEuros.copy(number = 44u, name = "Cappuccino", minimum = 0, order = "o")),
            offers = offers,
        )
    val spendingRefused = noRewards.copy(offers = offers.take(1), progress = failed("too_many_rewards"))
    private val chances =
        listOf(Chance("Chocolate cookie", 60.0), Chance("3 dough", 37.5), Chance("Breakfast for two", 2.5))
    val surprise = SurprisePage(52u, chances, minimumAge = 18, found = null, progress = Progress.Idle)
    val opened = SurprisePage(52u, emptyList(), minimumAge = null, found = found, progress = Progress.Done)

    val invite =
        InviteState(
            code = "KQ7M3XTB",
            link = "https://bakery.example/i/KQ7M3XTB",
            picture = showing("HTTPS://BAKERY.EXAMPLE/I/KQ7M3XTB").picture,
            business = "The Bakery",
            award = 5,
            friendAward = 3,
            friends =
                listOf(
                    Invitation("1", "pending", EARLY - 1_000 * MINUTE, EARLY + 9_000 * MINUTE),
                    Invitation("2", "rewarded", EARLY - 90_000 * MINUTE, null),
                ),
            invitedBy = null,
            accepting = Progress.Idle,
        )
    val inviteRefused = invite.copy(friends = emptyList(), accepting = failed("invitation_own_code"))

    val history =
        History(
            lines =
                listOf(
                    entry(9u, "Visit, Rue du Midi, EUR 12.40", 1, -1_240, "r"),
                    entry(8u, "Topped up, EUR 25.00", 0, 2_500, null),
                    entry(7u, "A surprise was opened: Chocolate cookie", -7, 0, null),
                ),
            more = true,
            months = emptyList(),
        )
    val lastPage = history.copy(more = false, months = listOf(Month("2025-04", 6u, 7_480, 6, 0)))
    val receipt =
        ReceiptPage(
            Receipt("0190f3a0", "rue du midi", EARLY, lines, 900, off = 0, dough = 1, returned = 250, refunded = false),
            "Rue du Midi",
            brussels,
        )

    val receiptOff = receipt.copy(receipt = receipt.receipt.copy(off = 200, returned = 0))

    val news =
        listOf(
            Announcement("1", AnnouncementKind.OrderReady("o", "Rue du Midi", "A07"), EARLY, seen = false),
            Announcement("2", AnnouncementKind.SurpriseReady(52u), EARLY - 60 * MINUTE, seen = true),
            Announcement(
                "3",
                AnnouncementKind.VoucherEnds(41u, "Chocolate cookie", EARLY + 2_000 * MINUTE),
                EARLY - 70 * MINUTE,
                seen = true,
            ),
            Announcement("4", AnnouncementKind.DoughEnds(3, EARLY + 9_000 * MINUTE), EARLY - 80 * MINUTE, seen = true),
        )

    val topUp =
        TopUpState(
            balance = 430,
            amounts = listOf(1_000, 2_500, 5_000, 10_000),
            chosen = 2_500,
            progress = Progress.Idle,
        )
    val topUpWarned = topUp.copy(progress = failed("no_email_yet"))

    val settings =
        Settings(
            profile = Profile("Anna", Language.NL, "anna@example.com", news = true, research = false),
            devices = listOf(
                Device("1", EARLY - 90_000 * MINUTE, null, own = true),
                Device(
                    "2",
                    EARLY,
                    EARLY + 1_440 * MINUTE,
                    own = false,
                ),
            ),
            balance = 430,
            version = "0.1.0",
            confirming = null,
            recovering = null,
            deviceCode = null,
            export = null,
            asked = null,
        )
    val phones = settings.copy(deviceCode = DeviceCode("K7QM3XTB", EARLY + 10 * MINUTE))
    val recovering = settings.copy(recovering = "anna@example.com")

    fun failed(code: String) = Progress.Failed(Failure(FailureKind.REFUSED, code))

    fun <T : Any> shown(value: T): Shown<T> = Shown.Ready(value)

    private fun priced(id: String, name: String, quantity: UInt, price: Long) =
        PricedLine(id, name, quantity, emptyList(), price, quantity.toLong() * price, emptyList())

    private fun entry(seq: ULong, text: String, dough: Long, cents: Long, receipt: String?) = HistoryEntry(
        seq,
        EARLY - (10 - seq.toLong()) * 1_000 * MINUTE,
        "sale_booked",
        text,
        dough,
        cents,
        null,
        receipt,
    )
}
