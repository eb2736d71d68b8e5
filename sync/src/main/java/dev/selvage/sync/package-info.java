/**
 * Locks that own what they protect: a value is reached only through its lock, and a lock remembers that a critical
 * section has failed.
 *
 * <h2>Memory consistency</h2>
 *
 * What a thread does before it lets go of a lock happens before what another does after it has taken the lock.
 */
package dev.selvage.sync;
