// A flag that says that data is there.
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::*};
use std::{hint, thread};

fn main() {
    // region ready
    let data = AtomicI32::new(0);
    let ready = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            data.store(42, Relaxed);
            ready.store(true, Release); // what was written before
        });
        while !ready.load(Acquire) { // is seen by whoever sees this
            hint::spin_loop();
        }
        println!("the data is {}", data.load(Relaxed));
    });
    // endregion
    assert_eq!(data.into_inner(), 42);
}
// > the data is 42
