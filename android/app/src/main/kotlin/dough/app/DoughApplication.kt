package dough.app

import android.app.Application
import android.content.Context

/** Holds the wallet, since screens, jobs and the widget share it. */
class DoughApplication : Application() {
    val wallet by lazy { Wallet(this, packageManager.getPackageInfo(packageName, 0).versionName.orEmpty()) }

    override fun onCreate() {
        super.onCreate()
        Notices(this).prepare()
        SyncJob.schedule(this)
    }
}

internal val Context.wallet: Wallet get() = (applicationContext as DoughApplication).wallet
