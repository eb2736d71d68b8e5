// error[E0382]: borrow of moved value: `connection`
use std::thread;

fn main() {
    // region move
    let connection = String::from("42 rows");
    let query = thread::spawn(move || println!("{connection}"));
    println!("{connection}"); // use after move: does not compile
    // endregion
    query.join().unwrap();
}
