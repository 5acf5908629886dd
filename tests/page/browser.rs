//! Drives a real Chromium over its debugging pipe: loads a page, presses keys, asks the page questions, and remembers what
//! it complained of. Knows nothing of reports.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Names under which distributions install it.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// A browser with one page.
pub(crate) struct Browser {
    child: Child,
    to: File,
    from: Receiver<Value>,
    session: Option<String>,
    n_sent: u64,
    events: Vec<Value>,
    /// Profile and pipes; goes with the browser.
    _folder: TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How long a browser may say nothing.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the browser says, message by message, read beside the test so that silence can be noticed.
fn messages(pipe: File) -> Receiver<Value> {
    let (to, from) = mpsc::channel();
    std::thread::spawn(move || {
        let ended = BufReader::new(pipe).split(0).map_while(Result::ok).find_map(|message| {
            let message = serde_json::from_slice(&message).unwrap_or(Value::Null);
            to.send(message).err()
        });
        drop(ended);
    });
    from
}

fn pipe(path: &Path) {
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, mode, 0).expect("a pipe");
}

fn program() -> &'static str {
    let is_there = |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|out| out.status.success());
    NAMES.into_iter().find(is_there).expect("the tests of the page need Chromium: install the package chromium")
}

impl Browser {
    /// Starts a browser that has nothing open.
    pub(crate) fn start() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let (to, from) = (folder.path().join("to"), folder.path().join("from"));
        pipe(&to);
        pipe(&from);
        // The pipe is the browser's descriptors three and four: a shell puts them there.
        let child = Command::new("sh")
            .args(["-c", r#"in=$1; out=$2; shift 2; exec "$@" 3<"$in" 4>"$out""#, "sh"])
            .args([&to, &from])
            .args([program(), "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage"])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let to = OpenOptions::new().write(true).open(to).expect("a pipe to the browser");
        let from = messages(File::open(from).expect("a pipe from the browser"));
        let mut browser = Self { child, to, from, session: None, n_sent: 0, events: Vec::new(), _folder: folder };
        let page = browser.ask("Target.createTarget", &json!({"url": "about:blank"}))["targetId"].clone();
        let session = browser.ask("Target.attachToTarget", &json!({"targetId": page, "flatten": true}));
        browser.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.ask(&format!("{domain}.enable"), &json!({}));
        }
        browser
    }

    /// Sends a command and waits for its answer; what happens meanwhile is remembered.
    pub(crate) fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.n_sent += 1;
        let id = self.n_sent;
        let mut message = json!({"id": id, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        loop {
            let message = self.next();
            if message["id"].as_u64() == Some(id) {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            self.events.push(message);
        }
    }

    fn next(&mut self) -> Value {
        self.from.recv_timeout(PATIENCE).expect("the browser ended, or has said nothing for a long time")
    }

    /// Loads a file and waits until it is there; gives the time it took.
    pub(crate) fn open(&mut self, path: &Path) -> Duration {
        let start = Instant::now();
        self.events.clear();
        self.ask("Page.navigate", &json!({"url": format!("file://{}", path.display())}));
        self.wait_for("Page.loadEventFired");
        // Not before it is on the screen.
        self.eval("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
        start.elapsed()
    }

    /// Waits until something has happened since the page was opened.
    pub(crate) fn wait_for(&mut self, method: &str) {
        while !self.events.iter().any(|event| event["method"] == method) {
            let event = self.next();
            self.events.push(event);
        }
    }

    /// Loads the page again, its scripts switched off.
    pub(crate) fn reload_without_script(&mut self) {
        self.ask("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
        self.events.clear();
        self.ask("Page.reload", &json!({}));
        self.wait_for("Page.loadEventFired");
    }

    /// The value of an expression in the page, promises awaited.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let answer = self.ask("Runtime.evaluate", &params);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Presses and lets go of a key.
    pub(crate) fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, None),
            "Enter" => (13, Some("\r")),
            "Escape" => (27, None),
            " " => (32, Some(" ")),
            _ => (0, Some(key)),
        };
        let mut down = json!({"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code});
        if let Some(text) = text {
            down["text"] = json!(text);
        }
        self.ask("Input.dispatchKeyEvent", &down);
        self.ask("Input.dispatchKeyEvent", &json!({"type": "keyUp", "key": key, "windowsVirtualKeyCode": code}));
    }

    /// Whatever the page complained of, asked of the network or tried to run since it was opened.
    pub(crate) fn complaints(&mut self) -> Vec<String> {
        // What is under way arrives before the answer to a question.
        self.eval("new Promise((done) => setTimeout(done, 50))");
        let is_one = |event: &&Value| match event["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown"
            | "Runtime.consoleAPICalled"
            | "Log.entryAdded"
            | "Page.javascriptDialogOpening" => true,
            "Network.requestWillBeSent" => {
                let is_page = event["params"]["type"] == "Document";
                !is_page || !event["params"]["request"]["url"].as_str().is_some_and(|url| url.starts_with("file:"))
            }
            _ => false,
        };
        self.events.iter().filter(is_one).map(ToString::to_string).collect()
    }
}
