//! Changes sent straight to their services, past CloudFormation, for development.
//!
//! CloudFormation is not told, so what was sent has to be remembered by whoever calls: a later hotswap or
//! deployment of something that is again what CloudFormation believes it to be sends that, too.

use appsynth_assembly::{Assembly, Stack};
use appsynth_cloudformation::evaluate::{Deployed, Evaluator};
use appsynth_cloudformation::{LogicalId, Resource, Template};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, try_join, try_join_all};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::aws::{Caller, Connection, DeployedResource};
use crate::plan::{
    Effect, Options, ResourceChange, TemplateTree, check_place, chosen, compare_level, path_of,
    pseudo_parameters, read, settle,
};
use crate::{DeployError, upload};

/// Something that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swapped {
    /// The stack and the logical id, those of nested stacks between them, as `blog/GetPost`.
    pub id: String,
    /// What it is to the user.
    pub name: String,
}

/// What differs from the deployed templates and can go straight to its services.
pub struct Hotswap {
    caller: Caller,
    connection: Connection,
    swaps: Vec<Swap>,
}

impl Hotswap {
    /// Finds what differs; what is in `also` by its [`Swapped::id`] is as if it did.
    ///
    /// # Errors
    /// [`DeployError::Production`] for environments that are marked so; [`DeployError::NeedsCloudFormation`]
    /// with every change that CloudFormation alone can make, if there is any.
    pub async fn find(
        assembly: &Assembly,
        options: &Options,
        also: &[String],
    ) -> Result<Self, DeployError> {
        if options.target.production {
            return Err(DeployError::Production {
                environment: options.target.environment.clone(),
                option: "--hotswap",
            });
        }
        let caller = Caller::find(&options.target).await?;
        // Roles that deploy stacks may not touch what is in them.
        let connection = caller.connect(None).await?;
        let mut found = Found::default();
        for stack in chosen(assembly, options)? {
            check_place(stack, &caller, &options.target)?;
            let look = Look {
                caller: &caller,
                connection: &connection,
                options,
                stack,
                assembly,
                also,
            };
            let new = TemplateTree::of_file(&stack.name, &stack.template)?;
            found.extend(look.level(&stack.name, &new, &stack.name, None).await?);
        }
        if !found.reasons.is_empty() {
            return Err(DeployError::NeedsCloudFormation {
                reasons: found.reasons,
            });
        }
        Ok(Self {
            caller,
            connection,
            swaps: found.swaps,
        })
    }

    /// What there is to send.
    pub fn swapped(&self) -> impl Iterator<Item = &Swapped> {
        self.swaps.iter().map(|swap| &swap.swapped)
    }

    /// Sends it: schemas first, for the fields that resolvers are at; then data sources, for what uses them;
    /// then all the rest at once.
    ///
    /// # Errors
    /// The first refusal; what was sent before it stays.
    pub async fn send(&self) -> Result<(), DeployError> {
        let turn = |swap: &&Swap| match &swap.call {
            Call::Schema { .. } => 0,
            Call::AppSync("appsync:UpdateDataSource", ..) => 1,
            Call::AppSync(..) | Call::Code { .. } => 2,
        };
        for now in 0..=2 {
            let calls = self.swaps.iter().filter(|swap| turn(swap) == now);
            try_join_all(calls.map(|swap| one(&self.connection, &self.caller, &swap.call))).await?;
        }
        Ok(())
    }
}

/// Something to send.
struct Swap {
    swapped: Swapped,
    call: Call,
}

enum Call {
    Schema {
        api: String,
        text: String,
    },
    /// Operation, path and properties.
    AppSync(&'static str, String, Value),
    Code {
        function: String,
        bucket: String,
        key: String,
        bytes: Vec<u8>,
    },
}

#[derive(Default)]
struct Found {
    swaps: Vec<Swap>,
    reasons: Vec<String>,
}

impl Found {
    fn extend(&mut self, other: Self) {
        self.swaps.extend(other.swaps);
        self.reasons.extend(other.reasons);
    }
}

async fn one(connection: &Connection, caller: &Caller, call: &Call) -> Result<(), DeployError> {
    match call {
        Call::Schema { api, text } => connection.replace_schema(api, text).await,
        Call::AppSync(operation, path, properties) => {
            let sent = connection.appsync(operation, "POST", path, Some(properties.clone()));
            sent.await.map(|_| ())
        }
        Call::Code {
            function,
            bucket,
            key,
            bytes,
        } => {
            let account = &caller.account;
            connection
                .put_object(account, bucket, key, bytes.clone())
                .await?;
            connection.update_function_code(function, bucket, key).await
        }
    }
}

struct Look<'a> {
    caller: &'a Caller,
    connection: &'a Connection,
    options: &'a Options,
    stack: &'a Stack,
    assembly: &'a Assembly,
    also: &'a [String],
}

impl<'a> Look<'a> {
    /// What is to be sent of a template and of those nested in it. `deployed` is what CloudFormation calls the
    /// stack, `prefix` what [`Swapped::id`] begins with, `handed` the parameters that its parent gives it, if they
    /// can be told.
    fn level(
        &'a self,
        deployed: &'a str,
        new: &'a TemplateTree,
        prefix: &'a str,
        handed: Option<IndexMap<String, String>>,
    ) -> BoxFuture<'a, Result<Found, DeployError>> {
        async move {
            let template = self.connection.template(deployed);
            let resources = self.connection.resources(deployed);
            let mut found = Found::default();
            let (template, resources) = match try_join(template, resources).await {
                Err(error) if error.says("does not exist") => {
                    let reason = format!("  the stack `{prefix}`: it is not deployed yet");
                    found.reasons.push(reason);
                    return Ok(found);
                }
                looked => looked?,
            };
            let old = read(&self.stack.name, &template)?;
            let mut wanted: Vec<LogicalId> = Vec::new();
            for change in compare_level(&old, &new.template) {
                match reason(&change) {
                    Some(reason) => found
                        .reasons
                        .push(format!("  {} ({}): {reason}", change.name, change.kind)),
                    None if change.effect != Effect::NoEffect => {
                        wanted.push(LogicalId(change.logical_id))
                    }
                    None => {}
                }
            }
            if old.outputs != new.template.outputs {
                found.reasons.push(format!(
                    "  the outputs of `{prefix}`: they are CloudFormation's own"
                ));
            }
            for id in new.template.resources.keys() {
                if !wanted.contains(id) && self.also.contains(&format!("{prefix}/{id}")) {
                    wanted.push(id.clone());
                }
            }
            let parameters = self.parameters(deployed, new, &wanted, handed).await?;
            for id in wanted {
                let resource = &new.template.resources[&id];
                let physical = resources.get(&id.0).map(|one| one.physical_id.as_str());
                let known = Known {
                    template: &new.template,
                    resources: &resources,
                    caller: self.caller,
                };
                if resource.kind == "AWS::CloudFormation::Stack" {
                    if let (Some(physical), Some(nested)) = (physical, new.nested.get(&id)) {
                        let prefix = format!("{prefix}/{id}");
                        let handed = self.handed(&id, &known, &parameters);
                        let within = self.level(physical, nested, &prefix, handed).await?;
                        found.extend(within);
                    }
                    continue;
                }
                match self.swap(&id, resource, &known, &parameters) {
                    Ok(call) => found.swaps.push(Swap {
                        swapped: Swapped {
                            id: format!("{prefix}/{id}"),
                            name: path_of(new, &id.0),
                        },
                        call,
                    }),
                    Err(reason) => found
                        .reasons
                        .push(format!("  {}: {reason}", path_of(new, &id.0))),
                }
            }
            Ok(found)
        }
        .boxed()
    }

    /// The parameters that a template gives a stack nested in it; none if CloudFormation alone can tell one.
    fn handed(
        &self,
        nested: &LogicalId,
        known: &Known<'_>,
        parameters: &IndexMap<String, String>,
    ) -> Option<IndexMap<String, String>> {
        let properties = self.properties(nested, known, parameters).ok()?;
        let Some(Value::Object(handed)) = properties.get("Parameters") else {
            return Some(IndexMap::new());
        };
        let handed = handed.iter().map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (name.clone(), text)
        });
        Some(handed.collect())
    }

    /// The properties of a resource.
    fn properties(
        &self,
        id: &LogicalId,
        known: &Known<'_>,
        parameters: &IndexMap<String, String>,
    ) -> Result<Map<String, Value>, String> {
        let pseudo = pseudo_parameters(&self.stack.name, self.caller);
        let words = |errors: Vec<appsynth_cloudformation::evaluate::EvaluateError>| {
            errors.first().map(ToString::to_string).unwrap_or_default()
        };
        Evaluator::new(known.template, pseudo, parameters, &|_| Some(String::new()))
            .map_err(words)?
            .properties(id, known)
            .map_err(words)
    }

    /// The values of parameters; the deployed ones are looked at only if something depends on them.
    async fn parameters(
        &self,
        deployed: &str,
        new: &TemplateTree,
        wanted: &[LogicalId],
        handed: Option<IndexMap<String, String>>,
    ) -> Result<IndexMap<String, String>, DeployError> {
        let uses = |id: &LogicalId| {
            let needs = new.template.resources[id].dependencies();
            needs
                .into_iter()
                .any(|need| new.template.parameters.contains_key(need))
        };
        let is_nested = deployed != self.stack.name;
        let current = match handed {
            None if is_nested || wanted.iter().any(uses) => {
                let info = self.connection.stack(deployed).await?;
                info.map(|info| info.parameters)
            }
            handed => handed,
        };
        let given = &self.options.parameters;
        let (name, assembly) = (&self.stack.name, &self.stack.parameters);
        settle(
            name,
            &new.template,
            assembly,
            given,
            &current.unwrap_or_default(),
        )
    }

    fn swap(
        &self,
        id: &LogicalId,
        resource: &Resource,
        known: &Known<'_>,
        parameters: &IndexMap<String, String>,
    ) -> Result<Call, String> {
        let mut properties = self.properties(id, known, parameters)?;
        if resource.kind == "AWS::Lambda::Function" {
            return self.code(id, &properties, known);
        }
        let api = text(&mut properties, "ApiId").ok_or("it has no ApiId")?;
        self.inline_files(&mut properties)?;
        match resource.kind.as_str() {
            "AWS::AppSync::GraphQLSchema" => {
                let text = text(&mut properties, "Definition").ok_or("it has no definition")?;
                Ok(Call::Schema { api, text })
            }
            "AWS::AppSync::Resolver" => {
                let parent = text(&mut properties, "TypeName").unwrap_or_default();
                let field = text(&mut properties, "FieldName").unwrap_or_default();
                let path = format!("{api}/types/{parent}/resolvers/{field}");
                Ok(Call::AppSync(
                    "appsync:UpdateResolver",
                    path,
                    properties.into(),
                ))
            }
            "AWS::AppSync::FunctionConfiguration" => {
                let physical = known
                    .resources
                    .get(&id.0)
                    .map(|one| one.physical_id.as_str());
                let function = last(physical.unwrap_or_default());
                let path = format!("{api}/functions/{function}");
                Ok(Call::AppSync(
                    "appsync:UpdateFunction",
                    path,
                    properties.into(),
                ))
            }
            _ => {
                let name = text(&mut properties, "Name").unwrap_or_default();
                let path = format!("{api}/datasources/{name}");
                Ok(Call::AppSync(
                    "appsync:UpdateDataSource",
                    path,
                    properties.into(),
                ))
            }
        }
    }

    fn code(
        &self,
        id: &LogicalId,
        properties: &Map<String, Value>,
        known: &Known<'_>,
    ) -> Result<Call, String> {
        let member = |name: &str| {
            properties["Code"][name]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        let (bucket, key) = (member("S3Bucket"), member("S3Key"));
        let function = known.resources.get(&id.0).ok_or("it is not deployed")?;
        let asset = self
            .assembly
            .asset(&key)
            .ok_or("its code is not in the assembly")?;
        let bytes = upload::bytes(asset).map_err(|error| error.to_string())?;
        Ok(Call::Code {
            function: function.physical_id.clone(),
            bucket,
            key,
            bytes,
        })
    }

    /// Puts the text of files in place of where they would lie in S3: AppSync's own operations know no
    /// addresses.
    fn inline_files(&self, properties: &mut Map<String, Value>) -> Result<(), String> {
        for name in [
            "Code",
            "Definition",
            "RequestMappingTemplate",
            "ResponseMappingTemplate",
        ] {
            let Some(location) = text(properties, &format!("{name}S3Location")) else {
                continue;
            };
            let asset = self.assembly.asset(last(&location));
            let asset = asset.ok_or_else(|| format!("{location} is not in the assembly"))?;
            let bytes = upload::bytes(asset).map_err(|error| error.to_string())?;
            let text = String::from_utf8(bytes).map_err(|_| format!("{location} is not text"))?;
            properties.insert(name.to_owned(), text.into());
        }
        Ok(())
    }
}

/// Why a change needs CloudFormation; none if it does not.
fn reason(change: &ResourceChange) -> Option<String> {
    let swappable: Option<&[&str]> = match change.kind.as_str() {
        "AWS::AppSync::Resolver"
        | "AWS::AppSync::FunctionConfiguration"
        | "AWS::AppSync::GraphQLSchema"
        | "AWS::AppSync::DataSource" => None,
        "AWS::Lambda::Function" => Some(&["Code"]),
        "AWS::CloudFormation::Stack" => Some(&["TemplateURL"]),
        _ => Some(&[]),
    };
    match &change.effect {
        Effect::NoEffect => None,
        Effect::Create => Some("it is new, and CloudFormation has to know of it".to_owned()),
        Effect::Delete => Some("CloudFormation has to delete what it has made".to_owned()),
        Effect::Replace => Some(format!("{} replaces it", change.properties.join(", "))),
        Effect::Indexes { .. } => Some("its indexes change".to_owned()),
        Effect::InPlace => {
            let swappable = swappable?;
            let others = change
                .properties
                .iter()
                .filter(|one| !swappable.contains(&one.as_str()));
            let others: Vec<_> = others.map(String::as_str).collect();
            (!others.is_empty()).then(|| format!("no service takes {} alone", others.join(", ")))
        }
    }
}

/// What references to deployed resources give.
struct Known<'a> {
    template: &'a Template,
    resources: &'a IndexMap<String, DeployedResource>,
    caller: &'a Caller,
}

impl Known<'_> {
    fn resource(&self, id: &LogicalId) -> Result<&DeployedResource, String> {
        let resource = self.resources.get(&id.0);
        resource.ok_or_else(|| format!("{id}, which it uses, is not deployed"))
    }
}

impl Deployed for Known<'_> {
    fn reference(&self, resource: &LogicalId) -> Result<Value, String> {
        Ok(self.resource(resource)?.physical_id.clone().into())
    }

    fn attribute(&self, resource: &LogicalId, attribute: &str) -> Result<Value, String> {
        let deployed = self.resource(resource)?;
        let physical = deployed.physical_id.as_str();
        let Caller {
            account,
            region,
            partition,
            ..
        } = self.caller;
        let value = match (deployed.kind.as_str(), attribute) {
            ("AWS::AppSync::GraphQLApi", "ApiId")
            | ("AWS::AppSync::FunctionConfiguration", "FunctionId")
            | ("AWS::AppSync::DataSource", "Name") => last(physical).to_owned(),
            (_, "Arn") if physical.starts_with("arn:") => physical.to_owned(),
            ("AWS::IAM::Role", "Arn") => format!("arn:{partition}:iam::{account}:role/{physical}"),
            ("AWS::Lambda::Function", "Arn") => {
                format!("arn:{partition}:lambda:{region}:{account}:function:{physical}")
            }
            ("AWS::DynamoDB::Table", "Arn") => {
                format!("arn:{partition}:dynamodb:{region}:{account}:table/{physical}")
            }
            (kind, _) => {
                return Err(format!(
                    "it uses {attribute} of {resource} ({kind}), which CloudFormation alone knows"
                ));
            }
        };
        Ok(value.into())
    }

    fn import(&self, export: &str) -> Result<Value, String> {
        Err(format!("it imports {export} from another stack"))
    }
}

/// Takes a text out of properties.
fn text(properties: &mut Map<String, Value>, name: &str) -> Option<String> {
    match properties.remove(name)? {
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// The last part of an ARN or address.
fn last(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}
