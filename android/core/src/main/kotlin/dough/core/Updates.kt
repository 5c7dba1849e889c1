package dough.core

import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.map

/**
 * A topic: its value now, then each change. A slow collector gets the newest; values in between may
 * be left out. While the engine is paused nothing comes, and it never ends by itself.
 *
 * @throws DoughException on collecting it, where the topic names something that can't be read
 */
fun Dough.updates(topic: Topic): Flow<Update> = callbackFlow {
    val subscription =
        observe(
            topic,
            object : Observer {
                override fun changed(update: Update) {
                    trySend(update)
                }
            },
        )
    awaitClose { subscription.use(Subscription::cancel) }
}.conflate()

/** The customer's home, as [updates] tells it. */
fun Dough.homes(): Flow<Home> = updates(Topic.Home).filterIsInstance<Update.Home>().map { it.home }

/** What becomes of a code that is shown, as [updates] tells it. */
fun Dough.paySessions(session: ULong): Flow<PaySession> =
    updates(Topic.PaySession(session)).filterIsInstance<Update.PaySession>().map { it.paySession }
