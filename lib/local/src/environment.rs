//! The environment that a server serves: its tables, and the APIs that are deployed at the moment.

mod copies;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use appsynth_assembly::Assembly;
use appsynth_diagnostics::Diagnostics;
use appsynth_runtime::Api;
use appsynth_store::Store;
use appsynth_util::Host;
use indexmap::IndexMap;

use crate::apis::{self, ApiSource};
use crate::authorization::Authorization;
use crate::code_files::{CodeFiles, Places};
use crate::connect::Connections;
use crate::data_sources::HttpClient;
use crate::description::Description;
use crate::evaluate::evaluate;
use crate::functions::code;
use crate::local_issuer::LocalIssuer;
use crate::resources::{Resource, World};
use crate::seed::KnownTable;
use crate::state::State;
use crate::streams::{Mapping, Streams};
use crate::subscribers::Subscribers;
use crate::token::KnownIssuer;
use crate::traces::Traces;
use crate::{ApiOutputs, DeployOptions, LocalError, Outputs, tables};

/// What a server serves, and what it needs to deploy again.
pub(crate) struct Environment {
    state_dir: PathBuf,
    port: u16,
    store: Store,
    http: HttpClient,
    state: Mutex<State>,
    deployed: RwLock<Arc<Deployed>>,
    pub(crate) subscribers: Arc<Subscribers>,
    pub(crate) traces: Traces,
    streams: Streams,
}

/// The APIs of one deployment. Requests in progress keep the deployment that they began with.
#[derive(Default)]
pub(crate) struct Deployed {
    pub(crate) apis: Vec<Arc<ServedApi>>,
    /// The tables that it needs.
    tables: Vec<Resource>,
    mappings: Vec<Mapping>,
}

impl Deployed {
    /// The API of an id.
    pub(crate) fn api(&self, api_id: &str) -> Option<Arc<ServedApi>> {
        self.apis.iter().find(|api| api.api_id == api_id).cloned()
    }
}

/// An API that answers.
pub(crate) struct ServedApi {
    pub(crate) name: String,
    pub(crate) api_id: String,
    pub(crate) api: Api,
    pub(crate) authorization: Authorization,
    /// Whose tokens it takes.
    pub(crate) issuers: Vec<KnownIssuer>,
    pub(crate) graphql_url: String,
    pub(crate) realtime_url: String,
    pub(crate) description: Description,
    pub(crate) places: Places,
}

impl Environment {
    /// An environment that has nothing deployed yet.
    pub(crate) fn new(state_dir: &Path, port: u16, store: Store, state: State) -> Self {
        Self {
            state_dir: state_dir.to_owned(),
            port,
            store,
            http: HttpClient::default(),
            state: Mutex::new(state),
            deployed: RwLock::default(),
            subscribers: Arc::default(),
            traces: Traces::default(),
            streams: Streams::new(state_dir),
        }
    }

    /// The tables.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// The folder of what lasts.
    pub(crate) fn state_dir(&self) -> &Path {
        &self.state_dir
    }

    /// What is deployed now.
    pub(crate) fn deployed(&self) -> Arc<Deployed> {
        Arc::clone(&self.deployed.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Where the server answers, such as `127.0.0.1:20002`.
    fn authority(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Deploys an assembly in place of what was deployed before. If it is refused, nothing has changed.
    pub(crate) async fn deploy(
        self: &Arc<Self>,
        options: DeployOptions,
    ) -> Result<Outputs, LocalError> {
        let this = Arc::clone(self);
        let (outputs, mappings) =
            tokio::task::spawn_blocking(move || this.deploy_blocking(&options))
                .await
                .expect("invariant: a deployment does not panic")?;
        self.streams.follow(&Arc::downgrade(self), mappings).await;
        Ok(outputs)
    }

    fn deploy_blocking(
        &self,
        options: &DeployOptions,
    ) -> Result<(Outputs, Vec<Mapping>), LocalError> {
        // Held to the end, so that deployments take turns.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut api_keys = state.api_keys.clone();

        let assembly = Assembly::read(&options.assembly_dir)?;
        let world = World {
            authority: &self.authority(),
            api_keys: &mut api_keys,
            apis: 0,
        };
        let mut evaluated = evaluate(&assembly, options, world)?;
        let stand_ins = tables::stand_ins(&options.tables, &evaluated.resources);
        evaluated.resources.extend(stand_ins);
        for resource in evaluated.resources.iter().filter(|one| !one.has_a_part()) {
            tracing::info!(
                resource = resource.path(),
                kind = resource.kind,
                "passed over"
            );
        }

        let issuer = LocalIssuer::open_or_create(&self.state_dir)?;
        let mut connections = Connections {
            options,
            endpoint: format!("http://{}", self.authority()),
            store: &self.store,
            http: &self.http,
            issuer: &issuer,
            assembly: &assembly,
            resources: &evaluated.resources,
            functions: IndexMap::new(),
            issuers_used: Vec::new(),
            http_endpoints_used: Vec::new(),
            functions_used: Vec::new(),
            data_sources_used: Vec::new(),
            faults_used: Vec::new(),
        };
        let compiled = apis::collect(&evaluated.resources, &assembly, &mut connections)
            .and_then(|sources| compile(sources, &CodeFiles::of(&assembly.dir)))
            .map_err(LocalError::from);
        let planned = tables::plan(&self.store, &evaluated.resources);
        let (compiled, changes) = together(compiled, planned)?;
        let mut outputs = Outputs {
            apis: compiled.outputs,
            stacks: evaluated.outputs,
            left: Vec::new(),
        };

        let mappings = connections.mappings();
        connections.warn_of_unused_stand_ins();
        changes.apply(&self.store)?;

        let apis = compiled.apis.iter().map(|served| &served.api);
        let known_tables = KnownTable::all(&evaluated.resources, apis);
        let is_left = |table: &&KnownTable| {
            !known_tables.iter().any(|known| known.name == table.name)
                && tables::holds_items(&self.store, &table.name)
        };
        let left: Vec<_> = state
            .tables
            .iter()
            .filter(is_left)
            .map(KnownTable::left)
            .collect();
        let new_state = State::new(
            self.port,
            outputs.clone(),
            api_keys,
            compiled.issuers,
            known_tables,
        );
        new_state.write(&self.state_dir)?;
        *state = new_state;
        outputs.left = left;
        let functions = connections.functions.values();
        let used = functions.filter_map(|function| function.code()).collect();
        code::remove_others(&self.state_dir, &used);
        evaluated.resources.retain(tables::is_table);
        *self
            .deployed
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(Deployed {
            apis: compiled.apis,
            tables: evaluated.resources,
            mappings: mappings.clone(),
        });
        Ok((outputs, mappings))
    }
}

/// What the APIs of an assembly come to.
#[derive(Default)]
struct Compiled {
    apis: Vec<Arc<ServedApi>>,
    outputs: Vec<ApiOutputs>,
    issuers: Vec<KnownIssuer>,
}

/// Compiles every API.
fn compile(sources: Vec<ApiSource>, files: &Arc<CodeFiles>) -> Result<Compiled, Diagnostics> {
    let mut refusals = Diagnostics::new();
    let mut compiled = Compiled::default();
    for source in sources {
        let definition = &source.definition;
        let (name, api_id) = (definition.name.clone(), definition.api_id.clone());
        let places = Places::of(definition, files.clone());
        let description = Description::of(definition);
        compiled.issuers.extend(source.issuers.iter().cloned());
        compiled.outputs.push(ApiOutputs {
            name: name.clone(),
            api_id: api_id.clone(),
            graphql_url: source.graphql_url.clone(),
            realtime_url: source.realtime_url.clone(),
            region: source.region.clone(),
            authorization: description.modes.iter().map(ToString::to_string).collect(),
            api_key: source.authorization.first_key().map(str::to_owned),
        });
        match Api::new(source.definition, source.data_sources, Host::system()) {
            Ok(api) => compiled.apis.push(Arc::new(ServedApi {
                name,
                api_id,
                api,
                authorization: source.authorization,
                issuers: source.issuers,
                graphql_url: source.graphql_url,
                realtime_url: source.realtime_url,
                description,
                places,
            })),
            Err(diagnostics) => refusals.extend(diagnostics),
        }
    }
    if refusals.has_errors() {
        return Err(refusals);
    }
    Ok(compiled)
}

/// Both results, or the diagnostics of both.
fn together<A, B>(
    one: Result<A, LocalError>,
    other: Result<B, LocalError>,
) -> Result<(A, B), LocalError> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (
            Err(LocalError::Diagnostics {
                mut diagnostics,
                sources,
            }),
            Err(LocalError::Diagnostics {
                diagnostics: more, ..
            }),
        ) => {
            // Those of tables have no places in sources.
            diagnostics.extend(more);
            Err(LocalError::Diagnostics {
                diagnostics,
                sources,
            })
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}
