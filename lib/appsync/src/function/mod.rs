//! Lambda functions, owned and external.

mod check;
mod code;
mod external;

use appsynth_construct::{Construct, NodeId, Scope, Value};
use appsynth_resources::lambda as cfn;
use indexmap::IndexMap;

pub use code::FunctionCode;
pub use external::ExternalFunction;

use crate::log_group::LogGroup;
use crate::reference::{attribute, reference};
use crate::role::{Grant, Role, RoleRef, Statement};
use crate::time::{Days, Seconds};

/// A Lambda function of this application.
///
/// It gets a role of its own that may write its log and nothing else; grant it more through
/// [`FunctionRef::role`].
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html>
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Function {
    /// What runs the code.
    pub runtime: Runtime,
    /// The function in the code that is called, such as `index.handler`.
    pub handler: String,
    /// What is run: a folder of the project, or text.
    pub code: FunctionCode,
    /// What it is for, in words for people; none unless set.
    pub description: Option<String>,
    /// Environment variables.
    pub environment: IndexMap<String, Value<String>>,
    /// How long a call may take, 1 to 900 seconds; 3 unless set.
    pub timeout: Option<Seconds>,
    /// Memory in megabytes, 128 to 10,240; 128 unless set.
    pub memory_megabytes: Option<u32>,
    /// The processor; x86 unless set.
    pub architecture: Architecture,
    /// ARNs of layers, at most 5.
    pub layers: Vec<Value<String>>,
    /// How long its log is kept; for ever unless set.
    pub log_retention: Option<Days>,
    /// The role it runs with; one of its own unless set.
    pub role: Option<RoleRef>,
    /// Tags of the function; none unless set.
    pub tags: IndexMap<String, String>,
}

/// A Lambda function, owned or external: whoever takes one cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FunctionRef {
    node: NodeId,
    role: Option<RoleRef>,
}

/// What runs a function's code.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Runtime {
    /// `nodejs22.x`
    NodeJs22,
    /// `nodejs24.x`
    NodeJs24,
    /// `python3.12`
    Python312,
    /// `python3.13`
    Python313,
    /// `java21`
    Java21,
    /// `provided.al2023`: a program of the user's own, in Rust for instance.
    Provided,
    /// Any other, by Lambda's name of it.
    Other(String),
}

/// The processor a function runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Architecture {
    /// `x86_64`
    #[default]
    X86,
    /// `arm64`
    Arm,
}

impl Function {
    /// A function whose code is called at `handler`, such as `index.handler`.
    pub fn new(runtime: Runtime, handler: impl Into<String>, code: FunctionCode) -> Self {
        Self {
            runtime,
            handler: handler.into(),
            code,
            description: None,
            environment: IndexMap::new(),
            timeout: None,
            memory_megabytes: None,
            architecture: Architecture::default(),
            layers: Vec::new(),
            log_retention: None,
            role: None,
            tags: IndexMap::new(),
        }
    }

    /// The function of this name, which exists already, in the stack's account and region.
    pub fn external(name: impl Into<Value<String>>) -> ExternalFunction {
        ExternalFunction::named(name.into())
    }

    /// The function of this ARN, which exists already, in any account and region.
    pub fn external_arn(arn: impl Into<String>) -> ExternalFunction {
        ExternalFunction::at(arn.into())
    }

    /// Says what it is for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Adds an environment variable.
    #[must_use]
    pub fn environment(mut self, name: impl Into<String>, value: impl Into<Value<String>>) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// Limits how long a call may take, 1 to 900 seconds.
    #[must_use]
    pub fn timeout(mut self, timeout: Seconds) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the memory in megabytes, 128 to 10,240.
    #[must_use]
    pub fn memory_megabytes(mut self, megabytes: u32) -> Self {
        self.memory_megabytes = Some(megabytes);
        self
    }

    /// Sets the processor.
    #[must_use]
    pub fn architecture(mut self, architecture: Architecture) -> Self {
        self.architecture = architecture;
        self
    }

    /// Adds a layer, by the ARN of its version.
    #[must_use]
    pub fn layer(mut self, arn: impl Into<Value<String>>) -> Self {
        self.layers.push(arn.into());
        self
    }

    /// Keeps its log for so long.
    #[must_use]
    pub fn log_retention(mut self, retention: Days) -> Self {
        self.log_retention = Some(retention);
        self
    }

    /// Runs with this role, which has to be allowed by the user to write the log.
    #[must_use]
    pub fn role(mut self, role: RoleRef) -> Self {
        self.role = Some(role);
        self
    }

    /// Adds a tag.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.insert(key.into(), value.into());
        self
    }
}

impl Construct for Function {
    type Handle = FunctionRef;

    fn build(self, scope: &mut Scope<'_>) -> FunctionRef {
        for problem in check::problems(&self) {
            scope.report(problem);
        }
        for (key, value) in &self.tags {
            scope.tag(key, value);
        }
        let code = self.code.load(scope, &self.runtime, &self.handler);
        let mut log = LogGroup::new();
        log.retention = self.log_retention;
        let log = scope.part("LogGroup", log);
        let role = self.role.unwrap_or_else(|| {
            let writing = ["logs:CreateLogStream", "logs:PutLogEvents"];
            let role = Role::of_service("lambda.amazonaws.com")
                .allow(Statement::allow(writing, [log.arn()]));
            scope.part("ServiceRole", role)
        });
        let variables = (self.environment.into_iter())
            .map(|(name, value)| (name, value.into()))
            .collect::<IndexMap<_, _>>();
        let function = cfn::CfnFunction {
            architectures: match self.architecture {
                Architecture::X86 => Vec::new(),
                Architecture::Arm => vec![cfn::FunctionArchitectures::Arm64.into()],
            },
            description: self.description.map(Into::into),
            environment: (!variables.is_empty()).then_some(cfn::FunctionEnvironment { variables }),
            handler: Some(self.handler.into()),
            layers: self.layers,
            logging_config: Some(cfn::FunctionLoggingConfig {
                log_group: Some(log.name()),
                ..Default::default()
            }),
            memory_size: self.memory_megabytes.map(|size| i64::from(size).into()),
            runtime: Some(Value::AtDeploy(self.runtime.name().into())),
            timeout: self.timeout.map(|timeout| i64::from(timeout.0).into()),
            ..cfn::CfnFunction::new(code, role.arn())
        };
        let resource = scope.part("Resource", function);
        // What the role is granted later is a policy of its own, without which calls may fail at first.
        scope.depend_where_possible(resource.node(), role);
        FunctionRef {
            node: scope.node(),
            role: Some(role),
        }
    }
}

impl FunctionRef {
    /// Its name.
    pub fn name(self) -> Value<String> {
        reference(self.node)
    }

    /// Its ARN.
    pub fn arn(self) -> Value<String> {
        attribute(self.node, "Arn")
    }

    /// The role it runs with; unknown of an external function and of a `CfnFunction`.
    pub fn role(self) -> Option<RoleRef> {
        self.role
    }

    /// Leave to call it.
    pub fn invoke(self) -> Grant {
        Statement::allow(["lambda:InvokeFunction"], [self.arn()]).into()
    }
}

impl From<cfn::CfnFunctionRef> for FunctionRef {
    fn from(resource: cfn::CfnFunctionRef) -> Self {
        Self {
            node: resource.node(),
            role: None,
        }
    }
}

impl From<FunctionRef> for NodeId {
    fn from(function: FunctionRef) -> Self {
        function.node
    }
}

impl Runtime {
    /// Lambda's name of it.
    pub fn name(&self) -> &str {
        match self {
            Self::NodeJs22 => "nodejs22.x",
            Self::NodeJs24 => "nodejs24.x",
            Self::Python312 => "python3.12",
            Self::Python313 => "python3.13",
            Self::Java21 => "java21",
            Self::Provided => "provided.al2023",
            Self::Other(name) => name,
        }
    }

    /// The endings of files that handlers can be in, for the languages whose handlers name a file.
    fn source_endings(&self) -> &'static [&'static str] {
        match self.name() {
            name if name.starts_with("nodejs") => &["js", "mjs", "cjs"],
            name if name.starts_with("python") => &["py"],
            _ => &[],
        }
    }
}
