//! Fields that the user resolves, behind generated checks.

use appsynth_appsync::{Code, DataSource, FunctionConfiguration, Resolver};
use appsynth_construct::{App, Environment, MemoryFiles, Scope};
use appsynth_data::{DataRef, GraphqlSchema, Slot};

use crate::plans::{functions, of_schema, resolver_fields, synthesize};

const SCHEMA: &str = "
    type Note @model @auth(rules: [{ allow: public }]) { id: ID! }
    type Query {
      me: String @auth(rules: [{ allow: public }])
      version: String
    }
";

fn notes() -> GraphqlSchema {
    of_schema(SCHEMA).resolved_by_hand("Query.me")
}

fn code(word: &str) -> Code {
    Code::js_inline(format!("// {word}"))
}

/// The functions of `Query.me` in order, whose own is `own`; with what makes their requests.
fn pipeline(schema: GraphqlSchema) -> Vec<(String, String)> {
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    let mut stack = app.stack("notes");
    let data = stack.add("Data", schema);
    let nothing = stack.add("Nothing", DataSource::none(data.api()));
    let own = stack.add("own", FunctionConfiguration::new(nothing, code("own")));
    let steps = data.around(&mut stack, "Query.me").with([own]);
    stack.add(
        "Me",
        Resolver::pipeline(data.api().field("Query.me"), steps),
    );
    let synthesis = app.synth().unwrap_or_else(|failure| panic!("{failure:#?}"));
    functions(&synthesis, "Query.me")
}

/// What a schema comes to within a stack.
fn built(schema: GraphqlSchema, look: impl FnOnce(DataRef, &mut Scope<'_>)) {
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    let mut stack = app.stack("notes");
    let data = stack.add("Data", schema);
    look(data, &mut stack);
}

#[test]
fn the_check_of_the_rules_runs_before_the_users_functions() {
    let pipeline = pipeline(notes());
    let (check, own) = (&pipeline[0], &pipeline[1]);
    assert_eq!(pipeline.len(), 2);
    assert!(check.1.contains("util.unauthorized()"), "{}", check.1);
    assert_eq!(own.1, "// own");
}

#[test]
fn code_in_slots_runs_where_the_slots_are() {
    let schema = notes()
        .slot("Query.me", Slot::PostAuth, 1, code("before"))
        .slot("Query.me", Slot::Finish, 1, code("after"));
    let requests: Vec<String> = pipeline(schema).into_iter().map(|(_, code)| code).collect();
    assert_eq!(requests[1..], ["// before", "// own", "// after"]);
}

#[test]
fn a_field_that_is_left_to_the_user_gets_no_generated_resolver() {
    let is_me = |field: &String| field == "Query.me";
    assert!(!resolver_fields(&synthesize(notes())).iter().any(is_me));
    assert!(
        resolver_fields(&synthesize(of_schema(SCHEMA)))
            .iter()
            .any(is_me)
    );
}

#[test]
fn a_field_without_rules_has_nothing_around_it() {
    built(
        of_schema(SCHEMA).resolved_by_hand("Query.version"),
        |data, stack| assert!(data.around(stack, "Query.version").is_empty()),
    );
}

#[test]
fn a_field_that_reads_a_table_is_not_left() {
    let schema = of_schema(SCHEMA).resolved_by_hand("Query.getNote");
    built(schema, |data, stack| {
        assert!(data.resolver(stack, "Query.getNote").is_some());
        assert!(data.around(stack, "Query.getNote").is_empty());
    });
}

/// What is said of what a stack does with the schema, and the line it is said of.
fn refusal(add: impl FnOnce(DataRef, &mut Scope<'_>)) -> Vec<(String, String, u32)> {
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    let mut stack = app.stack("notes");
    let data = stack.add("Data", notes());
    add(data, &mut stack);
    let said = app.synth().err().map(|failure| failure.diagnostics);
    let said = said.into_iter().flatten().map(|one| {
        let call_site = one.origin.and_then(|origin| origin.call_site);
        let call_site = call_site.expect("has a place");
        assert_eq!(call_site.file, file!());
        (one.code.id.to_owned(), one.message, call_site.line)
    });
    said.collect()
}

const LEFT_OUT: &str =
    "the resolver of `Query.me` leaves out the functions that are to run around it";

#[test]
fn a_unit_resolver_without_the_check_of_the_rules_is_refused() {
    let mut line = 0;
    let said = refusal(|data, stack| {
        let nothing = stack.add("Nothing", DataSource::none(data.api()));
        let me = Resolver::unit(data.api().field("Query.me"), nothing, code("own"));
        line = line!() + 1;
        stack.add("Me", me);
    });
    assert_eq!(said, [("AS3118".to_owned(), LEFT_OUT.to_owned(), line)]);
}

#[test]
fn a_pipeline_that_does_not_begin_with_the_check_of_the_rules_is_refused() {
    for is_checked_late in [false, true] {
        let said = refusal(|data, stack| {
            let nothing = stack.add("Nothing", DataSource::none(data.api()));
            let own = stack.add("own", FunctionConfiguration::new(nothing, code("own")));
            let mut steps = vec![own];
            if is_checked_late {
                steps.extend(data.around(stack, "Query.me").before);
            }
            stack.add(
                "Me",
                Resolver::pipeline(data.api().field("Query.me"), steps),
            );
        });
        let said: Vec<_> = said.iter().map(|(code, ..)| code.as_str()).collect();
        assert_eq!(said, ["AS3118"]);
    }
}

#[test]
fn what_runs_around_a_field_that_is_not_resolved_by_hand_is_not_asked_for() {
    let mut line = 0;
    let said = refusal(|data, stack| {
        line = line!() + 1;
        assert!(data.around(stack, "Query.Me").is_empty());
    });
    let message = "nothing is known to run around `Query.Me`, which is not resolved by hand";
    assert_eq!(said, [("AS3312".to_owned(), message.to_owned(), line)]);
}
