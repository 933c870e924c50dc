//! Data sources of a plan.

use std::collections::{BTreeMap, BTreeSet};

use appsynth_appsync::{
    Access, ApiRef, DataSource, DataSourceRef, DeltaSync, Function, FunctionRef, Grant, Role,
    SearchDomainRef, TableRef,
};
use appsynth_construct::Scope;
use appsynth_transform::Plan;
use appsynth_transform::plan::{Deployed, Source, SourceKind};
use appsynth_transform::{Template, TemplatePart};
use indexmap::IndexMap;

use crate::code::DeployedTexts;

/// How long deleted items stay in their table, in minutes: 30 days, as in Amplify's projects.
const BASE_MINUTES: u32 = 43_200;
/// How long changes stay in the table of changes, in minutes.
const DELTA_MINUTES: u32 = 30;

/// What the data sources reach.
#[derive(Debug)]
pub(crate) struct Targets<'a> {
    pub(crate) api: ApiRef,
    pub(crate) tables: &'a IndexMap<String, TableRef>,
    /// The table of recent changes, if items have versions.
    pub(crate) changes: Option<TableRef>,
    pub(crate) functions: &'a IndexMap<String, FunctionRef>,
    pub(crate) function_names: &'a IndexMap<String, String>,
    pub(crate) search: Option<SearchDomainRef>,
    /// What each data source is asked for.
    pub(crate) operations: &'a Operations<'a>,
}

/// The operations of DynamoDB that each data source is asked for, by its name.
pub(crate) type Operations<'p> = BTreeMap<&'p str, BTreeSet<&'static str>>;

/// The names that the directives of a plan call functions by: with the environment's name filled in, and without.
pub(crate) fn function_names(plan: &Plan, environment: &str) -> BTreeSet<String> {
    let names = plan
        .sources
        .values()
        .filter_map(|source| match &source.kind {
            SourceKind::Function { name, .. } => Some(name),
            _ => None,
        });
    let spellings = names.flat_map(|name| {
        let without = name.without_environment();
        without.into_iter().chain([text(name, environment)])
    });
    spellings.collect()
}

/// What the functions of a plan ask their data sources for.
pub(crate) fn operations(plan: &Plan) -> Operations<'_> {
    let mut operations = Operations::new();
    for step in plan.resolvers.values().flat_map(|resolver| &resolver.steps) {
        let asked = operations.entry(step.source.as_str()).or_default();
        asked.extend(
            step.operations
                .iter()
                .flat_map(|operation| needs(operation)),
        );
    }
    operations
}

/// What a role needs for a request of AppSync that names this operation.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/js-resolver-reference-dynamodb.html>
fn needs(operation: &'static str) -> &'static [&'static str] {
    match operation {
        "GetItem" => &["GetItem"],
        "PutItem" => &["PutItem"],
        "UpdateItem" => &["UpdateItem"],
        "DeleteItem" => &["DeleteItem"],
        "Query" => &["Query"],
        "Scan" => &["Scan"],
        "Sync" => &["Query", "Scan"],
        "BatchGetItem" => &["BatchGetItem"],
        "BatchPutItem" | "BatchDeleteItem" => &["BatchWriteItem"],
        "TransactGetItems" => &["GetItem"],
        "TransactWriteItems" => &["ConditionCheckItem", "DeleteItem", "PutItem", "UpdateItem"],
        _ => &[],
    }
}

impl Targets<'_> {
    /// Adds a data source; it has a role that may do what its functions ask for and no more.
    pub(crate) fn add(&self, scope: &mut Scope<'_>, source: &Source) -> DataSourceRef {
        let name = source.name.as_str();
        match &source.kind {
            SourceKind::None => scope.part(name, DataSource::none(self.api)),
            SourceKind::Table(entity) => self.add_table(scope, name, self.tables[entity]),
            SourceKind::Function {
                name: function,
                region,
                account,
            } => {
                let function = self.function(scope, name, function, region, account);
                scope.part(name, DataSource::lambda(self.api, function))
            }
            SourceKind::Http(origin) => {
                let origin = text(origin, &scope.environment().name);
                let deployed = DeployedTexts {
                    api: self.api,
                    identity_pool: None,
                };
                scope.part(name, DataSource::http(self.api, deployed.value(&origin)))
            }
            SourceKind::Search => {
                let domain = self
                    .search
                    .expect("invariant: a plan that searches has a domain");
                scope.part(
                    name,
                    DataSource::search(self.api, domain).access(Access::Read),
                )
            }
        }
    }

    fn add_table(&self, scope: &mut Scope<'_>, name: &str, table: TableRef) -> DataSourceRef {
        let mut asked = self.operations.get(name).cloned().unwrap_or_default();
        if self.changes.is_some() {
            // AppSync answers a change that conflicts with the item as it is.
            asked.insert("GetItem");
        }
        let mut grant = table.operations(asked);
        let mut source = DataSource::table(self.api, table).access(Access::ReadWrite);
        if let Some(changes) = self.changes {
            grant = grant.and(changes.read_write());
            source = source.versioned(DeltaSync {
                table: changes,
                base_minutes: BASE_MINUTES,
                delta_minutes: DELTA_MINUTES,
            });
        }
        let role = scope.part(&format!("{name}Role"), appsync_role(grant));
        scope.part(name, source.role(role))
    }

    /// The function that `@function` names: one of the application's, or one that exists already.
    fn function(
        &self,
        scope: &mut Scope<'_>,
        source: &str,
        name: &Template,
        region: &Option<String>,
        account: &Option<String>,
    ) -> FunctionRef {
        let written = text(name, &scope.environment().name);
        let without = name.without_environment();
        let spellings = || {
            [Some(written.as_str()), without.as_deref()]
                .into_iter()
                .flatten()
        };
        let known = spellings().find_map(|spelling| self.function_names.get(spelling));
        let own = match known {
            Some(name) => self.functions.get(name),
            None => spellings().find_map(|spelling| self.functions.get(spelling)),
        };
        let here = scope.environment();
        let is_here = |said: &Option<String>, here: &Option<String>| said.is_none() || said == here;
        let is_own = is_here(region, &here.region) && is_here(account, &here.account);
        if let Some(function) = own.filter(|_| is_own || here.is_local()) {
            return *function;
        }
        let mut function = Function::external(known.unwrap_or(&written).as_str());
        if let Some(region) = region {
            function = function.region(region);
        }
        if let Some(account) = account {
            function = function.account(account);
        }
        scope.part(&format!("{source}Function"), function)
    }
}

fn appsync_role(grant: Grant) -> Role {
    Role::of_service("appsync.amazonaws.com").allow(grant)
}

/// The text for an environment, with marks for what only the deployment knows.
fn text(template: &Template, environment: &str) -> String {
    let part = |part: &TemplatePart| match part {
        TemplatePart::Text(text) | TemplatePart::Variable { value: text, .. } => text.clone(),
        TemplatePart::Environment => environment.to_owned(),
        TemplatePart::Region => Deployed::Region.mark(),
        TemplatePart::Parameter(_) | TemplatePart::Context(_) => String::new(),
    };
    template.parts.iter().map(part).collect()
}
