//! Real processes, each in its namespace: a node that can be killed, asked through its local socket, and started
//! again.

use super::space;
use huddle_host::protocol::{Answer, Ask, Op};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const CTL: &str = env!("CARGO_BIN_EXE_huddlectl");
pub const PORT: u16 = 47_810;

/// One PC.
pub struct Pc {
    n: usize,
    pub folder: PathBuf,
    child: Option<Child>,
    words: Vec<String>,
}

impl Pc {
    /// A PC that is not running yet; `peers` are those it dials, `listens` whether it may be dialled.
    pub fn new(n: usize, root: &std::path::Path, listens: bool, peers: &[usize]) -> Self {
        let mut words: Vec<String> = ["node", "--no-discovery"].map(str::to_owned).to_vec();
        if listens {
            words.extend(["--listen".to_owned(), format!("{}:{PORT}", space::address(n))]);
        }
        for peer in peers {
            words.extend(["--peer".to_owned(), format!("{}:{PORT}", space::address(*peer))]);
        }
        Self { n, folder: root.join(format!("pc{n}")), child: None, words }
    }

    /// Runs one `huddlectl` command line on this PC.
    pub fn ctl(&self, words: &[&str]) {
        let done = space::inside(&space::pc(self.n), || {
            Command::new(CTL).arg("--data").arg(&self.folder).args(words).output().unwrap()
        });
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{words:?}: {said}");
    }

    pub fn start(&mut self) {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.log()).unwrap();
        let mut child = space::inside(&space::pc(self.n), || {
            Command::new(CTL)
                .arg("--data")
                .arg(&self.folder)
                .args(&self.words)
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(log)
                .spawn()
                .unwrap()
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with('{'), "PC {} said {line:?}", self.n);
        self.child = Some(child);
    }

    fn log(&self) -> PathBuf {
        self.folder.with_extension("log")
    }

    pub fn runs(&self) -> bool {
        self.child.is_some()
    }

    /// kill -9
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    fn ask(&self, op: Op, name: &str, body: Value) -> Option<Value> {
        let ask = Ask { op, name: name.to_owned(), body, request_id: None, tile: None };
        match huddle_host::socket::ask(&self.folder, &ask) {
            Ok(Answer::Ok(value)) => Some(value),
            Ok(Answer::Error(error)) => panic!("PC {}: {name}: {error:?}", self.n),
            Err(_) => None,
        }
    }

    /// Carries out a command; nothing when the PC died before it answered, and then nothing is promised.
    pub fn tell(&self, name: &str, body: Value) -> Option<Value> {
        self.ask(Op::Execute, name, body)
    }

    pub fn query(&self, name: &str, body: Value) -> Value {
        self.ask(Op::Query, name, body).unwrap_or_else(|| panic!("PC {} does not answer", self.n))
    }

    pub fn keep(&self, name: &str, body: Value) -> Value {
        self.ask(Op::Keep, name, body).unwrap_or_else(|| panic!("PC {} does not answer", self.n))
    }

    fn heads(&self) -> Value {
        self.keep("state", json!({ "heads": true }))
    }
}

impl Drop for Pc {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
        // What a node had to say helps to find why a round failed.
        if std::thread::panicking()
            && let Ok(said) = std::fs::read_to_string(self.log())
        {
            let lines: Vec<&str> = said.lines().collect();
            println!("PC {} said:\n{}", self.n, lines[lines.len().saturating_sub(15)..].join("\n"));
        }
    }
}

/// Waits until all hold the same heads; gives the time, or nothing when it took longer than `limit`.
pub fn equal(pcs: &[Pc], limit: Duration) -> Option<Duration> {
    let began = Instant::now();
    loop {
        let first = pcs[0].heads();
        if pcs[1..].iter().all(|pc| pc.heads() == first) {
            return Some(began.elapsed());
        }
        if began.elapsed() > limit {
            return None;
        }
        // Looked at again and again, not all the time: the PCs need the processors as well.
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Starts a ward on the first PC and lets the others in by invite files; all run afterwards.
pub fn ward(pcs: &mut [Pc], root: &std::path::Path, name: &str) {
    let body = json!({
        "name": name, "area": "Elderly care", "colour": "blue", "beds": 28,
        "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
    });
    pcs[0].ctl(&["call", "ward_start", &body.to_string()]);
    pcs[0].start();
    let door = format!("{}:{PORT}", space::address(0));
    for n in 1..pcs.len() {
        let file = root.join(format!("invite{n}.json"));
        let made = pcs[0].keep("pair_invite", json!({ "role": "writer" }));
        std::fs::write(&file, made["file"].as_str().unwrap()).unwrap();
        pcs[n].ctl(&[
            "pair",
            "accept",
            file.to_str().unwrap(),
            "--peer",
            &door,
            "--name",
            &format!("PC {n}"),
        ]);
        pcs[n].start();
    }
}
