//! From the plan to constructs.

use appsynth_appsync::{ApiRef, CheckedDocument, SchemaSource};
use appsynth_construct::{Construct, Scope};
use appsynth_parallel as parallel;
use appsynth_schema::Document;
use appsynth_transform::plan::{Language, Printing, SourceKind};
use appsynth_transform::{Model, Plan};
use indexmap::IndexMap;

use crate::code::DeployedTexts;
use crate::data::{Built, DataRef};
use crate::digest::Codes;
use crate::edit::Changes;
use crate::function::Functions;
use crate::graphql_schema::GraphqlSchema;
use crate::hand_made::{self, SlotFunctions};
use crate::layout::{Layout, Place};
use crate::listing::Listing;
use crate::search::{self, Search};
use crate::source::Targets;
use crate::{access, diagnostics, identity_pool, origin, own_code, resolver, room, source, table};

/// Begins to read what every schema with directives builds on, and returns at once. Whoever will add a
/// [`GraphqlSchema`] after something else has that done meanwhile.
pub fn prepare() {
    parallel::begin(appsynth_transform::prepare);
}

impl Construct for GraphqlSchema {
    type Handle = DataRef;

    fn build(mut self, scope: &mut Scope<'_>) -> DataRef {
        let changes = Changes::read(scope, std::mem::take(&mut self.edits));
        let plan = self.plan.take().or_else(|| self.read(scope, &changes));
        match plan {
            Some(mut plan) => {
                let awaited = hand_made::await_resolvers(&mut plan, &self.resolved_by_hand);
                let texts = changes.apply(scope, &mut plan);
                let awaited = hand_made::take_places(&mut plan, awaited);
                let schema = std::mem::take(&mut plan.schema);
                let data = self.build_plan(scope, schema, &plan, &awaited);
                own_code::note(scope, data.api, &plan, &texts, |scope, name| {
                    data.data_source(scope, name)
                });
                data
            }
            None => self.build_nothing(scope),
        }
    }
}

impl GraphqlSchema {
    /// Reads the schema and plans what it stands for; none if it has mistakes, which are reported.
    fn read(&self, scope: &mut Scope<'_>, changes: &Changes) -> Option<Plan> {
        prepare();
        let sources = self.api.schema.clone().read(scope);
        let (document, mut problems) = appsynth_schema::parse(scope.sources(), sources);
        let options = self.options(scope.environment());
        let mut model = Model::default();
        if !problems.has_errors() {
            let more;
            (model, more) = appsynth_transform::read(&document, &options);
            problems.extend(more);
        }
        let is_refused = problems.has_errors();
        for problem in problems {
            scope.report(problem);
        }
        if is_refused {
            return None;
        }
        let plan = match changes.fields() {
            Some(fields) => {
                let printing = Printing {
                    language: self.language,
                    except: fields.map(str::to_owned).collect(),
                };
                appsynth_transform::plan_printed(&model, &options, &printing)
            }
            None => appsynth_transform::plan(&model, &options),
        };
        access::keep(scope, model, options);
        Some(plan)
    }

    /// Stands in for an API whose schema was refused, so that what is attached to it is no further mistake.
    fn build_nothing(self, scope: &mut Scope<'_>) -> DataRef {
        let node = scope.node();
        let mut api = self.api;
        api.schema = SchemaSource::Files(Vec::new());
        let api = scope.part("Api", api);
        let built = Built {
            by_hand: self.resolved_by_hand,
            ..Built::default()
        };
        scope.remember(node, built);
        DataRef { node, api }
    }

    /// Reports tables that are named for no model, or twice for one.
    fn check_table_names(&self, scope: &mut Scope<'_>, plan: &Plan) {
        for model in self.table_names.keys().chain(self.imported_tables.keys()) {
            if !plan.tables.contains_key(model) {
                let known = plan.tables.keys().map(String::as_str);
                scope.report(diagnostics::no_model("table", model, known));
            }
        }
        for model in self.imported_tables.keys() {
            if self.table_names.contains_key(model) {
                scope.report(diagnostics::two_tables(model));
            }
        }
    }

    /// Warns of names of functions that no directive has.
    fn check_function_names(&self, scope: &mut Scope<'_>, plan: &Plan) {
        if self.function_names.is_empty() {
            return;
        }
        let known = source::function_names(plan, &scope.environment().name);
        for name in self
            .function_names
            .keys()
            .filter(|name| !known.contains(*name))
        {
            scope.report(diagnostics::no_function(
                name,
                known.iter().map(String::as_str),
            ));
        }
    }

    /// `awaited` are the fields that the user resolves, with the number of functions before the user's.
    fn build_plan(
        &self,
        scope: &mut Scope<'_>,
        schema: Document,
        plan: &Plan,
        awaited: &IndexMap<String, usize>,
    ) -> DataRef {
        self.check_table_names(scope, plan);
        if let Some(handlers) = &self.conflict_handlers {
            handlers.check(scope, plan);
        }
        self.check_function_names(scope, plan);
        let node = scope.node();
        let (schema, (mut layout, functions)) = parallel::both(
            || CheckedDocument::from(schema),
            || arrange(scope, plan, self.stacks, self.language),
        );
        let mut api = self.api.clone();
        api.schema = SchemaSource::Document(Box::new(schema));
        let api = scope.part("Api", api);

        let (folder, early) = (api.legible_path(scope, ""), scope.early_files());
        let list = || Listing::of(&folder, plan, &functions, awaited).hand_over(early.as_ref());
        let (listing, built) = parallel::both(list, || {
            let mut built = self.add_sources(scope, &mut layout, api, plan);
            self.add_resolvers(
                scope,
                &mut layout,
                api,
                (plan, &functions, awaited),
                &mut built,
            );
            built
        });
        origin::tell(scope, plan, &built, &mut layout);
        if let Some(pool) = self.identity_pool {
            identity_pool::add(scope, api, pool, &plan.identity_pool);
        }
        listing.add(scope);
        scope.remember(node, built);
        DataRef { node, api }
    }

    /// Adds the tables and data sources.
    fn add_sources(
        &self,
        scope: &mut Scope<'_>,
        layout: &mut Layout,
        api: ApiRef,
        plan: &Plan,
    ) -> Built {
        let mut built = Built {
            by_hand: self.resolved_by_hand.clone(),
            ..Built::default()
        };
        for (entity, planned) in &plan.tables {
            let mut scope = layout.scope(scope, &Place::Entity(entity.clone()));
            let imported = self.imported_tables.get(entity);
            let table = match self.table_names.get(entity) {
                Some(name) => table::take(&mut scope, planned, name),
                None => table::add(&mut scope, api, planned, self.tables, imported),
            };
            built.tables.insert(entity.clone(), table);
        }
        let search = Search::add(scope, plan, self.tables.removal);
        if let Some(search) = search {
            for entity in search::searched(plan) {
                let mut scope = layout.scope(scope, &Place::Entity(entity.clone()));
                search.follow(&mut scope, built.tables[&entity]);
            }
        }
        let is_versioned = plan.tables.values().any(|table| table.versioned);
        let targets = Targets {
            api,
            tables: &built.tables,
            changes: is_versioned.then(|| table::add_changes(scope, api, self.tables)),
            functions: &self.functions,
            function_names: &self.function_names,
            search: search.map(|search| search.domain),
            operations: &source::operations(plan),
        };
        for (name, planned) in &plan.sources {
            let mut scope = layout.scope(scope, &Layout::of_source(&planned.kind));
            let source = targets.add(&mut scope, planned);
            if let SourceKind::Table(entity) = &planned.kind
                && self.table_names.contains_key(entity)
            {
                table::demand(&mut scope, source, &plan.tables[entity]);
            }
            built.sources.insert(name.clone(), source);
        }
        built
    }

    /// Adds the functions and the resolvers that run them.
    fn add_resolvers(
        &self,
        scope: &mut Scope<'_>,
        layout: &mut Layout,
        api: ApiRef,
        (plan, functions, awaited): (&Plan, &Functions, &IndexMap<String, usize>),
        built: &mut Built,
    ) {
        let deployed = DeployedTexts {
            api,
            identity_pool: self.identity_pool,
        };
        let conflict_handler = |source: &str| {
            let handlers = self.conflict_handlers.as_ref();
            handlers.and_then(|handlers| handlers.of_source(plan, source))
        };
        let added = functions.add(scope, layout, built, deployed, conflict_handler);
        for (coordinate, planned) in &plan.resolvers {
            let steps = functions.pipeline(coordinate).iter();
            let mut steps: Vec<_> = steps.map(|step| added[*step]).collect();
            if let Some(before) = awaited.get(coordinate) {
                let after = steps.split_off(*before);
                let around = SlotFunctions {
                    before: steps,
                    after,
                };
                api.require_around(scope, coordinate, &around.before, &around.after);
                built.around.insert(coordinate.clone(), around);
                continue;
            }
            let place = layout.of_resolver(planned);
            let mut scope = layout.scope(scope, &place);
            let resolver = resolver::add(&mut scope, api, planned, steps, self.language, deployed);
            built.resolvers.insert(coordinate.clone(), resolver);
        }
    }
}

/// Decides where everything is, and what is the same.
fn arrange(
    scope: &Scope<'_>,
    plan: &Plan,
    stacks: Option<u32>,
    language: Language,
) -> (Layout, Functions) {
    let codes = Codes::of(plan, language);
    let (layout, functions) = spread(Layout::new(scope.node(), stacks, plan), plan, &codes);
    if stacks.is_some() || room::fits_one_stack(plan, &layout, &functions) {
        return (layout, functions);
    }
    let layout = Layout::new(scope.node(), Some(GraphqlSchema::STACKS), plan);
    spread(layout, plan, &codes)
}

/// Spreads what takes more than one template, until nothing does.
fn spread(mut layout: Layout, plan: &Plan, codes: &Codes) -> (Layout, Functions) {
    loop {
        let functions = Functions::collect(plan, &layout, codes);
        let crowded = room::crowded(plan, &layout, &functions);
        if crowded.is_empty() {
            return (layout, functions);
        }
        layout.spread(crowded);
    }
}
