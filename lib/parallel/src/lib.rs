//! Work on all processors, whose results do not tell how it was shared out.
//!
//! For work on many like things that know nothing of each other, such as models and templates. Results come in
//! the order of the things, and a panic is passed on. It is no pool: threads live as long as the call.
//!
//! ```
//! let squares = appsynth_parallel::map(vec![1, 2, 3], 1, |number| number * number);
//! assert_eq!(squares, [1, 4, 9]);
//! ```

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::LazyLock;
use std::thread;

/// Calls `work` with each item; gives what it gives, in the order of the items.
///
/// Each thread gets at least about `least` of the items: so many that its start is worth it.
pub fn map<T: Send, R: Send>(items: Vec<T>, least: usize, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let parts = parts(items, least, |part| {
        part.into_iter().map(&work).collect::<Vec<_>>()
    });
    parts.into_iter().flatten().collect()
}

/// Calls `work` with parts that are together all items, one after the other; gives what it gives in that order.
/// There are at most as many parts as processors, and as many as there are times `least` items. There is at
/// least one, which is empty if there are no items.
pub fn parts<T: Send, R: Send>(
    mut items: Vec<T>,
    least: usize,
    work: impl Fn(Vec<T>) -> R + Sync,
) -> Vec<R> {
    let threads = (items.len() / least.max(1)).clamp(1, *PROCESSORS);
    let size = items.len().div_ceil(threads).max(1);
    let work = &work;
    thread::scope(|scope| {
        let mut others = Vec::new();
        while items.len() > size {
            let part = items.split_off((items.len() - 1) / size * size);
            others.push(scope.spawn(move || work(part)));
        }
        let mut results = vec![work(items)];
        let others = others.into_iter().rev();
        results.extend(others.map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic))));
        results
    })
}

/// Does two things at once.
pub fn both<A: Send, B: Send>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B,
) -> (A, B) {
    thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        let first = first.join();
        (first.unwrap_or_else(|panic| resume_unwind(panic)), second)
    })
}

/// Asking the system takes as long as some of the work.
static PROCESSORS: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, NonZero::get));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u32> = (0..1_000).collect();
        assert_eq!(
            map(items, 1, |item| item + 1),
            (1..=1_000).collect::<Vec<_>>()
        );
    }

    #[test]
    fn parts_are_all_items_in_order() {
        for count in [0, 1, 2, 7, 100] {
            let items: Vec<u32> = (0..count).collect();
            let parts = parts(items.clone(), 3, |part| part);
            assert!(parts.len() <= *PROCESSORS);
            assert!(parts.len() <= items.len() / 3 || parts.len() == 1);
            assert_eq!(parts.concat(), items);
        }
    }

    #[test]
    fn two_things_give_what_each_gives() {
        assert_eq!(both(|| 1, || "two"), (1, "two"));
    }

    #[test]
    #[should_panic(expected = "the last of them")]
    fn a_panic_is_passed_on() {
        map(vec![1, 2, 3, 4], 1, |item| {
            assert!(item < 4, "the last of them")
        });
    }
}
