/** Channels: queues with two kinds of handles, that end when one side is gone. */
package dev.selvage.channels;
