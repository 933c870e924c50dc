//! A small fake of AWS: the operations that deployments use, over HTTP, in this process.
//!
//! It checks no signatures and evaluates no templates, but keeps CloudFormation's rules about states, change
//! sets, indexes and imports, and logs every call. `/__calls`, `/__faults`, `/__config`, `/__bootstrap`,
//! `/__table`, `/__stack` and `/__templates` control it.

mod cloudformation;
mod execution;
mod imports;
mod services;
mod tables;
mod templates;
mod wire;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::Response;
use serde_json::{Value, json};

use cloudformation::CloudFormation;
use services::Services;

/// The one account there is.
pub(crate) const ACCOUNT: &str = "123456789012";

/// A call as it arrived.
pub(crate) struct Call {
    pub(crate) service: String,
    pub(crate) operation: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

/// An answer: status, content type, body.
pub(crate) type Answer = (u16, &'static str, String);

#[derive(Default)]
struct Fake {
    cloudformation: CloudFormation,
    services: Services,
    calls: Vec<Value>,
    faults: Vec<Value>,
}

/// Starts a fake; gives its address. It ends with the process.
pub(crate) fn start() -> SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
                .await
                .expect("a port");
            tell.send(listener.local_addr().expect("an address"))
                .expect("someone waits");
            let fake = Arc::new(Mutex::new(Fake::default()));
            let router = Router::new().fallback(answer).with_state(fake);
            axum::serve(listener, router)
                .await
                .expect("the server runs");
        });
    });
    told.recv().expect("the server starts")
}

async fn answer(State(fake): State<Arc<Mutex<Fake>>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX)
        .await
        .unwrap_or_default()
        .to_vec();
    let headers = parts.headers.iter().map(|(name, value)| {
        (
            name.to_string(),
            value.to_str().unwrap_or_default().to_owned(),
        )
    });
    let mut call = Call {
        service: String::new(),
        operation: String::new(),
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        headers: headers.collect(),
        body,
    };
    let mut fake = fake.lock().expect("no test panics in here");
    let answer = if call.path.starts_with("/__") {
        Some(fake.control(&call))
    } else {
        wire::name(&mut call);
        fake.call(&call)
    };
    match answer {
        Some((status, kind, text)) => Response::builder()
            .status(status)
            .header("content-type", kind)
            .body(Body::from(text))
            .expect("a response"),
        // What a client sees of a connection that breaks off.
        None => {
            let broken = futures_util::stream::once(async {
                Err::<Vec<u8>, _>(std::io::Error::other("dropped"))
            });
            Response::builder()
                .header("content-length", "100")
                .body(Body::from_stream(broken))
                .expect("a response")
        }
    }
}

impl Fake {
    fn control(&mut self, call: &Call) -> Answer {
        let input: Value = serde_json::from_slice(&call.body).unwrap_or_default();
        let answer = match (call.method.as_str(), call.path.as_str()) {
            ("GET", "/__calls") => json!(self.calls),
            ("DELETE", "/__calls") => {
                self.calls.clear();
                json!({})
            }
            ("POST", "/__faults") => {
                let faults = input.as_array().cloned().unwrap_or_default();
                self.faults.extend(faults);
                json!({})
            }
            ("DELETE", "/__faults") => {
                self.faults.clear();
                json!({})
            }
            ("POST", "/__config") => {
                self.cloudformation.slow = input["mode"] == "poll";
                json!({})
            }
            ("POST", "/__bootstrap") => {
                self.services.bootstrap();
                json!({})
            }
            ("GET", "/__templates") => self.cloudformation.templates(),
            // A table that somebody has made.
            ("POST", "/__table") => {
                let name = input["TableName"].as_str().expect("a name");
                self.services.tables.put(name, &input);
                json!({})
            }
            // A stack that another tool has deployed.
            ("POST", "/__stack") => {
                self.cloudformation.found(&input, &mut self.services.tables);
                json!({})
            }
            _ => panic!("no control call {} {}", call.method, call.path),
        };
        (200, wire::JSON, answer.to_string())
    }

    fn call(&mut self, call: &Call) -> Option<Answer> {
        let answer = match self.fault(call) {
            Some(answer) => answer,
            None => Some(self.serve(call)),
        };
        let status = answer.as_ref().map_or(0, |(status, ..)| *status);
        self.calls.push(json!({
            "service": call.service,
            "operation": call.operation,
            "status": status,
        }));
        answer
    }

    fn serve(&mut self, call: &Call) -> Answer {
        match call.service.as_str() {
            "cloudformation" => {
                // The one stack that is made without a change set.
                if call.operation == "CreateStack" {
                    self.services.bootstrap();
                }
                let faults = &mut self.faults;
                self.cloudformation.call(call, faults, &mut self.services)
            }
            _ => self.services.call(call),
        }
    }

    /// What a fault makes of a call: another answer, or none.
    fn fault(&mut self, call: &Call) -> Option<Option<Answer>> {
        let fits = |fault: &Value| {
            let is = |member: &str, value: &str| fault[member].is_null() || fault[member] == value;
            let kinds = ["throttle", "error", "drop", "deny", "expired", "answer"];
            let kind = fault["kind"].as_str().unwrap_or_default();
            kinds.contains(&kind)
                && is("service", &call.service)
                && is("operation", &call.operation)
        };
        let index = self.faults.iter().position(fits)?;
        let fault = self.faults[index].clone();
        let times = fault["times"].as_i64().unwrap_or(1);
        if times == 1 {
            self.faults.remove(index);
        } else {
            self.faults[index]["times"] = json!(times - 1);
        }
        let text = |member: &str| fault[member].as_str().unwrap_or_default().to_owned();
        let error = |status, code, message| Some(wire::error(call, status, code, message));
        Some(match fault["kind"].as_str() {
            Some("throttle") if call.service == "s3" => {
                error(503, "SlowDown", "Please reduce your request rate.")
            }
            Some("throttle") => error(400, "Throttling", "Rate exceeded"),
            Some("drop") => None,
            Some("answer") => Some((200, wire::JSON, text("text"))),
            Some("deny") => error(403, "AccessDenied", "not authorized to perform this"),
            Some("expired") => error(
                403,
                "ExpiredToken",
                "The security token included in the request is expired",
            ),
            _ => {
                let status = fault["status"].as_u64().unwrap_or(500) as u16;
                let code = fault["code"].as_str().unwrap_or("InternalFailure");
                error(status, code, "try again")
            }
        })
    }
}
