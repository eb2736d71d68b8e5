// Many threads that add to one number: it does not compile without the mutex.
use std::{sync::{Arc, Mutex}, thread};

fn main() {
    // region counter
    let counter = Arc::new(Mutex::new(0));
    let mut threads = vec![];
    for _ in 0..10 {
        let mine = Arc::clone(&counter);
        threads.push(thread::spawn(move || {
            for _ in 0..1_000 {
                *mine.lock().unwrap() += 1;
            }
        }));
    }
    for thread in threads {
        thread.join().unwrap();
    }
    println!("{}", *counter.lock().unwrap());
    // endregion
    assert_eq!(*counter.lock().unwrap(), 10_000);
}
// > 10000
