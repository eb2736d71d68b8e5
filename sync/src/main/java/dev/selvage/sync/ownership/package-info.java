/** Counted ownership of values that must be freed at a known moment: {@link dev.selvage.sync.ownership.Arc}. */
package dev.selvage.sync.ownership;
