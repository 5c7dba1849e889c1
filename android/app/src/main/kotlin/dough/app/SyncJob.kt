package dough.app

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import dough.state.Opening
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancelChildren
import kotlinx.coroutines.launch

/** Sends what waits and reads what is new, now and then, while the app is closed. */
class SyncJob : JobService() {
    private val scope = CoroutineScope(Dispatchers.Default + Job())

    override fun onStartJob(parameters: JobParameters): Boolean {
        scope.launch {
            val engine = (wallet.open() as? Opening.Opened)?.engine
            val came = engine?.let { quietly { it.workInBackground(LIMIT_MILLIS) } }
            if (engine != null && came != null) {
                quietly { Notices(this@SyncJob).tell(engine.announcements()) }
                quietly { WalletWidget.show(this@SyncJob, engine.home()) }
            }
            jobFinished(parameters, came == null || came.left > 0u)
        }
        return true
    }

    override fun onStopJob(parameters: JobParameters): Boolean {
        scope.coroutineContext.cancelChildren()
        return true
    }

    companion object {
        private const val ID = 1
        private const val EVERY_HOURS = 6L

        /** The system gives a job ten minutes; a wallet needs seconds. */
        private val LIMIT_MILLIS = 30_000uL

        /** Asks the system for a job every six hours, where there is a network. */
        fun schedule(context: Context) {
            val job =
                JobInfo
                    .Builder(ID, ComponentName(context, SyncJob::class.java))
                    .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                    .setPeriodic(TimeUnit.HOURS.toMillis(EVERY_HOURS))
                    .setPersisted(true)
                    .build()
            val scheduler = context.getSystemService(JobScheduler::class.java)
            if (scheduler.getPendingJob(ID) == null) scheduler.schedule(job)
        }
    }
}
