//! What a program whose main thread is enlisted can rely on. One test, for that is done once.

use std::num::NonZero;
use std::sync::{Barrier, mpsc};
use std::thread;

use appsynth_parallel as parallel;

#[test]
fn an_enlisted_thread_does_what_it_waits_for_if_all_others_are_busy() {
    parallel::enlist();
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let others = processors.max(2) - 1;
    let (busy, done) = (Barrier::new(others + 1), Barrier::new(others + 1));
    let (busy, done) = (Box::leak(Box::new(busy)), Box::leak(Box::new(done)));
    for _ in 0..others {
        parallel::begin(|| {
            busy.wait();
            done.wait();
        });
    }
    busy.wait();

    let own = thread::current().id();
    let both = parallel::both(|| thread::current().id(), || thread::current().id());
    assert_eq!(both, (own, own));
    let many = parallel::map(vec![(); 100], 1, |()| thread::current().id());
    assert_eq!(many, [own; 100]);
    done.wait();

    let (sender, begun) = mpsc::channel();
    parallel::begin(move || sender.send(thread::current().id()).expect("somebody waits"));
    assert_ne!(begun.recv().expect("it has ended"), own);
}
