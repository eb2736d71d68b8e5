/** What all handles share: giving them up exactly once, following their owners, finding the lost ones. */
package dev.selvage.scope.tracking;
