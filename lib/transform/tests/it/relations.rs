//! Relations, resolved to the keys they read by.

use expect_test::{Expect, expect};

use crate::model;
use crate::print::print;

fn check(schema: &str, expected: Expect) {
    expected.assert_eq(&print(&model(schema)));
}

#[test]
fn has_one_keeps_the_key_of_the_other() {
    check(
        r#"type Plan @model { id: ID! crew: Crew! @hasOne } type Crew @model { name: String! @primaryKey(sortKeyFields: ["year"]) year: Int! }"#,
        expect![[r#"
            Plan Declared
              id: ID!
              crew: Crew! HasOne Implicit: Crew by primary key where name = planCrewName, year = planCrewYear limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              planCrewName: String! (ForeignKey)
              planCrewYear: Int! (ForeignKey)
              key id
              operations getPlan listPlans createPlan updatePlan deletePlan
              subscriptions On onCreatePlan / onUpdatePlan / onDeletePlan
            Crew Declared
              name: String!
              year: Int!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key name + year
              operations getCrew listCrews createCrew updateCrew deleteCrew
              subscriptions On onCreateCrew / onUpdateCrew / onDeleteCrew
        "#]],
    );
}

#[test]
fn has_one_by_fields() {
    check(
        r#"type Plan @model { id: ID! crewId: ID crew: Crew @hasOne(fields: ["crewId"]) } type Crew @model { id: ID! }"#,
        expect![[r#"
            Plan Declared
              id: ID!
              crewId: ID
              crew: Crew HasOne Fields: Crew by primary key where id = crewId limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getPlan listPlans createPlan updatePlan deletePlan
              subscriptions On onCreatePlan / onUpdatePlan / onDeletePlan
            Crew Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getCrew listCrews createCrew updateCrew deleteCrew
              subscriptions On onCreateCrew / onUpdateCrew / onDeleteCrew
        "#]],
    );
}

#[test]
fn has_many_adds_a_key_and_an_index_to_the_other() {
    check(
        r#"type Post @model { id: ID! comments: [Comment]! @hasMany(limit: 20) } type Comment @model { id: ID! post: Post! @belongsTo }"#,
        expect![[r#"
            Post Declared
              id: ID!
              comments: [Comment]! HasMany Implicit: Comment by gsi-Post.comments where postCommentsId = id limit 20
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getPost listPosts createPost updatePost deletePost
              subscriptions On onCreatePost / onUpdatePost / onDeletePost
            Comment Declared
              id: ID!
              post: Post! BelongsTo Implicit: Post by primary key where id = postCommentsId limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              postCommentsId: ID! (ForeignKey)
              key id
              index gsi-Post.comments postCommentsId query None
              operations getComment listComments createComment updateComment deleteComment
              subscriptions On onCreateComment / onUpdateComment / onDeleteComment
        "#]],
    );
}

#[test]
fn has_many_by_an_index() {
    check(
        r#"type Post @model { id: ID! comments: [Comment] @hasMany(indexName: "byPost", fields: ["id"]) }
            type Comment @model { id: ID! postID: ID! @index(name: "byPost", sortKeyFields: ["day"]) day: String! post: Post @belongsTo(fields: ["postID"]) }"#,
        expect![[r#"
            Post Declared
              id: ID!
              comments: [Comment] HasMany Fields: Comment by byPost where postID = id limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getPost listPosts createPost updatePost deletePost
              subscriptions On onCreatePost / onUpdatePost / onDeletePost
            Comment Declared
              id: ID!
              postID: ID!
              day: String!
              post: Post BelongsTo Fields: Post by primary key where id = postID limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              index byPost postID + day query Some("commentsByPostIDAndDay")
              operations getComment listComments createComment updateComment deleteComment
              subscriptions On onCreateComment / onUpdateComment / onDeleteComment
        "#]],
    );
}

#[test]
fn belongs_to_of_has_one_keeps_a_key_of_its_own() {
    check(
        r#"type Plan @model { id: ID! crew: Crew @hasOne } type Crew @model { id: ID! plan: Plan @belongsTo }"#,
        expect![[r#"
            Plan Declared
              id: ID!
              crew: Crew HasOne Implicit: Crew by primary key where id = planCrewId limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              planCrewId: ID (ForeignKey)
              key id
              operations getPlan listPlans createPlan updatePlan deletePlan
              subscriptions On onCreatePlan / onUpdatePlan / onDeletePlan
            Crew Declared
              id: ID!
              plan: Plan BelongsTo Implicit: Plan by primary key where id = crewPlanId limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              crewPlanId: ID (ForeignKey)
              key id
              operations getCrew listCrews createCrew updateCrew deleteCrew
              subscriptions On onCreateCrew / onUpdateCrew / onDeleteCrew
        "#]],
    );
}

#[test]
fn belongs_to_follows_the_index_of_has_many() {
    check(
        r#"type Post @model { id: ID! comments: [Comment] @hasMany(indexName: "byPost", fields: ["id"]) }
            type Comment @model { id: ID! postID: ID! @index(name: "byPost", queryField: null) post: Post @belongsTo }"#,
        expect![[r#"
            Post Declared
              id: ID!
              comments: [Comment] HasMany Fields: Comment by byPost where postID = id limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getPost listPosts createPost updatePost deletePost
              subscriptions On onCreatePost / onUpdatePost / onDeletePost
            Comment Declared
              id: ID!
              postID: ID!
              post: Post BelongsTo Implicit: Post by primary key where id = postID limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              index byPost postID query None
              operations getComment listComments createComment updateComment deleteComment
              subscriptions On onCreateComment / onUpdateComment / onDeleteComment
        "#]],
    );
}

#[test]
fn keys_of_several_fields() {
    check(
        r#"type Shelf @model { room: ID! @primaryKey(sortKeyFields: ["row", "level"]) row: Int! level: String! books: [Book] @hasMany }
            type Book @model { id: ID! shelf: Shelf @belongsTo }"#,
        expect![[r#"
            Shelf Declared
              room: ID!
              row: Int!
              level: String!
              books: [Book] HasMany Implicit: Book by gsi-Shelf.books where shelfBooksRoom = room, shelfBooksRow = row, shelfBooksLevel = level limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key room + row + level
              operations getShelf listShelves createShelf updateShelf deleteShelf
              subscriptions On onCreateShelf / onUpdateShelf / onDeleteShelf
            Book Declared
              id: ID!
              shelf: Shelf BelongsTo Implicit: Shelf by primary key where room = shelfBooksRoom, row = shelfBooksRow, level = shelfBooksLevel limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              shelfBooksRoom: ID (ForeignKey)
              shelfBooksRow: Int (ForeignKey)
              shelfBooksLevel: String (ForeignKey)
              key id
              index gsi-Shelf.books shelfBooksRoom + shelfBooksRow + shelfBooksLevel query None
              operations getBook listBooks createBook updateBook deleteBook
              subscriptions On onCreateBook / onUpdateBook / onDeleteBook
        "#]],
    );
}

#[test]
fn references_on_both_sides() {
    check(
        r#"type Team @model { id: ID! members: [Member] @hasMany(references: "teamId") leader: Leader @hasOne(references: ["teamId"]) }
            type Member @model { id: ID! teamId: ID team: Team @belongsTo(references: ["teamId"]) }
            type Leader @model { id: ID! teamId: String team: Team @belongsTo(references: ["teamId"], overrideIndexName: "byTeam") }"#,
        expect![[r#"
            Team Declared
              id: ID!
              members: [Member] HasMany References: Member by gsi-Team.members where teamId = id limit 100
              leader: Leader HasOne References: Leader by byTeam where teamId = id limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getTeam listTeams createTeam updateTeam deleteTeam
              subscriptions On onCreateTeam / onUpdateTeam / onDeleteTeam
            Member Declared
              id: ID!
              teamId: ID
              team: Team BelongsTo References: Team by primary key where id = teamId limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              index gsi-Team.members teamId query None
              operations getMember listMembers createMember updateMember deleteMember
              subscriptions On onCreateMember / onUpdateMember / onDeleteMember
            Leader Declared
              id: ID!
              teamId: String
              team: Team BelongsTo References: Team by primary key where id = teamId limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              index byTeam teamId query None
              operations getLeader listLeaders createLeader updateLeader deleteLeader
              subscriptions On onCreateLeader / onUpdateLeader / onDeleteLeader
        "#]],
    );
}

#[test]
fn a_type_relates_to_itself() {
    check(
        r#"type Folder @model { id: ID! parentID: ID @index(name: "byParent", queryField: null)
              parent: Folder @belongsTo(fields: ["parentID"]) children: [Folder] @hasMany(indexName: "byParent", fields: ["id"]) }"#,
        expect![[r#"
            Folder Declared
              id: ID!
              parentID: ID
              parent: Folder BelongsTo Fields: Folder by primary key where id = parentID limit 100
              children: [Folder] HasMany Fields: Folder by byParent where parentID = id limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              index byParent parentID query None
              operations getFolder listFolders createFolder updateFolder deleteFolder
              subscriptions On onCreateFolder / onUpdateFolder / onDeleteFolder
        "#]],
    );
}

#[test]
fn many_to_many_makes_a_join_model() {
    check(
        r#"type Film @model @auth(rules: [{ allow: owner }]) { code: ID! @primaryKey(sortKeyFields: ["year"]) year: Int! actors: [Actor] @manyToMany(relationName: "film_cast", limit: 5) }
            type Actor @model @auth(rules: [{ allow: public, operations: [read] }]) { id: ID! films: [Film] @manyToMany(relationName: "film_cast") }"#,
        expect![[r#"
            Film Declared
              code: ID!
              year: Int!
              actors: [Actor] ManyToMany Implicit: Film_cast by byFilm where filmCode = code, filmyear = year limit 5
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              owner: String (Owner)
              key code + year
              operations getFilm listFilms createFilm updateFilm deleteFilm
              subscriptions On onCreateFilm / onUpdateFilm / onDeleteFilm
              allow owner in owner = ["sub", "username"] by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
            Actor Declared
              id: ID!
              films: [Film] ManyToMany Implicit: Film_cast by byActor where actorId = id limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getActor listActors createActor updateActor deleteActor
              subscriptions On onCreateActor / onUpdateActor / onDeleteActor
              allow public by ApiKey: {Get, List, Sync, Listen, Search}
            Film_cast Join { sides: ["Film", "Actor"] }
              id: ID! (Id)
              filmCode: ID! (ForeignKey)
              filmyear: Int! (ForeignKey)
              film: Film! BelongsTo Fields: Film by primary key where code = filmCode, year = filmyear limit 1 (Join)
              actorId: ID! (ForeignKey)
              actor: Actor! BelongsTo Fields: Actor by primary key where id = actorId limit 1 (Join)
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              owner: String (Owner)
              key id
              index byFilm filmCode + filmyear query Some("film_castsByFilmCodeAndFilmyear")
              index byActor actorId query Some("film_castsByActorId")
              operations getFilm_cast listFilm_casts createFilm_cast updateFilm_cast deleteFilm_cast
              subscriptions On onCreateFilm_cast / onUpdateFilm_cast / onDeleteFilm_cast
              allow owner in owner = ["sub", "username"] by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
              allow public by ApiKey: {Get, List, Sync, Listen, Search}
        "#]],
    );
}
#[test]
fn names_of_one_join_model_are_one_relation() {
    let model = model(
        r#"type Film @model { id: ID! actors: [Actor] @manyToMany(relationName: "cast") }
        type Actor @model { id: ID! films: [Film] @manyToMany(relationName: "Cast") }"#,
    );
    assert!(model.entities.contains_key("Cast"));
}

#[test]
fn of_the_same_callers_the_second_side_decides_who_may_join() {
    let model = model(
        r#"type Film @model @auth(rules: [
            { allow: owner }
            { allow: groups, groups: ["Editors", "Critics"] }
            { allow: public, operations: [read] }
        ]) { id: ID! actors: [Actor] @manyToMany(relationName: "Cast") }
        type Actor @model @auth(rules: [
            { allow: owner, operations: [read, delete] }
            { allow: groups, groups: ["Critics"], operations: [list] }
        ]) { id: ID! films: [Film] @manyToMany(relationName: "Cast") }"#,
    );
    let printed = print(&model);
    let (_, join) = printed.split_once("Cast Join").expect("a join model");
    let lines = join.lines().map(str::trim);
    let rules: Vec<&str> = lines.filter(|line| line.starts_with("allow")).collect();
    expect![[r#"
          allow groups ["Editors"] of ["cognito:groups"] by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
          allow public by ApiKey: {Get, List, Sync, Listen, Search}
          allow owner in owner = ["sub", "username"] by UserPools: {Delete, Get, List, Sync, Listen, Search}
          allow groups ["Critics"] of ["cognito:groups"] by UserPools: {List}"#]]
    .assert_eq(&rules.join("\n"));
}

#[test]
fn belongs_to_goes_by_the_first_relation_that_leads_back() {
    check(
        r#"type Team @model { id: ID! leaderID: ID leader: Member @hasOne(fields: ["leaderID"]) members: [Member] @hasMany }
           type Member @model { id: ID! team: Team @belongsTo }"#,
        expect![[r#"
            Team Declared
              id: ID!
              leaderID: ID
              leader: Member HasOne Fields: Member by primary key where id = leaderID limit 100
              members: [Member] HasMany Implicit: Member by gsi-Team.members where teamMembersId = id limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getTeam listTeams createTeam updateTeam deleteTeam
              subscriptions On onCreateTeam / onUpdateTeam / onDeleteTeam
            Member Declared
              id: ID!
              team: Team BelongsTo Implicit: Team by primary key where id = memberTeamId limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              teamMembersId: ID (ForeignKey)
              memberTeamId: ID (ForeignKey)
              key id
              index gsi-Team.members teamMembersId query None
              operations getMember listMembers createMember updateMember deleteMember
              subscriptions On onCreateMember / onUpdateMember / onDeleteMember
        "#]],
    );
    check(
        r#"type Team @model { id: ID! members: [Member] @hasMany leaderID: ID leader: Member @hasOne(fields: ["leaderID"]) }
           type Member @model { id: ID! team: Team @belongsTo }"#,
        expect![[r#"
            Team Declared
              id: ID!
              members: [Member] HasMany Implicit: Member by gsi-Team.members where teamMembersId = id limit 100
              leaderID: ID
              leader: Member HasOne Fields: Member by primary key where id = leaderID limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getTeam listTeams createTeam updateTeam deleteTeam
              subscriptions On onCreateTeam / onUpdateTeam / onDeleteTeam
            Member Declared
              id: ID!
              team: Team BelongsTo Implicit: Team by primary key where id = teamMembersId limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              teamMembersId: ID (ForeignKey)
              key id
              index gsi-Team.members teamMembersId query None
              operations getMember listMembers createMember updateMember deleteMember
              subscriptions On onCreateMember / onUpdateMember / onDeleteMember
        "#]],
    );
}

#[test]
fn belongs_to_passes_over_a_relation_by_an_index() {
    check(
        r#"type Team @model { id: ID! all: [Member] @hasMany(indexName: "byTeam", fields: ["id"]) members: [Member] @hasMany }
           type Member @model { id: ID! teamID: ID @index(name: "byTeam") team: Team @belongsTo }"#,
        expect![[r#"
            Team Declared
              id: ID!
              all: [Member] HasMany Fields: Member by byTeam where teamID = id limit 100
              members: [Member] HasMany Implicit: Member by gsi-Team.members where teamMembersId = id limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getTeam listTeams createTeam updateTeam deleteTeam
              subscriptions On onCreateTeam / onUpdateTeam / onDeleteTeam
            Member Declared
              id: ID!
              teamID: ID
              team: Team BelongsTo Implicit: Team by primary key where id = teamMembersId limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              teamMembersId: ID (ForeignKey)
              key id
              index byTeam teamID query Some("membersByTeamID")
              index gsi-Team.members teamMembersId query None
              operations getMember listMembers createMember updateMember deleteMember
              subscriptions On onCreateMember / onUpdateMember / onDeleteMember
        "#]],
    );
}

#[test]
fn foreign_keys_of_a_text_that_is_the_key_without_saying_so_are_ids() {
    check(
        r#"type Team @model { id: String! members: [Member] @hasMany }
           type Member @model { id: ID! }"#,
        expect![[r#"
            Team Declared
              id: String!
              members: [Member] HasMany Implicit: Member by gsi-Team.members where teamMembersId = id limit 100
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations getTeam listTeams createTeam updateTeam deleteTeam
              subscriptions On onCreateTeam / onUpdateTeam / onDeleteTeam
            Member Declared
              id: ID!
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              teamMembersId: ID (ForeignKey)
              key id
              index gsi-Team.members teamMembersId query None
              operations getMember listMembers createMember updateMember deleteMember
              subscriptions On onCreateMember / onUpdateMember / onDeleteMember
        "#]],
    );
}
