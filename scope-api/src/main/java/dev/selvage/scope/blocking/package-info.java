/** How operations of other modules that may wait begin and end: with the exceptions of scopes. */
package dev.selvage.scope.blocking;
