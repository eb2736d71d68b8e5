package dev.selvage.scope;

/**
 * The view of scopes that a running service gives to JMX, as {@code dev.selvage:type=Scopes}. Registered about a second
 * after the first scope was opened, unless {@code -Dselvage.jmx=false}.
 */
public interface ScopesMXBean {
    /** {@return what {@link Scope#dump()} returns} */
    String dump();

    /** {@return what {@link Scope#dumpJson()} returns} */
    String dumpJson();

    /** {@return what {@link Scope#problems()} returns} */
    ScopeProblems getProblems();
}
