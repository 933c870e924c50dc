//! What is shown of a schema with directives: its plan, its pipelines, who may do what.

use std::fs;

use expect_test::{Expect, expect};
use serde_json::json;
use tempfile::TempDir;

use super::{new_project, run, succeed, succeed_json};

const SETTINGS: &str = "
app: notes
api:
  schema: schema.graphql
  auth: { default: api-key, additional: [user-pool], user-pool: { id: eu-west-1_Notes } }
data-sources: { Nothing: { type: none } }
resolvers:
  Query.version: Nothing
  Query.whoAmI: Nothing
";

const SCHEMA: &str = r#"
type Note @model(subscriptions: null) @auth(rules: [
  { allow: owner }
  { allow: groups, groups: ["editors"] }
  { allow: public, operations: [read] }
]) {
  id: ID!
  text: String!
  topic: String @index(name: "byTopic", sortKeyFields: ["createdAt"], queryField: "notesOnTopic")
  secret: String @auth(rules: [{ allow: owner }])
  createdAt: AWSDateTime!
}
type Query {
  version: String
  whoAmI: String @auth(rules: [{ allow: private }])
}
"#;

const MODULE: &str = "export const request = () => ({ payload: '1' });\n\
                      export const response = (ctx) => ctx.result;\n";

/// A project with a model, code of the user's in its pipelines, and two resolvers that no directive makes.
fn project() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        fs::write(folder.path().join(path), text).expect("written");
    };
    fs::create_dir(folder.path().join("resolvers")).expect("a folder");
    write("appsynth.yaml", SETTINGS);
    write("schema.graphql", SCHEMA);
    for name in [
        "Query.version",
        "Query.whoAmI",
        "Mutation.createNote.postAuth.2",
    ] {
        write(&format!("resolvers/{name}.js"), MODULE);
    }
    write(
        "resolvers/Query.listNotes.res.vtl",
        "$util.toJson($ctx.result)",
    );
    folder
}

fn shows(arguments: &[&str], expected: Expect) {
    let folder = project();
    expected.assert_eq(&succeed(folder.path(), arguments));
}

fn refuses(arguments: &[&str], expected: Expect) {
    let folder = project();
    let ended = run(folder.path(), arguments);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    expected.assert_eq(&ended.stderr);
}

#[test]
fn the_plan_has_tables_sources_and_pipelines() {
    shows(
        &["show", "plan"],
        expect![[r#"
        tables
          Note  id
            byTopic  topic, createdAt

        data sources
          NONE_DS  nothing
          NoteTable  the table of Note

        resolvers
          Query.getNote
            auth.1      QuerygetNoteauth0Function   NONE_DS    APPSYNC_JS  generated
            postAuth.1  postAuth_4f4f8d3e2a         NONE_DS    APPSYNC_JS  generated
            data        QueryGetNoteDataResolverFn  NoteTable  APPSYNC_JS  generated

          Query.listNotes
            auth.1      auth_ab28fef6f1               NONE_DS    APPSYNC_JS  generated
            postAuth.1  postAuth_4f4f8d3e2a           NONE_DS    APPSYNC_JS  generated
            data        QueryListNotesDataResolverFn  NoteTable  VTL         resolvers/Query.listNotes.res.vtl

          Query.notesOnTopic
            auth.1      auth_ab28fef6f1                  NONE_DS    APPSYNC_JS  generated
            postAuth.1  postAuth_4f4f8d3e2a              NONE_DS    APPSYNC_JS  generated
            data        QueryNotesOnTopicDataResolverFn  NoteTable  APPSYNC_JS  generated

          Mutation.createNote
            init.1      MutationcreateNoteinit0Function      NONE_DS    APPSYNC_JS  generated
            auth.1      MutationcreateNoteauth0Function      NONE_DS    APPSYNC_JS  generated
            postAuth.1  postAuth_4f4f8d3e2a                  NONE_DS    APPSYNC_JS  generated
            postAuth.2  MutationcreateNotepostAuth1Function  NONE_DS    APPSYNC_JS  resolvers/Mutation.createNote.postAuth.2.js
            data        MutationCreateNoteDataResolverFn     NoteTable  APPSYNC_JS  generated

          Mutation.updateNote
            init.1      MutationupdateNoteinit0Function   NONE_DS    APPSYNC_JS  generated
            auth.1      MutationupdateNoteauth0Function   NoteTable  APPSYNC_JS  generated
            postAuth.1  postAuth_4f4f8d3e2a               NONE_DS    APPSYNC_JS  generated
            data        MutationUpdateNoteDataResolverFn  NoteTable  APPSYNC_JS  generated

          Mutation.deleteNote
            auth.1      MutationdeleteNoteauth0Function   NoteTable  APPSYNC_JS  generated
            postAuth.1  postAuth_4f4f8d3e2a               NONE_DS    APPSYNC_JS  generated
            data        MutationDeleteNoteDataResolverFn  NoteTable  APPSYNC_JS  generated

          Note.secret
            data  NoteSecretDataResolverFn  NONE_DS  APPSYNC_JS  generated

          Note.owner
            data  NoteOwnerDataResolverFn  NONE_DS  APPSYNC_JS  generated
    "#]],
    );
}

#[test]
fn every_document_for_scripts_says_its_format() {
    let folder = project();
    for stage in [
        "config",
        "schema",
        "tree",
        "plan",
        "auth",
        "resolvers",
        "assembly",
    ] {
        let shown = succeed_json(folder.path(), &["show", stage, "--json"]);
        assert_eq!(shown["format"], 1, "{stage}");
    }
    let template = succeed(folder.path(), &["show", "template", "--json"]);
    assert_eq!(template, succeed(folder.path(), &["show", "template"]));
}

#[test]
fn the_plan_is_json_for_scripts() {
    let folder = project();
    let plan = succeed_json(folder.path(), &["show", "plan", "--json"]);
    assert_eq!(
        plan["tables"],
        json!({ "Note": { "keys": ["id"], "indexes": { "byTopic": { "keys": ["topic", "createdAt"] } } } })
    );
    assert_eq!(plan["sources"]["NoteTable"], "the table of Note");
    let steps = plan["resolvers"]["Query.listNotes"].as_array();
    let last = steps.and_then(|steps| steps.last()).expect("has steps");
    assert_eq!(last, &json!(["data", "QueryListNotesDataResolverFn"]));
    assert_eq!(
        plan["functions"]["QueryListNotesDataResolverFn"]["from"],
        json!(["resolvers/Query.listNotes.res.vtl"])
    );
}

#[test]
fn a_pipeline_tells_whose_code_each_step_is() {
    shows(
        &["show", "resolvers", "Mutation.createNote"],
        expect![[r#"
        Mutation.createNote
          init.1      MutationcreateNoteinit0Function      NONE_DS    APPSYNC_JS  generated
          auth.1      MutationcreateNoteauth0Function      NONE_DS    APPSYNC_JS  generated
          postAuth.1  postAuth_4f4f8d3e2a                  NONE_DS    APPSYNC_JS  generated
          postAuth.2  MutationcreateNotepostAuth1Function  NONE_DS    APPSYNC_JS  resolvers/Mutation.createNote.postAuth.2.js
          data        MutationCreateNoteDataResolverFn     NoteTable  APPSYNC_JS  generated
    "#]],
    );
    shows(
        &["show", "resolvers", "Query.listNotes"],
        expect![[r#"
        Query.listNotes
          auth.1      auth_ab28fef6f1               NONE_DS    APPSYNC_JS  generated
          postAuth.1  postAuth_4f4f8d3e2a           NONE_DS    APPSYNC_JS  generated
          data        QueryListNotesDataResolverFn  NoteTable  VTL         resolvers/Query.listNotes.res.vtl
    "#]],
    );
}

#[test]
fn a_response_of_the_resolver_itself_is_drawn_behind_its_functions() {
    let folder = project();
    let news = r#"extend type Query { news: String @http(url: "https://example.com/news") }"#;
    let schema = folder.path().join("schema.graphql");
    fs::write(&schema, format!("{SCHEMA}{news}\n")).expect("written");
    let file = folder.path().join("resolvers/Query.news.res.vtl");
    fs::write(file, "$util.toJson($ctx.prev.result)").expect("written");
    expect![[r#"
        Query.news
          data      QueryNewsDataResolverFn  httpsexamplecomDataSource  APPSYNC_JS  generated
          response                                                      VTL         resolvers/Query.news.res.vtl
    "#]].assert_eq(&succeed(
        folder.path(),
        &["show", "resolvers", "Query.news"],
    ));
    let plan = succeed_json(folder.path(), &["show", "plan", "Query.getNote", "--json"]);
    assert_eq!(plan["around"], json!({}), "{plan}");
}

#[test]
fn resolvers_that_no_directive_makes_are_drawn_with_what_is_generated_around_them() {
    shows(
        &["show", "resolvers", "Query.version"],
        expect![[r#"
        Query.version
          data    Nothing  APPSYNC_JS  the project's
    "#]],
    );
    shows(
        &["show", "resolvers", "Query.whoAmI"],
        expect![[r#"
        Query.whoAmI
          1  QuerywhoAmIauth0Function   NONE_DS  APPSYNC_JS  generated
          2  QuerywhoAmIDataResolverFn  Nothing  APPSYNC_JS  the project's
    "#]],
    );
}

#[test]
fn a_pipeline_is_json_for_scripts() {
    let folder = project();
    let shown = succeed_json(
        folder.path(),
        &["show", "resolvers", "Query.listNotes", "--json"],
    );
    assert_eq!(
        (&shown["format"], &shown["field"]),
        (&json!(1), &json!("Query.listNotes"))
    );
    assert_eq!(
        shown["steps"][2],
        json!({
            "place": "data",
            "function": "QueryListNotesDataResolverFn",
            "source": "NoteTable",
            "language": "VTL",
            "code": "resolvers/Query.listNotes.res.vtl",
            "files": ["resolvers/Query.listNotes.req.vtl", "resolvers/Query.listNotes.res.vtl"],
        })
    );
}

#[test]
fn a_field_without_resolver_is_answered_with_what_there_is() {
    refuses(
        &["show", "resolvers", "Query.getNotes"],
        expect![[r#"
        error: `Query.getNotes` has no resolver; there is a similar one: `Query.getNote`
    "#]],
    );
    refuses(
        &["show", "resolvers", "Query.everything"],
        expect![[r#"
            error: `Query.everything` has no resolver; those of `Query` are `getNote`, `listNotes`, `notesOnTopic`, `version`, `whoAmI`
        "#]],
    );
    refuses(
        &["show", "resolvers", "query.getNote"],
        expect![[r#"
        error: `query.getNote` has no resolver; there is a similar one: `Query.getNote`
    "#]],
    );
    refuses(
        &["show", "resolvers", "Banana.peel"],
        expect![[r#"
        error: `Banana.peel` has no resolver; there are resolvers for fields of `Mutation`, `Note`, `Query`
    "#]],
    );
}

#[test]
fn the_truth_table_has_a_line_for_each_operation_and_stricter_field() {
    shows(
        &["show", "auth"],
        expect![[r#"
                                         API key  userPools    userPools cognito:groups: editors
        Query.getNote                    yes      if in owner  yes
          secret by Query.getNote        no       if in owner  if in owner
        Query.listNotes                  yes      if in owner  yes
          secret by Query.listNotes      no       if in owner  if in owner
        Query.notesOnTopic               yes      if in owner  yes
          secret by Query.notesOnTopic   no       if in owner  if in owner
        Mutation.createNote              no       if in owner  yes
          secret by Mutation.createNote  no       if in owner  if in owner
        Mutation.updateNote              no       if in owner  yes
          secret by Mutation.updateNote  no       if in owner  if in owner
        Mutation.deleteNote              no       if in owner  if in owner
        Query.version                    yes      no           no
        Query.whoAmI                     no       yes          yes
    "#]],
    );
}

#[test]
fn the_truth_table_is_json_for_scripts() {
    let folder = project();
    let shown = succeed_json(folder.path(), &["show", "auth", "--json"]);
    let rows = shown["apis"][0]["rows"].as_array().expect("rows");
    let row = |operation: &str, field: Option<&str>| {
        let found = rows
            .iter()
            .find(|row| row["operation"] == operation && row["field"] == json!(field));
        &found.unwrap_or_else(|| panic!("no row for {operation}"))["callers"]
    };
    assert_eq!(row("Query.getNote", None)["API key"], "yes");
    assert_eq!(row("Query.getNote", Some("secret"))["API key"], "no");
    assert_eq!(row("Mutation.deleteNote", None)["userPools"], "if in owner");
}

#[test]
fn without_directives_there_is_neither_plan_nor_truth_table() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let refused = |stage: &str| {
        let ended = run(&project, &["show", stage]);
        assert_eq!(ended.code, Some(1));
        ended.stderr
    };
    expect![[r#"
        error: the schema has no directives, so that nothing is planned
    "#]]
    .assert_eq(&refused("plan"));
    expect![[r#"
        error: the schema has no directives: who may do what is up to the authorization modes of the API and AppSync's own directives, such as `@aws_auth`
    "#]]
    .assert_eq(&refused("auth"));
}

#[test]
fn the_plan_of_a_model_or_of_a_field_is_shown_alone() {
    shows(
        &["show", "plan", "Note.secret"],
        expect![[r#"
            tables

            data sources
              NONE_DS  nothing

            resolvers
              Note.secret
                data  NoteSecretDataResolverFn  NONE_DS  APPSYNC_JS  generated
        "#]],
    );
    let folder = project();
    let of_model = succeed_json(folder.path(), &["show", "plan", "Note", "--json"]);
    let of_all = succeed_json(folder.path(), &["show", "plan", "--json"]);
    assert_eq!(of_model["tables"], of_all["tables"]);
    assert_eq!(of_model["resolvers"], of_all["resolvers"]);
    let of_field = succeed_json(folder.path(), &["show", "plan", "Note.secret", "--json"]);
    let function = "NoteSecretDataResolverFn";
    assert_eq!(
        of_field["functions"],
        json!({ function: of_all["functions"][function] })
    );
    refuses(
        &["show", "plan", "Nte"],
        expect![[r#"
            error: there is neither a model nor a resolver `Nte`; there is a similar one: `Note`
        "#]],
    );
}

#[test]
fn what_is_shown_whole_takes_no_name() {
    refuses(
        &["show", "auth", "Note"],
        expect![[r#"
            error: `show auth` shows all there is: leave `Note` out
        "#]],
    );
}

#[test]
fn rules_are_no_part_of_a_finished_assembly() {
    let folder = project();
    succeed(folder.path(), &["synth", "--output", "out"]);
    let plan = succeed(folder.path(), &["show", "plan", "--app", "out"]);
    assert_eq!(plan, succeed(folder.path(), &["show", "plan"]));
    let ended = run(folder.path(), &["show", "auth", "--app", "out"]);
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: `show auth` needs a project, not a finished assembly: leave `--app` out
    "#]]
    .assert_eq(&ended.stderr);
}

#[test]
fn templates_that_lie_elsewhere_are_templates() {
    let folder = new_project();
    let project = folder.path().join("blog");
    succeed(&project, &["synth", "--output", "out"]);
    let path = project.join("out/blog-local.template.json");
    let text = fs::read_to_string(&path).expect("a template");
    assert!(text.contains("\"RequestMappingTemplate\""), "{text}");
    let elsewhere = text.replace(
        "\"RequestMappingTemplate\"",
        "\"RequestMappingTemplateS3Location\"",
    );
    fs::write(&path, elsewhere).expect("written");
    let arguments = ["show", "resolvers", "Query.getPost", "--app", "out"];
    expect![[r#"
        Query.getPost
          data    Posts  VTL  the project's
    "#]]
    .assert_eq(&succeed(&project, &arguments));
}

#[test]
fn templates_may_be_yaml() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("written");
    };
    let stack = json!({
        "type": "aws:cloudformation:stack",
        "environment": "aws://unknown-account/unknown-region",
        "properties": { "templateFile": "blog.yaml" },
    });
    let manifest = json!({ "version": "36.0.0", "artifacts": { "blog": stack } });
    write("manifest.json", &manifest.to_string());
    let template = "
Resources:
  Models:
    Type: AWS::CloudFormation::Stack
    Metadata: { 'aws:asset:path': models.yaml }
    Properties: { TemplateURL: !Sub 'https://${AWS::Region}/models.yaml' }
";
    write("blog.yaml", template);
    let nested = "
Resources:
  Schema:
    Type: AWS::AppSync::GraphQLSchema
    Properties: { ApiId: api, Definition: 'type Query { now: String }' }
  Nothing:
    Type: AWS::AppSync::DataSource
    Properties: { ApiId: api, Name: Nothing, Type: NONE }
  Now:
    Type: AWS::AppSync::Resolver
    Properties:
      ApiId: api
      TypeName: Query
      FieldName: now
      DataSourceName: !GetAtt Nothing.Name
      RequestMappingTemplate: '{}'
";
    write("models.yaml", nested);
    let show = |what: &[&str]| succeed(folder.path(), &[&["show"], what, &["--app", "."]].concat());
    assert_eq!(show(&["schema"]), "type Query { now: String }\n");
    expect![[r#"
        Query.now
          data    Nothing  VTL  the project's
    "#]]
    .assert_eq(&show(&["resolvers", "Query.now"]));

    write("models.yaml", "Resources: [");
    let ended = run(folder.path(), &["show", "schema", "--app", "."]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("nothing was shown"),
        "{}",
        ended.stderr
    );
}

#[test]
fn mistakes_in_the_schema_are_what_is_shown_first() {
    let folder = project();
    fs::write(
        folder.path().join("schema.graphql"),
        SCHEMA.replace("allow: owner }", "allow: ownr }"),
    )
    .expect("written");
    for stage in ["plan", "auth"] {
        let ended = run(folder.path(), &["show", stage]);
        assert_eq!(ended.code, Some(1));
        let place = "--> schema.graphql:3:12";
        assert!(ended.stderr.contains(place), "{}", ended.stderr);
        assert!(ended.stderr.contains("`owner`"), "{}", ended.stderr);
    }
}
