package dough.ui.theme

import dough.core.AnnouncementKind
import dough.core.Home
import dough.ui.Strings
import java.time.ZoneId

/** An announcement as a sentence: on the news' screen, and as a notification. */
fun Strings.told(kind: AnnouncementKind, zone: ZoneId): String = when (kind) {
    is AnnouncementKind.SurpriseReady -> newsSurpriseReady
    is AnnouncementKind.OrderReady -> newsOrderReady(kind.code, kind.shopName)
    is AnnouncementKind.VoucherEnds -> newsVoucherEnds(date(kind.expiresAt, zone), kind.name)
    is AnnouncementKind.DoughEnds -> newsDoughEnds(kind.dough, date(kind.until, zone))
    is AnnouncementKind.FriendRewarded -> newsFriendRewarded(kind.dough)
}

/** A widget's first line: how far the row to the next surprise is. */
fun Strings.doughLine(home: Home): String {
    val cost = home.surpriseCost
    return when {
        home.surprisesReady > 0u -> homeSurprises(home.surprisesReady.toInt())
        cost != null -> homeDots(home.dots, cost)
        else -> "${home.doughAvailable} $commonDough"
    }
}

/** A widget's second line: the next pickup; empty where there is none. */
fun Strings.pickupLine(home: Home): String =
    home.nextPickup?.let { "${it.localLabel}, ${it.shopName} · ${it.code}" }.orEmpty()
