//! What a template is said to use.

use appsynth_vtl::{Part, Template};

#[test]
fn tells_what_a_template_uses_of_appsync_and_of_the_stash() {
    let template = Template::compile(
        "#set($ctx.stash.id = $util.autoID())
$util.qr($ctx.stash.put(\"name\", $util.toJson($context.stash.owner)))
#if($ctx.stash.get(\"admin\"))yes#end",
    )
    .expect("a template");
    let facts = template.facts();
    let unknown = &facts.unknown_utilities;
    assert_eq!(unknown.len(), 1);
    assert_eq!(unknown[0].name, "util.autoID");
    assert_eq!(unknown[0].similar.as_deref(), Some("util.autoId"));
    assert_eq!(facts.stash_writes, ["id", "name"]);
    let reads: Vec<&str> = facts.stash_reads.iter().map(|(key, _)| &**key).collect();
    assert_eq!(reads, ["owner", "admin"]);
    assert!(!facts.stash_is_hidden);
}

#[test]
fn a_stash_that_is_used_as_a_whole_hides_its_keys() {
    let template = Template::compile("#set($all = $ctx.stash)").expect("a template");
    assert!(template.facts().stash_is_hidden);
}

#[test]
fn arguments_under_another_name_may_be_written() {
    let aliases = |text: &str| {
        let template = Template::compile(text).expect("a template");
        template.facts().context_aliases
    };
    assert_eq!(aliases("#set($args = $ctx.args)"), [Part::Arguments]);
    assert_eq!(
        aliases("#set($args = $util.defaultIfNull($ctx.stash.args, $ctx.args))"),
        [Part::Arguments]
    );
    assert_eq!(
        aliases("$util.qr($ctx.source.putAll($more))$util.qr($ctx.args.put($name, 1))"),
        [Part::Source, Part::Arguments]
    );
    assert_eq!(
        aliases("#set($id = $ctx.args.id)$util.toJson($ctx.args)$util.qr($ctx.args.put('a', 1))"),
        []
    );
}
