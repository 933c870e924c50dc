//! What is wanted: an API from a schema with directives.

use appsynth_appsync::{Api, Auth, Code, FunctionRef, RemovalPolicy, RoleRef, SchemaSource, Text};
use appsynth_construct::{Environment, Scope};
use appsynth_transform::plan::{Language, Slot};
use appsynth_transform::{AuthMode, Options, Plan};
use indexmap::IndexMap;

use crate::conflict::ConflictHandlers;
use crate::edit::{Edit, Part};

/// An API with everything that the directives of its schema stand for: tables, data sources, resolvers.
///
/// ```
/// use appsynth_appsync::{Auth, Days};
/// use appsynth_data::GraphqlSchema;
///
/// let schema = GraphqlSchema::file("blog.graphql", Auth::api_key(Days(7))).sandbox(true);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct GraphqlSchema {
    /// The API. Its schema has directives such as `@model`.
    pub api: Api,
    /// A plan to build instead of the schema's own.
    pub plan: Option<Plan>,
    /// The language of generated code; APPSYNC_JS unless set.
    pub language: Language,
    /// Whether API keys may do everything with models that have no rules. Without it, nobody may.
    pub sandbox: bool,
    /// Whether every IAM caller whose policy allows the request may do everything.
    pub iam_callers: bool,
    /// Roles whose sessions may do everything: texts that the role's name contains or, if they have a slash, the
    /// caller's ARN.
    pub admin_roles: Vec<String>,
    /// The roles of callers from an identity pool; without them, `provider: identityPool` is refused.
    pub identity_pool: Option<IdentityPool>,
    /// The functions that `@function` names; those it does not find here are functions that exist already.
    pub functions: IndexMap<String, FunctionRef>,
    /// By a name in the schema: the name of one of `functions`, or of a function that exists already.
    pub function_names: IndexMap<String, String>,
    /// The tables of models that exist already, by the model's name. They stay outside the stacks; the
    /// deployment checks that they have the keys and indexes that the schema needs.
    pub table_names: IndexMap<String, String>,
    /// The tables of models that exist already and are to belong to the stacks, by the model's name. They
    /// keep their names, and stay when they leave the stacks; until they are imported, deployments are
    /// refused.
    pub imported_tables: IndexMap<String, String>,
    /// What holds for all tables.
    pub tables: TableSettings,
    /// What is done about conflicting versions of items. Set, models get sync queries and their items
    /// versions.
    pub conflict_handlers: Option<ConflictHandlers>,
    /// Fields, such as `Query.countPosts`, that the user attaches a resolver to.
    pub resolved_by_hand: Vec<String>,
    /// Changes of the generated resolvers.
    pub edits: Vec<Edit>,
    /// Over how many stacks beside the API's own the models are spread, and as many each for functions
    /// and relations. Unless set, all is in one stack as long as CloudFormation takes that, and in
    /// [`Self::STACKS`] beyond.
    pub stacks: Option<u32>,
}

/// The roles that an identity pool gives callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdentityPool {
    /// Of those who signed in.
    pub authenticated: RoleRef,
    /// Of those who did not.
    pub unauthenticated: RoleRef,
}

/// What holds for all tables of models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableSettings {
    /// What becomes of them when they leave the stack. Unless set, they are deleted in the environment
    /// `local` and kept in every other.
    pub removal: Option<RemovalPolicy>,
    /// Whether DynamoDB refuses to delete them. Unless set, it does except in the environment `local`.
    pub deletion_protection: Option<bool>,
    /// Whether they can be restored to any second of the last 35 days; not unless set.
    pub point_in_time_recovery: bool,
}

impl GraphqlSchema {
    /// Over how many stacks models are spread once one does not hold them.
    pub const STACKS: u32 = 16;

    /// An API whose schema has directives.
    pub fn new(api: Api) -> Self {
        Self {
            api,
            plan: None,
            language: Language::default(),
            sandbox: false,
            iam_callers: false,
            admin_roles: Vec::new(),
            identity_pool: None,
            functions: IndexMap::new(),
            function_names: IndexMap::new(),
            table_names: IndexMap::new(),
            imported_tables: IndexMap::new(),
            tables: TableSettings::default(),
            conflict_handlers: None,
            resolved_by_hand: Vec::new(),
            edits: Vec::new(),
            stacks: None,
        }
    }

    /// Whether a schema has directives that this construct knows. What is missing of it or wrong in it is left
    /// to be reported by whoever builds it.
    pub fn has_directives(scope: &mut Scope<'_>, schema: &SchemaSource) -> bool {
        if !is_there(scope, schema) {
            return false;
        }
        let sources = schema.clone().read(scope);
        let mut texts = sources.iter().map(|source| scope.text(*source));
        texts.any(appsynth_transform::has_directives)
    }

    /// An API with the schema of this file, whose callers are known by `auth` unless the schema says
    /// otherwise.
    pub fn file(path: impl Into<String>, auth: Auth) -> Self {
        Self::new(Api::new(SchemaSource::file(path), auth))
    }

    /// An API of a plan that is there already; the schema of `api` is not looked at.
    pub fn planned(api: Api, plan: Plan) -> Self {
        Self {
            plan: Some(plan),
            ..Self::new(api)
        }
    }

    /// Sets the language of generated code.
    #[must_use]
    pub fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// Lets API keys do everything with models that have no rules, or not.
    #[must_use]
    pub fn sandbox(mut self, enabled: bool) -> Self {
        self.sandbox = enabled;
        self
    }

    /// Lets every IAM caller whose policy allows the request do everything, or not.
    #[must_use]
    pub fn iam_callers(mut self, enabled: bool) -> Self {
        self.iam_callers = enabled;
        self
    }

    /// Lets the sessions of a role do everything, by a text that the role's name contains or, if it has a slash, the
    /// caller's ARN.
    #[must_use]
    pub fn admin_role(mut self, name: impl Into<String>) -> Self {
        self.admin_roles.push(name.into());
        self
    }

    /// Lets callers of an identity pool in as the rules say.
    #[must_use]
    pub fn identity_pool(mut self, authenticated: RoleRef, unauthenticated: RoleRef) -> Self {
        self.identity_pool = Some(IdentityPool {
            authenticated,
            unauthenticated,
        });
        self
    }

    /// Says which function `@function(name: …)` means; `echo` is also what `echo-${env}` means, as Amplify's
    /// command line calls the functions of a project.
    #[must_use]
    pub fn function(mut self, name: impl Into<String>, function: FunctionRef) -> Self {
        self.functions.insert(name.into(), function);
        self
    }

    /// Says which function `@function(name: …)` means, where its name is another: one that was given to
    /// [`function`](Self::function) under that other name, else one that exists already.
    #[must_use]
    pub fn function_name(mut self, name: impl Into<String>, deployed: impl Into<String>) -> Self {
        self.function_names.insert(name.into(), deployed.into());
        self
    }

    /// Says which table that exists already holds the items of a model and stays whose it is, such as one that
    /// Amplify has made.
    #[must_use]
    pub fn table_name(mut self, model: impl Into<String>, deployed: impl Into<String>) -> Self {
        self.table_names.insert(model.into(), deployed.into());
        self
    }

    /// Says which table that exists already holds the items of a model and is to belong to the stacks.
    #[must_use]
    pub fn imported_table(mut self, model: impl Into<String>, deployed: impl Into<String>) -> Self {
        self.imported_tables.insert(model.into(), deployed.into());
        self
    }

    /// Sets what holds for all tables.
    #[must_use]
    pub fn tables(mut self, tables: TableSettings) -> Self {
        self.tables = tables;
        self
    }

    /// Keeps versions of items and does this about conflicts.
    #[must_use]
    pub fn conflict_handler(mut self, handlers: impl Into<ConflictHandlers>) -> Self {
        self.conflict_handlers = Some(handlers.into());
        self
    }

    /// Leaves a field, such as `Query.countPosts`, to a pipeline resolver that the user attaches: it is to run
    /// [`DataRef::around`](crate::DataRef::around) its own functions what checks the field's rules and what
    /// files put into its slots; a resolver that does not is refused. A field that reads a table or calls something by directives is not left.
    #[must_use]
    pub fn resolved_by_hand(mut self, field: impl Into<String>) -> Self {
        self.resolved_by_hand.push(field.into());
        self
    }

    /// Takes a file of resolver code, by its path in the project; its name says what it replaces or extends.
    ///
    /// | name | what |
    /// | --- | --- |
    /// | `Query.getPost.req.vtl`, `Query.getPost.res.vtl` | one half of the function that asks the data source |
    /// | `Query.getPost.js`, `Query.getPost.ts` | both halves |
    /// | `Mutation.createPost.postAuth.1.req.vtl` and so on | the first function of a slot; replaces the generated one, if there is one of this number |
    /// | `Query.echo.res.vtl` without a request, where `@function` or `@http` answers | the response of the resolver around its functions, as for Amplify |
    /// | `InvokeEchoLambdaDataSource.req.vtl`, `Query.news.DataResolver.req.vtl` and so on | Amplify's names of one half of the functions that ask this data source |
    ///
    /// A half that is in no file is the generated one; a new function without a request does nothing, and one
    /// without a response passes on what it gets.
    #[must_use]
    pub fn resolver_file(mut self, path: impl Into<String>) -> Self {
        self.edits.push(Edit::File(path.into()));
        self
    }

    /// Takes all files of a folder that end in `.js`, `.ts` or `.vtl`, but not modules in folders below that have
    /// other names, which are for others to import; see [`Self::resolver_file`].
    #[must_use]
    pub fn resolver_files(mut self, folder: impl Into<String>) -> Self {
        self.edits.push(Edit::Folder(folder.into()));
        self
    }

    /// Puts a function into a slot of a field's pipeline, such as the second function after the rules were
    /// checked of `Mutation.createPost`. One that directives generated with this number, counted from 1, is
    /// replaced.
    #[must_use]
    pub fn slot(mut self, field: impl Into<String>, slot: Slot, number: u32, code: Code) -> Self {
        let slot = Some((slot.name().to_owned(), number));
        let field = field.into();
        self.edits.push(Edit::Code { field, slot, code });
        self
    }

    /// Replaces the code of the function that asks the data source for a field, such as `Query.getPost`.
    #[must_use]
    pub fn override_resolver(mut self, field: impl Into<String>, code: Code) -> Self {
        self.edits.push(Edit::Code {
            field: field.into(),
            slot: None,
            code,
        });
        self
    }

    /// Replaces the request template of the function that asks the data source for a field.
    #[must_use]
    pub fn override_request(mut self, field: impl Into<String>, template: Text) -> Self {
        self.edits.push(Edit::Half {
            field: field.into(),
            part: Part::Request,
            template,
        });
        self
    }

    /// Replaces the response template of the function that asks the data source for a field.
    #[must_use]
    pub fn override_response(mut self, field: impl Into<String>, template: Text) -> Self {
        self.edits.push(Edit::Half {
            field: field.into(),
            part: Part::Response,
            template,
        });
        self
    }

    /// What its settings mean for directives.
    pub(crate) fn options(&self, environment: &Environment) -> Options {
        Options {
            default_auth: mode(&self.api.auth),
            additional_auth: self.api.additional_auth.iter().map(mode).collect(),
            identity_pool: self.identity_pool.is_some(),
            conflict_resolution: self.conflict_handlers.is_some(),
            sandbox: self.sandbox,
            iam_callers: self.iam_callers,
            admin_roles: self.admin_roles.clone(),
            environment: Some(environment.name.clone()),
            variables: self.api.environment.clone(),
        }
    }

    /// Spreads the models over so many stacks beside the API's own.
    ///
    /// A model's stack is told by its name, so that other models do not move it; another number would.
    #[must_use]
    pub fn stacks(mut self, count: u32) -> Self {
        self.stacks = Some(count);
        self
    }
}

fn mode(auth: &Auth) -> AuthMode {
    match auth {
        Auth::ApiKey(_) => AuthMode::ApiKey,
        Auth::Iam => AuthMode::Iam,
        Auth::UserPool(_) => AuthMode::UserPools,
        Auth::Oidc(_) => AuthMode::Oidc,
        Auth::Lambda(_) => AuthMode::Lambda,
    }
}

fn is_there(scope: &mut Scope<'_>, schema: &SchemaSource) -> bool {
    match schema {
        SchemaSource::Text(_) | SchemaSource::Document(_) => true,
        SchemaSource::File(path) => scope.has_text(path),
        SchemaSource::Files(paths) => paths.iter().all(|path| scope.has_text(path)),
        SchemaSource::Folder(folder) => {
            let is_schema = |path: &String| path.ends_with(".graphql") || path.ends_with(".gql");
            scope.exists(folder)
                && scope.list(folder).is_some_and(|paths| {
                    let mut texts = paths.iter().filter(|path| is_schema(path)).peekable();
                    texts.peek().is_some() && texts.all(|path| scope.has_text(path))
                })
        }
    }
}
