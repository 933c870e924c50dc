//! What stacks can be written with that depend on no other crate.

use appsynth::diagnostics::Code as Mistake;
use appsynth::prelude::*;

const NO_NAME: &Mistake = &Mistake {
    id: "PIC1",
    title: "a picture without a name",
    explanation: "Every picture has a name.",
};

/// A construct of the user's own.
struct Picture {
    name: &'static str,
    kept: bool,
}

impl Construct for Picture {
    type Handle = NodeId;

    fn build(self, scope: &mut Scope<'_>) -> NodeId {
        if self.name.is_empty() {
            scope.report(Diagnostic::error(NO_NAME, "the picture has no name"));
        }
        let content = scope.asset(Asset::bytes("png", "content"));
        let place = vec![
            SubPart::Pseudo(Pseudo::Region),
            SubPart::Text(format!("/{}", self.name)),
        ];
        let resource = CfnResource::new("AWS::SSM::Parameter")
            .property("Type", "String")
            .property("Value", content.object_key)
            .property("Name", Intrinsic::Sub(place, None));
        let resource = scope.part("Resource", resource);
        if self.kept {
            scope.options(resource, |options: &mut ResourceOptions| {
                options.deletion_policy = Some(DeletionPolicy::Retain);
            });
        }
        resource
    }
}

/// What the handles and values of constructs are called where users keep them.
#[expect(dead_code, reason = "that there are such types is what counts")]
struct Kept {
    table: ExternalTable,
    is_production: ConditionRef,
    stage: ParameterRef,
}

fn synthesize(name: &'static str) -> Result<(), appsynth::SynthesizeError> {
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    app.stack("blog").add("Logo", Picture { name, kept: true });
    let dir = tempfile::tempdir().expect("a temporary folder");
    appsynth::synthesize(app, dir.path()).map(|_| ())
}

#[test]
fn constructs_of_the_users_own_have_assets_and_report_mistakes() {
    assert!(synthesize("logo").is_ok());
    let Err(appsynth::SynthesizeError::Mistakes(failure)) = synthesize("") else {
        panic!("a mistake is reported");
    };
    let said: Vec<_> = failure.diagnostics.iter().map(|one| one.code.id).collect();
    assert_eq!(said, ["PIC1"]);
}
