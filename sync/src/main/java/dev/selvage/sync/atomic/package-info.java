/** Atomic variables whose operations name their memory ordering, as in Rust. */
package dev.selvage.sync.atomic;
