// OpenTwoForksJoin and ThousandForks with thread::scope; ChannelFlow with mpsc.
use crate::rounds;
use std::hint::black_box;
use std::sync::mpsc::{channel, sync_channel};
use std::thread;

const ELEMENTS: u64 = 120_000; // as in ChannelFlow
const SCOPES: u64 = 200;

pub fn measure() {
    rounds("OpenTwoForksJoin.rustThreadScope", SCOPES, || {
        for _ in 0..SCOPES {
            black_box(thread::scope(|scope| {
                let first = scope.spawn(|| 1);
                let second = scope.spawn(|| 2);
                first.join().unwrap() + second.join().unwrap()
            }));
        }
    });
    rounds("ThousandForks.rustThreadScope(forks=1000)", 1, || {
        thread::scope(|scope| {
            for _ in 0..1000 {
                scope.spawn(|| {});
            }
        });
    });
    for (senders, room) in [(1, 1024), (4, 128), (64, 128), (1, 0)] {
        let row = format!("ChannelFlow.flow(rival=rustSyncChannel,shape={senders}x1@{room})");
        rounds(&row, ELEMENTS, || bounded(senders, room));
    }
    rounds("ChannelFlow.flow(rival=rustChannel,shape=4x1@-1)", ELEMENTS, || unbounded(4));
}

fn bounded(senders: u64, room: usize) {
    let (sender, receiver) = sync_channel(room);
    thread::scope(|scope| {
        for _ in 0..senders {
            let mine = sender.clone();
            scope.spawn(move || (0..ELEMENTS / senders).for_each(|_| mine.send(1u64).unwrap()));
        }
        drop(sender);
        assert_eq!(receiver.iter().sum::<u64>(), ELEMENTS);
    });
}

fn unbounded(senders: u64) {
    let (sender, receiver) = channel();
    thread::scope(|scope| {
        for _ in 0..senders {
            let mine = sender.clone();
            scope.spawn(move || (0..ELEMENTS / senders).for_each(|_| mine.send(1u64).unwrap()));
        }
        drop(sender);
        assert_eq!(receiver.iter().sum::<u64>(), ELEMENTS);
    });
}
