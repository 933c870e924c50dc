//! Runs a generated resolver, both printings of each half at once, with given answers of data sources.

use appsynth_transform::plan::{Deployed, Own, Plan, Resolver, Source, Step};
use appsynth_util::{Context, Evaluation, Outcome};
use serde_json::{Value, json};

use super::both::{Both, halves};
use super::resolver;

/// What running a resolver came to.
#[derive(Debug)]
pub(crate) struct Run {
    /// What data sources were asked, by their names.
    pub(crate) requests: Vec<(String, Value)>,
    /// What the resolver gives.
    pub(crate) result: Result<Value, String>,
    /// The data of the error that ended it.
    pub(crate) error_data: Value,
    /// The messages of errors that do not end it.
    pub(crate) appended: Vec<String>,
    /// The filter of a subscription.
    pub(crate) subscription_filter: Option<Value>,
}

impl Run {
    /// The only request.
    pub(crate) fn request(&self) -> &Value {
        match &self.requests[..] {
            [(_, request)] => request,
            other => panic!("not one request but {other:?}"),
        }
    }

    /// The message of the error that ended the resolver.
    pub(crate) fn error(&self) -> &str {
        self.result.as_ref().expect_err("ends with an error")
    }

    /// The result of a resolver that did not end with an error.
    pub(crate) fn value(&self) -> &Value {
        self.result.as_ref().expect("does not end with an error")
    }
}

/// A data source's answer.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    Result(Value),
    Error(&'static str),
    /// A conflict of versions, with the stored item.
    Conflict(Value),
}

/// Runs a resolver for the holder of an API key. Data sources give the answers in turn, and null after them.
pub(crate) fn run(plan: &Plan, coordinate: &str, arguments: Value, answers: Vec<Answer>) -> Run {
    let context = Context {
        arguments,
        ..Context::default()
    };
    run_in(plan, coordinate, context, answers)
}

/// Runs a resolver in a context.
pub(crate) fn run_in(plan: &Plan, coordinate: &str, context: Context, answers: Vec<Answer>) -> Run {
    let resolver = resolver(plan, coordinate);
    let mut pipeline = Pipeline {
        handed_on: context.arguments.clone(),
        context,
        answers: answers.into_iter(),
        run: Run {
            requests: Vec::new(),
            result: Ok(Value::Null),
            error_data: Value::Null,
            appended: Vec::new(),
            subscription_filter: None,
        },
    };
    let [before, after] = halves(&resolver.around).map(Both::of);
    let result = pipeline.half(before).and_then(|_| {
        pipeline.context.stash = filled_in(&pipeline.context.stash, resolver);
        for step in &resolver.steps {
            let result = pipeline.step(step)?;
            pipeline.context.prev = json!({ "result": result });
        }
        pipeline.half(after)
    });
    pipeline.run.result = result.map(|(Ended::Value(value) | Ended::Early(value))| value);
    pipeline.run
}

/// The stash with the resolver's own names and with what the deployment fills in.
pub(crate) fn filled_in(stash: &Value, resolver: &Resolver) -> Value {
    let marked = stash.to_string();
    let named = Own::ALL.iter().fold(marked, |text, own| {
        text.replace(&own.mark(), resolver.own(*own))
    });
    let filled = [
        (Deployed::ApiId, "api"),
        (Deployed::AccountId, "123456789012"),
        (Deployed::Partition, "aws"),
        (Deployed::AuthenticatedRole, "signed-in"),
        (Deployed::UnauthenticatedRole, "guest"),
    ]
    .into_iter()
    .fold(named, |text, (deployed, value)| {
        text.replace(&deployed.mark(), value)
    });
    serde_json::from_str(&filled).expect("the values need no escapes")
}

struct Pipeline {
    context: Context,
    /// The arguments as templates leave them to each other.
    handed_on: Value,
    answers: std::vec::IntoIter<Answer>,
    run: Run,
}

enum Ended {
    Value(Value),
    Early(Value),
}

impl Pipeline {
    fn step(&mut self, step: &Step) -> Result<Value, String> {
        let [request, response] = halves(&step.code).map(Both::of);
        (self.context.result, self.context.error) = (Value::Null, Value::Null);
        let request = match self.half(request)? {
            Ended::Early(value) => return Ok(value),
            Ended::Value(request) => request,
        };
        if step.source == Source::NONE {
            self.context.result = request["payload"].clone();
        } else {
            self.check_operation(step, &request);
            self.run.requests.push((step.source.clone(), request));
            match self.answers.next() {
                None => {}
                Some(Answer::Result(result)) => self.context.result = result,
                Some(Answer::Error(message)) => {
                    self.context.error = json!({"message": message, "type": "Failed"});
                }
                Some(Answer::Conflict(stored)) => {
                    self.context.error = json!({"message": "no", "type": "ConflictUnhandled"});
                    self.context.result = stored;
                }
            }
        }
        let (Ended::Value(value) | Ended::Early(value)) = self.half(response)?;
        Ok(value)
    }

    /// A step asks DynamoDB for nothing but what it says.
    fn check_operation(&self, step: &Step, request: &Value) {
        if step.source.ends_with("Table") && request["operation"] != "Sync" {
            let operation = request["operation"].as_str().unwrap_or_default();
            assert!(step.operations.contains(&operation), "{step:?}");
        }
    }

    fn half(&mut self, half: &Both) -> Result<Ended, String> {
        let Evaluation {
            outcome,
            stash,
            errors,
            extensions,
            ..
        } = half.evaluation_after(&self.context, &mut self.handed_on);
        if let Some(stash) = stash {
            self.context.stash = stash;
        }
        self.run
            .appended
            .extend(errors.into_iter().map(|error| error.message));
        let filter = extensions
            .into_iter()
            .find(|(name, _)| name == "setSubscriptionFilter");
        self.run.subscription_filter = filter
            .map(|(_, filter)| filter)
            .or(self.run.subscription_filter.take());
        match outcome {
            Outcome::Value(value) => Ok(Ended::Value(value)),
            Outcome::EarlyReturn { value, .. } => Ok(Ended::Early(value)),
            Outcome::Error(error) => {
                self.run.error_data = error.data;
                Err(error.message)
            }
        }
    }
}

/// An expression of a request with its names and values filled in, which says the same in fewer words.
pub(crate) fn expression(expression: &Value) -> String {
    let mut text = String::new();
    let mut rest = expression["expression"].as_str().unwrap_or_default();
    while let Some(start) = rest.find(['#', ':']) {
        let (before, token) = rest.split_at(start);
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let end = token.find(|letter| !is_name(letter) && !"#:".contains(letter));
        let (token, after) = token.split_at(end.unwrap_or(token.len()));
        let name = &expression["expressionNames"][token];
        let value = &expression["expressionValues"][token];
        text.push_str(before);
        match name.as_str() {
            Some(name) => text.push_str(name),
            None => text.push_str(&value.to_string()),
        }
        rest = after;
    }
    text + rest
}
