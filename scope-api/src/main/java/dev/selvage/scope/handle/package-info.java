/** Handles with a single owner, which can move into forks. */
package dev.selvage.scope.handle;
