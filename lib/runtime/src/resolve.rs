//! Resolvers at work: code and data sources by turns.

use std::sync::Arc;

use appsynth_js::Engine;
use appsynth_util::{Context, FieldError, Half, Host};
use serde_json::Value;

use crate::batch::{self, Batches};
use crate::code::CompiledCode;
use crate::direct;
use crate::run::{Ended, Progress, Run, Stage};
use crate::steps::Steps;
use crate::trace::{StepTrace, Tracer};
use crate::{Call, ConflictHandler, DataSource, DataSourceError, ResolverLog};

/// What a field's resolver gave.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    pub(crate) value: Value,
    pub(crate) errors: Vec<FieldError>,
    pub(crate) logs: Vec<ResolverLog>,
    /// What functions of `extensions` were called with, by name.
    pub(crate) extensions: Vec<(String, Value)>,
    /// What it did, if there is a tracer.
    pub(crate) steps: Vec<StepTrace>,
    /// Whether it was kept from an earlier request.
    pub(crate) from_cache: bool,
}

/// A resolver that is ready to run.
pub(crate) enum Resolver {
    /// One data source.
    Unit(Step),
    /// Functions one after the other, with code before and after them.
    Pipeline {
        around: CompiledCode,
        functions: Vec<Arc<Step>>,
    },
}

/// A data source with the code before and after it.
pub(crate) struct Step {
    /// The function's name; a unit resolver has none.
    pub(crate) function: Option<String>,
    pub(crate) code: CompiledCode,
    pub(crate) data_source_name: String,
    pub(crate) data_source: Arc<dyn DataSource>,
    /// How many requests go together; 0 if nothing is said about it.
    pub(crate) max_batch_size: u32,
    pub(crate) conflict_handler: Option<ConflictHandler>,
}

impl Resolved {
    pub(crate) fn of(value: Value) -> Self {
        Self {
            value,
            ..Self::default()
        }
    }

    /// What a run comes to.
    fn by(mut run: Run, ended: Ended) -> Self {
        let value = ended.unwrap_or_else(|error| {
            let value = error.value.clone();
            run.errors.push(*error);
            value
        });
        Self {
            value,
            errors: run.errors,
            logs: run.logs,
            extensions: run.extensions,
            steps: run.steps.into_list(),
            from_cache: false,
        }
    }

    pub(crate) fn failed(error: FieldError) -> Self {
        Self {
            value: error.value.clone(),
            errors: vec![error],
            ..Self::default()
        }
    }
}

/// What resolvers run with.
#[derive(Clone, Copy)]
pub(crate) struct World<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) host: &'a Host,
    pub(crate) batches: &'a Batches,
    pub(crate) tracer: Option<&'a dyn Tracer>,
}

impl Resolver {
    /// Runs the resolver of a field, such as `Query.post`, with the name of its type.
    pub(crate) async fn run(
        self: &Arc<Self>,
        field: String,
        output_type: &str,
        context: Context,
        world: World<'_>,
    ) -> Resolved {
        let mut run = Box::new(Run {
            field,
            output_type: output_type.to_owned(),
            context,
            errors: Vec::new(),
            logs: Vec::new(),
            extensions: Vec::new(),
            steps: Steps::new(world.tracer),
            host: world.host.clone(),
        });
        let mut stage = Stage::Begin;
        loop {
            let (come_back, progress) = match self.go_on(run, stage, world).await {
                Ok(progress) => progress,
                Err(error) => return Resolved::failed(*error),
            };
            run = come_back;
            let asked = match progress {
                Progress::Ended(ended) => return Resolved::by(*run, ended),
                Progress::Ask(asked) => asked,
            };
            let step = self.step(asked.step).expect("invariant: steps ask");
            run.steps.ask(&asked.request);
            let answer = step.answer(asked.request, &run, world.batches).await;
            run.steps.answered(&answer);
            stage = Stage::Answered {
                step: asked.step,
                is_old: asked.is_old,
                answer,
            };
        }
    }

    /// Runs the code up to the next data source that has to be waited for. All of it runs in one go, and on a
    /// thread of the JavaScript engine if some of it needs one: to hand it over for each half would take
    /// longer than most halves do.
    async fn go_on(
        self: &Arc<Self>,
        mut run: Box<Run>,
        stage: Stage,
        world: World<'_>,
    ) -> Result<(Box<Run>, Progress), Box<FieldError>> {
        let _on_the_way = self
            .next_of_batch(&stage)
            .map(|step| world.batches.expect(step));
        if !self.needs_engine() {
            let progress = run.go_on(self, stage, None);
            return Ok((run, progress));
        }
        let resolver = Arc::clone(self);
        let work = world.engine.run(move |evaluator| {
            let progress = run.go_on(&resolver, stage, Some(evaluator));
            (run, progress)
        });
        work.await
    }

    pub(crate) fn step(&self, index: usize) -> Option<&Step> {
        match self {
            Self::Unit(step) => Some(step).filter(|_| index == 0),
            Self::Pipeline { functions, .. } => functions.get(index).map(|step| &**step),
        }
    }

    /// The next step that may ask for a batch.
    fn next_of_batch(&self, stage: &Stage) -> Option<&Step> {
        let next = match stage {
            Stage::Begin => 0,
            Stage::Answered { step, .. } => step + 1,
        };
        let mut steps = (next..).map_while(|index| self.step(index));
        steps.find(|step| step.data_source.takes_batches())
    }

    fn needs_engine(&self) -> bool {
        self.codes().any(CompiledCode::needs_engine)
    }

    /// Whether some of the code can see a member of the context.
    pub(crate) fn sees(&self, member: &str) -> bool {
        let sees = |half| self.codes().any(|code| code.sees(half, member));
        sees(Half::Request) || sees(Half::Response)
    }

    fn codes(&self) -> impl Iterator<Item = &CompiledCode> {
        let (first, functions) = match self {
            Self::Unit(step) => (&step.code, &[][..]),
            Self::Pipeline { around, functions } => (around, &**functions),
        };
        std::iter::once(first).chain(functions.iter().map(|step| &step.code))
    }
}

impl Step {
    /// What the data source says, together with others of its batch if it takes batches.
    async fn answer(
        &self,
        request: Value,
        run: &Run,
        batches: &Batches,
    ) -> Result<Value, DataSourceError> {
        if !(self.data_source.takes_batches() && batch::is_batch(&request)) {
            return self.data_source.invoke(request, &self.call(run)).await;
        }
        let said = batches.answer(self, request).await?;
        if !matches!(self.code, CompiledCode::Direct) {
            return Ok(said);
        }
        direct::answer_of_batch(&said).map_err(|error| *error)
    }

    pub(crate) fn call<'a>(&'a self, run: &'a Run) -> Call<'a> {
        Call {
            context: &run.context,
            output_type: &run.output_type,
            conflict_handler: self.conflict_handler.as_ref(),
        }
    }
}

impl From<DataSourceError> for FieldError {
    fn from(error: DataSourceError) -> Self {
        Self {
            data: error.data,
            ..Self::new(error.message, error.error_type)
        }
    }
}
