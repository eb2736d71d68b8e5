// A clone is an owner of its own; the last owner frees the value.
use std::{sync::Arc, thread};

struct Connection;

impl Drop for Connection {
    fn drop(&mut self) {
        println!("the connection is closed");
    }
}

fn main() {
    // region arc
    let original = Arc::new(Connection);
    let mine = Arc::clone(&original);
    thread::spawn(move || println!("the thread: {} handles", Arc::strong_count(&mine)))
        .join()
        .unwrap();
    println!("the original: {} handle", Arc::strong_count(&original));
    // endregion
    assert_eq!(Arc::strong_count(&original), 1);
}
// > the thread: 2 handles
// > the original: 1 handle
// > the connection is closed
