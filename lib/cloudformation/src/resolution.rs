//! Whether everything a template refers to is there.

use crate::place::Trail;
use crate::{
    Expr, Intrinsic, LogicalId, Map, Problems, Resource, Section, SubPart, Template, diagnostics,
    resource_schema,
};

impl Template {
    /// What refers to a resource, parameter, condition or mapping that the template does not have, or to an
    /// attribute that the resource's type does not have.
    pub fn check_references(&self) -> Problems {
        let mut check = Check {
            template: self,
            problems: Problems::default(),
        };
        let top = Trail::Top;
        for (name, condition) in &self.conditions {
            check.expr(condition, &top.key("Conditions").key(&name.0));
        }
        for (name, rule) in &self.rules {
            let section = top.key("Rules");
            let at = section.key(&name.0);
            if let Some(condition) = &rule.condition {
                check.expr(condition, &at.key("RuleCondition"));
            }
            for (index, assertion) in rule.assertions.iter().enumerate() {
                let assertions = at.key("Assertions");
                check.expr(&assertion.assert, &assertions.index(index).key("Assert"));
            }
        }
        for (id, resource) in &self.resources {
            check.resource(resource, &top.key("Resources").key(&id.0));
        }
        for (name, output) in &self.outputs {
            let section = top.key("Outputs");
            let at = section.key(&name.0);
            check.expr(&output.value, &at.key("Value"));
            if let Some(name) = &output.export {
                check.expr(name, &at.key("Export").key("Name"));
            }
            if let Some(condition) = &output.condition {
                check.condition(condition, &at.key("Condition"));
            }
        }
        check.problems
    }
}

struct Check<'t> {
    template: &'t Template,
    problems: Problems,
}

impl Check<'_> {
    fn resource(&mut self, resource: &Resource, at: &Trail<'_>) {
        self.map(&resource.properties, &at.key("Properties"));
        self.map(&resource.metadata, &at.key("Metadata"));
        if let Some(policy) = &resource.creation_policy {
            self.expr(policy, &at.key("CreationPolicy"));
        }
        if let Some(policy) = &resource.update_policy {
            self.expr(policy, &at.key("UpdatePolicy"));
        }
        if let Some(condition) = &resource.condition {
            self.condition(condition, &at.key("Condition"));
        }
        for (index, id) in resource.depends_on.iter().enumerate() {
            self.existing_resource(id, &at.key("DependsOn").index(index));
        }
    }

    fn map(&mut self, members: &Map, at: &Trail<'_>) {
        for (key, value) in members {
            self.expr(value, &at.key(key));
        }
    }

    fn expr(&mut self, expr: &Expr, at: &Trail<'_>) {
        match expr {
            Expr::Null | Expr::Bool(_) | Expr::Number(_) | Expr::Text(_) => {}
            Expr::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.expr(item, &at.index(index));
                }
            }
            Expr::Map(members) => self.map(members, at),
            Expr::Call(intrinsic) => {
                let at = at.key(intrinsic.name());
                self.intrinsic(intrinsic, &at);
                intrinsic.for_each_argument(|index, argument| match index {
                    Some(index) => self.expr(argument, &at.index(index)),
                    None => self.expr(argument, &at),
                });
            }
        }
    }

    fn intrinsic(&mut self, intrinsic: &Intrinsic, at: &Trail<'_>) {
        match intrinsic {
            Intrinsic::Ref(name) => self.element(name, at),
            Intrinsic::GetAtt(resource, Expr::Text(attribute)) => {
                self.attribute(resource, attribute, at);
            }
            Intrinsic::GetAtt(resource, _) => self.existing_resource(resource, at),
            Intrinsic::Sub(parts, _) => {
                for part in parts {
                    match part {
                        SubPart::Ref(name) => self.element(name, at),
                        SubPart::GetAtt(resource, attribute) => {
                            self.attribute(resource, attribute, at);
                        }
                        SubPart::Text(_) | SubPart::Pseudo(_) | SubPart::Variable(_) => {}
                    }
                }
            }
            Intrinsic::If(name, _, _) | Intrinsic::Condition(name) => self.condition(name, at),
            Intrinsic::FindInMap(Expr::Text(name), _, _, None) => self.mapping(name, at),
            _ => {}
        }
    }

    /// `Ref`, to a resource or a parameter.
    fn element(&mut self, name: &LogicalId, at: &Trail<'_>) {
        let template = self.template;
        if template.resources.contains_key(name) || template.parameters.contains_key(name) {
            return;
        }
        if name.0.starts_with("AWS::") {
            self.problems.value(at, |place| {
                diagnostics::unknown_pseudo_parameter(place, &name.0)
            });
            return;
        }
        let mut known = names(&template.resources);
        known.extend(names(&template.parameters));
        self.unresolved(at, "the resource or parameter", &name.0, &known);
    }

    fn existing_resource(&mut self, resource: &LogicalId, at: &Trail<'_>) {
        if !self.template.resources.contains_key(resource) {
            let known = names(&self.template.resources);
            self.unresolved(at, "the resource", &resource.0, &known);
        }
    }

    fn attribute(&mut self, resource: &LogicalId, attribute: &str, at: &Trail<'_>) {
        self.existing_resource(resource, at);
        let kind = self
            .template
            .resources
            .get(resource)
            .map(|one| one.kind.as_str());
        let schema = kind.and_then(resource_schema);
        if let Some(schema) = schema.filter(|schema| !schema.has_attribute(attribute)) {
            self.problems.value(at, |place| {
                diagnostics::unknown_attribute(place, schema.kind, attribute, schema.attributes)
            });
        }
    }

    fn mapping(&mut self, name: &str, at: &Trail<'_>) {
        let known = names(&self.template.mappings);
        if !known.contains(&name) {
            self.unresolved(at, "the mapping", name, &known);
        }
    }

    fn condition(&mut self, name: &LogicalId, at: &Trail<'_>) {
        if !self.template.conditions.contains_key(name) {
            let known = names(&self.template.conditions);
            self.unresolved(at, "the condition", &name.0, &known);
        }
    }

    fn unresolved(&mut self, at: &Trail<'_>, wanted: &str, name: &str, known: &[&str]) {
        self.problems.value(at, |place| {
            diagnostics::unresolved(place, wanted, name, known)
        });
    }
}

fn names<T>(section: &Section<T>) -> Vec<&str> {
    section.keys().map(|name| name.0.as_str()).collect()
}
