/** What others provide: carriers of context and listeners, found by the {@code ServiceLoader} or given to a scope. */
package dev.selvage.scope.spi;
