package dev.selvage.bench.kotlin

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.sync.withPermit
import java.util.concurrent.atomic.AtomicLong

/**
 * Kotlin's coroutines in their plainest use. The calling thread waits in `runBlocking`; the coroutines run on
 * `Dispatchers.Default`, whose threads are as many as the carriers of virtual threads in the same run.
 */
object Coroutines {
    /** A scope that starts nothing. */
    @JvmStatic
    fun empty() = runBlocking(Dispatchers.Default) { coroutineScope { } }

    /** Starts two, awaits each, and returns the sum of their results. */
    @JvmStatic
    fun twoForks(): Int = runBlocking(Dispatchers.Default) {
        coroutineScope {
            val first = async { 1 }
            val second = async { 2 }
            first.await() + second.await()
        }
    }

    /** Starts that many that do nothing; the scope awaits them. */
    @JvmStatic
    fun forks(n: Int) = runBlocking(Dispatchers.Default) {
        coroutineScope {
            repeat(n) { launch { } }
        }
    }

    /** Increments a number under a mutex, in that many coroutines. */
    @JvmStatic
    fun increments(coroutines: Int, each: Int): Long {
        val mutex = Mutex()
        var count = 0L
        runBlocking(Dispatchers.Default) {
            repeat(coroutines) {
                launch {
                    repeat(each) {
                        mutex.withLock { count++ }
                    }
                }
            }
        }
        return count
    }

    /** Takes and returns a permit of a semaphore, in that many coroutines. */
    @JvmStatic
    fun permits(permits: Int, coroutines: Int, each: Int) {
        val semaphore = Semaphore(permits)
        runBlocking(Dispatchers.Default) {
            repeat(coroutines) {
                launch {
                    repeat(each) {
                        semaphore.withPermit { }
                    }
                }
            }
        }
    }

    /**
     * Sends that many ones in equal parts to the receivers, and returns the sum of what they received. A capacity of 0 is a
     * rendezvous, -1 is none.
     */
    @JvmStatic
    fun flow(senders: Int, receivers: Int, capacity: Int, elements: Int): Long {
        val channel = Channel<Int>(if (capacity < 0) Channel.UNLIMITED else capacity)
        val sum = AtomicLong()
        runBlocking(Dispatchers.Default) {
            repeat(receivers) {
                launch {
                    var mine = 0L
                    repeat(elements / receivers) {
                        mine += channel.receive()
                    }
                    sum.addAndGet(mine)
                }
            }
            repeat(senders) {
                launch {
                    repeat(elements / senders) {
                        channel.send(1)
                    }
                }
            }
        }
        channel.close()
        return sum.get()
    }
}
