// FreeLock, ReadLock, SharedCounter, ReadersAndWriters.
use crate::{alone, shared};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, RwLock};

const TIMES: u64 = 5_000_000;
const SHARED: u64 = 640_000;

pub fn measure() {
    let mutex = Mutex::new(0u64);
    alone("FreeLock.rustMutex", TIMES, || *mutex.lock().unwrap() += 1);
    let config = RwLock::new(42u64);
    alone("ReadLock.rustRwLock", TIMES, || {
        black_box(*config.read().unwrap());
    });
    for threads in [1, 2, 64] {
        let atomic = AtomicU64::new(0);
        shared(&format!("SharedCounter.rustAtomic(threads={threads})"), threads, SHARED, |_| {
            black_box(atomic.fetch_add(1, Ordering::Relaxed));
        });
        let counter = Mutex::new(0u64);
        shared(&format!("SharedCounter.rustMutex(threads={threads})"), threads, SHARED, |_| {
            *counter.lock().unwrap() += 1;
        });
    }
    for threads in [2, 64] {
        rare_writes(threads);
    }
}

/// Ten writes in a thousand accesses to two numbers.
fn rare_writes(threads: u64) {
    let lock = RwLock::new((0u64, 0u64));
    shared(&format!("ReadersAndWriters.rustRwLock(threads={threads},writes=10)"), threads, SHARED, |i| {
        if i % 1000 < 10 {
            let mut pair = lock.write().unwrap();
            pair.0 += 1;
            pair.1 += 1;
        } else {
            let pair = lock.read().unwrap();
            black_box(pair.0 + pair.1);
        }
    });
    let mutex = Mutex::new((0u64, 0u64));
    shared(&format!("ReadersAndWriters.rustMutex(threads={threads},writes=10)"), threads, SHARED, |i| {
        let mut pair = mutex.lock().unwrap();
        if i % 1000 < 10 {
            pair.0 += 1;
            pair.1 += 1;
        } else {
            black_box(pair.0 + pair.1);
        }
    });
}
