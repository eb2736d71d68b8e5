// Statics that are initialised once, and a value that is leaked on purpose.
use std::{sync::OnceLock, thread};

// region statics
static HOST: OnceLock<String> = OnceLock::new();

fn host() -> &'static str {
    HOST.get_or_init(|| String::from("localhost"))
}

fn main() {
    let rows: &'static mut Vec<i32> = Box::leak(Box::new(vec![4, 2]));
    let rows: &'static Vec<i32> = rows; // for ever: any thread may borrow it
    thread::spawn(move || println!("{rows:?} from {}", host())).join().unwrap();
}
// endregion
// > [4, 2] from localhost
