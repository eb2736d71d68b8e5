package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.channels.Channel;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Select;
import dev.selvage.channels.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of values that the clauses of a select keep. */
@Timeout(20)
class SelectKeptTest {
    private final List<String> undelivered = new ArrayList<>();
    private final Channel<String> out = Channel.<String>rendezvous("out").onUndelivered(undelivered::add);
    private final Sender<String> sender = out.sender();
    private final Channel<String> other = Channel.rendezvous("other");
    private final Sender<String> otherSender = other.sender();
    private final AtomicInteger asked = new AtomicInteger();
    private final Receiver<String> receiver = out.receiver();

    private Select<String> select() {
        return Select.<String>builder()
                .send(sender, () -> "value " + asked.incrementAndGet(), () -> "sent")
                .send(otherSender, () -> "other", () -> "sent to other")
                .build();
    }

    @Test
    void takeBack_givesWhatWasNotSent_once_andTheSupplierIsAskedAgain() throws Exception {
        Select<String> select = select();
        assertThat(select.takeBack(sender)).isEmpty();
        assertThat(select.tryAwait()).isEmpty();
        assertThat(select.takeBack(sender)).containsExactly("value 1");
        assertThat(select.takeBack(sender)).isEmpty();
        assertThat(select.tryAwait(Duration.ofMillis(1))).isEmpty();
        assertThat(asked).hasValue(2);
        assertThat(select.takeBack(otherSender)).containsExactly("other");
        Blocked.Runner taking = Blocked.start("taking", receiver::receive);
        assertThat(select.await()).isEqualTo("sent");
        taking.finish();
        assertThat(select.takeBack(sender)).isEmpty(); // it was sent
    }

    @Test
    void close_handsWhatIsKeptToOnUndelivered_once() {
        Select<String> select = select();
        assertThat(select.tryAwait()).isEmpty();
        select.close();
        select.close();
        assertThat(undelivered).containsExactly("value 1");
        assertThat(out.senderCount()).isOne(); // the handles stay open
        assertThatThrownBy(select::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Select[send to channel 'out', send to channel 'other'] was closed: build another");
        assertThatThrownBy(select::tryAwait).isInstanceOf(IllegalStateException.class);
        assertThat(select.takeBack(sender)).isEmpty();
    }

    @Test
    void close_afterTakeBack_handsNothingOver() {
        try (Select<String> select = select()) {
            assertThat(select.tryAwait()).isEmpty();
            assertThat(select.takeBack(sender)).containsExactly("value 1");
        }
        assertThat(undelivered).isEmpty();
    }

    @Test
    void close_whileAnotherThreadSelects_isRefused() throws Exception {
        Select<String> select = select();
        Blocked.Runner waiting = Blocked.start("waiting", select::await);
        Blocked.awaitWaiting(out, stats -> stats.sendersWaiting());
        assertThatThrownBy(select::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is in use");
        assertThatThrownBy(() -> select.takeBack(sender)).isInstanceOf(IllegalStateException.class);
        assertThat(receiver.receive()).isEqualTo("value 1");
        waiting.finish();
        assertThat(undelivered).isEmpty();
    }
}
