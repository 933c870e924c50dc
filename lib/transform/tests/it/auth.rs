//! Who may do what.

use expect_test::{Expect, expect};

use crate::model;
use crate::print::print;

fn check(schema: &str, expected: Expect) {
    expected.assert_eq(&print(&model(schema)));
}

#[test]
fn rules_have_defaults() {
    check(
        r#"type Task @model @auth(rules: [{ allow: public }, { allow: private }, { allow: owner }, { allow: groups, groups: ["Admin"] }]) { id: ID! }"#,
        expect![[r#"
            Task Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              owner: String (Owner)
              key id
              operations getTask listTasks createTask updateTask deleteTask
              subscriptions On onCreateTask / onUpdateTask / onDeleteTask
              allow public by ApiKey: {Create, Update, Delete, Get, List, Sync, Listen, Search}
              allow private by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
              allow owner in owner = ["sub", "username"] by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
              allow groups ["Admin"] of ["cognito:groups"] by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
        "#]],
    );
}

#[test]
fn rules_say_everything() {
    check(
        r#"type Task @model @auth(rules: [
              { allow: public, provider: iam, operations: [read] }
              { allow: private, provider: identityPool, operations: [get, create] }
              { allow: owner, ownerField: "writers", identityClaim: "user::id", operations: [update, delete, list] }
              { allow: groups, groups: "Admin", groupClaim: "teams" }
              { allow: groups, groupsField: "team", operations: [listen, search, sync] }
            ]) { id: ID! writers: [String] team: String }"#,
        expect![[r#"
            Task Declared
              id: ID!
              writers: [String]
              team: String
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getTask listTasks createTask updateTask deleteTask
              subscriptions On onCreateTask / onUpdateTask / onDeleteTask
              allow public by IdentityPool: {Get, List, Sync, Listen, Search}
              allow private by IdentityPool: {Create, Get}
              allow owner in writers = ["user", "id"] by UserPools: {Update, Delete, List}
              allow groups ["Admin"] of ["teams"] by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
              allow groups in team of ["cognito:groups"] by UserPools: {Sync, Listen, Search}
        "#]],
    );
}

#[test]
fn fields_have_rules_of_their_own() {
    check(
        r#"type Task @model @auth(rules: [{ allow: private }]) {
              id: ID!
              secret: String @auth(rules: [{ allow: owner, ownerField: "writer", operations: [read, update] }])
            }"#,
        expect![[r#"
            Task Declared
              id: ID!
              secret: String
                allow owner in writer = ["sub", "username"] by UserPools: {Update, Get, List, Sync, Listen, Search}
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              writer: String (Owner)
              key id
              operations getTask listTasks createTask updateTask deleteTask
              subscriptions On onCreateTask / onUpdateTask / onDeleteTask
              allow private by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
        "#]],
    );
}

#[test]
fn required_fields_may_be_denied_to_readers_of_others_where_there_are_no_events() {
    check(
        r#"type Worker @model(subscriptions: { level: off }) { id: ID! salary: Float @auth(rules: [{ allow: owner }]) }"#,
        expect![[r#"
            Worker Declared
              id: ID!
              salary: Float
                allow owner in owner = ["sub", "username"] by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              owner: String (Owner)
              key id
              operations getWorker listWorkers createWorker updateWorker deleteWorker
              subscriptions Off  /  / 
        "#]],
    );
}

#[test]
fn operations_and_plain_types_have_rules() {
    check(
        r#"type Query { news: String @auth(rules: [{ allow: private }]) }
            type Note { text: String @auth(rules: [{ allow: groups, groups: ["Staff"] }]) }"#,
        expect![[r#"
            Query.news: String
              allow private by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
            Note.text: String
              allow groups ["Staff"] of ["cognito:groups"] by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
        "#]],
    );
}
