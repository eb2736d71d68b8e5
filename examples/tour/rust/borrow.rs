// A scope joins its threads before it returns, so they may borrow locals.
use std::thread;

fn main() {
    // region borrow
    let numbers = vec![1, 2, 3];
    let mut squares = vec![0; 3];
    thread::scope(|scope| {
        scope.spawn(|| println!("the sum is {}", numbers.iter().sum::<i32>()));
        for (square, number) in squares.iter_mut().zip(&numbers) {
            scope.spawn(move || *square = number * number);
        }
    }); // all have ended
    println!("the squares are {squares:?}");
    // endregion
    assert_eq!(squares, [1, 4, 9]);
}
// > the sum is 6
// > the squares are [1, 4, 9]
