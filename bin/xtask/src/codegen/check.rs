//! What would generate Rust that does not compile or misleads is refused before.

use std::collections::BTreeSet;
use std::error::Error;

use super::model::Resource;
use super::names;

/// Two things of a resource must not get the same name in Rust.
pub(super) fn names(resources: &[Resource]) -> Result<(), Box<dyn Error>> {
    let mut types = BTreeSet::new();
    for resource in resources {
        for object in &resource.objects {
            let name = names::type_name(resource, &object.name);
            if !object.name.is_empty() && !types.insert(name.clone()) {
                return Err(format!("{}: two types `{name}`", resource.kind).into());
            }
            let mut fields = BTreeSet::new();
            for property in &object.properties {
                if !fields.insert(names::field(&property.name)) {
                    let name = &property.name;
                    return Err(format!("{}: two fields for `{name}`", resource.kind).into());
                }
            }
        }
    }
    Ok(())
}
