//! What AppSync says about requests that do not fit.

use appsynth_diagnostics::Sources;
use appsynth_schema::{Request, RequestError, Schema, Valid, coerce_arguments, coerce_variables};
use expect_test::{Expect, expect};
use serde_json::{Map, Value, json};

const SCHEMA: &str = r#"
    type Query {
        kite(id: ID!, size: Int = 3): Kite
        kites(filter: Filter, ids: [ID!], fuel: Fuel): [Kite]
        pet: Pet
        any: Any
        mail(to: AWSEmail): String
        need(count: Int! = 1): Int
    }
    type Mutation { createKite(input: KiteInput!): Kite }
    type Kite { id: ID! name: String! tail: Int maker: Maker }
    type Maker { town: String }
    interface Pet { name: String }
    type Cat implements Pet { name: String lives: Int size: Int }
    type Dog implements Pet { name: String tricks: [String] size: String }
    union Any = Cat | Dog
    enum Fuel { OIL GAS }
    input KiteInput { id: ID name: String! tail: Int = 7 more: Filter }
    input Filter { fuel: Fuel not: Filter ids: [ID!] on: AWSDate blob: AWSJSON }
"#;

fn schema() -> Valid<Schema> {
    let mut sources = Sources::new();
    let id = sources.add("schema.graphql", SCHEMA);
    let (document, problems) = appsynth_schema::parse(&sources, [id]);
    assert!(problems.is_empty(), "{problems:?}");
    appsynth_schema::validate(document).expect("is valid")
}

fn show(errors: &[RequestError]) -> String {
    errors
        .iter()
        .map(|error| {
            let places: Vec<String> = error
                .locations
                .iter()
                .map(|place| format!("{}:{} ", place.line, place.column))
                .collect();
            format!("{}{}\n", places.concat(), error.message)
        })
        .collect()
}

fn check(query: &str, expected: Expect) {
    let errors = Request::parse(&schema(), query).err().unwrap_or_default();
    expected.assert_eq(&show(&errors));
}

#[test]
fn requests_that_fit_are_taken() {
    for query in [
        "{ kite(id: 1) { id ...F } any { ... on Pet { name } ... on Cat { lives } } } fragment F on Kite { name maker { town } }",
        "{ __typename __schema { types { name } } __type(name: \"Kite\") { fields { name } } }",
        "query Q($id: ID!, $no: Boolean = false) { kite(id: $id) @skip(if: $no) { id } }",
        "query Q($n: Int) { need(count: $n) }",
        "query Q($n: Int = 2) { need(count: $n) }",
        "{ a: kite(id: 1) { id } a: kite(id: 1) { name } }",
        "{ any { ... on Cat { x: lives } ... on Dog { y: tricks } } }",
        "mutation { createKite(input: {name: \"x\", more: {ids: \"a\"}}) { id } }",
    ] {
        check(query, expect![""]);
    }
}

#[test]
fn text_that_is_not_graphql_is_refused() {
    for query in [
        "",
        "meow",
        "{ kite(",
        "{ }",
        "fragment F on Kite { id }",
        "{ kite(id: 1) { id } } }",
    ] {
        let errors = Request::parse(&schema(), query).expect_err(query);
        assert_eq!(errors.len(), 1, "{query}");
        assert_eq!(errors[0].message, "Unable to parse GraphQL query.");
    }
}

#[test]
fn the_first_hundred_mistakes_are_told() {
    let fields: String = (0..500).map(|number| format!(" f{number}")).collect();
    let unknown = format!("{{{fields}}}");
    let directives = format!("{{ pet {} {{ name }} }}", "@lol ".repeat(500));
    for query in [unknown, directives] {
        let errors = Request::parse(&schema(), &query).expect_err("mistakes");
        assert_eq!(errors.len(), 100);
    }
}

#[test]
fn fields_that_a_type_lacks_are_told() {
    check(
        "{\n  balloon { id }\n  kite(id: 1) { colour maker { street } weight }\n}",
        expect![[r#"
            2:3 Validation error of type FieldUndefined: Field 'balloon' in type 'Query' is undefined @ 'balloon'
            3:17 Validation error of type FieldUndefined: Field 'colour' in type 'Kite' is undefined @ 'kite/colour'
            3:32 Validation error of type FieldUndefined: Field 'street' in type 'Maker' is undefined @ 'kite/maker/street'
            3:41 Validation error of type FieldUndefined: Field 'weight' in type 'Kite' is undefined @ 'kite/weight'
        "#]],
    );
}

#[test]
fn missing_unknown_and_repeated_arguments_are_told() {
    check(
        "{ kite(size: 1, colour: 2, size: 3) { id } }",
        expect![[r#"
            1:3 Validation error of type MissingFieldArgument: Missing field argument id @ 'kite'
            1:17 Validation error of type UnknownArgument: Unknown field argument colour @ 'kite'
            1:28 Validation error of type DuplicateArgumentNames: There can be only one argument named 'size' @ 'kite'
        "#]],
    );
}

#[test]
fn null_for_a_required_argument_is_told() {
    check(
        "{ kite(id: null) { id } }",
        expect![[r#"
            1:3 Validation error of type NullValueForNonNullArgument: Null value for non-null field argument id @ 'kite'
        "#]],
    );
}

#[test]
fn literals_that_do_not_fit_an_input_are_told() {
    check(
        r#"mutation {
  a: createKite(input: {tail: 2}) { id }
  b: createKite(input: {name: "x", wings: 2}) { id }
  c: createKite(input: {name: "x", tail: "long"}) { id }
  d: createKite(input: "x") { id }
  e: createKite(input: {name: "x", more: {ids: ["a", null]}}) { id }
}"#,
        expect![[r#"
            2:24 Validation error of type WrongType: argument 'input' with value 'ObjectValue{objectFields=[ObjectField{name='tail', value=IntValue{value=2}}]}' is missing required fields '[name]' @ 'createKite'
            3:24 Validation error of type WrongType: argument 'input' with value 'ObjectValue{objectFields=[ObjectField{name='name', value=StringValue{value='x'}}, ObjectField{name='wings', value=IntValue{value=2}}]}' contains a field not in 'KiteInput': 'wings' @ 'createKite'
            4:24 Validation error of type WrongType: argument 'input.tail' with value 'StringValue{value='long'}' is not a valid 'Int' @ 'createKite'
            5:24 Validation error of type WrongType: argument 'input' with value 'StringValue{value='x'}' must be an object type @ 'createKite'
            6:24 Validation error of type WrongType: argument 'input.more.ids[1]' with value 'NullValue{}' must not be null @ 'createKite'
        "#]],
    );
}

#[test]
fn literals_that_do_not_fit_an_enum_or_a_scalar_are_told() {
    check(
        r#"{ kites(fuel: "OIL", filter: {fuel: WOOD}) { id } mail(to: "nobody") }"#,
        expect![[r#"
            1:15 Validation error of type WrongType: argument 'fuel' with value 'StringValue{value='OIL'}' is not a valid 'Fuel' @ 'kites'
            1:30 Validation error of type WrongType: argument 'filter.fuel' with value 'EnumValue{name='WOOD'}' is not a valid 'Fuel' @ 'kites'
            1:60 Validation error of type WrongType: argument 'to' with value 'StringValue{value='nobody'}' is not a valid 'AWSEmail' @ 'mail'
        "#]],
    );
}

#[test]
fn objects_need_a_selection_and_leaves_have_none() {
    check(
        "{ kite(id: 1) kites mail { x } need { y } }",
        expect![[r#"
            1:3 Validation error of type SubSelectionRequired: Sub selection required for type Kite of field kite @ 'kite'
            1:15 Validation error of type SubSelectionRequired: Sub selection required for type null of field kites @ 'kites'
            1:21 Validation error of type SubSelectionNotAllowed: Sub selection not allowed on leaf type String of field mail @ 'mail'
            1:32 Validation error of type SubSelectionNotAllowed: Sub selection not allowed on leaf type Int of field need @ 'need'
        "#]],
    );
}

#[test]
fn fragments_that_do_not_fit_are_told() {
    check(
        "{ kite(id: 1) { ...Gone ...OnCat ... on Maker { town } ... on Fuel { x } ... on No { x } } }
fragment OnCat on Cat { name }
fragment Unused on Kite { id }
fragment A on Kite { ...B }
fragment B on Kite { ...A }",
        expect![[r#"
            1:17 Validation error of type UndefinedFragment: Undefined fragment Gone @ 'kite'
            1:25 Validation error of type InvalidFragmentType: Fragment OnCat cannot be spread here as objects of type Kite can never be of type Cat @ 'kite'
            1:34 Validation error of type InvalidFragmentType: Fragment cannot be spread here as objects of type Kite can never be of type Maker @ 'kite'
            1:56 Validation error of type InlineFragmentTypeConditionInvalid: Inline fragment type condition is invalid, must be on Object/Interface/Union @ 'kite'
            1:81 Validation error of type UnknownType: Unknown type No @ 'kite'
            4:1 Validation error of type FragmentCycle: Fragment cycles not allowed @ 'A'
            5:1 Validation error of type FragmentCycle: Fragment cycles not allowed @ 'B'
            3:1 Validation error of type UnusedFragment: Unused fragment Unused
            4:1 Validation error of type UnusedFragment: Unused fragment A
            5:1 Validation error of type UnusedFragment: Unused fragment B
        "#]],
    );
}

#[test]
fn variables_that_do_not_fit_their_places_are_told() {
    check(
        "query Q($id: Int, $unused: ID, $k: Kite, $bad: Int = \"x\", $no: No, $id: ID) {
  kite(id: $id) { id }
  kites(ids: [$gone], filter: {fuel: $bad}) { ...F }
}
fragment F on Kite { id @include(if: $k) name @skip(if: $no) }",
        expect![[r#"
            1:32 Validation error of type NonInputTypeOnVariable: Input variable k type Kite is not an input type
            1:42 Validation error of type BadValueForDefaultArg: Bad default value StringValue{value='x'} for type Int
            1:64 Validation error of type UnknownType: Unknown type No
            1:69 Validation error of type DuplicateVariableName: There can be only one variable named 'id'
            2:12 Validation error of type VariableTypeMismatch: Variable type 'Int' doesn't match expected type 'ID!' @ 'kite'
            3:15 Validation error of type UndefinedVariable: Undefined variable gone @ 'kites'
            3:38 Validation error of type VariableTypeMismatch: Variable type 'Int' doesn't match expected type 'Fuel' @ 'kites'
            5:38 Validation error of type VariableTypeMismatch: Variable type 'Kite' doesn't match expected type 'Boolean!' @ 'kites/id'
            5:57 Validation error of type VariableTypeMismatch: Variable type 'No' doesn't match expected type 'Boolean!' @ 'kites/name'
            1:19 Validation error of type UnusedVariable: Unused variable unused
        "#]],
    );
}

#[test]
fn directives_that_do_not_fit_are_told() {
    check(
        "query @skip(if: true) { kite(id: 1) @gone @include @skip(when: 1, if: 3) @skip(if: true) { id } }",
        expect![[r#"
            1:7 Validation error of type MisplacedDirective: Directive skip not allowed here
            1:37 Validation error of type UnknownDirective: Unknown directive gone @ 'kite'
            1:43 Validation error of type MissingDirectiveArgument: Missing directive argument if @ 'kite'
            1:52 Validation error of type UnknownDirective: Unknown directive argument when @ 'kite'
            1:71 Validation error of type WrongType: argument 'if' with value 'IntValue{value=3}' is not a valid 'Boolean' @ 'kite'
            1:75 Validation error of type DuplicateDirectiveName: Non repeatable directives must be uniquely named within a location. The directive 'skip' is not unique @ 'kite'
        "#]],
    );
}

#[test]
fn operations_that_do_not_fit_are_told() {
    check(
        "{ need } query A { need } query A { need } subscription { x } type X { a: Int }",
        expect![[r#"
            1:1 Validation error of type LoneAnonymousOperationViolation: Anonymous operation with other operations.
            1:44 Validation error of type LoneAnonymousOperationViolation: Anonymous operation with other operations.
            1:33 Validation error of type DuplicateOperationName: There can be only one operation named 'A'
            1:44 Validation error of type UnknownOperation: Schema is not configured for subscriptions
            Validation error of type NonExecutableDefinition: Type definition is not executable
        "#]],
    );
}

#[test]
fn fields_that_share_a_key_must_be_the_same() {
    check(
        "{
  x: kite(id: 1) { id }
  x: kite(id: 2) { id }
  y: mail
  y: need
  z: kite(id: 1) { a: id }
  z: kite(id: 1) { ...A }
  any { ... on Cat { size } ... on Dog { size } }
}
fragment A on Kite { a: name }",
        expect![[r#"
            8:22 8:42 Validation error of type FieldsConflict: size: they return differing types Int and String @ 'any'
            2:3 3:3 Validation error of type FieldsConflict: x: they have differing arguments
            4:3 5:3 Validation error of type FieldsConflict: y: mail and need are different fields
            6:3 7:3 6:20 10:22 Validation error of type FieldsConflict: z: (a: id and name are different fields)
        "#]],
    );
}

#[test]
fn thousands_of_fields_may_share_a_key() {
    let schema = schema();
    let same = "need ".repeat(20_000);
    assert!(Request::parse(&schema, &format!("{{ {same} }}")).is_ok());
    let objects = "kite(id: 1) { id } ".repeat(200);
    assert!(Request::parse(&schema, &format!("{{ {objects} }}")).is_ok());
    let conflicting = "need: mail need ".repeat(5_000);
    let errors = Request::parse(&schema, &format!("{{ {conflicting} }}")).unwrap_err();
    assert!(errors.len() < 10_000);
}

#[test]
fn more_objects_than_can_be_compared_are_refused() {
    let objects = "kite(id: 1) { id } ".repeat(5_000);
    let errors = Request::parse(&schema(), &format!("{{ {objects} }}")).unwrap_err();
    let messages: Vec<&str> = errors.iter().map(|error| &*error.message).collect();
    assert_eq!(
        messages,
        ["Validation error of type FieldsConflict: too many fields have the same response key"]
    );
}

fn coerce(query: &str, given: Value) -> Result<Map<String, Value>, RequestError> {
    let schema = schema();
    let request = Request::parse(&schema, query).expect("fits");
    let operation = request.operation(None).expect("is there");
    let Value::Object(given) = given else {
        panic!("variables are an object")
    };
    coerce_variables(&schema, &request, operation, &given)
}

fn check_variables(query: &str, given: Value, expected: Expect) {
    let shown = match coerce(query, given) {
        Ok(values) => format!("{}\n", Value::Object(values)),
        Err(error) => show(&[error]),
    };
    expected.assert_eq(&shown);
}

const CREATE: &str = "mutation C($input: KiteInput!) { createKite(input: $input) { id } }";

#[test]
fn variables_get_their_types_and_defaults() {
    check_variables(
        CREATE,
        json!({"input": {"name": 5, "more": {"ids": 1, "fuel": "OIL", "blob": "[1]", "on": null}}, "extra": 1}),
        expect![[r#"
            {"input":{"name":"5","tail":7,"more":{"fuel":"OIL","ids":["1"],"on":null,"blob":[1]}}}
        "#]],
    );
    check_variables(
        "query Q($a: Int = 2, $b: Fuel) { need(count: $a) kites(fuel: $b) { id } }",
        json!({}),
        expect![[r#"
            {"a":2}
        "#]],
    );
}

#[test]
fn values_that_do_not_fit_their_variables_are_told() {
    let create = |given: Value, expected: Expect| check_variables(CREATE, given, expected);
    create(
        json!({}),
        expect![[r#"
            1:12 Variable 'input' has coerced Null value for NonNull type 'KiteInput!'
        "#]],
    );
    create(
        json!({"input": {"tail": 1}}),
        expect![[r#"
            1:12 Variable 'input' has coerced Null value for NonNull type 'String!'
        "#]],
    );
    create(
        json!({"input": {"name": "x", "wings": 2}}),
        expect![[r#"
            The variables input contains a field name 'wings' that is not defined for input object type 'KiteInput' 
        "#]],
    );
    create(
        json!({"input": {"name": "x", "tail": "long"}}),
        expect![[r#"
            1:12 Variable 'tail' has an invalid value. Expected type 'Int' but was 'String'.
        "#]],
    );
    create(
        json!({"input": "x"}),
        expect![[r#"
            1:12 Variable 'input' has an invalid type. Expected type 'Map' but was 'String'. Variables for input objects must be an instance of type 'Map'.
        "#]],
    );
    create(
        json!({"input": {"name": "x", "more": {"on": "2023-02-30"}}}),
        expect![[r#"
            1:12 Variable 'on' has an invalid value. Unable to parse `2023-02-30` as a valid Date Object.
        "#]],
    );
    create(
        json!({"input": {"name": "x", "more": {"fuel": "WOOD"}}}),
        expect![[r#"
            1:12 Variable 'fuel' has an invalid value. Invalid input for Enum 'Fuel'. No value found for name 'WOOD'
        "#]],
    );
    create(
        json!({"input": {"name": "x", "more": {"ids": ["a", null]}}}),
        expect![[r#"
            1:12 Variable 'input' has coerced Null value for NonNull type 'ID!'
        "#]],
    );
}

#[test]
fn arguments_are_filled_from_variables_and_defaults() {
    let schema = schema();
    let field = schema.field("Query", "kite").expect("is there");
    let query = "query Q($id: ID!, $size: Int) { kite(id: $id, size: $size) { id } }";
    let request = Request::parse(&schema, query).expect("fits");
    let operation = request.operation(None).expect("is there");
    let appsynth_schema::ast::Selection::Field(kite) = &operation.selection_set[0] else {
        panic!("a field")
    };
    let arguments = |variables: Value| {
        let variables = variables.as_object().cloned().unwrap_or_default();
        coerce_arguments(&schema, &field.arguments, &kite.arguments, &variables)
            .map(Value::Object)
            .map_err(|message| message.to_string())
    };
    assert_eq!(
        arguments(json!({"id": "a"})),
        Ok(json!({"id": "a", "size": 3}))
    );
    assert_eq!(
        arguments(json!({"id": "a", "size": null})),
        Ok(json!({"id": "a", "size": null}))
    );
    assert_eq!(
        arguments(json!({"id": null})),
        Err("Argument 'id' has coerced Null value for NonNull type 'ID!'".to_owned())
    );
}

#[test]
fn nesting_without_end_is_refused() {
    let nest = |open: &str, inside: &str, close: &str| {
        format!("{}{inside}{}", open.repeat(5000), close.repeat(5000))
    };
    for query in [
        nest("{ kite(id: 1) ", "{ id }", " }"),
        format!("{{ kites(ids: {}) {{ id }} }}", nest("[", "1", "]")),
        format!(
            "{{ kites(filter: {}) {{ id }} }}",
            nest("{not: ", "null", "}")
        ),
        format!(
            "query Q($x: {}) {{ need(count: $x) }}",
            nest("[", "Int", "]")
        ),
        nest("{ ... ", "{ need }", " }"),
    ] {
        assert!(Request::parse(&schema(), &query).is_err());
    }
}
