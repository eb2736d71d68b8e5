/** The logging context of SLF4J (MDC) in forks. */
package dev.selvage.slf4j;
