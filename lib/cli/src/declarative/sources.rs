//! Tables, functions and data sources.

use std::collections::BTreeMap;
use std::time::Duration;

use appsynth::prelude::*;
use appsynth::{Attribute, Target};
use appsynth_config as config;
use appsynth_config::{DataSourceKind, Positions, Settings};

use super::{Places, details, seconds};

/// What the file owns by name, and every data source.
#[derive(Debug, Default)]
pub(super) struct Owned {
    tables: BTreeMap<String, TableRef>,
    functions: BTreeMap<String, FunctionRef>,
    data_sources: BTreeMap<String, DataSourceRef>,
}

impl Owned {
    /// Adds the tables and functions.
    pub(super) fn build(
        settings: &Settings,
        stack: &mut Scope<'_>,
        places: &mut Places,
        positions: &Positions,
    ) -> Self {
        let mut owned = Self::default();
        let mut group = stack.scope("Tables");
        for (name, table) in &settings.tables {
            places.note(&group, name, table.span);
            details::of_table(places, name, positions);
            let handle = group.add(name, table_construct(table));
            owned.tables.insert(name.clone(), handle);
        }
        let mut group = stack.scope("Functions");
        for (name, function) in &settings.functions {
            places.note(&group, name, function.span);
            details::of_function(places, name, positions);
            let handle = group.add(name, function_construct(function));
            owned.functions.insert(name.clone(), handle);
        }
        owned
    }

    /// The file's functions by name.
    pub(super) fn functions(&self) -> impl Iterator<Item = (&str, FunctionRef)> {
        (self.functions.iter()).map(|(name, function)| (name.as_str(), *function))
    }

    /// Makes the data sources of directives known by name.
    pub(super) fn take_generated(&mut self, data: DataRef, stack: &Scope<'_>) {
        for (name, source) in data.data_sources(stack) {
            self.data_sources.insert(name.to_owned(), source);
        }
    }

    /// Adds the data sources that the file names, and one for each table and function that it names none for.
    pub(super) fn build_data_sources(
        &mut self,
        settings: &Settings,
        api: ApiRef,
        stack: &mut Scope<'_>,
        (places, positions): (&mut Places, &Positions),
    ) {
        for (name, source) in &settings.data_sources {
            details::of_data_source(places, stack, (name, source.span), positions);
            let handle = self.data_source(name, source, api, stack);
            self.data_sources.insert(name.clone(), handle);
        }
        let mut group = stack.scope("DataSources");
        for (name, table) in &settings.tables {
            if !settings.data_sources.contains_key(name) {
                places.note(&group, name, table.span);
                let source = DataSource::table(api, self.tables[name]);
                self.data_sources
                    .insert(name.clone(), group.add(name, source));
            }
        }
        for (name, function) in settings.functions_as_data_sources() {
            if !settings.data_sources.contains_key(name) {
                places.note(&group, name, function.span);
                let source = DataSource::lambda(api, self.functions[name]);
                self.data_sources
                    .insert(name.clone(), group.add(name, source));
            }
        }
    }

    /// The data source of a name. None only if the schema was refused, which might have made it.
    pub(super) fn source(&self, name: &str) -> Option<DataSourceRef> {
        self.data_sources.get(name).copied()
    }

    /// One of the file's functions, else the one that exists under this name or ARN.
    pub(super) fn function(&self, name: &str, id: &str, stack: &mut Scope<'_>) -> FunctionRef {
        if let Some(function) = self.functions.get(name) {
            return *function;
        }
        let external = if is_arn(name) {
            Function::external_arn(name)
        } else {
            Function::external(name)
        };
        stack.scope("External").add(id, external)
    }

    /// One of the file's tables, else the one that exists under this name or ARN.
    fn table(&self, name: &str, id: &str, stack: &mut Scope<'_>) -> TableRef {
        if let Some(table) = self.tables.get(name) {
            return *table;
        }
        let external = if is_arn(name) {
            Table::external_arn(name)
        } else {
            Table::external(name)
        };
        stack.scope("External").add(id, external)
    }

    fn data_source(
        &self,
        name: &str,
        source: &config::DataSource,
        api: ApiRef,
        stack: &mut Scope<'_>,
    ) -> DataSourceRef {
        let note = source.description.as_deref();
        match &source.kind {
            DataSourceKind::None => add(stack, name, note, DataSource::none(api)),
            DataSourceKind::DynamoDb {
                table,
                access,
                versioned,
            } => {
                let table = self.table(&table.value, name, stack);
                let mut construct = DataSource::table(api, table).access(match access {
                    config::Access::ReadWrite => Access::ReadWrite,
                    config::Access::Read => Access::Read,
                });
                if let Some(versioned) = versioned {
                    let id = format!("{name}Delta");
                    construct = construct.versioned(DeltaSync {
                        table: self.table(&versioned.delta_table.value, &id, stack),
                        base_minutes: minutes(versioned.base_ttl),
                        delta_minutes: minutes(versioned.delta_ttl),
                    });
                }
                add(stack, name, note, construct)
            }
            DataSourceKind::Lambda { function } => {
                let function = self.function(&function.value, name, stack);
                add(stack, name, note, DataSource::lambda(api, function))
            }
            DataSourceKind::Http { endpoint, signing } => {
                let mut construct = DataSource::http(api, endpoint.as_str());
                if let Some(signing) = signing {
                    let resources = signing.resources.iter().map(String::as_str);
                    let grant = Statement::allow(signing.actions.clone(), resources);
                    construct =
                        construct.signed(signing.region.as_str(), signing.service.as_str(), grant);
                }
                add(stack, name, note, construct)
            }
            DataSourceKind::OpenSearch { domain, endpoint } => {
                let external = SearchDomain::external(domain, endpoint);
                let domain = stack.scope("External").add(name, external);
                add(stack, name, note, DataSource::search(api, domain))
            }
            DataSourceKind::Rds {
                cluster,
                secret,
                database,
                schema,
            } => {
                let mut external = stack.scope("External");
                let cluster = external.add(name, DatabaseCluster::external(cluster));
                let secret = external.add(&format!("{name}Secret"), Secret::external(secret));
                let mut construct = DataSource::database(api, cluster, secret);
                if let Some(database) = database {
                    construct = construct.database_name(database);
                }
                if let Some(schema) = schema {
                    construct = construct.schema(schema);
                }
                add(stack, name, note, construct)
            }
            DataSourceKind::EventBridge { event_bus } => {
                let external = if is_arn(event_bus) {
                    EventBus::external_arn(event_bus)
                } else {
                    EventBus::external(event_bus)
                };
                let bus = stack.scope("External").add(name, external);
                add(stack, name, note, DataSource::event_bus(api, bus))
            }
            DataSourceKind::Bedrock { models } => {
                add(stack, name, note, DataSource::bedrock(api, models.clone()))
            }
        }
    }
}

fn add<T: Target>(
    stack: &mut Scope<'_>,
    name: &str,
    description: Option<&str>,
    mut source: DataSource<T>,
) -> DataSourceRef {
    if let Some(description) = description {
        source = source.description(description);
    }
    stack.scope("DataSources").add(name, source)
}

pub(super) fn is_arn(name: &str) -> bool {
    name.starts_with("arn:")
}

fn minutes(time: Duration) -> u32 {
    u32::try_from(time.as_secs() / 60).unwrap_or(u32::MAX)
}

fn table_construct(table: &config::Table) -> Table {
    let mut construct = Table::new(key(&table.partition_key, table.sort_key.as_ref()))
        .billing(match table.billing {
            config::Billing::OnDemand => Billing::OnDemand,
            config::Billing::Provisioned { read, write } => Billing::provisioned(read, write),
        })
        .class(match table.class {
            config::TableClass::Standard => TableClass::Standard,
            config::TableClass::InfrequentAccess => TableClass::StandardInfrequentAccess,
        })
        .encryption(match &table.encryption {
            config::Encryption::AwsOwned => Encryption::DynamoDb,
            config::Encryption::AwsManaged => Encryption::AwsManaged,
            config::Encryption::Kms(arn) => Encryption::CustomerManaged(arn.as_str().into()),
        })
        .point_in_time_recovery(table.point_in_time_recovery)
        .deletion_protection(table.deletion_protection);
    for (name, index) in &table.indexes {
        let key = key(&index.partition_key, index.sort_key.as_ref());
        let index = GlobalIndex::new(name, key).projection(projection(&index.projection));
        construct = construct.global_index(index);
    }
    for (name, index) in &table.local_indexes {
        let local = LocalIndex::new(name, attribute(&index.sort_key));
        construct = construct.local_index(local.projection(projection(&index.projection)));
    }
    for (key, value) in &table.tags {
        construct = construct.tag(key, value);
    }
    if let Some(name) = &table.name {
        construct = construct.name(name.as_str());
    }
    if let Some(attribute) = &table.ttl {
        construct = construct.time_to_live(attribute);
    }
    if let Some(stream) = table.stream {
        construct = construct.stream(match stream {
            config::Stream::KeysOnly => StreamView::KeysOnly,
            config::Stream::NewImage => StreamView::NewImage,
            config::Stream::OldImage => StreamView::OldImage,
            config::Stream::NewAndOldImages => StreamView::NewAndOldImages,
        });
    }
    match table.removal {
        Some(config::Removal::Retain) => construct.removal(RemovalPolicy::Retain),
        Some(config::Removal::Delete) => construct.removal(RemovalPolicy::Delete),
        None => construct,
    }
}

fn key(partition: &config::KeyAttribute, sort: Option<&config::KeyAttribute>) -> Key {
    let key = Key::partition(attribute(partition));
    match sort {
        Some(sort) => key.sort(attribute(sort)),
        None => key,
    }
}

fn attribute(attribute: &config::KeyAttribute) -> Attribute {
    let name = attribute.name.as_str();
    match attribute.kind {
        config::KeyType::String => string(name),
        config::KeyType::Number => number(name),
        config::KeyType::Binary => binary(name),
    }
}

fn projection(projection: &config::Projection) -> Projection {
    match projection {
        config::Projection::All => Projection::All,
        config::Projection::KeysOnly => Projection::KeysOnly,
        config::Projection::Include(names) => Projection::include(names.clone()),
    }
}

fn function_construct(function: &config::Function) -> Function {
    let code = FunctionCode::folder(&function.code.value);
    let runtime = Runtime::Other(function.runtime.clone());
    let mut construct = Function::new(runtime, &function.handler, code);
    for (name, value) in &function.environment {
        construct = construct.environment(name, value.as_str());
    }
    if let Some(memory) = function.memory {
        construct = construct.memory_megabytes(memory);
    }
    if let Some(timeout) = function.timeout {
        construct = construct.timeout(seconds(timeout));
    }
    construct
}
