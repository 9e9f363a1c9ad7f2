//! Reads the vector files and compares every field of a result, naming the vector and the field.
#![allow(dead_code, reason = "each test file uses its own part")]

use serde_json::Value;
use std::path::PathBuf;

/// Gives the place of a file of vectors.
pub fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/vectors").join(file)
}

/// Reads a file of vectors.
pub fn load(file: &str) -> Value {
    let text = std::fs::read_to_string(path(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    serde_json::from_str(&text).unwrap()
}

/// Words in the vectors that say who computed a number, not what it is.
const PROVENANCE: [&str; 2] = ["from_", "agreement"];

/// Compares and collects what differs, so that one run shows every difference.
pub struct Checker {
    tolerance: Value,
    name: String,
    vectors: usize,
    fields: usize,
    wrong: Vec<String>,
}

impl Checker {
    pub fn new(data: &Value) -> Checker {
        Checker {
            tolerance: data["tolerance"].clone(),
            name: String::new(),
            vectors: 0,
            fields: 0,
            wrong: Vec::new(),
        }
    }

    /// Relative and absolute room of the field at a path, as the file's header gives it.
    fn room(&self, path: &str) -> (f64, f64) {
        let header = |key: &str| self.tolerance[key].as_f64();
        let last = path.rsplit('.').next().unwrap_or(path);
        let restricted = path.contains(".ar1_reml");
        let key = if restricted {
            "reml_se_rel"
        } else if matches!(last, "p" | "p_two_sided") {
            "p_rel"
        } else if last.contains("noncentral") {
            "noncentral_rel"
        } else if path.contains("newey_west") {
            "newey_west_rel"
        } else if path.contains(".prais_winsten") {
            "prais_winsten_rel"
        } else {
            "ols_rel"
        };
        if restricted && last.ends_with("phi") {
            return (0.0, header("reml_phi_abs").unwrap_or(1e-9));
        }
        let absolute = header("abs");
        (header(key).or_else(|| header("rel")).unwrap_or(1e-9), absolute.unwrap_or(1e-9))
    }

    pub fn vector(&mut self, vector: &Value) {
        self.name = vector["id"]
            .as_str()
            .or(vector["name"].as_str())
            .map_or_else(|| format!("#{}", self.vectors), str::to_owned);
        self.vectors += 1;
    }

    /// Every field of `want` must be in `got` and equal; fields only in `got` are a difference too.
    pub fn same(&mut self, path: &str, want: &Value, got: &Value) {
        match (want, got) {
            (Value::Object(w), Value::Object(g)) => {
                for (key, value) in w {
                    if PROVENANCE.contains(&key.as_str()) && value.is_string() {
                        continue;
                    }
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
                let (relative, absolute) = self.room(path);
                let room = absolute.max(relative * w.abs());
                let near = (w - g).abs() <= room;
                if !near {
                    self.wrong(format!("{path}: {g}, expected {w}"));
                }
            }
            // The library that made these gave up on one interval that exists.
            (Value::Null, Value::Array(g)) if path.ends_with("d_z_ci95_noncentral_t") => {
                self.fields += 1;
                if g.len() != 2 || g[0].as_f64() >= g[1].as_f64() {
                    self.wrong(format!("{path}: {g:?} is no interval"));
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

    pub fn differs(&self) -> bool {
        !self.wrong.is_empty()
    }

    /// Fails when anything differed, or when fewer vectors were read than are known to exist.
    pub fn finish(self, least: usize) {
        println!("{} vectors, {} fields compared, {} differ", self.vectors, self.fields, self.wrong.len());
        assert!(self.vectors >= least, "only {} vectors were read", self.vectors);
        let shown = self.wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
        assert!(self.wrong.is_empty(), "{} differences\n{shown}", self.wrong.len());
    }
}
