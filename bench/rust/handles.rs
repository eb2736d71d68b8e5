// CountedHandles: another handle of an Arc or Rc.
use crate::{alone, together};
use std::hint::black_box;
use std::rc::Rc;
use std::sync::Arc;

const TIMES: u64 = 5_000_000;

pub fn measure() {
    let arc = Arc::new(0u64);
    let rc = Rc::new(0u64);
    alone("CountedHandles.rustArc", TIMES, || drop(black_box(Arc::clone(&arc))));
    alone("CountedHandles.rustRc", TIMES, || drop(black_box(Rc::clone(&rc))));
    together("CountedHandles.rustSharedArc", 2, TIMES, || drop(black_box(Arc::clone(&arc))));
}
