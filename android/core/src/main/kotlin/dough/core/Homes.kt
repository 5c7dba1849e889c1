package dough.core

import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate

/**
 * The customer's home: its value now, then each change. A slow collector gets the newest; values in
 * between may be left out. While the engine is paused nothing comes, and it never ends by itself.
 */
fun Dough.homes(): Flow<Home> = callbackFlow {
    val subscription =
        observe(
            object : Observer {
                override fun homeChanged(home: Home) {
                    trySend(home)
                }
            },
        )
    awaitClose { subscription.use(Subscription::cancel) }
}.conflate()
