//! An API's definition made ready to run.

use std::sync::Arc;

use appsynth_diagnostics::Diagnostics;
use appsynth_js::{Engine, EngineOptions};
use appsynth_schema::Schema;
use appsynth_schema::ast::{OperationType, TypeDefinition};
use appsynth_util::Host;
use indexmap::{IndexMap, IndexSet};
use serde_json::{Value, json};

use crate::authorization::Rules;
use crate::cache::CachingByField;
use crate::code::CompiledCode;
use crate::resolve::{Resolver, Step};
use crate::subscription::mutations_of;
use crate::{
    ApiDefinition, Code, DataSource, DataSourceName, FunctionId, ResolverDefinition, ResolverKind,
    diagnostics,
};

/// Everything of a definition but the schema.
pub(crate) struct Program {
    /// By type, then field.
    resolvers: IndexMap<String, IndexMap<String, Arc<Resolver>>>,
    pub(crate) engine: Engine,
    pub(crate) caching: CachingByField,
    /// The mutations that some subscription hears of.
    pub(crate) published: IndexSet<String>,
    pub(crate) authorization: Rules,
    pub(crate) depth_limit: Option<u32>,
    pub(crate) resolver_limit: u32,
    /// `ctx.env`
    pub(crate) environment: Value,
}

impl Program {
    pub(crate) fn compile(
        definition: &ApiDefinition,
        schema: &Schema,
        data_sources: &IndexMap<DataSourceName, Arc<dyn DataSource>>,
        host: &Host,
    ) -> Result<Self, Diagnostics> {
        let mut compiler = Compiler {
            data_sources,
            engine: Engine::new(EngineOptions::new(host.clone())),
            functions: IndexMap::new(),
            problems: Diagnostics::new(),
        };
        for (id, function) in &definition.functions {
            let step = compiler.step(&function.code, &function.data_source, &function.label);
            let step = step.map(|step| Step {
                function: Some(function.name.clone()),
                max_batch_size: function.max_batch_size,
                conflict_handler: function.conflict_handler.clone(),
                ..step
            });
            compiler.functions.insert(id.clone(), step.map(Arc::new));
        }
        let mut resolvers: IndexMap<String, IndexMap<String, Arc<Resolver>>> = IndexMap::new();
        for (field, resolver) in &definition.resolvers {
            if schema.field(&field.type_name, &field.field_name).is_none() {
                let near = schema.near_field(&field.type_name, &field.field_name);
                let problem = diagnostics::unknown_field(field, &resolver.label, near);
                compiler.problems.push(problem);
            }
            if let Some(compiled) = compiler.resolver(resolver) {
                resolvers
                    .entry(field.type_name.clone())
                    .or_default()
                    .insert(field.field_name.clone(), Arc::new(compiled));
            }
        }
        if compiler.problems.has_errors() {
            return Err(compiler.problems);
        }
        Ok(Self {
            resolvers,
            engine: compiler.engine,
            caching: caching(definition),
            published: published(schema),
            authorization: Rules::new(&definition.default_auth),
            depth_limit: definition.query_depth_limit,
            resolver_limit: definition.resolver_count_limit,
            environment: json!(definition.environment),
        })
    }

    /// The resolver of a field, if it has one.
    pub(crate) fn resolver(&self, type_name: &str, field_name: &str) -> Option<&Arc<Resolver>> {
        self.resolvers.get(type_name)?.get(field_name)
    }
}

fn caching(definition: &ApiDefinition) -> CachingByField {
    definition
        .resolvers
        .iter()
        .filter_map(|(field, resolver)| Some((field.clone(), resolver.caching.clone()?)))
        .collect()
}

fn published(schema: &Schema) -> IndexSet<String> {
    schema
        .root(OperationType::Subscription)
        .and_then(|name| schema.type_definition(name))
        .map_or(&[][..], TypeDefinition::fields)
        .iter()
        .flat_map(mutations_of)
        .collect()
}

struct Compiler<'a> {
    data_sources: &'a IndexMap<DataSourceName, Arc<dyn DataSource>>,
    engine: Engine,
    /// `None` for functions with mistakes, which are reported already.
    functions: IndexMap<FunctionId, Option<Arc<Step>>>,
    problems: Diagnostics,
}

impl Compiler<'_> {
    fn resolver(&mut self, resolver: &ResolverDefinition) -> Option<Resolver> {
        let label = &resolver.label;
        match &resolver.kind {
            ResolverKind::Unit(data_source) => {
                self.step(&resolver.code, data_source, label).map(|step| {
                    Resolver::Unit(Step {
                        max_batch_size: resolver.max_batch_size,
                        conflict_handler: resolver.conflict_handler.clone(),
                        ..step
                    })
                })
            }
            ResolverKind::Pipeline(ids) => {
                let around = self.code(&resolver.code, label);
                let functions = ids.iter().map(|id| self.function(label, id)).collect();
                let functions: Vec<Option<Arc<Step>>> = functions;
                Some(Resolver::Pipeline {
                    around: around?,
                    functions: functions.into_iter().collect::<Option<_>>()?,
                })
            }
        }
    }

    fn function(&mut self, label: &str, id: &str) -> Option<Arc<Step>> {
        match self.functions.get(id) {
            Some(function) => function.clone(),
            None => {
                self.problems.push(diagnostics::unknown_function(label, id));
                None
            }
        }
    }

    fn step(&mut self, code: &Code, data_source: &str, label: &str) -> Option<Step> {
        let code = self.code(code, label);
        let source = self.data_sources.get(data_source).cloned();
        if source.is_none() {
            let problem = diagnostics::unknown_data_source(label, data_source);
            self.problems.push(problem);
        }
        Some(Step {
            function: None,
            code: code?,
            data_source_name: data_source.to_owned(),
            data_source: source?,
            max_batch_size: 0,
            conflict_handler: None,
        })
    }

    fn code(&mut self, code: &Code, label: &str) -> Option<CompiledCode> {
        match CompiledCode::compile(code, label, &self.engine) {
            Ok(compiled) => Some(compiled),
            Err(problems) => {
                self.problems.extend(problems);
                None
            }
        }
    }
}
