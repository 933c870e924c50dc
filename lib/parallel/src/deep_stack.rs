//! A stack that is as deep as what descends into a text needs.

use std::thread;

/// Enough to descend one level a character, and no more: the system keeps small stacks for the next thread.
const STACK_BYTES_OF_A_CHARACTER: usize = 16 * 1024;
const MIN_STACK_BYTES: usize = 1024 * 1024;
const MAX_STACK_BYTES: usize = 512 * 1024 * 1024;

/// Runs what descends into a text of so many characters, on a thread of its own: for parsers that are recursive and have
/// no limit of their own. Up to 65,536 characters there are at least 8 KiB for each.
///
/// # Panics
/// If the system has no memory for the stack or starts no more threads; and a panic is passed on.
pub fn on_a_deep_stack<T: Send>(characters: usize, run: impl FnOnce() -> T + Send) -> T {
    let stack_bytes = characters
        .saturating_mul(STACK_BYTES_OF_A_CHARACTER)
        .saturating_add(MIN_STACK_BYTES)
        .min(MAX_STACK_BYTES);
    thread::scope(|scope| {
        thread::Builder::new()
            .name("appsynth-parser".to_owned())
            .stack_size(stack_bytes)
            .spawn_scoped(scope, run)
            .unwrap_or_else(|error| {
                let mebibytes = stack_bytes / (1024 * 1024);
                panic!("the system starts no thread with a stack of {mebibytes} MiB: {error}")
            })
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Descends so many levels, with a KiB or more for each.
    fn descend(levels: usize) -> usize {
        let here = std::hint::black_box([1_u8; 1024]);
        match levels {
            0 => 0,
            levels => descend(levels - 1) + usize::from(here[levels % here.len()]),
        }
    }

    #[test]
    fn there_is_a_level_for_each_character() {
        for characters in [0, 1_000, 10_000] {
            assert_eq!(
                on_a_deep_stack(characters, || descend(characters)),
                characters
            );
        }
    }

    #[test]
    fn a_text_of_any_length_has_a_stack() {
        assert_eq!(on_a_deep_stack(usize::MAX, || "read"), "read");
    }

    #[test]
    #[should_panic(expected = "within the text")]
    fn a_panic_is_passed_on() {
        on_a_deep_stack(1, || panic!("within the text"));
    }
}
