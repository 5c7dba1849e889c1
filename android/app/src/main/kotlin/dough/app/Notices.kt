package dough.app

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import dough.core.Announcement
import dough.core.AnnouncementKind
import dough.ui.theme.stringsFor
import dough.ui.theme.told
import java.time.ZoneId
import java.util.Locale

/** What is new, as the system's notifications: orders in one channel, rewards in another. */
class Notices(private val context: Context) {
    private val manager = context.getSystemService(NotificationManager::class.java)

    fun prepare() {
        manager.createNotificationChannels(
            listOf(
                NotificationChannel(
                    ORDERS,
                    context.getString(R.string.orders_channel),
                    NotificationManager.IMPORTANCE_HIGH,
                ),
                NotificationChannel(
                    REWARDS,
                    context.getString(R.string.rewards_channel),
                    NotificationManager.IMPORTANCE_DEFAULT,
                ),
            ),
        )
    }

    /** Shows what wasn't looked at yet, and takes back what is over. */
    fun tell(news: List<Announcement>) {
        val unread = news.filterNot { it.seen }
        manager.activeNotifications.filter { shown ->
            unread.none { it.id == shown.tag }
        }.forEach { manager.cancel(it.tag, it.id) }
        unread.forEach { manager.notify(it.id, ID, notification(it)) }
    }

    private fun notification(news: Announcement): Notification {
        val channel = if (news.kind is AnnouncementKind.OrderReady) ORDERS else REWARDS
        val open =
            PendingIntent.getActivity(
                context,
                0,
                Intent(context, MainActivity::class.java),
                PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT,
            )
        return Notification
            .Builder(context, channel)
            .setSmallIcon(R.drawable.icon)
            .setContentTitle(stringsFor(Locale.getDefault()).told(news.kind, ZoneId.systemDefault()))
            .setContentIntent(open)
            .setAutoCancel(true)
            .setOnlyAlertOnce(true)
            .build()
    }

    private companion object {
        const val ORDERS = "orders"
        const val REWARDS = "rewards"
        const val ID = 1
    }
}
