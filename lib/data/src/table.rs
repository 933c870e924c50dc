//! Tables of models.

use appsynth_appsync::{
    ApiRef, Attribute, DataSourceRef, Encryption, Key, StreamView, Table, TableRef, number, string,
};
use appsynth_cloudformation::Map;
use appsynth_construct::{Expr, Intrinsic, Scope, Value};
use appsynth_transform::plan;

use crate::graphql_schema::TableSettings;

/// How long the table of recent changes keeps an item is in this attribute.
pub(crate) const TIME_TO_LIVE: &str = "_ttl";

/// Adds the table of a model: a new one, or the one of the name `imported`.
pub(crate) fn add(
    scope: &mut Scope<'_>,
    api: ApiRef,
    planned: &plan::Table,
    settings: TableSettings,
    imported: Option<&String>,
) -> TableRef {
    let mut table = Table::new(key(&planned.partition, planned.sort.as_ref()));
    for index in &planned.indexes {
        table = table.index(&index.name, key(&index.partition, index.sort.as_ref()));
    }
    if planned.versioned {
        table = table.time_to_live(TIME_TO_LIVE);
    }
    let table = settings.apply(scope, table, api, &planned.name);
    let table = match imported {
        Some(name) => table.imported(name),
        None => table,
    };
    scope.part("Table", table)
}

/// Takes the table of this name, which exists already, for a model's.
pub(crate) fn take(scope: &mut Scope<'_>, planned: &plan::Table, name: &str) -> TableRef {
    let mut table = Table::external(name);
    if !planned.indexes.is_empty() {
        table = table.indexed();
    }
    scope.part("Table", table)
}

/// Says in a data source's metadata which key and which indexes its table has to have. Whoever deploys looks
/// whether it has:
///
/// ```json
/// { "appsynth:table": { "key": "id (S)", "indexes": { "byAuthor": "author (S), date (N)" } } }
/// ```
pub(crate) fn demand(scope: &mut Scope<'_>, source: DataSourceRef, planned: &plan::Table) {
    let indexes = planned.indexes.iter().map(|index| {
        let key = shown(&index.partition, index.sort.as_ref());
        (index.name.clone(), Expr::from(key))
    });
    let indexes = Expr::from(indexes.collect::<Map<_>>());
    let key = shown(&planned.partition, planned.sort.as_ref());
    let demand = Map::from([
        ("key".to_owned(), Expr::from(key)),
        ("indexes".to_owned(), indexes),
    ]);
    scope.options(source, |options| {
        options
            .metadata
            .insert("appsynth:table".to_owned(), demand.into());
    });
}

/// `author (S), date (N)`
fn shown(partition: &plan::KeyAttribute, sort: Option<&plan::KeyAttribute>) -> String {
    let attributes = std::iter::once(partition).chain(sort);
    let attributes = attributes.map(|one| {
        let kind = if one.is_number { "N" } else { "S" };
        format!("{} ({kind})", one.name)
    });
    attributes.collect::<Vec<_>>().join(", ")
}

/// Adds the table that keeps recent changes of all models.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/conflict-detection-and-sync.html>
pub(crate) fn add_changes(scope: &mut Scope<'_>, api: ApiRef, settings: TableSettings) -> TableRef {
    let key = Key::partition(string("ds_pk")).sort(string("ds_sk"));
    let table = Table::new(key).time_to_live(TIME_TO_LIVE);
    let table = settings
        .apply(scope, table, api, "AmplifyDataStore")
        .encryption(Encryption::DynamoDb);
    scope.part("DataStore", table)
}

impl TableSettings {
    fn apply(self, scope: &Scope<'_>, table: Table, api: ApiRef, name: &str) -> Table {
        let environment = scope.environment();
        let is_protected = self.deletion_protection.unwrap_or(!environment.is_local());
        let table = table
            .name(physical_name(name, api, &environment.name))
            .stream(StreamView::NewAndOldImages)
            .encryption(Encryption::AwsManaged)
            .point_in_time_recovery(self.point_in_time_recovery)
            .deletion_protection(is_protected);
        match self.removal {
            Some(removal) => table.removal(removal),
            None => table,
        }
    }
}

/// `<model>-<API id>-<environment>`
fn physical_name(model: &str, api: ApiRef, environment: &str) -> Value<String> {
    let parts: Vec<Value<String>> = vec![model.into(), api.id(), environment.into()];
    Value::AtDeploy(Intrinsic::Join("-".to_owned(), Expr::from(parts)).into())
}

fn key(partition: &plan::KeyAttribute, sort: Option<&plan::KeyAttribute>) -> Key {
    let key = Key::partition(attribute(partition));
    match sort {
        Some(sort) => key.sort(attribute(sort)),
        None => key,
    }
}

fn attribute(planned: &plan::KeyAttribute) -> Attribute {
    match planned.is_number {
        true => number(&planned.name),
        false => string(&planned.name),
    }
}
