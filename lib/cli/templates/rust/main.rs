//! The stacks of my-app: `cargo run -- deploy` serves them on this machine.

use std::process::ExitCode;

use appsynth::prelude::*;

fn main() -> ExitCode {
    appsynth_cli::main(stacks)
}

fn stacks(app: &mut App) {
    let name = format!("my-app-{}", app.environment().name);
    let mut stack = app.stack(&name);

    let posts = stack.add("Posts", Table::new(Key::partition(string("id"))));
    let api = stack.add(
        "Api",
        Api::new(
            SchemaSource::file("schema.graphql"),
            Auth::api_key(Days(30)),
        ),
    );
    let source = stack.add("PostsSource", DataSource::table(api, posts));

    let get_post = Code::vtl(
        "resolvers/Query.getPost.req.vtl",
        "resolvers/Query.getPost.res.vtl",
    );
    stack.add(
        "GetPost",
        Resolver::unit(api.field("Query.getPost"), source, get_post),
    );
    let list_posts = Code::js("resolvers/Query.listPosts.js");
    stack.add(
        "ListPosts",
        Resolver::unit(api.field("Query.listPosts"), source, list_posts),
    );
    let create_post = Code::js("resolvers/Mutation.createPost.js");
    stack.add(
        "CreatePost",
        Resolver::unit(api.field("Mutation.createPost"), source, create_post),
    );

    stack.output("GraphqlUrl", api.url());
}
