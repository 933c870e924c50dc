//! What is said about mistakes. Each case is a piece of an app and the full rendering.

use std::io;

use appsynth_cloudformation::Map;
use appsynth_construct::{
    App, CfnCondition, CfnOutput, CfnParameter, CfnResource, Construct, Environment, Expr, Files,
    Intrinsic, MemoryFiles, NodeId, Scope, StackOptions,
};
use appsynth_diagnostics::{CallSite, render};
use expect_test::{Expect, expect};

use crate::app;

fn topic() -> CfnResource {
    CfnResource::new("AWS::SNS::Topic")
}

fn reference(node: impl Into<NodeId>) -> Expr {
    Intrinsic::Ref(node.into()).into()
}

/// Adds to the stack `blog` of an app; what is said must be `expected`.
#[track_caller]
fn check(build: impl FnOnce(&mut Scope<'_>), expected: Expect) {
    check_app(|app| build(&mut app.stack("blog")), expected);
}

#[track_caller]
fn check_app(build: impl FnOnce(&mut App), expected: Expect) {
    let mut app = app();
    build(&mut app);
    check_synth(app, expected);
}

#[track_caller]
fn check_synth(app: App, expected: Expect) {
    let failure = app.synth().expect_err("there is a mistake");
    let options = render::Options::default();
    let said = render::full(&failure.diagnostics, &failure.sources, options);
    expected.assert_eq(&with_lines_from(CallSite::caller(), &said));
}

/// Counts the lines of this file from that of the case, so that a case may move.
fn with_lines_from(case: CallSite, said: &str) -> String {
    let place = format!("{}:", case.file);
    let mut parts = said.split(&place);
    let mut relative = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (line, rest) = part.split_once(':').expect("a line and a column");
        let line: i64 = line.parse().expect("a line");
        let from_case = line - i64::from(case.line);
        relative += &format!("case{from_case:+}:{rest}");
    }
    relative
}

#[test]
fn two_constructs_of_one_name_are_refused() {
    check(
        |stack| {
            stack.add("Posts", topic());
            stack.add("Posts", topic());
            stack.add("", topic());
            stack.add("a/b", topic());
        },
        expect![[r#"
            error[AS3002]: two constructs named `Posts` in `blog`
            --> case+3:19
             = note: the first is at case+2:19
             = help: rename the second; renaming the first would replace what is deployed
             = note: in `blog/Posts`

            error[AS3001]: `` in `blog` cannot be the id of a construct: it is empty
            --> case+4:19
             = help: use letters, digits and hyphens
             = note: in `blog/`

            error[AS3001]: `a/b` in `blog` cannot be the id of a construct: `/` separates the ids of a construct path
            --> case+5:19
             = help: use letters, digits and hyphens
             = note: in `blog/a/b`

        "#]],
    );
}

#[test]
fn two_logical_ids_that_only_punctuation_tells_apart_are_refused() {
    check(
        |stack| {
            stack.add("my-posts", topic());
            stack.add("myposts", topic());
            stack.add("--", topic());
        },
        expect![[r#"
            error[AS3003]: the logical id `myposts` is already that of `blog/my-posts`
            --> case+3:19
             = note: `blog/my-posts` is at case+2:19
             = help: rename the newer one by more than punctuation, or override its logical id
             = note: in `blog/myposts`

            error[AS3013]: the path `blog/--` gives no logical id
            --> case+4:19
             = note: only letters and digits count in a logical id, and `Default` does not
             = help: use an id with a letter or digit
             = note: in `blog/--`

        "#]],
    );
}

#[test]
fn an_overridden_logical_id_that_is_taken_or_wrong_is_refused() {
    check(
        |stack| {
            let posts = stack.add("Posts", topic());
            let users = stack.add("Users", topic());
            stack.override_logical_id(posts, "Users");
            stack.override_logical_id(users, "not-this");
        },
        expect![[r#"
            error[AS3013]: `not-this` cannot be a logical id
            --> case+5:19
             = help: use 1 to 255 letters and digits
             = note: in `blog/Users`

            error[AS3003]: the logical id `Users` is already that of `blog/Posts`
            --> case+3:31
             = note: `blog/Posts` is at case+2:31
             = help: rename the newer one by more than punctuation, or override its logical id
             = note: in `blog/Users`

        "#]],
    );
}

#[test]
fn a_handle_of_another_app_is_refused() {
    let mut other = app();
    let foreign = other.stack("other").add("Topic", topic());
    check_app(
        |app| {
            let mut stack = app.stack("blog");
            stack.add("Uses", topic().property("DisplayName", reference(foreign)));
            stack.edit(foreign, |properties| properties.clear());
            app.scope(foreign).add("Below", topic());
        },
        expect![[r#"
            error[AS3004]: this handle was made by another app
            --> case+4:19
             = help: use the handles that this app's `add` returned
             = note: in `blog`

            error[AS3004]: this handle was made by another app
            --> case+5:17
             = help: use the handles that this app's `add` returned
             = note: in `App`

            error[AS3004]: this handle was made by another app
            --> case+3:19
             = help: use the handles that this app's `add` returned
             = note: in `blog/Uses`

        "#]],
    );
}

#[test]
fn stacks_that_need_each_other_are_refused() {
    check_app(
        |app| {
            let mut posts = app.stack("posts");
            let posts_node = posts.node();
            let topic_of_posts = posts.add("Topic", topic());
            let mut users = app.stack("users");
            let user = topic().property("DisplayName", reference(topic_of_posts));
            let user = users.add("User", user);
            app.scope(posts_node)
                .add("Author", topic().property("DisplayName", reference(user)));
        },
        expect![[r#"
            error[AS3005]: stacks need each other: posts → users → posts
            --> case+9:18
             = note: `posts/Author` needs `users/User` (case+9:18)
             = note: `users/User` needs `posts/Topic` (case+7:30)
             = help: move the constructs that both need into one of the stacks, or into a third
             = note: in `posts/Author`

        "#]],
    );
}

#[test]
fn nested_stacks_that_need_each_other_are_refused() {
    check(
        |stack| {
            let mut first = stack.nested_stack("First");
            let a = first.add("A", topic());
            let mut second = stack.nested_stack("Second");
            let b = second.add("B", topic().property("DisplayName", reference(a)));
            stack.depend(a, b);
        },
        expect![[r#"
            error[AS3005]: stacks need each other: blog/First → blog/Second → blog/First
            --> case+3:27
             = note: `blog/First/A` needs `blog/Second/B` (case+3:27)
             = note: `blog/Second/B` needs `blog/First/A` (case+5:28)
             = help: move the constructs that both need into one of the stacks, or into a third
             = note: in `blog/First/A`

        "#]],
    );
}

#[test]
fn resources_that_need_each_other_are_refused() {
    check(
        |stack| {
            let a = stack.add("A", topic());
            let b = stack.add("B", topic().property("DisplayName", reference(a)));
            stack.edit(a, |properties| {
                properties.insert("DisplayName".to_owned(), reference(b));
            });
        },
        expect![[r#"
            error[AS3018]: resources need each other: blog/A → blog/B → blog/A
            --> case+2:27
             = note: `blog/B` is at case+3:27
             = help: break the circle: set one of the values without a reference, or in a third resource
             = note: in `blog/A`

        "#]],
    );
}

#[test]
fn a_reference_to_another_region_is_refused() {
    check_app(
        |app| {
            let certificate = app
                .stack_with("certificates", StackOptions::new().region("us-east-1"))
                .add("Certificate", topic());
            let mut stack = app.stack_with("api", StackOptions::new().region("eu-west-1"));
            stack.add(
                "Domain",
                topic().property("DisplayName", reference(certificate)),
            );
        },
        expect![[r#"
            error[AS3006]: `certificates/Certificate` is in another account or region
            --> case+6:19
             = note: this stack is in any account/eu-west-1, that one in any account/us-east-1
             = help: name the resource, and describe it in this stack as an external one
             = note: in `api/Domain`

        "#]],
    );
}

#[test]
fn references_to_what_has_no_value_are_refused() {
    struct External;
    impl Construct for External {
        type Handle = NodeId;

        fn build(self, scope: &mut Scope<'_>) -> NodeId {
            scope.external("users", Map::from([("Arn".to_owned(), "arn".into())]));
            scope.node()
        }
    }
    check(
        |stack| {
            let group = stack.scope("Group").node();
            let output = stack.output("Url", "https://example.com");
            let parameter = stack.add("Stage", CfnParameter::string());
            let external = stack.add("Users", External);
            let posts = stack.add("Posts", topic());
            let attribute = |node: NodeId| Intrinsic::GetAtt(node, "TopicArm".into());
            stack.add(
                "Uses",
                CfnResource::new("Custom::Consumer")
                    .property("A", reference(group))
                    .property("B", reference(output))
                    .property("C", attribute(parameter.into()))
                    .property("D", attribute(external))
                    .property("E", attribute(posts)),
            );
        },
        expect![[r#"
            error[AS3007]: `blog/Group` is a group of constructs, which has no value to refer to
            --> case+8:19
             = help: refer to a resource or a parameter
             = note: in `blog/Uses`

            error[AS3007]: `blog/Url` is an output, which has no value to refer to
            --> case+8:19
             = help: refer to a resource or a parameter
             = note: in `blog/Uses`

            error[AS3007]: `blog/Stage` is a parameter and has no attribute `TopicArm`
            --> case+8:19
             = help: use the parameter's value
             = note: in `blog/Uses`

            error[AS3007]: nothing is known of `TopicArm` of the external resource `blog/Users`
            --> case+8:19
             = note: known: `Arn`
             = help: give the attribute where the external resource is described
             = note: in `blog/Uses`

            error[AS3019]: `blog/Posts` has no attribute `TopicArm`
            --> case+8:19
             = note: a resource of type `AWS::SNS::Topic` has: `TopicArn`, `TopicName`
             = help: there is an attribute with a similar name: `TopicArn`
             = note: in `blog/Uses`

        "#]],
    );
}

#[test]
fn properties_that_do_not_fit_the_schema_of_the_type_are_refused() {
    check(
        |stack| {
            let posts = topic()
                .property("DisplayNam", "posts")
                .property("FifoTopic", "yes");
            let posts = stack.add("Posts", posts);
            stack.patch(posts, "/Properties/Subscription", "none");
            stack.add("Resolver", CfnResource::new("AWS::AppSync::Resolver"));
        },
        expect![[r#"
            error[AS5111]: `AWS::SNS::Topic` has no property `DisplayNam`
            --> case+5:31
             = help: there is one with a similar name: `DisplayName`
             = note: in `blog/Posts`

            error[AS5113]: `FifoTopic` must be true or false, not text
            --> case+5:31
             = note: in `blog/Posts`

            error[AS5113]: `Subscription` must be a list, not text
            --> case+5:31
             = note: in `blog/Posts`

            error[AS5112]: `AWS::AppSync::Resolver` needs `ApiId`
            --> case+7:19
             = note: in `blog/Resolver`

            error[AS5112]: `AWS::AppSync::Resolver` needs `FieldName`
            --> case+7:19
             = note: in `blog/Resolver`

            error[AS5112]: `AWS::AppSync::Resolver` needs `TypeName`
            --> case+7:19
             = note: in `blog/Resolver`

        "#]],
    );
}

#[test]
fn a_condition_of_another_stack_is_refused() {
    check_app(
        |app| {
            let condition = CfnCondition::new(Intrinsic::Equals("a".into(), "b".into()));
            let condition = app.stack("a").add("Never", condition);
            let mut stack = app.stack("b");
            stack.add("Url", CfnOutput::new("x").condition(condition));
        },
        expect![[r#"
            error[AS3014]: `a/Never` is not a condition of this stack
            --> case+5:19
             = help: define a condition in the stack that uses it
             = note: in `b/Url`

        "#]],
    );
}

#[test]
fn edits_of_what_is_no_resource_are_refused() {
    check(
        |stack| {
            let stage = stack.add("Stage", CfnParameter::string());
            stack.edit(stage, |properties| properties.clear());
            let group = stack.scope("Group").node();
            stack.patch(group, "/Properties/Name", "x");
        },
        expect![[r#"
            error[AS3008]: `blog/Stage` is a parameter, not a resource
            --> case+3:19
             = help: use the handle of the resource itself
             = note: in `blog/Stage`

            error[AS3008]: `blog/Group` is a group of constructs, not a resource
            --> case+5:19
             = help: use the handle of the resource itself
             = note: in `blog/Group`

        "#]],
    );
}

#[test]
fn patches_that_lead_nowhere_are_refused() {
    check(
        |stack| {
            let posts = stack.add("Posts", topic().property("DisplayName", "posts"));
            stack.patch(posts, "Properties/Name", "x");
            stack.patch(posts, "/Propertys/Name", "x");
            stack.patch(posts, "/Properties/DisplayName/First", "x");
            stack.patch(posts, "/Properties/Tags", Vec::<Expr>::new());
            stack.patch(posts, "/Properties/Tags/1", "x");
        },
        expect![[r#"
            error[AS3009]: `Properties/Name` leads nowhere in this `AWS::SNS::Topic`: a JSON pointer begins with `/`
            --> case+3:19
             = help: begin with `/Properties/` and name the members as CloudFormation does
             = note: in `blog/Posts`

            error[AS3009]: `/Propertys/Name` leads nowhere in this `AWS::SNS::Topic`: a resource has `Properties`, `Metadata`, `CreationPolicy` and `UpdatePolicy`, not `Propertys`
            --> case+4:19
             = help: begin with `/Properties/` and name the members as CloudFormation does
             = note: in `blog/Posts`

            error[AS3009]: `/Properties/DisplayName/First` leads nowhere in this `AWS::SNS::Topic`: what `First` is to be set in is neither an object nor a list
            --> case+5:19
             = help: begin with `/Properties/` and name the members as CloudFormation does
             = note: in `blog/Posts`

            error[AS3009]: `/Properties/Tags/1` leads nowhere in this `AWS::SNS::Topic`: `1` is no index of a list of 0; `-` adds to it
            --> case+7:19
             = help: begin with `/Properties/` and name the members as CloudFormation does
             = note: in `blog/Posts`

        "#]],
    );
}

#[test]
fn files_that_cannot_be_read_are_told() {
    #[derive(Debug)]
    struct Broken;
    impl Files for Broken {
        fn read(&self, _: &str) -> io::Result<Vec<u8>> {
            Err(io::Error::other("the disk is gone"))
        }

        fn list(&self, _: &str) -> io::Result<Vec<String>> {
            Err(io::ErrorKind::NotFound.into())
        }
    }
    let mut app = App::new(Environment::local(), Broken);
    let mut stack = app.stack("blog");
    stack.read("schema.graphql");
    stack.list("functions/echo");
    check_synth(
        app,
        expect![[r#"
            error[AS3010]: `schema.graphql` cannot be read: the disk is gone
            --> case-3:25
             = help: paths are relative to the project's root
             = note: in `blog`

            error[AS3010]: `functions/echo` does not exist
            --> case-3:25
             = help: paths are relative to the project's root
             = note: in `blog`

        "#]],
    );

    let files = MemoryFiles::new().file("logo.png", [0xff, 0xd8]);
    let mut app = App::new(Environment::local(), files);
    app.stack("blog").read("logo.png");
    check_synth(
        app,
        expect![[r#"
            error[AS3010]: `logo.png` is not text in UTF-8
            --> case-1:9
             = help: save it as UTF-8
             = note: in `blog`

        "#]],
    );
}

#[test]
fn dependencies_on_nothing_are_refused() {
    check(
        |stack| {
            let group = stack.scope("Group").node();
            let posts = stack.add("Posts", topic());
            stack.depend(posts, group);
            stack.depend(group, posts);
        },
        expect![[r#"
            error[AS3011]: `blog/Group` has no resource to wait for
            --> case+4:19
             = help: depend on a resource, or on a construct that contains one
             = note: in `blog/Posts`

            error[AS3011]: `blog/Group` has no resource that could wait
            --> case+5:19
             = help: make a resource depend on others, or a construct that contains one
             = note: in `blog/Group`

        "#]],
    );
}

#[test]
fn a_construct_that_is_two_elements_is_refused() {
    struct Twice;
    impl Construct for Twice {
        type Handle = ();

        fn build(self, scope: &mut Scope<'_>) {
            scope.resource("AWS::SNS::Topic", Map::new());
            scope.external("posts", Map::new());
        }
    }
    check(
        |stack| stack.add("Posts", Twice),
        expect![[r#"
            error[AS3012]: this construct is a resource already and cannot be an external resource too
            --> case+1:23
             = help: add the second below this one, with an id of its own
             = note: in `blog/Posts`

        "#]],
    );
}

#[test]
fn stack_names_that_are_wrong_or_taken_are_refused() {
    check_app(
        |app| {
            app.stack("my_blog");
            app.stack_with("a", StackOptions::new().name("shared"));
            app.stack_with("b", StackOptions::new().name("shared"));
            app.stack("a");
        },
        expect![[r#"
            error[AS3015]: `my_blog` cannot be the name of a stack
            --> case+2:17
             = help: begin with a letter; use at most 128 letters, digits and hyphens
             = note: in `my_blog`

            error[AS3002]: two constructs named `a` in the app
            --> case+5:17
             = note: the first is at case+3:17
             = help: rename the second; renaming the first would replace what is deployed
             = note: in `a`

            error[AS3016]: `a` is to be deployed under the name `shared` too
            --> case+4:17
             = help: give one of the stacks another name, account or region
             = note: in `b`

        "#]],
    );
}

#[test]
fn files_for_people_that_cannot_be_written_are_refused() {
    check(
        |stack| {
            stack.scope("Writer").legible_file("../secrets.txt", "x");
            stack.legible_file("resolvers/a.js", "one");
            stack.scope("Other").legible_file("resolvers/a.js", "two");
        },
        expect![[r#"
            error[AS3017]: `../secrets.txt` is no path within the assembly
            --> case+2:19
             = help: use a relative path with `/` and without `..`
             = note: in `blog/Writer`

            error[AS3017]: `blog` writes other text to `resolvers/a.js`
            --> case+4:19
             = help: choose another path
             = note: in `blog/Other`

        "#]],
    );
}

#[test]
fn more_resources_than_a_template_may_have_are_refused() {
    check_app(
        |app| {
            let mut stack = app.stack("blog");
            for index in 0..501 {
                stack.add(&format!("Topic{index}"), topic());
            }
        },
        expect![[r#"
            error[AS5105]: the template has 501 resources; CloudFormation allows 500
            --> case+2:33
             = help: move a part of it into a nested stack or another stack
             = note: in `blog`

        "#]],
    );
}

#[test]
fn mistakes_of_a_part_are_shown_where_the_whole_was_made() {
    struct Whole;
    impl Construct for Whole {
        type Handle = ();

        fn build(self, scope: &mut Scope<'_>) {
            scope.part("a", topic());
            scope.part("a", topic());
        }
    }
    check(
        |stack| stack.add("Whole", Whole),
        expect![[r#"
            error[AS3002]: two constructs named `a` in `blog/Whole`
            --> case+1:23
             = note: the first is at case+1:23
             = help: rename the second; renaming the first would replace what is deployed
             = note: in `blog/Whole/a`

        "#]],
    );
}
