// A stage that fails drops its ends of the channels; its neighbours see that, and end.
use std::{sync::mpsc, thread};

fn main() {
    // region pipeline
    let (to_parser, lines) = mpsc::sync_channel(1);
    let (to_sum, numbers) = mpsc::sync_channel(1);
    let reader = thread::spawn(move || {
        for line in ["1", "2", "three", "4", "5", "6", "7", "8"] {
            if to_parser.send(line).is_err() {
                return; // the parser is gone
            }
        }
    });
    let parser = thread::spawn(move || {
        for line in lines {
            to_sum.send(line.parse::<i32>()?).unwrap();
        }
        Ok::<(), std::num::ParseIntError>(())
    });
    let sum: i32 = numbers.iter().sum(); // ends, but it is not the sum
    reader.join().unwrap();
    println!("the sum is {sum}? {:?}", parser.join().unwrap());
    // endregion
    assert_eq!(sum, 3);
}
// > the sum is 3? Err(ParseIntError { kind: InvalidDigit })
