// The Leakpocalypse: a guard that joins when it is dropped, and that is never dropped.
use std::{mem, sync::mpsc, thread};

// region forget
struct Guard(Option<thread::JoinHandle<()>>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.take().unwrap().join().unwrap(); // what the scope of 2015 relied on
    }
}

fn start(answer: mpsc::Receiver<()>) {
    let guard = Guard(Some(thread::spawn(move || {
        let _ = answer.recv(); // an answer that never comes
    })));
    mem::forget(guard); // safe Rust: nobody joins, nobody says so
}
// endregion

fn main() {
    let (sender, receiver) = mpsc::channel::<()>();
    start(receiver);
    println!("main goes on, the thread still waits");
    drop(sender);
}
// > main goes on, the thread still waits
