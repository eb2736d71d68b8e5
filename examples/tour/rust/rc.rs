// error[E0277]: `Rc<String>` cannot be sent between threads safely
use std::{rc::Rc, thread};

fn main() {
    // region rc
    let connection = Rc::new(String::from("42 rows"));
    thread::spawn(move || println!("{connection}")); // does not compile
    // endregion
}
