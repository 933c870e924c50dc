//! The life of a server: restarts, second deployments, its end.

use appsynth_local::LocalError;
use serde_json::json;

use crate::project::{Project, blog, post, query};

const CREATE: &str = r#"mutation { createPost(input: {id: "1", title: "kept"}) { id } }"#;
const READ: &str = r#"{ getPost(id: "1") { title } }"#;

#[test]
fn data_and_key_are_there_after_a_restart() {
    let mut project = Project::new(&blog());
    let before = project.deploy();
    query(&before, CREATE);
    project.stop();

    let after = project.deploy();
    assert_eq!(after.apis[0].api_key, before.apis[0].api_key);
    assert_eq!(
        query(&after, READ),
        json!({"data": {"getPost": {"title": "kept"}}})
    );
}

#[test]
fn a_running_server_takes_a_second_deployment_over() {
    let mut project = Project::new(&blog());
    let before = project.deploy();
    query(&before, CREATE);

    let mut changed = blog();
    changed["Resources"]["Api"]["Properties"]["Name"] = json!("Renamed");
    project.set_template(&changed);
    let after = project.deploy();
    assert_eq!(after.apis[0].name, "Renamed");
    assert_eq!(after.apis[0].graphql_url, before.apis[0].graphql_url);
    assert_eq!(
        query(&before, READ),
        json!({"data": {"getPost": {"title": "kept"}}})
    );
}

#[test]
fn a_refused_second_deployment_leaves_the_first_in_place() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    let mut broken = blog();
    broken["Resources"]["Posts"]["Properties"]["KeySchema"] = json!([]);
    project.set_template(&broken);
    let Err(LocalError::Diagnostics { diagnostics, .. }) = project.try_deploy() else {
        panic!("a table without a key was deployed");
    };
    let codes: Vec<_> = diagnostics.iter().map(|one| one.code.id).collect();
    assert_eq!(codes, ["AS7002"]);
    assert_eq!(query(&outputs, READ), json!({"data": {"getPost": null}}));
}

#[test]
fn control_is_for_those_who_know_the_token() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    let url = outputs.apis[0]
        .graphql_url
        .replace("/graphql", "/.appsynth/control");
    for headers in [&[][..], &[("authorization", "Bearer guess")][..]] {
        assert_eq!(post(&url, headers, r#""Stop""#).status, 401);
    }
    query(&outputs, READ);
}

#[test]
fn outputs_are_known_while_nothing_runs() {
    let mut project = Project::new(&blog());
    assert_eq!(appsynth_local::outputs(&project.state()).unwrap(), None);
    let deployed = project.deploy();
    project.stop();
    assert_eq!(
        appsynth_local::outputs(&project.state()).unwrap(),
        Some(deployed.clone())
    );
    assert_eq!(
        deployed.stacks["blog"]["GraphqlUrl"],
        deployed.apis[0].graphql_url
    );
}

#[test]
fn destroying_ends_the_server_and_removes_the_data() {
    let mut project = Project::new(&blog());
    query(&project.deploy(), CREATE);
    project.destroy();
    project.wait();
    assert!(!project.state().exists());

    let outputs = project.deploy();
    assert_eq!(query(&outputs, READ), json!({"data": {"getPost": null}}));
}

#[test]
fn a_port_that_is_taken_is_an_error_when_it_was_asked_for() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let mut project = Project::new(&blog());
    let mut options = project.options();
    options.port = Some(port);
    let error = project.deploy_with(options).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("cannot listen on 127.0.0.1:{port}; `--port 0` takes any free port")
    );
}

#[test]
fn keys_are_readable_by_their_owner_only() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mut project = Project::new(&blog());
        project.deploy();
        for file in ["state.json", "server.json"] {
            let mode = project
                .state()
                .join(file)
                .metadata()
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{file}");
        }
    }
}

#[test]
fn a_running_server_does_not_change_its_port() {
    let mut project = Project::new(&blog());
    project.deploy();
    let mut options = project.options();
    options.port = Some(1);
    let error = project.deploy_with(options).unwrap_err().to_string();
    assert!(error.ends_with("not on 1"), "{error}");
}
