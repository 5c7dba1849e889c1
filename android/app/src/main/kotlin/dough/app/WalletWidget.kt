package dough.app

import android.app.PendingIntent
import android.appwidget.AppWidgetManager
import android.appwidget.AppWidgetProvider
import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.widget.RemoteViews
import dough.core.Home
import dough.state.Opening
import dough.ui.theme.doughLine
import dough.ui.theme.pickupLine
import dough.ui.theme.stringsFor
import java.util.Locale
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch

/** Dough and the next pickup on the phone's first page. A tap shows the code. */
class WalletWidget : AppWidgetProvider() {
    override fun onUpdate(context: Context, manager: AppWidgetManager, ids: IntArray) {
        val waiting = goAsync()
        CoroutineScope(Dispatchers.Default).launch {
            val engine = (context.wallet.open() as? Opening.Opened)?.engine
            engine?.let { quietly { show(context, it.home()) } }
            waiting.finish()
        }
    }

    companion object {
        fun show(context: Context, home: Home) {
            val strings = stringsFor(Locale.getDefault())
            val views =
                RemoteViews(context.packageName, R.layout.wallet_widget).apply {
                    setTextViewText(R.id.dough, strings.doughLine(home))
                    setTextViewText(R.id.pickup, strings.pickupLine(home))
                    setOnClickPendingIntent(R.id.widget, code(context))
                }
            AppWidgetManager.getInstance(
                context,
            ).updateAppWidget(ComponentName(context, WalletWidget::class.java), views)
        }

        private fun code(context: Context): PendingIntent {
            val intent = Intent(SHOW_CODE, null, context, MainActivity::class.java)
            return PendingIntent.getActivity(context, 1, intent, PendingIntent.FLAG_IMMUTABLE)
        }
    }
}
