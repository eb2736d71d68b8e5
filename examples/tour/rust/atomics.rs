// Look and act in one step.
use std::sync::atomic::{AtomicBool, Ordering::*};
use std::thread;

fn main() {
    // region atomics
    let taken = AtomicBool::new(false);
    let claim = || taken.compare_exchange(false, true, AcqRel, Acquire).is_ok();
    let (one, other) = thread::scope(|scope| {
        let (one, other) = (scope.spawn(claim), scope.spawn(claim));
        (one.join().unwrap(), other.join().unwrap())
    });
    // endregion
    assert!(one != other);
}
