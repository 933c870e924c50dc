use std::time::Duration;

use appsynth_config::{
    DatabaseTls, Document, LocalDataSource, LocalLatency, LocalPrincipal, Often,
};
use appsynth_diagnostics::Sources;
use expect_test::expect;

use super::{map, minimal, read, settings};

const FILE: &str = "
app: blog
tags: { team: web, stage: \"${env}\" }
api:
  schema: blog.graphql
  owner-contact: someone
  auth: { default: user-pool, user-pool: { id: none } }
  query-depth-limit: 5
environments:
  local:
  prod:
    account: \"111111111111\"
    region: eu-west-1
    api:
      owner-contact: null
      auth: { user-pool: { id: \"${POOL}\" } }
      query-depth-limit: ${DEPTH}
";

#[test]
fn overrides_are_merged_key_by_key() {
    let settings = settings(FILE, "prod", &[("POOL", "pool"), ("DEPTH", "7")]).unwrap();
    assert_eq!(settings.environment.region.as_deref(), Some("eu-west-1"));
    assert_eq!(settings.api.schema.value, "blog.graphql");
    assert_eq!(settings.api.owner_contact, None);
    assert_eq!(settings.api.query_depth_limit, Some(7));
    assert_eq!(settings.tags["stage"], "prod");
}

#[test]
fn variables_must_be_defined_only_where_they_are_used() {
    assert!(settings(FILE, "local", &[]).is_ok());
    expect![[r#"
        appsynth.yaml:16:32: error[AS8006] the variable `POOL` is not defined
        appsynth.yaml:17:26: error[AS8006] the variable `DEPTH` is not defined
    "#]]
    .assert_eq(&settings(FILE, "prod", &[]).unwrap_err());
}

#[test]
fn mistakes_in_other_environments_are_reported() {
    let text = minimal("environments: { prod: { api: { nmae: x } } }\n");
    expect![[r#"
        appsynth.yaml:3:32: error[AS8001] unknown key `nmae` in `api`
    "#]]
    .assert_eq(&settings(&text, "local", &[]).unwrap_err());
}

#[test]
fn a_dollar_sign_can_be_written() {
    let text = minimal("function-names: { a: \"$${env}\", b: \"$x ${env}-$${y}\" }\n");
    let names = settings(&text, "local", &[]).unwrap().function_names;
    assert_eq!(names["a"], "${env}");
    assert_eq!(names["b"], "$x local-${y}");
}

#[test]
fn effective_settings_show_variables_by_name() {
    let mut sources = Sources::new();
    let id = sources.add("appsynth.yaml", FILE);
    let document = Document::parse(&sources, id).unwrap();
    assert_eq!(document.environments(), ["local", "prod"]);
    let effective = document.effective("prod").unwrap();
    assert_eq!(effective["api"]["auth"]["user-pool"]["id"], "${POOL}");
    assert_eq!(effective["region"], "eu-west-1");
    assert!(effective.get("environments").is_none());
}

#[test]
fn stacks_that_are_rust_code_get_the_values_of_their_environment() {
    let text = "
values: { greeting: hello }
environments:
  local: { values: { quotes-url: 'http://127.0.0.1:8100' } }
  prod: { account: '222222222222', region: eu-west-1, values: { quotes-url: '${QUOTES}' } }
";
    let environment = |name: &'static str| {
        read(text, |document| {
            document.environment(name, &map(&[("QUOTES", "https://quotes.example.com")]))
        })
    };
    let prod = environment("prod").unwrap();
    assert_eq!(prod.account.as_deref(), Some("222222222222"));
    assert_eq!(prod.values["quotes-url"], "https://quotes.example.com");
    assert_eq!(prod.values["greeting"], "hello");
    assert_eq!(environment("local").unwrap().account, None);

    let misspelt = environment("prdo").unwrap_err();
    assert!(misspelt.contains("prdo"), "{misspelt}");
}

#[test]
fn stacks_that_are_rust_code_configure_nothing_else() {
    let mistakes = read("app: blog\n", |document| {
        document.environment("local", &map(&[]))
    });
    assert!(mistakes.unwrap_err().contains("AS8001"));
}

#[test]
fn stand_ins_are_read_alone_and_merged_by_environment() {
    let text = "
Resources: of no concern
region: eu-west-1
local:
  parameters: { QuotesUrl: 'http://127.0.0.1:8100' }
  functions:
    reading-time: { endpoint: 'http://127.0.0.1:${PORT}/2015-03-31/functions/reading-time/invocations' }
    short: 'http://127.0.0.1:9000/2015-03-31/functions/short/invocations'
  tables:
    users: { partition-key: id, indexes: { byMail: { partition-key: mail } } }
  user-pools: { eu-west-1_AbCdEf123: { client-ids: [web], jwks: keys.json } }
  oidc: { 'https://id.example.com': { issuer: 'http://127.0.0.1:9000' } }
  iam:
    reader: { access-key-id: ASIA, secret-access-key: 'of-${PORT}', role: reader }
  credentials: { access-key-id: AKIA, secret-access-key: 'hush-${PORT}', session-token: hush }
  data-sources:
    Search: { endpoint: 'http://127.0.0.1:9200' }
    Orders: { database: 'postgres://shop:hush@127.0.0.1/shop' }
  faults:
    Posts: { throttling: 0.25, conditional-failures: { every: 3 }, latency: 200ms }
    Users: { latency: { time: 2s, probability: 1 }, throttling: '${CHANCE}' }
    Votes: { throttling: { probability: 0.5 }, conditional-failures: 0 }
environments:
  test: { local: { parameters: { QuotesUrl: 'http://127.0.0.1:8200' } } }
";
    let local = |name: &'static str| {
        read(text, |document| {
            document.local(name, &map(&[("PORT", "9001"), ("CHANCE", "0.125")]))
        })
    };
    let read = local("local").unwrap();
    assert_eq!(read.region.as_deref(), Some("eu-west-1"));
    assert_eq!(read.parameters["QuotesUrl"], "http://127.0.0.1:8100");
    assert_eq!(
        read.functions["reading-time"],
        "http://127.0.0.1:9001/2015-03-31/functions/reading-time/invocations"
    );
    assert!(read.functions["short"].ends_with("/short/invocations"));
    assert_eq!(read.tables["users"].partition_key.name, "id");
    assert_eq!(
        read.tables["users"].indexes["byMail"].partition_key.name,
        "mail"
    );
    let pool = &read.user_pools["eu-west-1_AbCdEf123"];
    assert_eq!(pool.client_ids, ["web"]);
    assert_eq!(pool.jwks.as_deref(), Some("keys.json"));
    let provider = &read.oidc["https://id.example.com"];
    assert_eq!(provider.issuer.as_deref(), Some("http://127.0.0.1:9000"));
    let reader = &read.iam["reader"];
    assert!(!format!("{reader:?}").contains("of-9001"));
    assert_eq!(reader.secret_access_key.clone().reveal(), "of-9001");
    assert_eq!(reader.principal, LocalPrincipal::Role("reader".to_owned()));

    let posts = &read.faults["Posts"];
    assert_eq!(posts.throttling, Some(Often::OfAMillion(250_000)));
    assert_eq!(posts.conditional_failures, Some(Often::Every(3)));
    let waits = |milliseconds, often| LocalLatency {
        time: Duration::from_millis(milliseconds),
        often,
    };
    assert_eq!(posts.latency, Some(waits(200, Often::Every(1))));
    let users = &read.faults["Users"];
    assert_eq!(
        users.latency,
        Some(waits(2000, Often::OfAMillion(1_000_000)))
    );

    assert_eq!(users.throttling, Some(Often::OfAMillion(125_000)));
    let votes = &read.faults["Votes"];
    assert_eq!(votes.throttling, Some(Often::OfAMillion(500_000)));
    assert_eq!(votes.conditional_failures, Some(Often::OfAMillion(0)));

    assert_eq!(
        read.data_sources["Search"],
        LocalDataSource::Endpoint("http://127.0.0.1:9200".to_owned())
    );
    let credentials = read.credentials.clone().unwrap();
    assert_eq!(credentials.access_key_id, "AKIA");
    assert!(!format!("{read:?}").contains("hush"));

    let test = local("test").unwrap();
    assert_eq!(test.parameters["QuotesUrl"], "http://127.0.0.1:8200");
    assert_eq!(test.tables, read.tables);
}

#[test]
fn the_url_of_a_database_says_how_much_tls_there_is() {
    let check = |url: &str, rest: &str, tls: DatabaseTls| {
        let text = format!("local: {{ data-sources: {{ Shop: {{ database: '{url}' }} }} }}\n");
        let local = read(&text, |document| document.local("local", &map(&[]))).unwrap();
        let LocalDataSource::Database(database) = local.data_sources["Shop"].clone() else {
            panic!("no database");
        };
        assert_eq!(database.tls, tls, "{url}");
        assert_eq!(database.url.reveal(), rest);
    };
    let verified = |authorities: Option<&str>| DatabaseTls::Verified {
        authorities: authorities.map(str::to_owned),
    };
    for (scheme, off, on, verify, file) in [
        (
            "postgres",
            "sslmode=disable",
            "sslmode=require",
            "sslmode=verify-full",
            "sslrootcert",
        ),
        (
            "mysql",
            "ssl-mode=disabled",
            "ssl-mode=REQUIRED",
            "ssl-mode=VERIFY_IDENTITY",
            "ssl-ca",
        ),
    ] {
        let url = format!("{scheme}://shop:a@127.0.0.1/shop");
        check(&url, &url, DatabaseTls::Off);
        check(&format!("{url}?{off}"), &url, DatabaseTls::Off);
        check(&format!("{url}?{on}"), &url, DatabaseTls::Encrypted);
        check(&format!("{url}?{verify}"), &url, verified(None));
        check(
            &format!("{url}?{file}=ca.pem&a=b&{verify}"),
            &format!("{url}?a=b"),
            verified(Some("ca.pem")),
        );
    }
}

#[test]
fn stand_ins_may_stand_in_either_kind_of_project() {
    let local = "local: { parameters: { A: b } }\n";
    settings(&minimal(local), "local", &[]).unwrap();
    read(local, |document| document.environment("local", &map(&[]))).unwrap();
}

#[test]
fn an_environment_says_how_it_is_deployed() {
    let text = minimal(
        "deploy: { profile: web }\nenvironments: { prod: { account: \"111111111111\", deploy: { production: true } } }\n",
    );
    let deploy = read(&text, |document| document.deploy("prod", &map(&[]))).unwrap();
    assert_eq!(deploy.profile.as_deref(), Some("web"));
    assert_eq!(deploy.account.as_deref(), Some("111111111111"));
    assert!(deploy.production);
}

#[test]
fn keys_of_deploy_are_checked() {
    let text = minimal("deploy: { profil: web }\n");
    expect![[r#"
        appsynth.yaml:3:11: error[AS8001] unknown key `profil` in `deploy`
    "#]]
    .assert_eq(&settings(&text, "local", &[]).unwrap_err());
}
