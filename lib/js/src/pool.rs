//! The threads that run code, and the watch over them.
//!
//! A worker asks the clock while it runs JavaScript, but not within a native function of QuickJS, which
//! may take long. A watchdog answers for a worker that is overdue and gives it up: the thread ends when
//! the native function does, and another takes its place.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use appsynth_util::{Context, Evaluation, Half, Outcome};

use crate::{
    code::CodeError,
    deadline::{Clock, Deadline},
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
    clock: Clock,
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
    /// When it is overdue.
    deadline: Arc<Deadline>,
    give_up: Box<dyn FnOnce() + Send>,
}

/// Runs halves of modules one after the other on one of the engine's threads, for [`Engine::run`].
///
/// [`Engine::run`]: crate::Engine::run
pub struct Evaluator<'a> {
    shared: &'a Shared,
    deadline: &'a Deadline,
    worker: &'a mut Worker,
}

impl Pool {
    pub(crate) fn new(options: EngineOptions) -> Self {
        Self {
            shared: Arc::new(Shared {
                options,
                clock: Clock::start(),
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
        let here = module.evaluate_here(half, context);
        here.unwrap_or_else(|| self.evaluate_there(module, half, context))
    }

    /// Has QuickJS run one half of a module.
    pub(crate) fn evaluate_there(
        &mut self,
        module: &Module,
        half: Half,
        context: &Context,
    ) -> Evaluation {
        if !self.deadline.set(self.shared.due()) {
            return timed_out(self.shared.options.time_limit);
        }
        self.worker.evaluate(&module.program, half, context)
    }

    /// Does something else, which the time limit is not for, such as asking a database.
    pub fn unlimited<T>(&mut self, work: impl FnOnce() -> T) -> T {
        self.deadline.set(Deadline::NEVER);
        let result = work();
        self.deadline.set(self.shared.due());
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
        let deadline = Arc::new(Deadline::default());
        let mut run = self.first(id, &deadline);
        while let Some(job) = run {
            job(&mut Evaluator {
                shared: self,
                deadline: &deadline,
                worker: &mut worker,
            });
            run = self.next(id, &deadline);
        }
    }

    /// When an evaluation that begins now is overdue.
    fn due(&self) -> u64 {
        self.clock.after(self.options.time_limit + GRACE)
    }

    /// Waits for a worker's first job.
    fn first(&self, id: WorkerId, deadline: &Arc<Deadline>) -> Option<Run> {
        self.wait(self.lock(), id, deadline)
    }

    /// Waits for another job, unless the worker was given up during the last one.
    fn next(&self, id: WorkerId, deadline: &Arc<Deadline>) -> Option<Run> {
        let mut state = self.lock();
        state.running.remove(&id)?;
        self.wait(state, id, deadline)
    }

    /// Waits for a job and notes that it runs.
    fn wait(
        &self,
        mut state: MutexGuard<'_, State>,
        id: WorkerId,
        deadline: &Arc<Deadline>,
    ) -> Option<Run> {
        loop {
            if let Some(Job { run, give_up }) = state.queue.pop_front() {
                deadline.set(self.due());
                let deadline = Arc::clone(deadline);
                state.running.insert(id, Running { deadline, give_up });
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
            let now = self.clock.now();
            let overdue: Vec<WorkerId> = state
                .running
                .iter()
                .filter(|(_, running)| running.deadline.pass(now))
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
                .filter_map(|running| running.deadline.left(now))
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
pub(crate) fn timed_out(limit: Duration) -> Evaluation {
    Evaluation::new(Outcome::Error(time_limit_error(limit)))
}

fn take<T>(from: &Mutex<Option<T>>) -> Option<T> {
    from.lock().unwrap_or_else(PoisonError::into_inner).take()
}

fn start_thread(name: &str, stack_bytes: usize, run: impl FnOnce() + Send + 'static) {
    thread::Builder::new()
        .name(name.to_owned())
        .stack_size(stack_bytes)
        .spawn(run)
        .unwrap_or_else(|error| panic!("the system starts no thread `{name}`: {error}"));
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running")
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Evaluator<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Evaluator")
    }
}
