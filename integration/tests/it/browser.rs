//! A headless Chromium, spoken to by its own protocol.
//!
//! <https://chromedevtools.github.io/devtools-protocol/>

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// What Chromium is called by those who package it.
const PROGRAMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// How long a page may take for something.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page in a browser that ends with the value.
pub(crate) struct Page {
    browser: Child,
    _profile: TempDir,
    runtime: Runtime,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    sent: u64,
    /// What went wrong in the page, requests that were refused aside.
    pub(crate) complaints: Vec<String>,
}

impl Page {
    /// Opens a URL; none if this machine has no browser.
    pub(crate) fn open(url: &str) -> Option<Self> {
        let program = PROGRAMS
            .into_iter()
            .find(|program| Command::new(program).arg("--version").output().is_ok())?;
        let profile = TempDir::new().expect("a temporary folder");
        let mut browser = Command::new(program)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
            ])
            .args([
                "--remote-debugging-port=0",
                "--no-first-run",
                "--window-size=1300,900",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the browser starts");
        let endpoint = endpoint(&mut browser);
        let runtime = Runtime::new().expect("a runtime");
        let (socket, _) = runtime.block_on(connect_async(endpoint)).expect("a page");
        let mut page = Self {
            browser,
            _profile: profile,
            runtime,
            socket,
            sent: 0,
            complaints: Vec::new(),
        };
        for domain in ["Page", "Runtime", "Log"] {
            page.send(&format!("{domain}.enable"), json!({}));
        }
        page.send("Page.navigate", json!({ "url": url }));
        Some(page)
    }

    /// The value of an expression in JavaScript, awaited.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let request =
            json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let answer = self.send("Runtime.evaluate", request);
        let thrown = answer.get("exceptionDetails");
        assert!(thrown.is_none(), "{expression}: {thrown:#?}");
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    pub(crate) fn wait(&mut self, expression: &str) {
        let waited = self.evaluate(&format!(
            "(async () => {{
               const end = Date.now() + {};
               while (Date.now() < end) {{
                 if ({expression}) return 'true';
                 await new Promise((go) => setTimeout(go, 20));
               }}
               return document.body.innerText;
             }})()",
            PATIENCE.as_millis()
        ));
        assert_eq!(waited, "true", "never: {expression}");
    }

    /// Clicks on what a selector finds, once it is there.
    pub(crate) fn click(&mut self, selector: &str) {
        let found = format!("document.querySelector({})", json!(selector));
        self.wait(&format!("{found} !== null"));
        self.evaluate(&format!("{found}.click()"));
    }

    fn send(&mut self, method: &str, parameters: Value) -> Value {
        self.sent += 1;
        let id = self.sent;
        let message = json!({"id": id, "method": method, "params": parameters}).to_string();
        self.runtime
            .block_on(self.socket.send(Message::text(message)))
            .expect("the browser reads");
        loop {
            let said = self.receive();
            if said["id"] == id {
                assert!(said.get("error").is_none(), "{method}: {said}");
                return said["result"].clone();
            }
            self.note(&said);
        }
    }

    fn receive(&mut self) -> Value {
        loop {
            let next = async { tokio::time::timeout(2 * PATIENCE, self.socket.next()).await };
            let next = self
                .runtime
                .block_on(next)
                .expect("the browser says something");
            if let Message::Text(text) = next.expect("an open connection").expect("a message") {
                return serde_json::from_str(&text).expect("JSON");
            }
        }
    }

    fn note(&mut self, event: &Value) {
        let entry = &event["params"]["entry"];
        let is_complaint = match event["method"].as_str() {
            Some("Runtime.exceptionThrown") => true,
            Some("Log.entryAdded") => entry["level"] == "error" && entry["source"] != "network",
            _ => false,
        };
        if is_complaint {
            self.complaints.push(event["params"].to_string());
        }
    }
}

/// Where the browser's page is spoken to.
fn endpoint(browser: &mut Child) -> String {
    let said = BufReader::new(browser.stderr.take().expect("piped"));
    let mut lines = said.lines().map_while(Result::ok);
    let listening = lines
        .find_map(|line| Some(line.split_once("listening on ws://")?.1.to_owned()))
        .expect("the browser listens");
    // It goes on talking, and would wait if nobody listened.
    std::thread::spawn(move || lines.for_each(drop));
    let (host, _) = listening.split_once('/').expect("an address");
    let list: Value = ureq::get(format!("http://{host}/json/list"))
        .call()
        .and_then(|mut response| response.body_mut().read_json())
        .expect("a list of pages");
    let pages = list.as_array().expect("a list");
    let page = pages
        .iter()
        .find(|one| one["type"] == "page")
        .expect("a page");
    page["webSocketDebuggerUrl"]
        .as_str()
        .expect("a URL")
        .to_owned()
}

impl Drop for Page {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.browser.kill();
        let _ = self.browser.wait();
    }
}
