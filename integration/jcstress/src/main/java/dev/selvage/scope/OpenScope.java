package dev.selvage.scope;

/** A scope that stays open as long as the JVM, for forks that the tests run by hand. */
final class OpenScope {
    static final ScopeCore SCOPE = new JoinScopeImpl<Object, Void>(ScopeConfig.DEFAULT, Joiner.awaitAll(), false);

    private OpenScope() {}
}
