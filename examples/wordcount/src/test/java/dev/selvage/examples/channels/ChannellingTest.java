package dev.selvage.examples.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.channels.Channel;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Sender;
import dev.selvage.examples.docs.Docs;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the guide to channels shows, run. */
@Timeout(10)
class ChannellingTest {
    private final Channel<String> channel = Channel.bounded("jobs", 1);

    @Test
    void firstChannel_deliversAllJobs() throws Exception {
        assertThat(Channelling.firstChannel()).containsExactlyInAnyOrder("job 1", "job 2", "job 3", "job 4");
    }

    @Test
    void trySend_tellsOfAFullAndOfAClosedChannel() throws Exception {
        try (Sender<String> sender = channel.sender()) {
            Receiver<String> receiver = channel.receiver();
            assertThat(Channelling.full(sender, "a")).isEqualTo("sent");
            assertThat(Channelling.full(sender, "b")).isEqualTo("try later: b");
            receiver.close();
            assertThat(Channelling.full(sender, "c")).isEqualTo("nobody wants c");
        }
    }

    @Test
    void permit_isRoomBeforeTheJobIsTaken() throws Exception {
        try (Sender<String> sender = channel.sender();
                Receiver<String> receiver = channel.receiver()) {
            Channelling.reserve(sender, new ArrayDeque<>(List.of("print")));
            assertThat(receiver.receive()).isEqualTo("print");
        }
    }

    @Test
    void batches_takeWhatIsThere() throws Exception {
        Channel<String> roomy = Channel.unbounded("roomy");
        try (Sender<String> sender = roomy.sender();
                Receiver<String> receiver = roomy.receiver()) {
            assertThat(Channelling.batches(sender, receiver, List.of("a", "b", "c")))
                    .isEqualTo(3);
        }
    }

    @Test
    void undelivered_nothingIsLost() throws Exception {
        assertThat(Channelling.undelivered(List.of("a", "b"))).containsExactly("a", "b");
    }

    @Test
    void receiverGone_sendFailsWithTheElement() throws Exception {
        Docs.assertShown("channels-receiver-gone", Channelling.receiverGone().toString());
    }

    @Test
    void closed_receiversDrainThenGetTheCause() throws Exception {
        try (Sender<String> sender = channel.sender();
                Receiver<String> receiver = channel.receiver()) {
            sender.send("last");
            Channelling.closeWithCause(channel);
            assertThat(receiver.receive()).isEqualTo("last");
            Throwable thrown = catchThrowable(receiver::receive);
            Docs.assertShown("channels-closed", thrown + "\nCaused by: " + thrown.getCause());
        }
    }
}
