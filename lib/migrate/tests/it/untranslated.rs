//! What has no translation is marked, and ends the resolver.

use appsynth_migrate::Translation;
use expect_test::expect;

use crate::{body, request};

fn messages(translation: &Translation) -> Vec<&str> {
    translation
        .problems
        .iter()
        .map(|one| one.message.as_str())
        .collect()
}

#[test]
fn a_macro_is_marked_at_its_place() {
    let translation = request(
        "#macro(check $x)#if(!$x)$util.unauthorized()#end#end
#set($a = 1)
#check($ctx.args.id)
{ \"a\": $a }",
    );
    expect![[r#"
          const a = 1;
          // Not translated, f.req.vtl:3:1: the macro `#check`.
          //   #check($ctx.args.id)
          //   { "a": $a }
          util.error('not translated: f.req.vtl:3:1');
    "#]]
    .assert_eq(&body(&translation.code, "request"));
    assert_eq!(
        messages(&translation),
        ["this part of the template is not translated: the macro `#check`"]
    );
}

#[test]
fn text_that_is_no_json_is_marked() {
    let translation = request("{ \"a\": 1 } and more");
    expect![[r#"
          // Not translated, f.req.vtl:1:1: after the JSON value there is `a`.
          //   { "a": 1 } and more
          util.error('not translated: f.req.vtl:1:1');
    "#]]
    .assert_eq(&body(&translation.code, "request"));
    assert_eq!(
        messages(&translation),
        ["this part of the template is not translated: after the JSON value there is `a`"]
    );
}

#[test]
fn one_statement_without_translation_leaves_the_others() {
    let translation = request(
        "#set($a = [1])
#if($ctx.args.a == [1])
  #set($a = [2])
#end
$util.toJson($a)",
    );
    expect![[r#"
          const a = [1];
          // Not translated, f.req.vtl:2:1: lists or maps are compared by what is in them.
          //   #if($ctx.args.a == [1])
          //     #set($a = [2])
          //   #end
          util.error('not translated: f.req.vtl:2:1');
    "#]]
    .assert_eq(&body(&translation.code, "request"));
}

#[test]
fn a_template_that_does_not_parse_is_refused() {
    let mut sources = appsynth_diagnostics::Sources::new();
    let id = sources.add("f.req.vtl", "#if(");
    let template = appsynth_migrate::Template {
        id,
        path: "f.req.vtl",
        text: "#if(",
    };
    let refused = appsynth_migrate::translate(Some(template), None).expect_err("not valid");
    assert_eq!(refused.iter().next().map(|one| one.code.id), Some("AS4001"));
}

#[test]
fn a_view_that_is_changed_is_marked() {
    let translation = request("$util.qr($ctx.args.keySet().remove('a')){}");
    assert_eq!(
        messages(&translation),
        [
            "this part of the template is not translated: what goes from a view goes from its map or list"
        ]
    );
}

#[test]
fn literals_as_conditions_are_false() {
    let translation = request("#if(\"x\" || $ctx.args.n + 1)#set($a = 1)#end{}");
    let code = body(&translation.code, "request");
    assert!(code.contains("if (false || false)"), "{code}");
}
