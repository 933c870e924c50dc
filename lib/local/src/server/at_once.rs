//! Work that goes on at once when it wakes itself.
//!
//! HTTP connections wake themselves for every request with a body: whoever reads the body asks the connection for it,
//! which is the same task. Tokio then puts the task in a queue and wakes another thread to look for work, which costs
//! more than a small request.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::task::AtomicWaker;

/// So often work goes on in a row, before others have their turn.
const TURNS: usize = 8;

/// Work that goes on at once when it wakes itself.
pub(super) struct AtOnce<F> {
    work: Pin<Box<F>>,
    waker: Waker,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    task: AtomicWaker,
    is_running: AtomicBool,
    is_due: AtomicBool,
}

impl<F: Future> AtOnce<F> {
    pub(super) fn new(work: F) -> Self {
        let state = Arc::<State>::default();
        Self {
            work: Box::pin(work),
            waker: Arc::clone(&state).into(),
            state,
        }
    }
}

impl Wake for State {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_due.store(true, Ordering::SeqCst);
        // Who runs looks afterwards whether it is due.
        if !self.is_running.load(Ordering::SeqCst) {
            self.task.wake();
        }
    }
}

impl<F: Future> Future for AtOnce<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let state = &this.state;
        state.task.register(context.waker());
        let mut own = Context::from_waker(&this.waker);
        for _ in 0..TURNS {
            state.is_due.store(false, Ordering::SeqCst);
            state.is_running.store(true, Ordering::SeqCst);
            let polled = this.work.as_mut().poll(&mut own);
            state.is_running.store(false, Ordering::SeqCst);
            if polled.is_ready() || !state.is_due.load(Ordering::SeqCst) {
                return polled;
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::sync::atomic::AtomicUsize;

    use futures_util::future::{join_all, ready};
    use tokio::sync::mpsc;
    use tokio::task::yield_now;

    use super::*;

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Work that wakes itself so often before it is done.
    fn waking_itself(mut times: usize) -> impl Future<Output = ()> {
        poll_fn(move |context| {
            if times == 0 {
                return Poll::Ready(());
            }
            times -= 1;
            context.waker().wake_by_ref();
            Poll::Pending
        })
    }

    #[test]
    fn the_task_is_not_woken_by_itself() {
        let wakes = Arc::<Wakes>::default();
        let waker = Waker::from(Arc::clone(&wakes));
        let mut context = Context::from_waker(&waker);
        let mut work = pin!(AtOnce::new(waking_itself(TURNS - 1)));
        assert_eq!(work.as_mut().poll(&mut context), Poll::Ready(()));
        assert_eq!(wakes.0.load(Ordering::SeqCst), 0);

        // In the end, others have their turn.
        let mut work = pin!(AtOnce::new(waking_itself(TURNS + 1)));
        assert_eq!(work.as_mut().poll(&mut context), Poll::Pending);
        assert_eq!(wakes.0.load(Ordering::SeqCst), 1);
        assert_eq!(work.as_mut().poll(&mut context), Poll::Ready(()));
    }

    #[test]
    fn the_task_is_woken_by_others() {
        let wakes = Arc::<Wakes>::default();
        let waker = Waker::from(Arc::clone(&wakes));
        let mut context = Context::from_waker(&waker);
        let (sender, mut receiver) = mpsc::channel(1);
        let mut work = pin!(AtOnce::new(receiver.recv()));
        assert_eq!(work.as_mut().poll(&mut context), Poll::Pending);
        assert_eq!(wakes.0.load(Ordering::SeqCst), 0);
        sender.try_send(1).expect("sent");
        assert_eq!(wakes.0.load(Ordering::SeqCst), 1);
        assert_eq!(work.as_mut().poll(&mut context), Poll::Ready(Some(1)));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn no_wake_is_lost_between_threads() {
        let pairs = (0..50).map(|_| {
            let (sender, mut receiver) = mpsc::channel::<usize>(1);
            let sending = tokio::spawn(AtOnce::new(async move {
                for number in 0..200 {
                    sender.send(number).await.expect("a receiver");
                    if number % 7 == 0 {
                        yield_now().await;
                    }
                }
            }));
            let receiving = tokio::spawn(AtOnce::new(async move {
                let mut sum = 0;
                while let Some(number) = receiver.recv().await {
                    sum += number;
                }
                sum
            }));
            async move {
                sending.await.expect("sent");
                receiving.await.expect("received")
            }
        });
        for sum in join_all(pairs).await {
            assert_eq!(sum, 199 * 200 / 2);
        }
        AtOnce::new(ready(())).await;
    }
}
