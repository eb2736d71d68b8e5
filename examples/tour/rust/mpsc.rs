// Four producers, one consumer: the loop ends when the last sender is gone.
use std::{sync::mpsc, thread};

fn job(producer: i32, number: i32) -> Result<String, String> {
    match (producer, number) {
        (4, 2) => Err(String::from("no more paper")),
        _ => Ok(format!("producer {producer}")),
    }
}

fn main() {
    // region mpsc
    let (sender, receiver) = mpsc::channel();
    for producer in 1..=4 {
        let mine = sender.clone();
        thread::spawn(move || {
            for number in 1..=3 {
                mine.send(job(producer, number).unwrap()).unwrap();
            }
        }); // mine is dropped when it ends, and when it panics
    }
    drop(sender); // ours
    let jobs: Vec<String> = receiver.iter().collect(); // ends with the last sender
    // endregion
    assert_eq!(jobs.len(), 10);
}
