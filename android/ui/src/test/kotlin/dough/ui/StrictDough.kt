package dough.ui

import dough.core.Dough
import dough.core.DoughInterface
import dough.core.NoHandle
import java.lang.reflect.InvocationTargetException
import java.util.concurrent.Executors
import kotlinx.coroutines.asCoroutineDispatcher
import net.bytebuddy.ByteBuddy
import net.bytebuddy.implementation.InvocationHandlerAdapter
import net.bytebuddy.matcher.ElementMatchers.isOverriddenFrom

/** A thread that may wait for a disk, a lock or the network. */
private class BlockingThread(work: Runnable) : Thread(work, "blocking")

/** Whether this is one of [blockingThreads]. */
internal fun mayBlock(): Boolean = Thread.currentThread() is BlockingThread

/** Threads that may block, as those of `Dispatchers.IO` may. */
internal fun blockingThreads() = Executors.newCachedThreadPool(::BlockingThread).asCoroutineDispatcher()

/**
 * The same engine, but it refuses to be called on a thread where nothing may block: on the main thread,
 * above all. Whoever calls may catch that, so [refused] hears of it too.
 */
internal fun strict(engine: Dough, refused: (String) -> Unit): Dough = ByteBuddy()
    .subclass(Dough::class.java)
    .method(isOverriddenFrom(DoughInterface::class.java))
    .intercept(
        InvocationHandlerAdapter.of { _, method, arguments: Array<Any?>? ->
            if (!mayBlock()) {
                val what = "${method.name} on ${Thread.currentThread().name}"
                refused(what)
                error("the engine was called where nothing may block: $what")
            }
            try {
                method.invoke(engine, *arguments.orEmpty())
            } catch (thrown: InvocationTargetException) {
                throw thrown.targetException
            }
        },
    ).make()
    .load(Dough::class.java.classLoader)
    .loaded
    .getConstructor(NoHandle::class.java)
    .newInstance(NoHandle)
