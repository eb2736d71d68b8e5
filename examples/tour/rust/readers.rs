// Many readers at the same time, or one writer.
use std::{sync::{Barrier, RwLock}, thread};

fn main() {
    // region readers
    let config = RwLock::new(String::from("v1"));
    let all_inside = Barrier::new(4);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let _value = config.read().unwrap();
                all_inside.wait();
            });
        }
    });
    config.write().unwrap().push_str(", v2"); // std has no upgrade: a reader lets go first
    // endregion
    assert_eq!(*config.read().unwrap(), "v1, v2");
}
