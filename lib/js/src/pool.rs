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
    module::Program,
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

struct Job {
    program: Arc<Program>,
    work: Work,
    reply: Reply,
}

enum Work {
    Check,
    Evaluate(Half, Box<Context>),
}

type Reply = Box<dyn FnOnce(Answer) + Send>;

enum Answer {
    Checked(Result<(), CodeError>),
    Evaluated(Box<Evaluation>),
}

/// What a busy worker owes.
#[derive(Debug)]
struct Running {
    until: Instant,
    reply: Owed,
}

struct Owed(Reply, Option<Value>);

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

    /// Compiles a program on any worker and waits for it.
    pub(crate) fn check(&self, program: Arc<Program>) -> Result<(), CodeError> {
        let (send, receive) = std::sync::mpsc::sync_channel(1);
        self.submit(Job {
            program,
            work: Work::Check,
            reply: Box::new(move |answer| {
                if let Answer::Checked(result) = answer {
                    drop(send.send(result));
                }
            }),
        });
        // A worker that was given up answers nothing: the code is no worse for that.
        receive.recv().unwrap_or(Ok(()))
    }

    /// Runs one half of a program and hands the evaluation to `reply`, on another thread.
    pub(crate) fn evaluate(
        &self,
        program: Arc<Program>,
        half: Half,
        context: Context,
        reply: impl FnOnce(Evaluation) + Send + 'static,
    ) {
        self.submit(Job {
            program,
            work: Work::Evaluate(half, Box::new(context)),
            reply: Box::new(move |answer| {
                if let Answer::Evaluated(evaluation) = answer {
                    reply(*evaluation);
                }
            }),
        });
    }

    fn submit(&self, job: Job) {
        let mut state = self.shared.lock();
        state.queue.push_back(job);
        if state.queue.len() > state.idle && state.workers < self.shared.options.workers.max(1) {
            self.shared.start_worker(&mut state);
        }
        // Workers that are busy look for more work by themselves, and to wake nobody is a system call.
        let somebody_waits = state.idle > 0;
        drop(state);
        if somebody_waits {
            self.shared.work.notify_one();
        }
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
        while let Some((program, work)) = self.next(id) {
            let answer = match work {
                Work::Check => Answer::Checked(worker.check(&program)),
                Work::Evaluate(half, context) => {
                    Answer::Evaluated(Box::new(worker.evaluate(&program, half, *context)))
                }
            };
            let Some(running) = self.lock().running.remove(&id) else {
                return;
            };
            running.reply.0(answer);
        }
    }

    /// Waits for a job and notes that it runs.
    fn next(&self, id: WorkerId) -> Option<(Arc<Program>, Work)> {
        let mut state = self.lock();
        loop {
            if let Some(Job {
                program,
                work,
                reply,
            }) = state.queue.pop_front()
            {
                let stash = match &work {
                    Work::Check => None,
                    Work::Evaluate(_, context) => Some(context.stash.clone()),
                };
                state.running.insert(
                    id,
                    Running {
                        until: Instant::now() + self.options.time_limit + GRACE,
                        reply: Owed(reply, stash),
                    },
                );
                return Some((program, work));
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
                .filter(|(_, running)| running.until <= now)
                .map(|(id, _)| *id)
                .collect();
            for id in overdue {
                if let Some(running) = state.running.remove(&id) {
                    state.workers -= 1;
                    if !state.queue.is_empty() {
                        self.start_worker(&mut state);
                    }
                    running.reply.time_out(self.options.time_limit);
                }
            }
            // What starts while the watchdog sleeps is due later than it wakes.
            let wake = state
                .running
                .values()
                .map(|running| running.until.saturating_duration_since(now))
                .min()
                .unwrap_or(self.options.time_limit + GRACE);
            (state, _) = self
                .watch
                .wait_timeout(state, wake)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Owed {
    fn time_out(self, limit: Duration) {
        let Self(reply, stash) = self;
        if let Some(stash) = stash {
            reply(Answer::Evaluated(Box::new(Evaluation {
                outcome: Outcome::Error(time_limit_error(limit)),
                stash,
                arguments: None,
                errors: Vec::new(),
                logs: Vec::new(),
                extensions: Vec::new(),
            })));
        }
    }
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
        f.debug_struct("Job")
            .field("program", &self.program.name)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Owed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Owed")
    }
}
