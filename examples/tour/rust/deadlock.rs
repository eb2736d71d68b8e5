// Two locks in both orders: it compiles, it hangs, nobody says so.
use std::{sync::{Barrier, Mutex}, thread, time::Duration};

static APPLES: Mutex<i32> = Mutex::new(1);
static PEARS: Mutex<i32> = Mutex::new(1);
static BOTH: Barrier = Barrier::new(2);

// region deadlock
fn lock_both(first: &Mutex<i32>, second: &Mutex<i32>) {
    let _first = first.lock().unwrap();
    BOTH.wait(); // the other one has its first lock as well
    let _second = second.lock().unwrap(); // for ever
}
// endregion

fn main() {
    let ann = thread::spawn(|| lock_both(&APPLES, &PEARS));
    let bob = thread::spawn(|| lock_both(&PEARS, &APPLES));
    thread::sleep(Duration::from_millis(300));
    assert!(!ann.is_finished() && !bob.is_finished());
    println!("both wait; main gives up");
}
// > both wait; main gives up
