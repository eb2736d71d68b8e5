// The shapes of our benchmarks with Rust's standard library, on threads of the system. Prints a line a row, with tabs: its
// name as in dev.selvage.bench.plan, the unit, and a sample a round.
// rustc -O bench/rust/main.rs -o bench/rust/target/main && bench/rust/target/main
mod handles;
mod locks;
mod threads;

use std::sync::Barrier;
use std::thread;
use std::time::Instant;

const ROUNDS: usize = 6;

/// Prints what a round takes, divided by its number of operations. The first round is not counted.
fn rounds(row: &str, operations: u64, mut round: impl FnMut()) {
    let mut samples = Vec::new();
    for i in 0..=ROUNDS {
        let start = Instant::now();
        round();
        let nanos = start.elapsed().as_nanos() as f64 / operations as f64;
        if i > 0 {
            samples.push(format!("{nanos:.3}"));
        }
    }
    println!("{row}\tns\t{}", samples.join("\t"));
}

/// Runs the same operation many times in this thread.
fn alone(row: &str, times: u64, operation: impl Fn()) {
    rounds(row, times, || {
        for _ in 0..times {
            operation();
        }
    });
}

/// Shares operations among threads; their start and end are included, as in the Java benchmarks.
fn shared(row: &str, threads: u64, times: u64, operation: impl Fn(u64) + Sync) {
    rounds(row, times, || {
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    for i in 0..times / threads {
                        operation(i);
                    }
                });
            }
        });
    });
}

/// As `shared`, but the threads start together and only the time of their work counts; each does all operations.
fn together(row: &str, threads: usize, times: u64, operation: impl Fn() + Sync) {
    let mut samples = Vec::new();
    for i in 0..=ROUNDS {
        let line = Barrier::new(threads);
        let nanos: f64 = thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|_| {
                    scope.spawn(|| {
                        line.wait();
                        let start = Instant::now();
                        for _ in 0..times {
                            operation();
                        }
                        start.elapsed().as_nanos() as f64 / times as f64
                    })
                })
                .collect();
            workers.into_iter().map(|w| w.join().unwrap()).sum()
        });
        if i > 0 {
            samples.push(format!("{:.3}", nanos / threads as f64));
        }
    }
    println!("{row}\tns\t{}", samples.join("\t"));
}

fn main() {
    handles::measure();
    locks::measure();
    threads::measure();
}
