// A panic in a critical section poisons the mutex.
use std::{sync::{Arc, Mutex}, thread};

fn audit(amount: i32) {
    assert!(amount <= 50, "{amount} is too much");
}

fn main() {
    // region poison
    let accounts = Arc::new(Mutex::new([100, 100]));
    let mine = Arc::clone(&accounts);
    let transfer = thread::spawn(move || {
        let mut both = mine.lock().unwrap();
        both[0] -= 70;
        audit(70); // panics
        both[1] += 70;
    });
    assert!(transfer.join().is_err());
    match accounts.lock() {
        Ok(_) => unreachable!(),
        Err(poisoned) => {
            println!("{poisoned}");
            let mut both = poisoned.into_inner();
            both[0] = 200 - both[1];
        }
    }
    accounts.clear_poison();
    println!("{:?}", accounts.lock().unwrap());
    // endregion
    assert_eq!(*accounts.lock().unwrap(), [100, 100]);
}
// > poisoned lock: another task failed inside
// > [100, 100]
