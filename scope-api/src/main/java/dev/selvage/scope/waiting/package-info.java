/** The one way to wait: parking, who waits for what, and the delivery of cancellation to a thread. */
package dev.selvage.scope.waiting;
