//! The threads that run code, and the watch over them.
//!
//! A worker asks the clock while it runs JavaScript, but not within a native function of QuickJS, which
//! may take long. A watchdog answers for a worker that is overdue and gives it up: the thread ends when
//! the native function does, and another takes its place.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use appsynth_util::{Context, Evaluation, Half, Outcome};
use serde_json::Value;

use crate::{
    code::CodeError,
    engine::EngineOptions,
    module::{Module, Program},
    worker::{STACK_BYTES, Worker, time_limit_error},
};

/// How long after its time limit a worker counts as stuck.
const GRACE: Duration = Duration::from_millis(500);

/// The workers of an engine.
#[derive(Debug)]
pub(crate) struct Pool {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    options: EngineOptions,
    state: Mutex<State>,
    /// Signals work to the workers.
    work: Condvar,
    /// Signals the end to the watchdog.
    watch: Condvar,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<Job>,
    running: HashMap<WorkerId, Running>,
    workers: usize,
    idle: usize,
    next_worker: u64,
    watched: bool,
    closed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct WorkerId(u64);

/// What a worker does.
type Run = Box<dyn FnOnce(&mut Evaluator<'_>) + Send>;

struct Job {
    run: Run,
    give_up: Box<dyn FnOnce() + Send>,
}

/// A busy worker.
struct Running {
    /// When it is overdue; never while it does something else than evaluating.
    until: Option<Instant>,
    give_up: Box<dyn FnOnce() + Send>,
}

/// Runs halves of modules one after the other on one of the engine's threads, for [`Engine::run`].
///
/// [`Engine::run`]: crate::Engine::run
pub struct Evaluator<'a> {
    shared: &'a Shared,
    id: WorkerId,
    worker: &'a mut Worker,
}

impl Pool {
    pub(crate) fn new(options: EngineOptions) -> Self {
        Self {
            shared: Arc::new(Shared {
                options,
                state: Mutex::default(),
                work: Condvar::new(),
                watch: Condvar::new(),
            }),
        }
    }

    pub(crate) fn options(&self) -> &EngineOptions {
        &self.shared.options
    }

    /// Runs work on any worker and hands what it gives to `reply`, on that worker's thread. The reply is dropped
    /// if an evaluation of the work does not end in time.
    pub(crate) fn submit<T: 'static>(
        &self,
        work: impl FnOnce(&mut Evaluator<'_>) -> T + Send + 'static,
        reply: impl FnOnce(T) + Send + 'static,
    ) {
        // It is the worker's, until the watchdog takes it.
        let reply = Arc::new(Mutex::new(Some(reply)));
        let taken = Arc::clone(&reply);
        self.shared.submit(Job {
            run: Box::new(move |evaluator| {
                let answer = work(evaluator);
                if let Some(reply) = take(&reply) {
                    reply(answer);
                }
            }),
            give_up: Box::new(move || drop(take(&taken))),
        });
    }

    /// Runs work on any worker and waits for what it gives; `None` if an evaluation of it does not end in time.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Evaluator<'_>) -> T + Send + 'static,
    ) -> Option<T> {
        let (send, receive) = tokio::sync::oneshot::channel();
        // The caller may have gone away.
        self.submit(work, move |answer| drop(send.send(answer)));
        receive.await.ok()
    }

    /// [`Self::run`] for threads that may be blocked.
    pub(crate) fn run_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Evaluator<'_>) -> T + Send + 'static,
    ) -> Option<T> {
        let (send, receive) = std::sync::mpsc::sync_channel(1);
        self.submit(work, move |answer| drop(send.send(answer)));
        receive.recv().ok()
    }
}

impl Evaluator<'_> {
    /// Runs one half of a module of this engine.
    pub fn evaluate(&mut self, module: &Module, half: Half, context: &Context) -> Evaluation {
        if let Some(value) = module.program.code.passed_on(half, context) {
            return ended(Outcome::Value(value), context.stash.clone());
        }
        let limit = self.shared.options.time_limit;
        if !self.shared.is_given_time(self.id) {
            return timed_out(limit, context.stash.clone());
        }
        self.worker.evaluate(&module.program, half, context)
    }

    /// Does something else, which the time limit is not for, such as asking a database.
    pub fn unlimited<T>(&mut self, work: impl FnOnce() -> T) -> T {
        if let Some(running) = self.shared.lock().running.get_mut(&self.id) {
            running.until = None;
        }
        let result = work();
        self.shared.is_given_time(self.id);
        result
    }

    pub(crate) fn check(&mut self, program: &Arc<Program>) -> Result<(), CodeError> {
        self.worker.check(program)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.work.notify_all();
        self.shared.watch.notify_all();
    }
}

impl Shared {
    fn submit(self: &Arc<Self>, job: Job) {
        let mut state = self.lock();
        state.queue.push_back(job);
        if state.queue.len() > state.idle && state.workers < self.options.workers.max(1) {
            self.start_worker(&mut state);
        }
        // Workers that are busy look for more work by themselves, and to wake nobody is a system call.
        let somebody_waits = state.idle > 0;
        drop(state);
        if somebody_waits {
            self.work.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start_worker(self: &Arc<Self>, state: &mut State) {
        let id = WorkerId(state.next_worker);
        state.next_worker += 1;
        state.workers += 1;
        let shared = Arc::clone(self);
        start_thread("appsynth-js", STACK_BYTES, move || shared.work(id));
        if !state.watched {
            state.watched = true;
            let shared = Arc::clone(self);
            start_thread("appsynth-js-watchdog", 64 * 1024, move || shared.watch());
        }
    }

    /// A worker's life: job after job until the engine closes or gives the worker up.
    fn work(&self, id: WorkerId) {
        let mut worker = Worker::new(self.options.clone())
            .expect("invariant: there is memory for another QuickJS runtime");
        while let Some(run) = self.next(id) {
            run(&mut Evaluator {
                shared: self,
                id,
                worker: &mut worker,
            });
            if self.lock().running.remove(&id).is_none() {
                return;
            }
        }
    }

    /// Lets a worker run for the time limit from now on, unless it was given up.
    fn is_given_time(&self, id: WorkerId) -> bool {
        let mut state = self.lock();
        let running = state.running.get_mut(&id);
        running.is_some_and(|running| {
            running.until = Some(self.until());
            true
        })
    }

    /// When an evaluation that begins now is overdue.
    fn until(&self) -> Instant {
        Instant::now() + self.options.time_limit + GRACE
    }

    /// Waits for a job and notes that it runs.
    fn next(&self, id: WorkerId) -> Option<Run> {
        let mut state = self.lock();
        loop {
            if let Some(Job { run, give_up }) = state.queue.pop_front() {
                let until = Some(self.until());
                state.running.insert(id, Running { until, give_up });
                return Some(run);
            }
            if state.closed {
                return None;
            }
            state.idle += 1;
            state = self
                .work
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
    }

    /// The watchdog's life.
    fn watch(self: Arc<Self>) {
        let mut state = self.lock();
        while !state.closed {
            let now = Instant::now();
            let overdue: Vec<WorkerId> = state
                .running
                .iter()
                .filter(|(_, running)| running.until.is_some_and(|until| until <= now))
                .map(|(id, _)| *id)
                .collect();
            for id in overdue {
                if let Some(running) = state.running.remove(&id) {
                    state.workers -= 1;
                    if !state.queue.is_empty() {
                        self.start_worker(&mut state);
                    }
                    (running.give_up)();
                }
            }
            // What starts while the watchdog sleeps is due later than it wakes.
            let wake = state
                .running
                .values()
                .filter_map(|running| Some(running.until?.saturating_duration_since(now)))
                .min()
                .unwrap_or(self.options.time_limit + GRACE);
            (state, _) = self
                .watch
                .wait_timeout(state, wake)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// What is left of an evaluation that did not end in time.
pub(crate) fn timed_out(limit: Duration, stash: Value) -> Evaluation {
    ended(Outcome::Error(time_limit_error(limit)), stash)
}

/// An evaluation that did nothing besides.
fn ended(outcome: Outcome, stash: Value) -> Evaluation {
    Evaluation {
        outcome,
        stash,
        arguments: None,
        errors: Vec::new(),
        logs: Vec::new(),
        extensions: Vec::new(),
    }
}

fn take<T>(from: &Mutex<Option<T>>) -> Option<T> {
    from.lock().unwrap_or_else(PoisonError::into_inner).take()
}

fn start_thread(name: &str, stack_bytes: usize, run: impl FnOnce() + Send + 'static) {
    thread::Builder::new()
        .name(name.to_owned())
        .stack_size(stack_bytes)
        .spawn(run)
        .expect("invariant: the system can start a thread");
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running")
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Evaluator<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Evaluator")
    }
}
