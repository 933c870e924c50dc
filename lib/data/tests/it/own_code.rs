//! What those who check code learn of the user's code in generated pipelines, and what is written of it for people.

use appsynth_appsync::{Api, Auth, Code, DataSource, Days, SchemaSource, Text, code_uses};
use appsynth_construct::{App, Environment, MemoryFiles};
use appsynth_data::{GraphqlSchema, Slot, slot_functions};

use crate::plans::of_schema;

const SCHEMA: &str = "
    type Post @model @auth(rules: [{ allow: public }]) { id: ID! notes: [Note] @hasMany }
    type Note @model @auth(rules: [{ allow: public }]) { id: ID! }
";

fn app(files: MemoryFiles) -> App {
    App::new(Environment::new("dev"), files)
}

/// For each text of code: its name, its field with arguments, and the type of the data source.
fn uses(app: &App) -> Vec<String> {
    let uses = code_uses(app).into_iter().map(|one| {
        let source = app.sources().get(one.source).expect("a source of the app");
        let fields = one.fields.iter().map(|field| {
            let open = if field.source_is_item {
                " of an item"
            } else {
                ""
            };
            format!("{}({}){open}", field.coordinate, field.arguments.join(" "))
        });
        let fields: Vec<String> = fields.collect();
        format!(
            "{}: {} {:?}",
            source.name(),
            fields.join(" "),
            one.data_source
        )
    });
    uses.collect()
}

fn with(schema: impl FnOnce(GraphqlSchema) -> GraphqlSchema, files: MemoryFiles) -> App {
    let mut app = app(files);
    app.stack("blog").add("Data", schema(of_schema(SCHEMA)));
    app
}

#[test]
fn files_are_for_their_fields_and_data_sources() {
    let files = MemoryFiles::new()
        .file(
            "r/Query.getPost.postAuth.2.js",
            "export const request = () => 1;",
        )
        .file("r/Query.getPost.req.vtl", "{}")
        .file("r/Post.notes.ts", "export const request = () => 1;");
    let app = with(|schema| schema.resolver_files("r/"), files);
    let mut uses = uses(&app);
    uses.sort();
    assert_eq!(
        uses,
        [
            "r/Post.notes.ts: Post.notes(filter sortDirection limit nextToken) of an item Some(\"AMAZON_DYNAMODB\")",
            "r/Query.getPost.postAuth.2.js: Query.getPost(id) Some(\"NONE\")",
            "r/Query.getPost.req.vtl: Query.getPost(id) Some(\"AMAZON_DYNAMODB\")",
        ]
    );
}

#[test]
fn code_within_stacks_is_named_as_a_file_would_be() {
    let app = with(
        |schema| {
            let slot = Code::vtl_inline("{}", "{}");
            schema
                .slot("Mutation.createPost", Slot::Finish, 1, slot)
                .override_response("Query.getPost", Text::Inline("$ctx.result".to_owned()))
        },
        MemoryFiles::new(),
    );
    assert_eq!(
        uses(&app),
        [
            "Mutation.createPost.finish.1.req.vtl: Mutation.createPost(input condition) Some(\"NONE\")",
            "Mutation.createPost.finish.1.res.vtl: Mutation.createPost(input condition) Some(\"NONE\")",
            "Query.getPost.res.vtl: Query.getPost(id) Some(\"AMAZON_DYNAMODB\")",
        ]
    );
}

#[test]
fn code_around_a_declared_resolver_is_listed_with_its_source_map() {
    let file = "r/Query.me.postAuth.1.ts";
    let mut app =
        app(MemoryFiles::new().file(file, "export function request(ctx: unknown) { return {}; }"));
    let mut stack = app.stack("blog");
    let schema = SchemaSource::text("type Query { me(name: String): String }");
    let api = stack.add("Api", Api::new(schema, Auth::api_key(Days(7))));
    let none = stack.add("Nothing", DataSource::none(api));
    slot_functions(&mut stack, none, "Query.me", [file.to_owned()]);
    assert_eq!(
        uses(&app),
        ["r/Query.me.postAuth.1.ts: Query.me(name) Some(\"NONE\")"]
    );
    let synthesis = app.synth().unwrap_or_else(|failure| panic!("{failure:#?}"));
    let files = &synthesis.legible_files;
    let code = &files["resolvers/Query.me.postAuth.1.js"];
    assert!(code.contains("function request(ctx)"), "{code}");
    let map = &files["resolvers/Query.me.postAuth.1.js.map"];
    assert!(map.contains(file), "{map}");
}
