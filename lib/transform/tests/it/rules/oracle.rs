//! What rules mean, said without any of the code under test.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// A rule of `@auth`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    pub(super) allow: Allow,
    pub(super) provider: &'static str,
    /// All operations without a list.
    pub(super) operations: Option<Vec<&'static str>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Allow {
    Public,
    Private,
    Owner {
        field: &'static str,
        claim: Option<String>,
        /// Members of any of these alone, if there are any, by the claim that has them.
        in_groups: Vec<String>,
        group_claim: Option<String>,
    },
    Groups {
        names: Vec<String>,
        claim: Option<String>,
    },
    GroupsField {
        field: &'static str,
        claim: Option<String>,
    },
    Custom,
}

/// A caller, with how they authenticated.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) provider: &'static str,
    pub(super) identity: Value,
}

/// What may come of a request to make or change an item.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Written {
    Refused,
    /// For these fields.
    RefusedFields(Vec<String>),
    /// With these owners filled in.
    Allowed(Value),
}

/// The fields of the type that hold lists.
pub(super) const LISTS: &[&str] = &["members", "teams"];

/// The rules of a type that everyone may read.
const OPEN: &str = "{ allow: public } { allow: public, provider: identityPool } { allow: private } \
                    { allow: private, provider: identityPool } { allow: private, provider: oidc } { allow: custom }";

const READ: &[&str] = &["get", "list", "sync", "listen", "search"];

impl Rule {
    pub(super) fn new(allow: Allow, provider: &'static str) -> Self {
        Self {
            allow,
            provider,
            operations: None,
        }
    }

    /// Whether it takes the item to know whom it lets in.
    fn needs_item(&self) -> bool {
        matches!(self.allow, Allow::Owner { .. } | Allow::GroupsField { .. })
    }

    pub(super) fn allows(&self, operation: &str) -> bool {
        self.operations.as_ref().is_none_or(|list| {
            list.contains(&operation) || (list.contains(&"read") && READ.contains(&operation))
        })
    }

    /// The rule in GraphQL.
    pub(super) fn graphql(&self) -> String {
        let text = |text: &str| Value::from(text).to_string();
        let mut rule = String::from("{ allow: ");
        let (allow, claim) = match &self.allow {
            Allow::Public => ("public".to_owned(), None),
            Allow::Private => ("private".to_owned(), None),
            Allow::Custom => ("custom".to_owned(), None),
            Allow::Owner {
                field,
                claim,
                in_groups,
                group_claim,
            } => {
                let mut owner = format!("owner, ownerField: {}", text(field));
                if !in_groups.is_empty() {
                    let names: Vec<String> = in_groups.iter().map(|name| text(name)).collect();
                    write!(owner, ", inGroups: [{}]", names.join(", "))
                        .expect("a string takes text");
                    if let Some(claim) = group_claim {
                        write!(owner, ", groupClaim: {}", text(claim))
                            .expect("a string takes text");
                    }
                }
                (owner, claim.as_ref().map(|claim| ("identityClaim", claim)))
            }
            Allow::Groups { names, claim } => {
                let names: Vec<String> = names.iter().map(|name| text(name)).collect();
                (
                    format!("groups, groups: [{}]", names.join(", ")),
                    claim.as_ref().map(|claim| ("groupClaim", claim)),
                )
            }
            Allow::GroupsField { field, claim } => (
                format!("groups, groupsField: {}", text(field)),
                claim.as_ref().map(|claim| ("groupClaim", claim)),
            ),
        };
        rule.push_str(&allow);
        write!(rule, ", provider: {}", self.provider).expect("a string takes text");
        if let Some((name, claim)) = claim {
            write!(rule, ", {name}: {}", text(claim)).expect("a string takes text");
        }
        if let Some(operations) = &self.operations {
            write!(rule, ", operations: [{}]", operations.join(", ")).expect("a string takes text");
        }
        rule.push_str(" }");
        rule
    }
}

impl Caller {
    fn claim(&self, name: &str) -> Option<&str> {
        let claims = &self.identity["claims"];
        let text = |name: &str| claims[name].as_str();
        let found = match name {
            "username" => text("username").or_else(|| text("cognito:username")),
            name => text(name),
        };
        found.filter(|text| !text.is_empty())
    }

    /// The texts by which items know the caller; the first is for new items.
    fn names(&self, claim: Option<&String>) -> Vec<String> {
        let path: Vec<&str> = claim
            .map_or("sub::username", String::as_str)
            .split("::")
            .collect();
        let parts: Option<Vec<&str>> = path.iter().map(|name| self.claim(name)).collect();
        let Some(parts) = parts else {
            return Vec::new();
        };
        let mut names = vec![parts.join("::")];
        if parts.len() > 1 {
            let plain = parts.iter().filter(|part| !part.contains("::"));
            names.extend(plain.map(|part| (*part).to_owned()));
        }
        names
    }

    /// The texts by which items know the caller as an owner; none if the rule is about others, or asks for a group
    /// that the caller is not in.
    fn owner_names(&self, allow: &Allow) -> Vec<String> {
        let Allow::Owner {
            claim,
            in_groups,
            group_claim,
            ..
        } = allow
        else {
            return Vec::new();
        };
        let own = self.groups(group_claim.as_ref());
        if in_groups.is_empty() || in_groups.iter().any(|group| own.contains(group)) {
            self.names(claim.as_ref())
        } else {
            Vec::new()
        }
    }

    pub(super) fn groups(&self, claim: Option<&String>) -> Vec<String> {
        let name = claim.map_or("cognito:groups", String::as_str);
        let claim = self.identity["claims"][name].clone();
        let claim = match claim.as_str() {
            Some(text) if text.starts_with('[') => {
                serde_json::from_str(text).expect("callers have proper JSON")
            }
            Some(text) => json!([text]),
            None => claim,
        };
        let names = claim.as_array().into_iter().flatten();
        let texts = names.filter_map(Value::as_str);
        texts
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Whether the rule lets the caller in, to this item if it depends on one.
    pub(super) fn meets(&self, rule: &Rule, item: &Value) -> bool {
        if rule.provider != self.provider {
            return false;
        }
        let arn = |role: &str| {
            let arn =
                format!("arn:aws:sts::123456789012:assumed-role/{role}/CognitoIdentityCredentials");
            self.identity["userArn"] == arn.as_str()
        };
        match &rule.allow {
            Allow::Public => self.provider == "apiKey" || arn("guest"),
            Allow::Private => self.provider != "identityPool" || arn("signed-in"),
            Allow::Custom => true,
            Allow::Owner { field, .. } => is_named(field, item, &self.owner_names(&rule.allow)),
            Allow::Groups { names, claim } => {
                let groups = self.groups(claim.as_ref());
                names.iter().any(|name| groups.contains(name))
            }
            Allow::GroupsField { field, claim } => {
                is_named(field, item, &self.groups(claim.as_ref()))
            }
        }
    }

    /// Whether a rule could let the caller in, to some item.
    fn could_meet(&self, rule: &Rule) -> bool {
        if rule.provider != self.provider {
            return false;
        }
        match &rule.allow {
            Allow::Owner { .. } => !self.owner_names(&rule.allow).is_empty(),
            Allow::GroupsField { claim, .. } => !self.groups(claim.as_ref()).is_empty(),
            _ => self.meets(rule, &Value::Null),
        }
    }
}

fn is_named(field: &str, item: &Value, names: &[String]) -> bool {
    let is_name = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| names.iter().any(|name| name == text))
    };
    if LISTS.contains(&field) {
        let values = item[field].as_array();
        values.is_some_and(|values| values.iter().any(is_name))
    } else {
        is_name(&item[field])
    }
}

/// A type with rules, and with rules on one of its fields.
#[derive(Debug, Clone)]
pub(super) struct Type {
    pub(super) rules: Vec<Rule>,
    /// The rules of the field `secret`, if it has its own.
    pub(super) secret: Option<Vec<Rule>>,
}

impl Type {
    pub(super) fn graphql(&self) -> String {
        let directive = |rules: &[Rule]| {
            let rules: Vec<String> = rules.iter().map(Rule::graphql).collect();
            format!("@auth(rules: [{}])", rules.join(" "))
        };
        let secret = self.secret.as_deref().map_or_else(String::new, directive);
        format!(
            "type Doc @model @searchable {} {{ id: ID text: String owner: String writer: String team: String \
             members: [String] teams: [String] secret: String {secret} \
             stamp: String @function(name: \"f\") pin: Pin @hasOne \
             shelfId: ID @index(name: \"byShelf\", queryField: \"docsByShelf\") }} \
             type Shelf @model {{ id: ID! docs: [Doc] @hasMany(indexName: \"byShelf\", fields: [\"id\"]) \
             best: Doc @hasOne }} \
             type Pin @model @auth(rules: [{OPEN}]) {{ id: ID! }}",
            directive(&self.rules)
        )
    }

    pub(super) fn all_rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().chain(self.secret.iter().flatten())
    }

    /// Each rule of the type and of the field as one of its own for each group.
    fn roles(&self) -> Vec<Rule> {
        let mut roles: Vec<Rule> = Vec::new();
        for rule in self.all_rules().flat_map(split) {
            let role = Rule {
                operations: None,
                ..rule
            };
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        roles
    }

    /// Whether the type's or the field's rules let a role do this.
    fn grants(&self, role: &Rule, operation: &str, is_secret: bool) -> bool {
        let rules = match &self.secret {
            Some(rules) if is_secret => rules,
            _ => &self.rules,
        };
        rules.iter().flat_map(split).any(|rule| {
            rule.allow == role.allow && rule.provider == role.provider && rule.allows(operation)
        })
    }

    fn grants_any(&self, role: &Rule, operation: &str) -> bool {
        [false, true]
            .iter()
            .any(|is_secret| self.grants(role, operation, *is_secret))
    }

    fn grants_all(&self, role: &Rule, operation: &str) -> bool {
        [false, true]
            .iter()
            .all(|is_secret| self.grants(role, operation, *is_secret))
    }

    /// Whether the caller may ask at all.
    pub(super) fn may_ask(&self, caller: &Caller, operation: &str) -> bool {
        let mut roles = self.roles().into_iter();
        roles.any(|role| self.lets_ask(&role, operation) && caller.could_meet(&role))
    }

    /// Whether the caller sees the item.
    pub(super) fn may_read(&self, caller: &Caller, operation: &str, item: &Value) -> bool {
        let mut roles = self.roles().into_iter();
        roles.any(|role| self.lets_ask(&role, operation) && caller.meets(&role, item))
    }

    /// Owners by several claims are known by the last one in events, and may listen where nobody else has it.
    pub(super) fn lets_ask(&self, role: &Rule, operation: &str) -> bool {
        let is_told = || match &role.allow {
            Allow::Owner {
                claim: Some(claim), ..
            } => claim
                .rsplit_once("::")
                .is_none_or(|(_, last)| ["sub", "username", "cognito:username"].contains(&last)),
            _ => true,
        };
        self.grants_any(role, operation) && (operation != "listen" || is_told())
    }

    /// Whether the caller sees an item in any way.
    pub(super) fn may_see(&self, caller: &Caller, item: &Value) -> bool {
        let mut ways = READ.iter();
        ways.any(|operation| self.may_read(caller, operation, item))
    }

    /// Whether the caller is answered with an item for changing it.
    pub(super) fn may_change(&self, caller: &Caller, item: &Value) -> bool {
        self.may_delete(caller, item) || self.update(caller, item, &json!({})) != Written::Refused
    }

    /// Whether the caller sees the field `secret` of an item, or a field without rules of its own.
    pub(super) fn may_read_field(&self, caller: &Caller, is_secret: bool, item: &Value) -> bool {
        let mut roles = self.roles().into_iter();
        roles.any(|role| {
            READ.iter().any(|one| self.grants(&role, one, is_secret)) && caller.meets(&role, item)
        })
    }

    /// Whether the caller may ask for items by a field: whoever may have it on all items, or on some that the
    /// caller may read.
    pub(super) fn may_ask_by(&self, caller: &Caller, operation: &str, is_secret: bool) -> bool {
        let mut roles = self.roles().into_iter();
        self.may_ask(caller, operation)
            && (self.has_everywhere(caller, operation, is_secret)
                || roles.any(|role| {
                    self.reads_both(&role, operation, is_secret) && caller.could_meet(&role)
                }))
    }

    /// Whether the caller finds the item who asks by a field.
    pub(super) fn may_find_by(
        &self,
        caller: &Caller,
        operation: &str,
        is_secret: bool,
        item: &Value,
    ) -> bool {
        if self.has_everywhere(caller, operation, is_secret) {
            return self.may_read(caller, operation, item);
        }
        let mut roles = self.roles().into_iter();
        roles.any(|role| self.reads_both(&role, operation, is_secret) && caller.meets(&role, item))
    }

    /// Whether the caller may have the field whatever the item is.
    fn has_everywhere(&self, caller: &Caller, operation: &str, is_secret: bool) -> bool {
        let mut roles = self.roles().into_iter();
        roles.any(|role| {
            !role.needs_item()
                && self.reads(&role, operation, is_secret)
                && caller.could_meet(&role)
        })
    }

    /// Whether the caller may have the field of an item by its condition: of roles that the item tells only if it
    /// is looked at for the change itself.
    pub(super) fn may_know(
        &self,
        caller: &Caller,
        operation: &str,
        is_secret: bool,
        item: &Value,
    ) -> bool {
        let looks = self.roles().iter().any(|role| {
            role.needs_item()
                && match operation {
                    "delete" => self.grants_all(role, "delete"),
                    operation => self.grants_any(role, operation),
                }
        });
        match looks {
            true => self.may_read_field(caller, is_secret, item),
            false => {
                !self.is_limited(operation, is_secret)
                    || self.has_everywhere(caller, operation, is_secret)
            }
        }
    }

    /// Whether some who may do this may not read the field.
    fn is_limited(&self, operation: &str, is_secret: bool) -> bool {
        let mut roles = self.roles().into_iter();
        roles.any(|role| {
            self.grants_any(&role, operation) && !self.reads(&role, operation, is_secret)
        })
    }

    fn reads_both(&self, role: &Rule, operation: &str, is_secret: bool) -> bool {
        self.grants_any(role, operation) && self.reads(role, operation, is_secret)
    }

    fn reads(&self, role: &Rule, operation: &str, is_secret: bool) -> bool {
        match operation {
            "search" => self.grants(role, "search", is_secret),
            _ => READ.iter().any(|one| self.grants(role, one, is_secret)),
        }
    }

    /// Whether the caller may have a field of some items counted by searches.
    pub(super) fn may_count_some(&self, caller: &Caller, is_secret: bool) -> bool {
        let mut roles = self.roles().into_iter();
        roles.any(|role| self.grants(&role, "search", is_secret) && caller.could_meet(&role))
    }

    /// Whether the caller may have a field of this item counted by searches.
    pub(super) fn may_count(&self, caller: &Caller, is_secret: bool, item: &Value) -> bool {
        let mut roles = self.roles().into_iter();
        roles.any(|role| self.grants(&role, "search", is_secret) && caller.meets(&role, item))
    }

    pub(super) fn may_delete(&self, caller: &Caller, item: &Value) -> bool {
        let mut roles = self.roles().into_iter();
        roles.any(|role| self.grants_all(&role, "delete") && caller.meets(&role, item))
    }

    pub(super) fn update(&self, caller: &Caller, item: &Value, input: &Value) -> Written {
        let held: Vec<Rule> = self
            .roles()
            .into_iter()
            .filter(|role| self.grants_any(role, "update") && caller.meets(role, item))
            .collect();
        let may = |operation: &str, field: &str| {
            held.iter()
                .any(|role| self.grants(role, operation, field == "secret"))
        };
        if held.is_empty() {
            return Written::Refused;
        }
        let unlimited = held
            .iter()
            .any(|role| self.grants_all(role, "update") && self.grants_all(role, "delete"));
        let members = input.as_object().expect("an input is a map");
        let refused = members.iter().filter(|(field, value)| {
            let may_write = may("update", field) && (!value.is_null() || may("delete", field));
            // The key only names the item.
            !unlimited && !may_write && *field != "id"
        });
        written(refused.map(|(field, _)| field.clone()).collect(), json!({}))
    }

    pub(super) fn create(&self, caller: &Caller, input: &Value) -> Written {
        let members = input.as_object().expect("an input is a map");
        let mut owners = json!({});
        let mut held: Vec<Rule> = Vec::new();
        for role in self.roles() {
            if !self.grants_any(&role, "create") {
                continue;
            }
            if let Allow::Owner { field, .. } = &role.allow
                && role.provider == caller.provider
                && !members.contains_key(*field)
                && owners.get(*field).is_none()
                && let Some(name) = caller.owner_names(&role.allow).first()
            {
                owners[*field] = if LISTS.contains(field) {
                    json!([name])
                } else {
                    json!(name)
                };
                held.push(role);
            } else if caller.meets(&role, input) {
                held.push(role);
            }
        }
        if held.is_empty() {
            return Written::Refused;
        }
        let refused = members.keys().filter(|field| {
            let is_secret = *field == "secret";
            !held.iter().any(|role| self.grants_all(role, "create"))
                && !held
                    .iter()
                    .any(|role| self.grants(role, "create", is_secret))
        });
        written(refused.cloned().collect(), owners)
    }
}

fn written(refused: Vec<String>, owners: Value) -> Written {
    if refused.is_empty() {
        Written::Allowed(owners)
    } else {
        Written::RefusedFields(refused)
    }
}

/// A rule for each of its groups.
fn split(rule: &Rule) -> Vec<Rule> {
    let Allow::Groups { names, claim } = &rule.allow else {
        return vec![rule.clone()];
    };
    let groups = names.iter().map(|name| Rule {
        allow: Allow::Groups {
            names: vec![name.clone()],
            claim: claim.clone(),
        },
        ..rule.clone()
    });
    groups.collect()
}
