//! Types with `@model`: fields, keys, indexes, names.

use appsynth_transform::Options;
use expect_test::{Expect, expect};

use crate::print::print;
use crate::{model, model_with, options};

fn check(schema: &str, expected: Expect) {
    expected.assert_eq(&print(&model(schema)));
}

#[test]
fn a_model_gets_id_timestamps_and_operations() {
    check(
        r#"type Task @model { text: String }"#,
        expect![[r#"
            Task Declared
              id: ID! (Id)
              text: String
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getTask listTasks createTask updateTask deleteTask
              subscriptions On onCreateTask / onUpdateTask / onDeleteTask
        "#]],
    );
}

#[test]
fn operations_can_be_renamed_and_left_out() {
    check(
        r#"type Task @model(queries: { get: "task", list: null }, mutations: null, subscriptions: { onCreate: ["newTask", "anyTask"], onDelete: null }) { id: ID! }"#,
        expect![[r#"
            Task Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations task
              subscriptions On  /  / 
        "#]],
    );
}

#[test]
fn subscriptions_have_a_level() {
    check(
        r#"type A @model(subscriptions: null) { id: ID! }
            type B @model(subscriptions: { level: off }) { id: ID! }
            type C @model(subscriptions: { level: public }) { id: ID! }"#,
        expect![[r#"
            A Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getA listAS createA updateA deleteA
              subscriptions Off  /  / 
            B Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getB listBS createB updateB deleteB
              subscriptions Off  /  / 
            C Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getC listCS createC updateC deleteC
              subscriptions Public onCreateC / onUpdateC / onDeleteC
        "#]],
    );
}

#[test]
fn timestamps_can_be_renamed_left_out_and_declared() {
    check(
        r#"type A @model(timestamps: { createdAt: "bornOn", updatedAt: null }) { id: ID! }
            type B @model(timestamps: null) { id: ID! }
            type C @model { id: ID! createdAt: AWSDateTime }"#,
        expect![[r#"
            A Declared
              id: ID!
              bornOn: AWSDateTime! (Timestamp)
              key id
              operations getA listAS createA updateA deleteA
              subscriptions On onCreateA / onUpdateA / onDeleteA
            B Declared
              id: ID!
              key id
              operations getB listBS createB updateB deleteB
              subscriptions On onCreateB / onUpdateB / onDeleteB
            C Declared
              id: ID!
              createdAt: AWSDateTime
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getC listCS createC updateC deleteC
              subscriptions On onCreateC / onUpdateC / onDeleteC
        "#]],
    );
}

#[test]
fn plurals_are_english() {
    check(
        r#"type Person @model(mutations: null, subscriptions: null) { id: ID! }
            type Sheep @model(mutations: null, subscriptions: null) { id: ID! }
            type Status @model(mutations: null, subscriptions: null) { id: ID! }
            type A @model(mutations: null, subscriptions: null) { id: ID! }"#,
        expect![[r#"
            Person Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getPerson listPeople
              subscriptions Off  /  / 
            Sheep Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getSheep listSheep
              subscriptions Off  /  / 
            Status Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getStatus listStatuses
              subscriptions Off  /  / 
            A Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getA listAS
              subscriptions Off  /  / 
        "#]],
    );
}

#[test]
fn primary_keys_have_sort_keys() {
    check(
        r#"type Reading @model { device: ID! @primaryKey(sortKeyFields: ["day", "hour"]) day: AWSDate! hour: Int! }"#,
        expect![[r#"
            Reading Declared
              device: ID!
              day: AWSDate!
              hour: Int!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key device + day + hour
              operations getReading listReadings createReading updateReading deleteReading
              subscriptions On onCreateReading / onUpdateReading / onDeleteReading
        "#]],
    );
}

#[test]
fn a_single_sort_key_needs_no_list() {
    check(
        r#"type Reading @model { device: ID! @primaryKey(sortKeyFields: "day") day: AWSDate! }"#,
        expect![[r#"
            Reading Declared
              device: ID!
              day: AWSDate!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key device + day
              operations getReading listReadings createReading updateReading deleteReading
              subscriptions On onCreateReading / onUpdateReading / onDeleteReading
        "#]],
    );
}

#[test]
fn indexes_derive_their_names() {
    check(
        r#"type ABCReport @model {
              id: ID!
              owner: ID! @index @index(name: "byOwner", sortKeyFields: ["day"]) @index(name: "byOwnerOnly", queryField: null)
              day: AWSDate! @index(queryField: "reportsOfDay")
            }"#,
        expect![[r#"
            ABCReport Declared
              id: ID!
              owner: ID!
              day: AWSDate!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              index aBCReportsByOwner owner query Some("aBCReportsByOwner")
              index byOwner owner + day query Some("aBCReportsByOwnerAndDay")
              index byOwnerOnly owner query None
              index aBCReportsByDay day query Some("reportsOfDay")
              operations getABCReport listABCReports createABCReport updateABCReport deleteABCReport
              subscriptions On onCreateABCReport / onUpdateABCReport / onDeleteABCReport
        "#]],
    );
}

#[test]
fn fields_are_of_every_kind() {
    check(
        r#"enum Unit { MM CM } type Size { width: Float! } interface Named { name: String } type Shop implements Named { name: String }
            type Frame @model { id: ID! unit: Unit sizes: [Size!] seller: Named other: Frame }"#,
        expect![[r#"
            Frame Declared
              id: ID!
              unit: Unit enum
              sizes: [Size!] embedded
              seller: Named abstract
              other: Frame entity
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getFrame listFrames createFrame updateFrame deleteFrame
              subscriptions On onCreateFrame / onUpdateFrame / onDeleteFrame
        "#]],
    );
}

#[test]
fn defaults_and_validations_are_typed() {
    check(
        r#"enum Mood { GOOD BAD }
            type Item @model {
              id: ID!
              state: String! @default(value: "open")
              rank: Int @default(value: "-3") @validate(type: gte, value: "0") @validate(type: lt, value: "10", errorMessage: "too high")
              done: Boolean @default(value: "true")
              mood: Mood @default(value: "GOOD")
              day: AWSDate @default(value: "2030-01-31")
              data: AWSJSON @default(value: "{}")
              name: String @validate(type: minLength, value: "2") @validate(type: matches, value: "^[a-z]+$")
            }"#,
        expect![[r#"
            Item Declared
              id: ID!
              state: String! = Text("open")
              rank: Int = Number("-3") AtLeast("0") None LessThan("10") Some("too high")
              done: Boolean = Boolean(true)
              mood: Mood enum = Enum("GOOD")
              day: AWSDate = Text("2030-01-31")
              data: AWSJSON = Json("{}")
              name: String MinLength(2) None Matches("^[a-z]+$") None
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getItem listItems createItem updateItem deleteItem
              subscriptions On onCreateItem / onUpdateItem / onDeleteItem
        "#]],
    );
}

#[test]
fn searchable_types_get_a_query() {
    check(
        r#"type Book @model @searchable { id: ID! }
            type Film @model @searchable(queries: { search: "findFilms" }) { id: ID! }
            type Song @model @searchable(queries: { search: null }) { id: ID! }"#,
        expect![[r#"
            Book Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getBook listBooks searchBooks createBook updateBook deleteBook
              subscriptions On onCreateBook / onUpdateBook / onDeleteBook
            Film Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getFilm listFilms findFilms createFilm updateFilm deleteFilm
              subscriptions On onCreateFilm / onUpdateFilm / onDeleteFilm
            Song Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getSong listSongs createSong updateSong deleteSong
              subscriptions On onCreateSong / onUpdateSong / onDeleteSong
        "#]],
    );
}

#[test]
fn renamed_types_and_fields_remember_their_names() {
    check(
        r#"type Article @model @mapsTo(name: "Post") { id: ID! title: String @refersTo(name: "name") }"#,
        expect![[r#"
            Article Declared
              maps to Post
              id: ID!
              title: String stored as name
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getArticle listArticles createArticle updateArticle deleteArticle
              subscriptions On onCreateArticle / onUpdateArticle / onDeleteArticle
        "#]],
    );
}

#[test]
fn extensions_are_merged() {
    check(
        r#"type Task @model { id: ID! }
            extend type Task { text: String }"#,
        expect![[r#"
            Task Declared
              id: ID!
              text: String
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getTask listTasks createTask updateTask deleteTask
              subscriptions On onCreateTask / onUpdateTask / onDeleteTask
        "#]],
    );
}

#[test]
fn conflict_resolution_adds_sync_queries() {
    let options = Options {
        conflict_resolution: true,
        ..options()
    };
    let model = model_with("type Task @model { id: ID! }", &options);
    assert_eq!(
        model.entities["Task"].queries.sync.as_deref(),
        Some("syncTasks")
    );
}

#[test]
fn other_types_are_kept_and_the_global_rule_is_read() {
    let model = model(
        "input AMPLIFY { globalAuthRule: AuthRule = { allow: public } }
         enum Unit { MM } type Size { unit: Unit } input Filter { unit: Unit } type Query { size: Size }",
    );
    let names: Vec<&str> = model.types.keys().map(String::as_str).collect();
    assert_eq!(names, ["Unit", "Size", "Filter"]);
    assert!(model.global_auth_rule.is_some());
}

#[test]
fn an_empty_list_of_subscriptions_is_none_that_is_given() {
    let text = |lists: &str| {
        print(&model(&format!(
            "type Task @model(subscriptions: {{ {lists} }}) {{ id: ID! }}"
        )))
    };
    assert_eq!(
        text("onUpdate: []"),
        print(&model("type Task @model { id: ID! }"))
    );
    assert!(!text("onUpdate: null").contains("onUpdateTask"));
}
