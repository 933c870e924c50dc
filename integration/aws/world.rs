//! The fakes that a test plays on.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, thread};

use integration::{ACCESS_KEY, AwsFake, python};
use serde_json::{Value, json};

use crate::fake;

/// How long anything may take before a test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A fake of AWS that is running.
pub(crate) struct World {
    pub(crate) url: String,
    /// The stricter fake, if it is that one.
    outside: Option<AwsFake>,
}

/// Plays on every fake there is, each with a bootstrapped account.
pub(crate) fn on_each_fake(play: impl Fn(&World)) {
    on_each_empty_fake(|world| {
        world.post(
            "/__bootstrap",
            &json!({ "region": "us-east-1", "version": "21" }),
        );
        world.forget_calls();
        play(world);
    });
}

/// Plays on the small fake, for operations that the stricter one does not know.
pub(crate) fn on_own_fake(play: impl Fn(&World)) {
    let world = World::own();
    world.post(
        "/__bootstrap",
        &json!({ "region": "us-east-1", "version": "21" }),
    );
    play(&world);
}

/// Plays on every fake there is.
pub(crate) fn on_each_empty_fake(play: impl Fn(&World)) {
    play(&World::own());
    if let Some(world) = World::outside() {
        play(&world);
    }
}

impl World {
    pub(crate) fn own() -> Self {
        Self {
            url: format!("http://{}", fake::start()),
            outside: None,
        }
    }

    /// The stricter fake, if there is one.
    pub(crate) fn outside() -> Option<Self> {
        let folder = PathBuf::from(env::var_os("AWS_FAKE")?);
        let fake = AwsFake::start(&folder);
        Some(Self {
            url: fake.url().to_owned(),
            outside: Some(fake),
        })
    }

    /// Whether it is the stricter one, which keeps what services are told.
    pub(crate) fn is_strict(&self) -> bool {
        self.outside.is_some()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) {
        ureq::post(format!("{}{path}", self.url))
            .send_json(body)
            .expect("the fake answers");
    }

    pub(crate) fn fault(&self, fault: Value) {
        self.post("/__faults", &json!([fault]));
    }

    pub(crate) fn forget_faults(&self) {
        ureq::delete(format!("{}/__faults", self.url))
            .call()
            .expect("the fake answers");
    }

    /// Removes the policy of the bucket for assets, which denies what does not come over TLS.
    ///
    /// The fakes speak plain HTTP, which that policy is to deny. The stricter one's S3 is moto's, which takes a
    /// `Deny` without its `Condition` besides, and so denies everything (`moto/s3/models.py`, "Conditions are
    /// not taken into account"). On AWS the policy stays: deployments speak HTTPS.
    pub(crate) fn lift_demand_for_tls(&self) {
        if !self.is_strict() {
            return;
        }
        let lift = "import boto3, sys; boto3.client('s3', endpoint_url=sys.argv[1], region_name='us-east-1', \
            aws_access_key_id=sys.argv[2], aws_secret_access_key=sys.argv[3]).delete_bucket_policy(Bucket=sys.argv[4])";
        let bucket = format!("cdk-hnb659fds-assets-{}-us-east-1", fake::ACCOUNT);
        let status = Command::new(python())
            .args(["-c", lift, &self.url, ACCESS_KEY.0, ACCESS_KEY.1, &bucket])
            .status();
        assert!(status.expect("Python runs").success());
    }

    /// The template of a stack of the small fake.
    pub(crate) fn template(&self, stack: &str) -> Value {
        let mut answer = ureq::get(format!("{}/__templates", self.url))
            .call()
            .expect("the fake answers");
        let templates: Value = answer.body_mut().read_json().expect("templates");
        templates[stack].clone()
    }

    /// Lets operations of CloudFormation go on by one event for each look at them.
    pub(crate) fn slow_down(&self) {
        self.post("/__config", &json!({ "mode": "poll", "steps_per_poll": 1 }));
    }

    pub(crate) fn speed_up(&self) {
        self.post("/__config", &json!({ "mode": "delay" }));
    }

    /// The operations that were called, in order.
    pub(crate) fn calls(&self) -> Vec<String> {
        let mut answer = ureq::get(format!("{}/__calls", self.url))
            .call()
            .expect("the fake answers");
        let calls: Vec<Value> = answer.body_mut().read_json().expect("a list");
        calls
            .iter()
            .map(|call| call["operation"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    pub(crate) fn count(&self, operation: &str) -> usize {
        self.calls()
            .iter()
            .filter(|call| *call == operation)
            .count()
    }

    pub(crate) fn forget_calls(&self) {
        ureq::delete(format!("{}/__calls", self.url))
            .call()
            .expect("the fake answers");
    }

    /// Waits until an operation was called.
    pub(crate) fn wait_for(&self, operation: &str) {
        let start = Instant::now();
        while self.count(operation) == 0 {
            assert!(start.elapsed() < PATIENCE, "{operation} is never called");
            thread::sleep(Duration::from_millis(5));
        }
    }
}
