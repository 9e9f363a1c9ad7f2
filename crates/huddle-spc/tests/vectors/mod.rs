//! Reads the vector files and compares every field of a result, naming the vector and the field.
#![allow(dead_code, reason = "each test file uses its own part")]

use serde_json::Value;
use std::path::PathBuf;

/// Reads a file of vectors.
pub fn load(file: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/vectors").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{file}: {e}"));
    serde_json::from_str(&text).unwrap()
}

/// Reads a list of numbers and nulls.
pub fn numbers(list: &Value) -> Vec<Option<f64>> {
    list.as_array().map(|l| l.iter().map(Value::as_f64).collect()).unwrap_or_default()
}

/// Compares and collects what differs, so that one run shows every difference.
pub struct Checker {
    rel: f64,
    abs: f64,
    tolerance: Value,
    name: String,
    vectors: usize,
    fields: usize,
    wrong: Vec<String>,
}

impl Checker {
    pub fn new(data: &Value) -> Checker {
        let of = |key: &str| data["tolerance"][key].as_f64().unwrap_or(1e-9);
        Checker {
            rel: of("rel"),
            abs: of("abs"),
            tolerance: data["tolerance"].clone(),
            name: String::new(),
            vectors: 0,
            fields: 0,
            wrong: Vec::new(),
        }
    }

    pub fn vector(&mut self, vector: &Value) {
        self.name = vector["id"].as_str().map_or_else(|| format!("#{}", self.vectors), str::to_owned);
        self.vectors += 1;
    }

    /// Uses another tolerance from the file's header for what follows.
    pub fn relative(&mut self, key: &str) -> &mut Checker {
        self.rel = self.tolerance[key].as_f64().unwrap_or(1e-9);
        self
    }

    /// Every field of `want` must be in `got` and equal; fields only in `got` are a difference too.
    pub fn same(&mut self, path: &str, want: &Value, got: &Value) {
        match (want, got) {
            (Value::Object(w), Value::Object(g)) => {
                for (key, value) in w {
                    match g.get(key) {
                        Some(other) => self.same(&format!("{path}.{key}"), value, other),
                        None => self.wrong(format!("{path}.{key} is missing")),
                    }
                }
                for key in g.keys().filter(|k| !w.contains_key(*k)) {
                    self.wrong(format!("{path}.{key} is not expected"));
                }
            }
            (Value::Array(w), Value::Array(g)) => {
                if w.len() != g.len() {
                    self.wrong(format!("{path}: {} items, expected {}", g.len(), w.len()));
                }
                for (i, (w, g)) in w.iter().zip(g).enumerate() {
                    self.same(&format!("{path}[{i}]"), w, g);
                }
            }
            (Value::Number(w), Value::Number(g)) => {
                self.fields += 1;
                let (w, g) = (w.as_f64().unwrap(), g.as_f64().unwrap());
                let room = self.abs.max(self.rel * w.abs());
                let near = (w - g).abs() <= room;
                if !near {
                    self.wrong(format!("{path}: {g}, expected {w}"));
                }
            }
            (w, g) => {
                self.fields += 1;
                if w != g {
                    self.wrong(format!("{path}: {g}, expected {w}"));
                }
            }
        }
    }

    pub fn wrong(&mut self, what: String) {
        self.wrong.push(format!("{}: {what}", self.name));
    }

    /// Fails when anything differed, or when fewer vectors were read than are known to exist.
    pub fn finish(self, least: usize) {
        println!("{} vectors, {} fields compared, {} differ", self.vectors, self.fields, self.wrong.len());
        assert!(self.vectors >= least, "only {} vectors were read", self.vectors);
        let shown = self.wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
        assert!(self.wrong.is_empty(), "{} differences\n{shown}", self.wrong.len());
    }
}
