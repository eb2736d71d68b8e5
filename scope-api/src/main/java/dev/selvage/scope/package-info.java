/**
 * Structured concurrency: scopes whose forks cannot outlive them.
 *
 * <h2>Memory consistency</h2>
 *
 * Actions in a thread before {@code fork} happen before any action of the fork. Actions of a fork happen before the
 * return from {@link dev.selvage.scope.Fork#join() join}, {@code await}, {@code get} or {@code outcome} that saw its
 * result, and before the end of its scope. What a thread does before it cancels happens before the forks see the reason.
 */
package dev.selvage.scope;
