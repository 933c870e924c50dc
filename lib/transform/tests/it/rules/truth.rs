//! Every kind of rule by every provider for every operation: whom it lets through, and to what.

use appsynth_transform::{AuthMode, Options};
use serde_json::{Value, json};

use super::callers;
use super::oracle::{Allow, Caller, LISTS, Rule, Type, Written};
use super::run::{Api, Request, passes};

pub(super) fn options() -> Options {
    Options {
        default_auth: AuthMode::UserPools,
        additional_auth: vec![
            AuthMode::ApiKey,
            AuthMode::Oidc,
            AuthMode::Iam,
            AuthMode::Lambda,
        ],
        identity_pool: true,
        ..Options::default()
    }
}

/// A rule of each kind by each provider that it goes with.
pub(super) fn rules() -> Vec<Rule> {
    let mut rules = vec![
        Rule::new(Allow::Public, "apiKey"),
        Rule::new(Allow::Public, "identityPool"),
        Rule::new(Allow::Private, "identityPool"),
        Rule::new(Allow::Custom, "function"),
    ];
    for provider in ["userPools", "oidc"] {
        rules.push(Rule::new(Allow::Private, provider));
        let owners = [
            ("owner", None),
            ("members", None),
            ("writer", Some("email")),
            ("owner", Some("username")),
            ("writer", Some("dept::user")),
            ("members", Some("sub")),
        ];
        rules.extend(owners.map(|(field, claim)| {
            let allow = Allow::Owner {
                field,
                claim: claim.map(str::to_owned),
                in_groups: Vec::new(),
                group_claim: None,
            };
            Rule::new(allow, provider)
        }));
        rules.extend([None, Some("dept:roles")].map(|group_claim| {
            let allow = Allow::Owner {
                field: "owner",
                claim: None,
                in_groups: vec!["red".to_owned(), "yellow".to_owned()],
                group_claim: group_claim.map(str::to_owned),
            };
            Rule::new(allow, provider)
        }));
        for claim in [None, Some("dept:roles".to_owned())] {
            let names = vec!["red".to_owned(), "yellow".to_owned()];
            let allow = Allow::Groups {
                names,
                claim: claim.clone(),
            };
            rules.push(Rule::new(allow, provider));
            rules.extend(["team", "teams"].map(|field| {
                let claim = claim.clone();
                Rule::new(Allow::GroupsField { field, claim }, provider)
            }));
        }
    }
    rules
}

/// Whether AppSync takes the item as an input: where it has lists they are lists.
pub(super) fn is_typed(item: &Value) -> bool {
    LISTS
        .iter()
        .all(|field| item.get(*field).is_none_or(|value| !value.is_string()))
}

fn changes() -> [Value; 5] {
    [
        json!({ "id": "1", "text": "x" }),
        json!({ "id": "1", "text": null }),
        json!({ "id": "1", "secret": "x" }),
        json!({ "id": "1", "secret": null, "text": "x" }),
        json!({}),
    ]
}

/// Asserts that the checks of a type do what its rules mean, for all these callers.
pub(super) fn check(rules: &Type, callers: &[Caller], items: &[Value]) {
    let api = Api::new(&rules.graphql(), &options());
    for caller in callers {
        let about = |what: &str| format!("{what} by {caller:?}\n{}", rules.graphql());
        check_reads(&api, rules, caller, items, &about);
        check_subscription(&api, rules, caller, &about);
        for item in items {
            let deleted = api.ask("Mutation.deleteDoc", &of_item(caller, item));
            assert_eq!(
                deleted.is_ok(),
                rules.may_delete(caller, item),
                "{}",
                about(&format!("delete {item}"))
            );
        }
        for (item, input) in items.iter().zip(changes().iter().cycle()) {
            check_update(&api, rules, caller, item, input, &about);
        }
        for input in items.iter().filter(|item| is_typed(item)) {
            check_create(&api, rules, caller, input, &about);
        }
    }
}

fn of_item(caller: &Caller, item: &Value) -> Request {
    Request {
        identity: caller.identity.clone(),
        arguments: json!({ "input": { "id": "1" } }),
        item: item.clone(),
        ..Request::default()
    }
}

fn check_reads(
    api: &Api,
    rules: &Type,
    caller: &Caller,
    items: &[Value],
    about: &dyn Fn(&str) -> String,
) {
    let request = Request {
        identity: caller.identity.clone(),
        ..Request::default()
    };
    check_secret(api, rules, caller, items, about);
    check_resolved(api, rules, caller, items, about);
    for (coordinate, operation) in [("Query.getDoc", "get"), ("Query.listDocs", "list")] {
        let through = api.ask(coordinate, &request);
        let may_ask = rules.may_ask(caller, operation);
        assert_eq!(through.is_ok(), may_ask, "{}", about(coordinate));
        let Ok(through) = through else { continue };
        assert_eq!(through.stash["hasAuth"], true);
        for item in items {
            assert_eq!(
                passes(&through.stash["authFilter"], item),
                rules.may_read(caller, operation, item),
                "{}",
                about(&format!("{coordinate} finding {item}"))
            );
        }
    }
}

/// Without a resolver of its own, the field is for whoever is given the item.
fn check_secret(
    api: &Api,
    rules: &Type,
    caller: &Caller,
    items: &[Value],
    about: &dyn Fn(&str) -> String,
) {
    let is_resolved = api.plan.resolvers.contains_key("Doc.secret");
    for item in items {
        let may_read = rules.may_read_field(caller, true, item);
        if !is_resolved {
            let is_ruled = rules.secret.is_some();
            let is_given =
                rules.may_see(caller, item) || (is_ruled && rules.may_change(caller, item));
            assert!(
                may_read || !is_given,
                "{}",
                about(&format!("secret of {item}"))
            );
            continue;
        }
        let mut source = item.clone();
        source["secret"] = json!("$ecret");
        let request = Request {
            identity: caller.identity.clone(),
            source,
            ..Request::default()
        };
        let value = api.ask("Doc.secret", &request).ok();
        let expected = may_read.then(|| json!("$ecret"));
        assert_eq!(
            value.map(|through| through.result),
            expected,
            "{}",
            about(&format!("secret of {item}"))
        );
    }
}

/// Fields without rules of their own that a function or a relation gives are for those who may read such fields.
fn check_resolved(
    api: &Api,
    rules: &Type,
    caller: &Caller,
    items: &[Value],
    about: &dyn Fn(&str) -> String,
) {
    for item in items.iter().filter(|item| rules.may_see(caller, item)) {
        let request = Request {
            identity: caller.identity.clone(),
            source: item.clone(),
            ..Request::default()
        };
        for coordinate in ["Doc.stamp", "Doc.pin"] {
            let may = api.ask(coordinate, &request).is_ok();
            let expected = rules.may_read_field(caller, false, item);
            assert_eq!(
                may,
                expected,
                "{}",
                about(&format!("{coordinate} of {item}"))
            );
        }
    }
}

/// Events show owners as their field does: by the last claim.
fn check_subscription(api: &Api, rules: &Type, caller: &Caller, about: &dyn Fn(&str) -> String) {
    let request = |arguments: Value| Request {
        identity: caller.identity.clone(),
        arguments,
        ..Request::default()
    };
    let through = api.ask("Subscription.onCreateDoc", &request(json!({})));
    let may_ask = rules.may_ask(caller, "listen");
    assert_eq!(through.is_ok(), may_ask, "{}", about("subscribe"));
    let Ok(through) = through else { return };
    let filter = &through.stash["authFilter"];
    let nobody = json!({ "id": "1" });
    let sees_all = rules.may_read(caller, "listen", &nobody);
    assert_eq!(passes(filter, &nobody), sees_all, "{}", about("subscribe"));
    let other = api.ask(
        "Subscription.onCreateDoc",
        &request(json!({ "owner": "s-3::ben", "writer": "s-3::ben" })),
    );
    let names_owner = rules.all_rules().any(|rule| {
        rule.provider == caller.provider
            && rules.lets_ask(rule, "listen")
            && matches!(rule.allow, Allow::Owner { field, .. } if field != "members")
    });
    if sees_all || names_owner {
        assert_eq!(other.is_ok(), sees_all, "{}", about("subscribe as another"));
    }
}

fn check_update(
    api: &Api,
    rules: &Type,
    caller: &Caller,
    item: &Value,
    input: &Value,
    about: &dyn Fn(&str) -> String,
) {
    let request = Request {
        arguments: json!({ "input": input }),
        ..of_item(caller, item)
    };
    let updated = match api.ask("Mutation.updateDoc", &request) {
        Ok(_) => Written::Allowed(json!({})),
        Err(error) => refused(&error),
    };
    let expected = rules.update(caller, item, input);
    let what = || about(&format!("update {item} with {input}"));
    assert_eq!(updated, expected, "{}", what());
}

fn check_create(
    api: &Api,
    rules: &Type,
    caller: &Caller,
    input: &Value,
    about: &dyn Fn(&str) -> String,
) {
    let request = Request {
        arguments: json!({ "input": input }),
        ..of_item(caller, &Value::Null)
    };
    let created = match api.ask("Mutation.createDoc", &request) {
        Ok(through) => {
            let owners = &through.stash["defaultValues"];
            Written::Allowed(if owners.is_null() {
                json!({})
            } else {
                owners.clone()
            })
        }
        Err(error) => refused(&error),
    };
    let expected = rules.create(caller, input);
    let what = || about(&format!("create {input}"));
    assert_eq!(created, expected, "{}", what());
}

fn refused(message: &str) -> Written {
    match message.strip_prefix("Unauthorized on [") {
        Some(fields) => {
            let fields = fields.trim_end_matches(']').split(", ");
            Written::RefusedFields(fields.map(str::to_owned).collect())
        }
        None => Written::Refused,
    }
}

#[test]
fn rules_let_through_whom_they_mean() {
    for rule in rules() {
        let callers = callers::around(&rule);
        let rules = Type {
            rules: vec![rule],
            secret: None,
        };
        check(&rules, &callers, &callers::items());
    }
}

#[test]
fn rules_let_through_to_their_operations_only() {
    const WITHOUT_ONE: &[&[&str]] = &[
        &["create", "update", "get", "list", "listen"],
        &["create", "delete", "list"],
        &["update", "delete", "get", "listen"],
    ];
    for mut rule in rules() {
        let own = callers::around(&rule).into_iter();
        let own = own.filter(|caller| caller.provider == rule.provider);
        let callers: Vec<Caller> = own.take(2).collect();
        for operations in WITHOUT_ONE {
            rule.operations = Some(operations.to_vec());
            let rules = Type {
                rules: vec![rule.clone()],
                secret: None,
            };
            check(&rules, &callers, &callers::items());
        }
    }
}

#[test]
fn a_claim_that_looks_like_a_list_and_is_none_lets_nobody_through() {
    let claim = Some("roles".to_owned());
    let names = vec!["red".to_owned(), "[red".to_owned()];
    let rule = Rule::new(Allow::Groups { names, claim }, "oidc");
    let rules = Type {
        rules: vec![rule],
        secret: None,
    };
    let api = Api::new(&rules.graphql(), &options());
    for roles in ["[red", "[red]", "[\"red\"", "[\"red\"] or so"] {
        let request = Request {
            identity: callers::oidc(json!({ "roles": roles })).identity,
            ..Request::default()
        };
        assert!(api.ask("Query.listDocs", &request).is_err(), "{roles}");
    }
}
