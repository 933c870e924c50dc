//! An assembly in a temporary folder, deployed and asked.

use std::path::PathBuf;

use appsynth_local::{DeployOptions, Deployment, LocalError, Outputs, Running};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A project with an assembly and a state folder.
pub(crate) struct Project {
    folder: TempDir,
    runtime: Runtime,
    running: Option<Running>,
}

/// The answer to an HTTP request.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: Value,
}

impl Project {
    /// A project whose assembly has one stack, `blog`.
    pub(crate) fn new(template: &Value) -> Self {
        let project = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            runtime: Runtime::new().expect("a runtime"),
            running: None,
        };
        project.set_template(template);
        project
    }

    /// Replaces the template of the stack `blog`.
    pub(crate) fn set_template(&self, template: &Value) {
        self.set_stacks(&[("blog", template, &[])]);
    }

    /// Replaces the assembly with one of these stacks: name, template and the stacks it depends on.
    pub(crate) fn set_stacks(&self, stacks: &[(&str, &Value, &[&str])]) {
        let mut artifacts = Map::new();
        for (name, template, dependencies) in stacks {
            let file = format!("{name}.template.json");
            self.write(&file, &template.to_string());
            let assets = format!("{name}.assets");
            let mut dependencies = dependencies.to_vec();
            dependencies.push(&assets);
            artifacts.insert(
                (*name).to_owned(),
                json!({
                    "type": "aws:cloudformation:stack",
                    "environment": "aws://unknown-account/unknown-region",
                    "properties": {"templateFile": file},
                    "dependencies": dependencies,
                }),
            );
            artifacts.insert(
                assets,
                json!({
                    "type": "cdk:asset-manifest",
                    "properties": {"file": format!("{name}.assets.json")},
                }),
            );
            let file = format!("{name}.assets.json");
            if !self.assembly().join(&file).exists() {
                self.write(&file, r#"{"version": "36.0.0", "files": {}}"#);
            }
        }
        let manifest = json!({"version": "36.0.0", "artifacts": artifacts});
        self.write("manifest.json", &manifest.to_string());
    }

    /// Writes a file of the assembly.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.assembly().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        std::fs::write(path, text).expect("a file is written");
    }

    /// Lists a file or folder of the assembly among the assets of the stack `blog`.
    pub(crate) fn set_asset(&self, hash: &str, path: &str, packaging: &str) {
        let manifest = json!({
            "version": "36.0.0",
            "files": {
                hash: {
                    "source": {"path": path, "packaging": packaging},
                    "destinations": {"here": {"bucketName": "assets", "objectKey": format!("{hash}.zip")}},
                },
            },
        });
        self.write("blog.assets.json", &manifest.to_string());
    }

    pub(crate) fn options(&self) -> DeployOptions {
        let mut options = DeployOptions::new(self.assembly(), self.state());
        // A port of another test that has just ended may be taken again by the next; 0 is any free one.
        options.port = Some(0);
        options
    }

    pub(crate) fn assembly(&self) -> PathBuf {
        self.folder.path().join("cdk.out")
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.folder.path().join(".appsynth/local")
    }

    /// Deploys and serves until the next `restart` or the end of the test.
    pub(crate) fn deploy(&mut self) -> Outputs {
        self.try_deploy().expect("the assembly is deployed")
    }

    pub(crate) fn try_deploy(&mut self) -> Result<Outputs, LocalError> {
        self.deploy_with(self.options())
    }

    pub(crate) fn deploy_with(&mut self, options: DeployOptions) -> Result<Outputs, LocalError> {
        match self.runtime.block_on(appsynth_local::deploy(options))? {
            Deployment::Serving(running) => {
                let outputs = running.outputs().clone();
                self.running = Some(running);
                Ok(outputs)
            }
            Deployment::HandedOver { outputs, .. } => Ok(outputs),
        }
    }

    /// Hands the assembly over to the server that is running.
    pub(crate) fn deploy_again(&self) -> Outputs {
        let deployment = self
            .runtime
            .block_on(appsynth_local::deploy(self.options()));
        match deployment.expect("the assembly is deployed") {
            Deployment::HandedOver { outputs, .. } => outputs,
            Deployment::Serving(_) => panic!("no server was running"),
        }
    }

    /// Ends the server.
    pub(crate) fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.shutdown());
        }
    }

    /// Whether the server of this project has ended by itself.
    pub(crate) fn wait(&mut self) {
        if let Some(mut running) = self.running.take() {
            self.runtime.block_on(running.wait());
        }
    }

    pub(crate) fn destroy(&self) {
        self.runtime
            .block_on(appsynth_local::destroy(&self.state()))
            .expect("the environment is destroyed");
    }

    /// Runs something beside the project's own server.
    pub(crate) fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        self.runtime.spawn(future);
    }

    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }
}

/// Sends a query with the first API's key and gives the whole answer.
pub(crate) fn query(outputs: &Outputs, query: &str) -> Value {
    query_with(outputs, query, json!({}))
}

/// Sends a query with variables.
pub(crate) fn query_with(outputs: &Outputs, query: &str, variables: Value) -> Value {
    let api = &outputs.apis[0];
    let body = json!({"query": query, "variables": variables}).to_string();
    let key = api.api_key.as_deref().unwrap_or_default();
    let answer = post(&api.graphql_url, &[("x-api-key", key)], &body);
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into()
}

/// Asks for JSON.
pub(crate) fn get(url: &str) -> Answer {
    answer(agent().get(url).call().expect("the server answers"))
}

/// An answer whose body is text; one that is none has an empty body.
pub(crate) struct Text {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: String,
}

/// Asks for JSON with headers.
pub(crate) fn get_with(url: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = agent().get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answer(request.call().expect("the server answers"))
}

/// Asks for text.
pub(crate) fn text(url: &str) -> Text {
    let mut response = agent().get(url).call().expect("the server answers");
    Text {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.body_mut().read_to_string().unwrap_or_default(),
    }
}

/// Posts a body.
pub(crate) fn post(url: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = agent().post(url).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answer(request.send(body).expect("the server answers"))
}

fn answer(mut response: ureq::http::Response<ureq::Body>) -> Answer {
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.body_mut().read_json().unwrap_or_default(),
    }
}

/// A template with an API of posts in a table: `getPost`, `listPosts`, `createPost`, with templates in VTL.
pub(crate) fn blog() -> Value {
    let schema = "
        type Post { id: ID! title: String author: String }
        type PostConnection { items: [Post!] nextToken: String }
        input CreatePostInput { id: ID! title: String author: String }
        type Query { getPost(id: ID!): Post listPosts(limit: Int, nextToken: String): PostConnection }
        type Mutation { createPost(input: CreatePostInput!): Post }
    ";
    let mut template = api(schema);
    add(&mut template, "Posts", posts_table());
    add(
        &mut template,
        "PostsSource",
        table_source("PostsSource", json!({"Ref": "Posts"})),
    );
    add(
        &mut template,
        "GetPost",
        resolver(
            "Query.getPost",
            "PostsSource",
            r#"{"version": "2018-05-29", "operation": "GetItem", "key": {"id": $util.dynamodb.toDynamoDBJson($ctx.args.id)}}"#,
        ),
    );
    add(
        &mut template,
        "ListPosts",
        resolver(
            "Query.listPosts",
            "PostsSource",
            r#"{"version": "2018-05-29", "operation": "Scan", "limit": $util.defaultIfNull($ctx.args.limit, 100), "nextToken": $util.toJson($ctx.args.nextToken)}"#,
        ),
    );
    add(
        &mut template,
        "CreatePost",
        resolver(
            "Mutation.createPost",
            "PostsSource",
            r#"{"version": "2018-05-29", "operation": "PutItem", "key": {"id": $util.dynamodb.toDynamoDBJson($ctx.args.input.id)}, "attributeValues": $util.dynamodb.toMapValuesJson($ctx.args.input), "condition": {"expression": "attribute_not_exists(id)"}}"#,
        ),
    );
    template
}

/// A template with an API that has a key and nothing else.
pub(crate) fn api(schema: &str) -> Value {
    json!({
        "Resources": {
            "Api": {
                "Type": "AWS::AppSync::GraphQLApi",
                "Properties": {"Name": "Blog", "AuthenticationType": "API_KEY"},
            },
            "Schema": {
                "Type": "AWS::AppSync::GraphQLSchema",
                "Properties": {"ApiId": {"Fn::GetAtt": ["Api", "ApiId"]}, "Definition": schema},
            },
            "Key": {
                "Type": "AWS::AppSync::ApiKey",
                "Properties": {"ApiId": {"Fn::GetAtt": ["Api", "ApiId"]}},
            },
        },
        "Outputs": {
            "GraphqlUrl": {"Value": {"Fn::GetAtt": ["Api", "GraphQLUrl"]}},
        },
    })
}

pub(crate) fn add(template: &mut Value, logical_id: &str, resource: Value) {
    template["Resources"][logical_id] = resource;
}

pub(crate) fn posts_table() -> Value {
    json!({
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
        },
    })
}

/// A data source of a table; `table` is its name, or what gives it.
pub(crate) fn table_source(name: &str, table: Value) -> Value {
    source(
        name,
        "AMAZON_DYNAMODB",
        json!({"DynamoDBConfig": {"TableName": table, "AwsRegion": {"Ref": "AWS::Region"}}}),
    )
}

pub(crate) fn source(name: &str, kind: &str, config: Value) -> Value {
    let mut properties = json!({
        "ApiId": {"Fn::GetAtt": ["Api", "ApiId"]},
        "Name": name,
        "Type": kind,
    });
    for (member, value) in config.as_object().expect("an object") {
        properties[member] = value.clone();
    }
    json!({"Type": "AWS::AppSync::DataSource", "Properties": properties})
}

/// A unit resolver in VTL; its response is the result, or the data source's error.
pub(crate) fn resolver(field: &str, source: &str, request: &str) -> Value {
    let (type_name, field_name) = field.split_once('.').expect("Type.field");
    json!({
        "Type": "AWS::AppSync::Resolver",
        "DependsOn": ["Schema"],
        "Properties": {
            "ApiId": {"Fn::GetAtt": ["Api", "ApiId"]},
            "TypeName": type_name,
            "FieldName": field_name,
            "DataSourceName": {"Fn::GetAtt": [source, "Name"]},
            "RequestMappingTemplate": request,
            "ResponseMappingTemplate":
                "#if($ctx.error)$util.error($ctx.error.message, $ctx.error.type)#end$util.toJson($ctx.result)",
        },
    })
}
