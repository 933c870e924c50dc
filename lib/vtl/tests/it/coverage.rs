//! Which statements ran.

use appsynth_util::{Context, Host};
use appsynth_vtl::Template;
use serde_json::json;

fn covered(source: &str, lists: &[serde_json::Value]) -> Vec<(usize, usize, u64)> {
    let mut template = Template::compile(source).expect("a valid template");
    template.measure();
    for list in lists {
        let context = Context {
            arguments: json!({ "list": list }),
            ..Context::default()
        };
        template.evaluate(&context, &Host::system());
    }
    let covered = template.covered().into_iter();
    covered
        .map(|one| (one.line, one.column, one.count))
        .collect()
}

#[test]
fn directives_references_and_lines_of_text_are_counted() {
    let source = "#macro(item $it){ \"n\": $it }#end
#set($all = [])
#foreach($n in $ctx.args.list)
  #if($n > 1)
    $util.qr($all.add(\"n: $n\"))
  #else
    #set($small = true)
  #end
#end
{
  \"all\": $util.toJson($all)

}";
    assert_eq!(
        covered(source, &[json!([2, 3]), json!([])]),
        [
            (1, 17, 0),
            (1, 24, 0),
            (1, 28, 0),
            (2, 1, 2),
            (3, 1, 2),
            (4, 3, 2),
            (5, 5, 2),
            (7, 5, 0),
            (10, 1, 2),
            (11, 3, 2),
            (11, 10, 2),
            (13, 1, 2),
        ]
    );
}

#[test]
fn without_being_asked_nothing_is_counted() {
    let template = Template::compile("1").expect("a valid template");
    assert_eq!(template.covered(), []);
}
