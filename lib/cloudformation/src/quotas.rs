//! CloudFormation's quotas on templates.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>

use crate::place::Trail;
use crate::{LogicalId, Problems, Template, diagnostics};

/// The most bytes of a template that is deployed from S3: 1 MB.
pub const MAX_TEMPLATE_BYTES: usize = 1_000_000;
/// The most resources of a template.
pub const MAX_RESOURCES: usize = 500;
/// The most resources of one operation: those of a stack and of the stacks nested in it.
pub const MAX_OPERATION_RESOURCES: usize = 2_500;
/// The most parameters of a template.
pub const MAX_PARAMETERS: usize = 200;
/// The most outputs of a template.
pub const MAX_OUTPUTS: usize = 200;
/// The most mappings of a template.
pub const MAX_MAPPINGS: usize = 200;
/// The most attributes (second-level keys) of a key of a mapping.
pub const MAX_MAPPING_ATTRIBUTES: usize = 200;
/// The most bytes of a template's description.
pub const MAX_DESCRIPTION_BYTES: usize = 1_024;
/// The most characters of a logical id of a resource, an output, a parameter or a mapping.
pub const MAX_NAME_CHARACTERS: usize = 255;

impl Template {
    /// What exceeds a quota. `bytes` is the size of the template's text.
    pub fn check_quotas(&self, bytes: usize) -> Problems {
        let mut problems = Problems::default();
        let top = Trail::Top;
        let mut check = |at: &Trail<'_>, what: &str, found: usize, quota: usize| {
            if found > quota {
                problems.key(at, |_| diagnostics::quota(what, found, quota));
            }
        };
        check(&top, "bytes", bytes, MAX_TEMPLATE_BYTES);
        check(
            &top.key("Resources"),
            "resources",
            self.resources.len(),
            MAX_RESOURCES,
        );
        check(
            &top.key("Parameters"),
            "parameters",
            self.parameters.len(),
            MAX_PARAMETERS,
        );
        check(
            &top.key("Outputs"),
            "outputs",
            self.outputs.len(),
            MAX_OUTPUTS,
        );
        check(
            &top.key("Mappings"),
            "mappings",
            self.mappings.len(),
            MAX_MAPPINGS,
        );
        for (name, mapping) in &self.mappings {
            for (key, attributes) in mapping {
                let section = top.key("Mappings");
                let mapping = section.key(&name.0);
                let what = format!("attributes of `{key}` in the mapping `{name}`");
                check(
                    &mapping.key(key),
                    &what,
                    attributes.len(),
                    MAX_MAPPING_ATTRIBUTES,
                );
            }
        }
        let description = self.description.as_deref().unwrap_or_default().len();
        if description > MAX_DESCRIPTION_BYTES {
            problems.key(&top.key("Description"), |_| {
                diagnostics::long_description(description, MAX_DESCRIPTION_BYTES)
            });
        }
        self.check_names(&mut problems);
        problems
    }

    fn check_names(&self, problems: &mut Problems) {
        names("Parameters", self.parameters.keys(), problems);
        names("Mappings", self.mappings.keys(), problems);
        names("Resources", self.resources.keys(), problems);
        names("Outputs", self.outputs.keys(), problems);
    }
}

fn names<'t>(section: &str, names: impl Iterator<Item = &'t LogicalId>, problems: &mut Problems) {
    for LogicalId(name) in names {
        let valid = (1..=MAX_NAME_CHARACTERS).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !valid {
            problems.key(&Trail::Top.key(section).key(name), |_| {
                diagnostics::bad_name(section, name, MAX_NAME_CHARACTERS)
            });
        }
    }
}
