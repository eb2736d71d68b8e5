// A thread whose handle is dropped is detached: main returns, and it vanishes.
use std::{thread, time::Duration};

fn greet() {
    for i in 1..=3 {
        thread::sleep(Duration::from_millis(300));
        println!("hi number {i} from the thread");
    }
}

// region vanish
fn main() {
    thread::spawn(greet); // dropped: detached
    let joined = thread::spawn(|| println!("hi from a joined thread"));
    joined.join().unwrap();
    println!("main returns");
}
// endregion
// > hi from a joined thread
// > main returns
