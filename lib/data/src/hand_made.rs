//! Slots around resolvers that are no directive's.

use appsynth_appsync::{DataSourceRef, FunctionConfiguration, FunctionConfigurationRef};
use appsynth_construct::Scope;
use appsynth_transform::Plan;
use appsynth_transform::plan::{
    Code, HalfCode, Home, Language, Resolver, Slot, Source, Step, UserFile,
};
use indexmap::IndexMap;

use crate::code::{DeployedTexts, function_code, printed};
use crate::edit::{Changes, Edit};
use crate::function::own_name;
use crate::{listing, own_code};

/// What runs around the functions of a resolver that the user declares: checks of rules, and what files put
/// into slots.
#[derive(Debug, Clone, Default)]
pub struct SlotFunctions {
    /// Those that run before the resolver's own.
    pub before: Vec<FunctionConfigurationRef>,
    /// Those that run after them.
    pub after: Vec<FunctionConfigurationRef>,
}

impl SlotFunctions {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }

    /// All functions of the resolver, whose own are these.
    pub fn with(
        self,
        own: impl IntoIterator<Item = FunctionConfigurationRef>,
    ) -> Vec<FunctionConfigurationRef> {
        let before = self.before.into_iter();
        before.chain(own).chain(self.after).collect()
    }
}

/// Adds the functions that files put into the slots of a field's resolver, such as
/// `Query.getPost.postAuth.1.js`. What fits no slot is reported.
///
/// `none` is the API's data source that reaches nothing.
pub fn slot_functions(
    scope: &mut Scope<'_>,
    none: DataSourceRef,
    field: &str,
    files: impl IntoIterator<Item = String>,
) -> SlotFunctions {
    let mut plan = Plan::default();
    plan.resolvers.insert(field.to_owned(), resolver(field));
    let edits = files.into_iter().map(Edit::File).collect();
    let texts = Changes::read(scope, edits).apply(scope, &mut plan);
    own_code::note(scope, none.api(), &plan, &texts, |_, _| Some(none));

    let mut functions = SlotFunctions::default();
    let deployed = DeployedTexts {
        api: none.api(),
        identity_pool: None,
    };
    for resolver in plan.resolvers.values() {
        for step in resolver.steps.iter().filter(|step| step.slot != Slot::Data) {
            let name = own_name(resolver, step);
            let printed = printed(&step.code, Language::Vtl);
            for (path, text) in listing::files(&listing::own_name(resolver, step), step, &printed) {
                let path = none.api().legible_path(scope, &path);
                scope.legible_file(path, text);
            }
            let code = function_code(&printed, deployed);
            let function = scope.part(&name, FunctionConfiguration::new(none, code).name(&name));
            match step.slot < Slot::Data {
                true => functions.before.push(function),
                false => functions.after.push(function),
            }
        }
    }
    functions
}

/// Has the plan await resolvers of the user: those that would ask no data source keep their place for them.
/// Gives the fields it is so for.
pub(crate) fn await_resolvers(plan: &mut Plan, fields: &[String]) -> Vec<String> {
    let mut awaited = Vec::new();
    for field in fields {
        let planned = plan.resolvers.entry(field.clone());
        let planned = planned.or_insert_with(|| resolver(field));
        let asks = |step: &Step| step.slot == Slot::Data && !is_nothing(&step.source);
        if !planned.steps.iter().any(asks) {
            awaited.push(field.clone());
        }
    }
    awaited
}

/// Takes the places out that were kept. By field: how many functions run before the user's.
pub(crate) fn take_places(plan: &mut Plan, awaited: Vec<String>) -> IndexMap<String, usize> {
    let before = awaited.into_iter().filter_map(|field| {
        let resolver = plan.resolvers.get_mut(&field)?;
        let before = (resolver.steps.iter()).take_while(|step| step.slot < Slot::Data);
        let before = before.count();
        resolver.steps.retain(|step| step.slot != Slot::Data);
        Some((field, before))
    });
    before.collect()
}

fn is_nothing(source: &str) -> bool {
    source.is_empty() || source == Source::NONE
}

/// A resolver whose own functions are already there.
fn resolver(field: &str) -> Resolver {
    let (type_name, field_name) = field.split_once('.').unwrap_or((field, ""));
    let nothing = || HalfCode::Template(UserFile::default());
    let code = || Code::Halves {
        request: nothing(),
        response: nothing(),
    };
    Resolver {
        type_name: type_name.to_owned(),
        field_name: field_name.to_owned(),
        home: Home::Api,
        model: None,
        around: code(),
        steps: vec![Step {
            slot: Slot::Data,
            index: 0,
            source: String::new(),
            operations: &[],
            code: code(),
        }],
    }
}
