package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.channels.Channel;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.SendException;
import dev.selvage.channels.Sender;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pipeline of four stages whose third one fails: it shuts down in both directions, and each element is accounted for. */
@Timeout(30)
class FailingPipelineTest {
    private static final int ELEMENTS = 1_000;
    private static final int FAILS_AT = 300;

    private final Queue<Integer> processed = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> handedBack = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> undelivered = new ConcurrentLinkedQueue<>();
    private int sent;

    private Channel<Integer> channel(String name, int capacity) {
        Channel<Integer> channel = capacity < 0 ? Channel.unbounded(name) : Channel.bounded(name, capacity);
        return channel.onUndelivered(undelivered::add);
    }

    /** Sends, and notes the element if it comes back or stays here. */
    private void pass(Sender<Integer> out, int element) throws Exception {
        try {
            out.send(element);
        } catch (SendException e) {
            handedBack.add((Integer) e.element());
            throw e;
        } catch (InterruptedException | ScopeCancelledException e) {
            handedBack.add(element); // not sent
            throw e;
        }
    }

    private void generate(Sender<Integer> out) throws Exception {
        for (int i = 0; i < ELEMENTS; i++) {
            sent++;
            pass(out, i);
        }
    }

    private void relay(Receiver<Integer> in, Sender<Integer> out) throws Exception {
        for (int element : in) {
            pass(out, element);
        }
    }

    private void relayUntilItFails(Receiver<Integer> in, Sender<Integer> out) throws Exception {
        for (int element : in) {
            if (element == FAILS_AT) {
                processed.add(element); // by failing
                throw new IOException("the disk is full");
            }
            pass(out, element);
        }
    }

    private void consume(Receiver<Integer> in) {
        for (int element : in) {
            processed.add(element);
        }
    }

    private void stages(Scope scope, int capacity) {
        Channel<Integer> first = channel("first", capacity);
        Channel<Integer> second = channel("second", capacity);
        Channel<Integer> third = channel("third", capacity);
        Receiver<Integer> firstOut = first.receiver();
        Receiver<Integer> secondOut = second.receiver();
        Receiver<Integer> thirdOut = third.receiver();
        scope.fork("generator", first.sender(), this::generate);
        scope.fork("relay", firstOut, second.sender(), this::relay);
        scope.fork("failing", secondOut, third.sender(), this::relayUntilItFails);
        scope.fork("consumer", thirdOut, this::consume);
    }

    private void assertAllAccountedFor() {
        List<Integer> all = new ArrayList<>(processed);
        all.addAll(handedBack);
        all.addAll(undelivered);
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, sent).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 2, 16})
    void supervised_theChannelsAloneShutItDown(int capacity) throws Exception {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Scope.supervise(failure -> failures.add(failure.cause()), scope -> stages(scope, capacity));
        assertAllAccountedFor();
        // downstream the end is orderly: the consumer has got all that the failing stage had passed on
        assertThat(processed).hasSize(FAILS_AT + 1);
        assertThat(failures).hasAtLeastOneElementOfType(IOException.class);
        assertThat(failures).allMatch(e -> e instanceof IOException || e instanceof SendException);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 2, 16})
    void failFast_theScopeShutsItDown(int capacity) {
        assertThatThrownBy(() -> Scope.run(scope -> stages(scope, capacity)))
                .isInstanceOf(ScopeFailedException.class)
                .hasRootCauseMessage("the disk is full");
        assertAllAccountedFor();
    }
}
