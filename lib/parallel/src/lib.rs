//! Work on all processors, whose results do not tell how it was shared out.
//!
//! For work on many like things that know nothing of each other, such as models and templates. Results come in
//! the order of the things, and a panic is passed on. The threads are those of `rayon`'s pool, so that they and the
//! memory they have at hand serve again; the thread that calls works, too. If it is [enlisted](enlist), there are no
//! more threads than processors.
//!
//! ```
//! let squares = appsynth_parallel::map(vec![1, 2, 3], 1, |number| number * number);
//! assert_eq!(squares, [1, 4, 9]);
//! ```
//!
//! For work on one long text there is [a deep stack](on_a_deep_stack).

mod deep_stack;

use std::num::NonZero;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{thread, vec};

pub use deep_stack::on_a_deep_stack;

/// Makes the calling thread one of those that share work out, for good: while it waits for the others, it does what they
/// have not begun.
///
/// Otherwise it is one more than there are processors, and may wait until the system lets a thread run that has nothing to
/// do. For the thread that does a program's main work, before anything else of this crate is called; later, nothing
/// changes.
pub fn enlist() {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    // Alone, the thread would not do what is only begun.
    let threads = rayon::ThreadPoolBuilder::new().num_threads(processors.max(2));
    // An error means that there are threads already.
    let _ = threads.use_current_thread().build_global();
}

/// Calls `work` with each item; gives what it gives, in the order of the items.
///
/// There is a thread for about `least` of the items at most: so many that waking it is worth it.
pub fn map<T: Send, R: Send>(items: Vec<T>, least: usize, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    map_with(items, least, || (), |(), item| work(item))
}

/// The same with something that each thread makes for itself and hands to all its work, such as what is known from
/// earlier items. Which those are differs from call to call: it must not show in the results.
///
/// Each thread takes a few items at a time until there are no more, so that all end together, however much work an
/// item is.
pub fn map_with<T: Send, R: Send, S>(
    items: Vec<T>,
    least: usize,
    make: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
) -> Vec<R> {
    let threads = (items.len() / least.max(1)).clamp(1, processors());
    if threads == 1 {
        let mut own = make();
        return items.into_iter().map(|item| work(&mut own, item)).collect();
    }
    let share = Share::new(items, least.div_ceil(SHARES_OF_A_THREAD));
    let run = || {
        let mut own = make();
        let shares = std::iter::from_fn(|| share.take());
        let results = shares.map(|(start, items)| {
            let results = items.into_iter().map(|item| work(&mut own, item));
            (start, results.collect())
        });
        results.collect::<Vec<(usize, Vec<R>)>>()
    };
    let of_others = Mutex::new(Vec::new());
    let mut results = rayon::in_place_scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|_| {
                let results = run();
                locked(&of_others).extend(results);
            });
        }
        run()
    });
    results.append(&mut locked(&of_others));
    results.sort_unstable_by_key(|(start, _)| *start);
    results
        .into_iter()
        .flat_map(|(_, results)| results)
        .collect()
}

/// Of the items that make a thread worth its start, so many parts are taken one by one.
const SHARES_OF_A_THREAD: usize = 4;

/// Items that threads take from.
struct Share<T> {
    /// With the number of items before the next one.
    left: Mutex<(usize, vec::IntoIter<T>)>,
    at_once: usize,
}

impl<T> Share<T> {
    fn new(items: Vec<T>, at_once: usize) -> Self {
        Self {
            left: Mutex::new((0, items.into_iter())),
            at_once,
        }
    }

    /// The next few with the number of items before them; none if there are no more.
    fn take(&self) -> Option<(usize, Vec<T>)> {
        let mut left = locked(&self.left);
        let (start, items) = &mut *left;
        let taken: Vec<T> = items.by_ref().take(self.at_once).collect();
        let before = *start;
        *start += taken.len();
        (!taken.is_empty()).then_some((before, taken))
    }
}

/// Does two things at once.
pub fn both<A: Send, B>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (A, B) {
    let mut given = None;
    let second = rayon::in_place_scope(|scope| {
        scope.spawn(|_| given = Some(first()));
        second()
    });
    (given.expect("invariant: the scope waits for it"), second)
}

/// Begins something that nobody waits for here: whoever needs what comes of it, such as the value of a `LazyLock`, waits
/// for that. It must not be shared out itself, for the thread that waits would begin other work, which might need it.
pub fn begin(work: impl FnOnce() + Send + 'static) {
    rayon::spawn(work);
}

/// Drops something large; nobody waits until it is gone.
pub fn discard(value: impl Send + 'static) {
    begin(move || drop(value));
}

/// How many threads can work at once.
fn processors() -> usize {
    rayon::current_num_threads()
}

/// Of what is locked nothing is half done after a panic.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::{Condvar, LazyLock, mpsc};
    use std::thread::ThreadId;
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for count in [0, 1, 2, 7, 100, 1_000] {
            let items: Vec<u32> = (0..count).collect();
            let results = map(items.clone(), 3, |item| item + 1);
            assert_eq!(
                results,
                items.iter().map(|item| item + 1).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn what_a_thread_makes_serves_all_its_items() {
        let items = vec![(); 100];
        let seen = map_with(
            items,
            10,
            || 0,
            |seen, ()| {
                *seen += 1;
                *seen
            },
        );
        let threads = seen.iter().filter(|seen| **seen == 1).count();
        assert!(
            (1..=processors().min(10)).contains(&threads),
            "{threads} threads"
        );
    }

    #[test]
    fn all_threads_work_at_once() {
        const THREADS: usize = 4;
        const LONG: Duration = Duration::from_secs(60);
        let (here, changed) = (Mutex::new(0), Condvar::new());
        let meet = |()| {
            let mut here = locked(&here);
            *here += 1;
            changed.notify_all();
            let met = changed.wait_timeout_while(here, LONG, |here| *here < THREADS);
            !met.expect("no panic").1.timed_out()
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(THREADS);
        let pool = pool.build().expect("threads");
        let met = pool.install(|| map(vec![(); THREADS], 1, meet));
        assert_eq!(met, [true; THREADS]);
    }

    #[test]
    fn few_items_are_worth_no_thread() {
        let own = thread::current().id();
        let threads = map(vec![(); 7], 4, |()| thread::current().id());
        assert_eq!(threads, [own; 7]);
    }

    #[test]
    fn two_things_give_what_each_gives() {
        assert_eq!(both(|| 1, || "two"), (1, "two"));
    }

    #[test]
    fn what_was_begun_is_there_for_whoever_needs_it() {
        static MADE: LazyLock<ThreadId> = LazyLock::new(|| thread::current().id());
        let (sender, begun) = mpsc::channel();
        begin(move || {
            LazyLock::force(&MADE);
            sender.send(thread::current().id()).expect("somebody waits");
        });
        assert_eq!(begun.recv().expect("it has ended"), *MADE);
        assert_ne!(*MADE, thread::current().id());
    }

    #[test]
    fn what_is_discarded_is_dropped() {
        struct Tells(mpsc::Sender<()>);
        impl Drop for Tells {
            fn drop(&mut self) {
                self.0.send(()).expect("somebody waits");
            }
        }
        let (sender, dropped) = mpsc::channel();
        discard(Tells(sender));
        assert_eq!(dropped.recv(), Ok(()));
    }

    #[test]
    #[should_panic(expected = "the last of them")]
    fn a_panic_is_passed_on() {
        map(vec![1, 2, 3, 4], 1, |item| {
            assert!(item < 4, "the last of them")
        });
    }
}
