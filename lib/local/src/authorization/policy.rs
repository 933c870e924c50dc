//! IAM policies: what they allow and deny.
//!
//! Conditions are not evaluated: with one, an `Allow` never counts and a `Deny` always does. The same goes for names of
//! actions and resources that are no text.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use serde_json::Value;

use crate::resources::Resource;
use crate::trust::Principal;

/// Policies of AWS's own that let the principal use every API.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/security-iam-awsmanpol.html>
const FULL_ACCESS: [&str; 3] = [
    "policy/AdministratorAccess",
    "policy/AWSAppSyncAdministrator",
    "policy/AWSAppSyncInvokeFullAccess",
];

/// The policies of a principal.
#[derive(Debug, Default)]
pub(super) struct Policies(Vec<Statement>);

#[derive(Debug)]
struct Statement {
    effect: Effect,
    actions: Patterns,
    resources: Patterns,
    is_conditional: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Allow,
    Deny,
}

/// `Action` or `NotAction`, `Resource` or `NotResource`.
#[derive(Debug)]
struct Patterns {
    patterns: Vec<String>,
    is_negated: bool,
    /// Whether there are more, which are no text.
    has_unknown: bool,
}

impl Policies {
    /// What the resources of an assembly give the principal of this name.
    pub(super) fn of(principal: &Principal, name: &str, resources: &[Resource]) -> Self {
        let principals = match principal {
            Principal::Role(_) => "Roles",
            Principal::User(_) => "Users",
        };
        let own = resources.iter().filter(|resource| {
            resource.kind == kind(principal) && resource.identity.reference == name
        });
        let arns: Vec<&str> = own
            .clone()
            .flat_map(|resource| list(resource, "ManagedPolicyArns"))
            .filter_map(Value::as_str)
            .collect();
        let inline = own
            .flat_map(|resource| list(resource, "Policies"))
            .filter_map(|policy| policy.get("PolicyDocument"));
        let attached = resources
            .iter()
            .filter(|resource| match resource.kind.as_str() {
                "AWS::IAM::Policy" => names(resource, principals, name),
                "AWS::IAM::ManagedPolicy" => {
                    names(resource, principals, name)
                        || arns.contains(&resource.identity.reference.as_str())
                }
                "AWS::IAM::RolePolicy" => {
                    principals == "Roles" && resource.text("RoleName") == Some(name)
                }
                "AWS::IAM::UserPolicy" => {
                    principals == "Users" && resource.text("UserName") == Some(name)
                }
                _ => false,
            })
            .filter_map(|resource| resource.properties.get("PolicyDocument"));
        let mut policies = Self::default();
        for document in inline.chain(attached) {
            policies.add(document);
        }
        let has_full_access = arns.iter().any(|arn| {
            FULL_ACCESS
                .iter()
                .any(|policy| arn.ends_with(&format!(":iam::aws:{policy}")))
        });
        if has_full_access {
            policies.0.push(Statement::full_access());
        }
        policies
    }

    fn add(&mut self, document: &Value) {
        match document.get("Statement") {
            Some(Value::Array(statements)) => {
                self.0.extend(statements.iter().filter_map(Statement::read));
            }
            Some(statement) => self.0.extend(Statement::read(statement)),
            None => {}
        }
    }

    /// Whether nothing is said at all.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an action is allowed and not denied.
    pub(super) fn allow(&self, action: &str, resource: &str) -> bool {
        let allowed = self.0.iter().any(|statement| {
            statement.effect == Effect::Allow
                && !statement.is_conditional
                && statement.covers(action, resource)
        });
        allowed && !self.deny(action, resource)
    }

    /// Whether an action is denied, whatever else allows it.
    pub(super) fn deny(&self, action: &str, resource: &str) -> bool {
        self.0
            .iter()
            .any(|statement| statement.effect == Effect::Deny && statement.covers(action, resource))
    }
}

impl Statement {
    /// A statement; one without an effect, actions or resources says nothing.
    fn read(statement: &Value) -> Option<Self> {
        let effect = match statement.get("Effect").and_then(Value::as_str)? {
            "Allow" => Effect::Allow,
            "Deny" => Effect::Deny,
            _ => return None,
        };
        Some(Self {
            effect,
            actions: Patterns::read(statement, "Action", "NotAction")?,
            resources: Patterns::read(statement, "Resource", "NotResource")?,
            is_conditional: statement.get("Condition").is_some(),
        })
    }

    fn full_access() -> Self {
        let all = |pattern: &str| Patterns {
            patterns: vec![pattern.to_owned()],
            is_negated: false,
            has_unknown: false,
        };
        Self {
            effect: Effect::Allow,
            actions: all("appsync:*"),
            resources: all("*"),
            is_conditional: false,
        }
    }

    fn covers(&self, action: &str, resource: &str) -> bool {
        let action = action.to_ascii_lowercase();
        let in_doubt = self.effect == Effect::Deny;
        let is_action = |pattern: &str| matches(&pattern.to_ascii_lowercase(), &action);
        let is_resource = |pattern: &str| matches(pattern, resource);
        self.actions.cover(is_action, in_doubt) && self.resources.cover(is_resource, in_doubt)
    }
}

impl Patterns {
    fn read(statement: &Value, name: &str, negated: &str) -> Option<Self> {
        let (value, is_negated) = match (statement.get(name), statement.get(negated)) {
            (Some(value), _) => (value, false),
            (None, Some(value)) => (value, true),
            (None, None) => return None,
        };
        let all = match value {
            Value::Array(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        let texts = all.iter().filter_map(Value::as_str);
        let patterns: Vec<String> = texts.map(str::to_owned).collect();
        Some(Self {
            has_unknown: patterns.len() < all.len(),
            patterns,
            is_negated,
        })
    }

    /// Whether something is covered that `is_named` by a pattern. `in_doubt` is the answer where a pattern that is
    /// not known would decide.
    fn cover(&self, is_named: impl Fn(&str) -> bool, in_doubt: bool) -> bool {
        if self.patterns.iter().any(|pattern| is_named(pattern)) {
            !self.is_negated
        } else if self.has_unknown {
            in_doubt
        } else {
            self.is_negated
        }
    }
}

/// Whether a text fits a pattern as a whole: `*` stands for any characters, `?` for one.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut in_text) = (0, 0);
    // The last `*`, and how much of the text it stands for so far.
    let mut star: Option<(usize, usize)> = None;
    while in_text < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, in_text));
                at += 1;
            }
            Some(one) if *one == '?' || *one == text[in_text] => {
                at += 1;
                in_text += 1;
            }
            _ => {
                let Some((star_at, until)) = star else {
                    return false;
                };
                star = Some((star_at, until + 1));
                at = star_at + 1;
                in_text = until + 1;
            }
        }
    }
    pattern[at..].iter().all(|rest| *rest == '*')
}

/// The name of a principal that is given by its ARN, its name or its logical id.
pub(super) fn name<'a>(principal: &'a Principal, resources: &'a [Resource]) -> &'a str {
    let given = principal.name();
    resources
        .iter()
        .find(|resource| resource.kind == kind(principal) && resource.logical_id == given)
        .map_or(given, |resource| &resource.identity.reference)
}

fn kind(principal: &Principal) -> &'static str {
    match principal {
        Principal::Role(_) => "AWS::IAM::Role",
        Principal::User(_) => "AWS::IAM::User",
    }
}

fn list<'r>(resource: &'r Resource, property: &str) -> impl Iterator<Item = &'r Value> + use<'r> {
    let list = resource.properties.get(property).and_then(Value::as_array);
    list.into_iter().flatten()
}

fn names(resource: &Resource, principals: &str, name: &str) -> bool {
    list(resource, principals).any(|principal| principal.as_str() == Some(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::Identity;

    const FIELD: &str = "arn:aws:appsync:eu-west-1:123456789012:apis/a1/types/Query/fields/getPost";

    fn policies(statements: Value) -> Policies {
        let mut policies = Policies::default();
        policies.add(&json!({"Version": "2012-10-17", "Statement": statements}));
        policies
    }

    fn allow(statements: Value) -> bool {
        policies(statements).allow("appsync:GraphQL", FIELD)
    }

    fn resource(kind: &str, reference: &str, properties: Value) -> Resource {
        Resource {
            stack: "blog".to_owned(),
            logical_id: format!("{reference}Resource"),
            kind: kind.to_owned(),
            properties: properties.as_object().cloned().unwrap_or_default(),
            identity: Identity {
                reference: reference.to_owned(),
                ..Identity::default()
            },
            construct: None,
        }
    }

    /// Whether the resources let the role `reader` ask for the field.
    fn lets_in(principal: &Principal, resources: &[Resource]) -> bool {
        let name = name(principal, resources);
        Policies::of(principal, name, resources).allow("appsync:GraphQL", FIELD)
    }

    #[test]
    fn what_is_named_by_no_text_is_denied() {
        let everything = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        let unknown = json!({"Ref": "Posts"});
        for (member, value) in [
            ("Resource", unknown.clone()),
            ("Resource", json!(["arn:aws:s3:::x", unknown])),
            ("NotResource", unknown.clone()),
        ] {
            let mut deny = json!({"Effect": "Deny", "Action": "appsync:GraphQL"});
            deny[member] = value.clone();
            assert!(!allow(json!([everything, deny])), "{deny}");
            let mut allowed = json!({"Effect": "Allow", "Action": "appsync:GraphQL"});
            allowed[member] = value;
            assert!(!allow(json!([allowed])), "{allowed}");
        }
        let known =
            json!({"Effect": "Allow", "Action": "appsync:GraphQL", "Resource": [FIELD, unknown]});
        assert!(allow(json!([known])));
    }

    #[test]
    fn policies_are_found_however_they_are_attached() {
        let document =
            json!({"Statement": {"Effect": "Allow", "Action": "appsync:GraphQL", "Resource": "*"}});
        let role = |properties| resource("AWS::IAM::Role", "reader", properties);
        let user = |properties| resource("AWS::IAM::User", "reader", properties);
        let arn = "arn:aws:iam::123456789012:policy/read";
        let managed = |mut properties: Value| {
            properties["PolicyDocument"] = document.clone();
            resource("AWS::IAM::ManagedPolicy", arn, properties)
        };
        let attached = |kind: &str, mut properties: Value| {
            properties["PolicyDocument"] = document.clone();
            resource(kind, "blog-Policy", properties)
        };
        let inline = json!({"Policies": [{"PolicyName": "p", "PolicyDocument": document.clone()}]});
        let of_aws =
            json!({"ManagedPolicyArns": ["arn:aws:iam::aws:policy/AWSAppSyncInvokeFullAccess"]});
        let of_role = [
            vec![role(inline.clone())],
            vec![role(of_aws)],
            vec![
                role(json!({"ManagedPolicyArns": [arn]})),
                managed(json!({})),
            ],
            vec![managed(json!({"Roles": ["reader"]}))],
            vec![attached(
                "AWS::IAM::Policy",
                json!({"Roles": ["other", "reader"]}),
            )],
            vec![attached(
                "AWS::IAM::RolePolicy",
                json!({"RoleName": "reader"}),
            )],
        ];
        let reader = Principal::Role("reader".to_owned());
        for resources in &of_role {
            assert!(lets_in(&reader, resources), "{resources:?}");
            let other = Principal::Role("another".to_owned());
            assert!(!lets_in(&other, resources), "{resources:?}");
            let user = Principal::User("reader".to_owned());
            assert!(!lets_in(&user, resources), "{resources:?}");
        }
        let by_logical_id = Principal::Role("readerResource".to_owned());
        assert!(lets_in(&by_logical_id, &[role(inline.clone())]));
        for resources in [
            vec![user(inline)],
            vec![attached(
                "AWS::IAM::UserPolicy",
                json!({"UserName": "reader"}),
            )],
            vec![attached("AWS::IAM::Policy", json!({"Users": ["reader"]}))],
        ] {
            let principal = Principal::User("reader".to_owned());
            assert!(lets_in(&principal, &resources), "{resources:?}");
            assert!(!lets_in(&reader, &resources), "{resources:?}");
        }
    }

    #[test]
    fn what_is_not_allowed_is_denied() {
        assert!(!allow(json!([])));
        assert!(!allow(
            json!({"Effect": "Allow", "Action": "appsync:GraphQL"})
        ));
        assert!(!allow(
            json!({"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"})
        ));
    }

    #[test]
    fn actions_and_resources_have_wildcards() {
        for (action, resource) in [
            ("appsync:GraphQL", FIELD),
            ("AppSync:graphql", "*"),
            ("appsync:*", "arn:aws:appsync:*:*:apis/a1/*"),
            (
                "*",
                "arn:aws:appsync:eu-west-1:123456789012:apis/??/types/Query/fields/get*",
            ),
        ] {
            let statement = json!({"Effect": "Allow", "Action": action, "Resource": [resource]});
            assert!(allow(statement), "{action} {resource}");
        }
        for resource in [
            "arn:aws:appsync:*:*:apis/a2/*",
            "arn:aws:appsync:*:*:apis/a1/types/Query/fields/getPosts",
            "arn:aws:appsync:*:*:apis/a1/types/Mutation/*",
        ] {
            let statement =
                json!({"Effect": "Allow", "Action": "appsync:GraphQL", "Resource": resource});
            assert!(!allow(statement), "{resource}");
        }
    }

    #[test]
    fn a_denial_wins() {
        assert!(!allow(json!([
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": "appsync:GraphQL", "Resource": "*/fields/getPost"},
        ])));
    }

    #[test]
    fn what_is_excepted_is_not_covered() {
        assert!(!allow(
            json!({"Effect": "Allow", "NotAction": "appsync:*", "Resource": "*"})
        ));
        assert!(allow(
            json!({"Effect": "Allow", "Action": "*", "NotResource": "*/types/Mutation/*"})
        ));
    }

    #[test]
    fn conditions_let_nobody_in() {
        let condition = json!({"StringEquals": {"aws:PrincipalTag/team": "blog"}});
        let everything = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        let mut allowed = everything.clone();
        allowed["Condition"] = condition.clone();
        assert!(!allow(json!([allowed])));
        let mut denied = everything.clone();
        denied["Effect"] = json!("Deny");
        denied["Condition"] = condition;
        assert!(!allow(json!([everything, denied])));
    }
}
