// What another handle of an Arc or Rc costs in Rust: the shapes of CountedHandles.
// rustc -O bench/rust/arc.rs -o bench/rust/target/arc && bench/rust/target/arc
use std::hint::black_box;
use std::rc::Rc;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Instant;

const ROUNDS: u32 = 9;
const TIMES: u64 = 20_000_000;

fn median(mut nanos: Vec<f64>) -> f64 {
    nanos.sort_by(|a, b| a.total_cmp(b));
    nanos[nanos.len() / 2]
}

fn measure(name: &str, work: impl Fn()) {
    let nanos = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..TIMES {
                work();
            }
            start.elapsed().as_nanos() as f64 / TIMES as f64
        })
        .collect();
    println!("{name:32} {:7.2} ns", median(nanos));
}

fn main() {
    let arc = Arc::new(0u64);
    let rc = Rc::new(0u64);
    measure("Arc clone + drop", || drop(black_box(Arc::clone(&arc))));
    measure("Rc clone + drop", || drop(black_box(Rc::clone(&rc))));
    let both = (0..ROUNDS)
        .map(|_| {
            let start_line = Arc::new(Barrier::new(2));
            let threads: Vec<_> = (0..2)
                .map(|_| {
                    let (mine, line) = (Arc::clone(&arc), Arc::clone(&start_line));
                    thread::spawn(move || {
                        line.wait();
                        let start = Instant::now();
                        for _ in 0..TIMES {
                            drop(black_box(Arc::clone(&mine)));
                        }
                        start.elapsed().as_nanos() as f64 / TIMES as f64
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).sum::<f64>() / 2.0
        })
        .collect();
    println!("{:32} {:7.2} ns", "Arc clone + drop, 2 threads", median(both));
}
