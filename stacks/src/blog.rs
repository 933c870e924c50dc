//! A blog: posts of its own, authors from another team's table, a saying from another service.

use appsynth::prelude::*;

use crate::settings::{Callers, Settings, Users};

/// Adds the stack `blog-<environment>`.
pub fn blog(app: &mut App, settings: Settings) -> ApiRef {
    let environment = app.environment().name.clone();
    let mut stack = app.stack(&format!("blog-{environment}"));

    let posts = stack.add("Posts", posts_table(&settings));
    let users = match settings.users {
        Users::Owned => stack.add("Users", Table::new(Key::partition(string("id")))),
        Users::External(name) => stack.add("Users", Table::external(name)),
    };

    let auth = match settings.callers {
        Callers::ApiKey(lifetime) => Auth::api_key(lifetime),
        Callers::SignedIn(pool) => Auth::user_pool(stack.add("Readers", UserPool::external(pool))),
    };
    let log = Logging::new(settings.log).retention(settings.log_retention);
    let api = stack.add(
        "Api",
        Api::new("assets/blog.graphql", auth)
            .name(format!("Blog ({environment})"))
            .log(log)
            .introspection(settings.introspection)
            .query_depth_limit(8),
    );

    posts_resolvers(&mut stack, api, posts);
    author_resolvers(&mut stack, api, users);
    other_resolvers(&mut stack, api, settings.quotes);

    stack.output("GraphqlUrl", api.url());
    if let Some(key) = api.api_key() {
        stack.output("ApiKey", key);
    }
    api
}

fn posts_table(settings: &Settings) -> Table {
    let by_author = Key::partition(string("authorId")).sort(string("createdAt"));
    let table = Table::new(Key::partition(string("id"))).index("byAuthor", by_author);
    if settings.guard_posts {
        table
            .removal(RemovalPolicy::Retain)
            .point_in_time_recovery(true)
            .deletion_protection(true)
    } else {
        table.removal(RemovalPolicy::Delete)
    }
}

fn posts_resolvers(stack: &mut Scope<'_>, api: ApiRef, posts: TableRef) {
    let source = stack.add("PostsSource", DataSource::table(api, posts));
    let units = [
        ("GetPost", "Query.getPost", vtl("Query.getPost")),
        ("ListPosts", "Query.listPosts", js("Query.listPosts")),
        (
            "PostsByAuthor",
            "Query.postsByAuthor",
            vtl("Query.postsByAuthor"),
        ),
        (
            "UpdatePost",
            "Mutation.updatePost",
            js("Mutation.updatePost"),
        ),
        (
            "DeletePost",
            "Mutation.deletePost",
            vtl("Mutation.deletePost"),
        ),
    ];
    for (id, field, code) in units {
        stack.add(id, Resolver::unit(api.field(field), source, code));
    }

    // The first function needs no data source: it only looks at the arguments.
    let nothing = stack.add("Nothing", DataSource::none(api));
    let validate = FunctionConfiguration::new(nothing, js("functions/validatePost"));
    let put = FunctionConfiguration::new(source, vtl("functions/putPost"));
    let functions = [
        stack.add("validatePost", validate),
        stack.add("putPost", put),
    ];
    stack.add(
        "CreatePost",
        Resolver::pipeline(api.field("Mutation.createPost"), functions)
            .around(vtl("Mutation.createPost")),
    );
    stack.add(
        "Echo",
        Resolver::unit(api.field("Query.echo"), nothing, vtl("Query.echo")),
    );
}

fn author_resolvers(stack: &mut Scope<'_>, api: ApiRef, users: TableRef) {
    let source = stack.add("UsersSource", DataSource::table(api, users));
    stack.add(
        "Author",
        Resolver::unit(api.field("Post.author"), source, js("Post.author")),
    );
    let field = api.field("Mutation.renameAuthor");
    stack.add(
        "RenameAuthor",
        Resolver::unit(field, source, vtl("Mutation.renameAuthor")),
    );
}

fn other_resolvers(stack: &mut Scope<'_>, api: ApiRef, quotes: String) {
    let quotes = stack.add("Quotes", DataSource::http(api, quotes));
    let field = api.field("Query.quoteOfTheDay");
    stack.add(
        "QuoteOfTheDay",
        Resolver::unit(field, quotes, js("Query.quoteOfTheDay")),
    );

    let code = FunctionCode::folder("assets/functions/reading-time");
    let function = stack.add(
        "ReadingTime",
        Function::new(Runtime::NodeJs22, "index.handler", code).log_retention(Days(30)),
    );
    let reading_time = stack.add("ReadingTimeSource", DataSource::lambda(api, function));
    let field = api.field("Post.readingMinutes");
    stack.add(
        "ReadingMinutes",
        Resolver::unit(field, reading_time, Code::direct()),
    );
}

/// The templates of this name.
fn vtl(name: &str) -> Code {
    Code::vtl(
        format!("assets/resolvers/{name}.req.vtl"),
        format!("assets/resolvers/{name}.res.vtl"),
    )
}

/// The module of this name.
fn js(name: &str) -> Code {
    Code::js(format!("assets/resolvers/{name}.js"))
}
