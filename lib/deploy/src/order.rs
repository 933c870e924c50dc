//! Stacks in turn: those that do not wait for each other at the same time.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

/// Does something with each stack as soon as those that it waits for are done; gives what came of it, in the order
/// of the stacks. Once one fails no more are begun, and those that were begun come to their end.
///
/// # Errors
/// The first failure.
pub(crate) async fn in_turn<'s, S, T, E, F>(
    stacks: &'s [S],
    waits_for: impl Fn(&S, &S) -> bool,
    carry_out: impl Fn(&'s S) -> F,
) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>>,
{
    let mut waiting: Vec<usize> = (0..stacks.len()).collect();
    let mut open = waiting.clone();
    let mut running = FuturesUnordered::new();
    let mut done = Vec::new();
    let mut failure = None;
    loop {
        if failure.is_none() {
            let is_free = |one: &usize| {
                let mut others = open.iter().filter(|other| *other != one);
                !others.any(|other| waits_for(&stacks[*one], &stacks[*other]))
            };
            let (ready, not_yet): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_free);
            waiting = not_yet;
            running.extend(ready.into_iter().map(|index| {
                let doing = carry_out(&stacks[index]);
                async move { (index, doing.await) }
            }));
        }
        match running.next().await {
            None => break,
            Some((index, Ok(came))) => {
                open.retain(|one| *one != index);
                done.push((index, came));
            }
            Some((_, Err(error))) => failure = failure.or(Some(error)),
        }
    }
    done.sort_by_key(|(index, _)| *index);
    match failure {
        Some(error) => Err(error),
        None => Ok(done.into_iter().map(|(_, came)| came).collect()),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// A name, and the names that it waits for.
    type Stack = (&'static str, &'static [&'static str]);

    static STACKS: [Stack; 4] = [
        ("api", &[]),
        ("posts", &["api"]),
        ("comments", &["api"]),
        ("relations", &["posts", "comments"]),
    ];

    fn waits(one: &Stack, other: &Stack) -> bool {
        one.1.contains(&other.0)
    }

    /// What begins and ends, in order; each stack takes a turn of the runtime. `fails` names the one that fails.
    fn log(
        waits_for: impl Fn(&Stack, &Stack) -> bool,
        fails: &str,
    ) -> (Vec<String>, Result<Vec<&'static str>, ()>) {
        let log = RefCell::new(Vec::new());
        let carry_out = |stack: &'static Stack| {
            let log = &log;
            async move {
                log.borrow_mut().push(format!("+{}", stack.0));
                tokio::task::yield_now().await;
                log.borrow_mut().push(format!("-{}", stack.0));
                if stack.0 == fails {
                    Err(())
                } else {
                    Ok(stack.0)
                }
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let done = runtime
            .expect("a runtime")
            .block_on(in_turn(&STACKS, waits_for, carry_out));
        (log.into_inner(), done)
    }

    #[test]
    fn those_that_do_not_wait_for_each_other_go_on_at_the_same_time() {
        let (log, done) = log(waits, "");
        let at = |what: &str| log.iter().position(|one| one == what).expect("it is there");
        assert!(at("-api") < at("+posts") && at("-api") < at("+comments"));
        assert!(at("+posts") < at("-comments") && at("+comments") < at("-posts"));
        assert!(at("-posts") < at("+relations") && at("-comments") < at("+relations"));
        assert_eq!(done, Ok(vec!["api", "posts", "comments", "relations"]));
    }

    #[test]
    fn the_other_way_round_the_last_one_is_first() {
        let (log, _) = log(|one, other| waits(other, one), "");
        let at = |what: &str| log.iter().position(|one| one == what).expect("it is there");
        assert_eq!(log[0], "+relations");
        assert!(at("+posts") < at("-comments") && at("+comments") < at("-posts"));
        assert_eq!(log[log.len() - 1], "-api");
    }

    #[test]
    fn what_waits_for_one_that_fails_is_not_begun_and_its_neighbour_comes_to_its_end() {
        let (log, done) = log(waits, "posts");
        assert_eq!(done, Err(()));
        assert!(log.contains(&"-comments".to_owned()));
        assert!(!log.contains(&"+relations".to_owned()));
    }
}
