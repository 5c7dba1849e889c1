package dough.app

import android.content.Context
import android.provider.Settings

/** The shortcut and the widget ask for the code with it. */
internal const val SHOW_CODE = "dough.app.SHOW_CODE"

/** Whether things may move: not where the customer switched animations off. */
internal fun moves(context: Context): Boolean =
    Settings.Global.getFloat(context.contentResolver, Settings.Global.ANIMATOR_DURATION_SCALE, 1f) > 0f
