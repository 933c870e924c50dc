//! A blog: posts, authors and comments as the directives of its schema say, users from another team's table, a
//! saying from another service.

use appsynth::prelude::*;

use crate::settings::{Callers, Settings, Users};

/// Adds the stack `blog-<environment>`.
pub fn blog(app: &mut App, settings: Settings) -> DataRef {
    let environment = app.environment().name.clone();
    let mut stack = app.stack(&format!("blog-{environment}"));

    let readers = stack.add("Readers", UserPool::external(settings.readers));
    let (key, account) = (
        Auth::api_key(settings.key_lifetime),
        Auth::user_pool(readers),
    );
    let (default, other) = match settings.callers {
        Callers::WithKey => (key, account),
        Callers::SignedIn => (account, key),
    };
    let log = Logging::new(settings.log).retention(settings.log_retention);
    let api = Api::new("assets/blog.graphql", default)
        .also(other)
        .name(format!("Blog ({environment})"))
        .log(log)
        .introspection(settings.introspection)
        .query_depth_limit(8);

    let reading_time = reading_time(&mut stack);
    let data = stack.add(
        "Data",
        GraphqlSchema::new(api)
            .function("reading-time", reading_time)
            .resolver_files("assets/resolvers")
            .resolved_by_hand("Query.me")
            .resolved_by_hand("Mutation.setMyName")
            .tables(tables(&settings)),
    );

    echo_resolver(&mut stack, data);
    let users = match settings.users {
        Users::Owned => stack.add("Users", Table::new(Key::partition(string("id")))),
        Users::External(name) => stack.add("Users", Table::external(name)),
    };
    user_resolvers(&mut stack, data, users);

    let api = data.api();
    stack.output("GraphqlUrl", api.url());
    if let Some(key) = api.api_key() {
        stack.output("ApiKey", key);
    }
    data
}

fn tables(settings: &Settings) -> TableSettings {
    TableSettings {
        removal: Some(match settings.guard_tables {
            true => RemovalPolicy::Retain,
            false => RemovalPolicy::Delete,
        }),
        deletion_protection: Some(settings.guard_tables),
        point_in_time_recovery: settings.guard_tables,
    }
}

/// The function that `@function(name: "reading-time")` means.
fn reading_time(stack: &mut Scope<'_>) -> FunctionRef {
    let code = FunctionCode::folder("assets/functions/reading-time");
    stack.add(
        "ReadingTime",
        Function::new(Runtime::NodeJs22, "index.handler", code).log_retention(Days(30)),
    )
}

/// A resolver of its own, on a data source that reaches nothing.
fn echo_resolver(stack: &mut Scope<'_>, data: DataRef) {
    let nothing = stack.add("Nothing", DataSource::none(data.api()));
    let code = Code::vtl(
        "assets/by-hand/Query.echo.req.vtl",
        "assets/by-hand/Query.echo.res.vtl",
    );
    stack.add(
        "Echo",
        Resolver::unit(data.api().field("Query.echo"), nothing, code),
    );
}

/// Resolvers of the stack's own behind the generated checks of who is asking.
fn user_resolvers(stack: &mut Scope<'_>, data: DataRef, users: TableRef) {
    let source = stack.add("UsersSource", DataSource::table(data.api(), users));
    for (id, name, field) in [
        ("Me", "getMe", "Query.me"),
        ("SetMyName", "setMyName", "Mutation.setMyName"),
    ] {
        let code = Code::js(format!("assets/by-hand/{field}.js"));
        let own = stack.add(name, FunctionConfiguration::new(source, code));
        let functions = data.around(stack, field).with([own]);
        stack.add(id, Resolver::pipeline(data.api().field(field), functions));
    }
}
