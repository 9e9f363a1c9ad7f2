//! Reads how many tests passed, and which did not, out of what the test runners print.

use crate::steps::{Ran, Tally};
use serde_json::Value;

/// Reads nextest's summary line ("12 tests run: 11 passed, 1 failed, 0 skipped").
pub fn nextest(text: &str) -> Option<Tally> {
    let plain = without_colours(text);
    let line = plain.lines().rev().find(|line| line.contains("Summary [") && line.contains(" run: "))?;
    let (_, counts) = line.split_once(" run: ")?;
    let failed = ["failed", "timed out", "exec failed"].iter().filter_map(|word| before(counts, word)).sum();
    Some(Tally::of(before(counts, "passed").unwrap_or(0), failed))
}

/// Adds up libtest's "test result:" lines, one a binary.
pub fn libtest(text: &str) -> Option<Tally> {
    let plain = without_colours(text);
    let mut sum = None;
    for line in plain.lines().filter(|line| line.starts_with("test result:")) {
        let tally: &mut Tally = sum.get_or_insert_default();
        tally.passed += before(line, "passed")?;
        tally.failed += before(line, "failed")?;
    }
    sum
}

/// Reads Vitest's JSON report.
pub fn vitest(report: &Value) -> Option<Tally> {
    let number = |name: &str| report[name].as_u64().and_then(|count| usize::try_from(count).ok());
    Some(Tally::of(number("numPassedTests")?, number("numFailedTests")?))
}

/// Reads Playwright's JSON report; a test that passed only when tried again counts as failed.
pub fn playwright(report: &Value) -> Option<Tally> {
    let stats = &report["stats"];
    let number = |name: &str| stats[name].as_u64().and_then(|count| usize::try_from(count).ok());
    Some(Tally::of(number("expected")?, number("unexpected")? + number("flaky")?))
}

/// Names the journeys that failed in Playwright's JSON report, each with the first lines of why: a journey that
/// fails once in fifty runs is only ever explained by the run in which it did.
pub fn playwright_failures(report: &Value) -> Vec<String> {
    let mut names = Vec::new();
    walk_suite(report, &mut names);
    names
}

/// Lines of an error that say what was expected and what was there.
const WHY_LINES: usize = 6;

fn walk_suite(suite: &Value, names: &mut Vec<String>) {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    for inner in list(&suite["suites"]) {
        walk_suite(&inner, names);
    }
    for spec in list(&suite["specs"]).into_iter().filter(|spec| spec["ok"] == Value::Bool(false)) {
        let text = |key: &str| spec[key].as_str().unwrap_or_default().to_owned();
        let mut said = format!("{}:{} {}", text("file"), spec["line"], text("title"));
        let results = list(&spec["tests"]).into_iter().flat_map(|test| list(&test["results"]));
        for error in results.filter_map(|result| result["error"]["message"].as_str().map(without_colours)) {
            for line in error.lines().filter(|line| !line.trim().is_empty()).take(WHY_LINES) {
                said.push_str("\n               ");
                said.push_str(line.trim());
            }
        }
        names.push(said);
    }
}

/// Reads the end of Node's TAP report ("# pass 5", "# fail 0", "# cancelled 0").
pub fn tap(text: &str) -> Option<Tally> {
    let number = |name: &str| {
        text.lines()
            .rev()
            .find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.trim().parse::<usize>().ok())
    };
    Some(Tally::of(number("pass ")?, number("fail ")? + number("cancelled ").unwrap_or(0)))
}

/// Joins a runner's own count with how it ended: no tests at all, or a bad end without a failed test, is a failure.
///
/// What failed is named, so that the end of a long run says where to look.
pub fn judged(counted: Option<Tally>, ran: &Ran) -> Tally {
    let tally = match counted {
        Some(tally) if tally.failed > 0 => tally,
        Some(tally) if ran.ok && tally.passed > 0 => return tally,
        Some(tally) => Tally::of(tally.passed, 1),
        None => Tally::one(false),
    };
    Tally { names: failures(&ran.text), ..tally }
}

/// Finds the names of failed tests in what nextest, libtest, Vitest, Playwright and Node print, each once.
pub fn failures(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in without_colours(text).lines().map(str::trim) {
        let name = match line.split_once(' ') {
            Some(("FAIL" | "TIMEOUT" | "SIGABRT" | "SIGKILL", rest)) => {
                rest.split_once(']').map_or(rest, |(_, name)| name)
            }
            Some(("✘" | "✖", rest)) => rest,
            Some(("test", rest)) => match rest.strip_suffix(" ... FAILED") {
                Some(name) => name,
                None => continue,
            },
            _ => continue,
        };
        let name = name.trim().to_owned();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Finds the number that stands before a word, as in "11 passed".
fn before(text: &str, word: &str) -> Option<usize> {
    let cleaned = text.replace([',', ';', '.'], " ");
    let (head, _) = cleaned.split_once(&format!(" {word}"))?;
    head.split_whitespace().last()?.parse().ok()
}

fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut inside = false;
    for letter in text.chars() {
        match (inside, letter) {
            (false, '\u{1b}') => inside = true,
            (false, other) => plain.push(other),
            (true, end) if end.is_ascii_alphabetic() => inside = false,
            (true, _) => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: usize, failed: usize) -> Tally {
        Tally::of(passed, failed)
    }

    fn ran(ok: bool, text: &str) -> Ran {
        Ran { ok, text: text.to_owned() }
    }

    #[test]
    fn nextest_summaries_are_read() {
        assert_eq!(
            nextest("     Summary [   0.1s] 12 tests run: 12 passed, 0 skipped\n"),
            Some(tally(12, 0))
        );
        assert_eq!(
            nextest(
                "\u{1b}[31;1m     Summary\u{1b}[0m [   9.1s] \u{1b}[1m12\u{1b}[0m/14 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 0 skipped"
            ),
            Some(tally(9, 3))
        );
        assert_eq!(nextest("error: could not compile"), None);
    }

    #[test]
    fn libtest_results_are_added_up() {
        let text = "test result: ok. 3 passed; 0 failed; 0 ignored\nrunning\ntest result: FAILED. 4 passed; 2 failed; 0 ignored\n";
        assert_eq!(libtest(text), Some(tally(7, 2)));
        assert_eq!(libtest("error"), None);
    }

    #[test]
    fn json_reports_are_read() {
        let report = serde_json::json!({ "numPassedTests": 5, "numFailedTests": 1 });
        assert_eq!(vitest(&report), Some(tally(5, 1)));
        let report =
            serde_json::json!({ "stats": { "expected": 7, "unexpected": 1, "flaky": 2, "skipped": 0 } });
        assert_eq!(playwright(&report), Some(tally(7, 3)));
        assert_eq!(playwright(&serde_json::json!({})), None);
    }

    #[test]
    fn tap_reports_are_read() {
        assert_eq!(tap("ok 1\n# pass 5\n# fail 0\n# cancelled 1\n"), Some(tally(5, 1)));
    }

    #[test]
    fn a_failed_journey_says_why() {
        let report = serde_json::json!({ "suites": [{ "suites": [{ "specs": [
            { "ok": true, "title": "fine", "file": "a.spec.ts", "line": 1, "tests": [] },
            { "ok": false, "title": "counts", "file": "huddle.spec.ts", "line": 31, "tests": [{ "results": [
                { "error": { "message": "\u{1b}[31mexpect failed\u{1b}[39m\n\nExpected: 2" } },
            ] }] },
        ] }] }] });
        let said = playwright_failures(&report);
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("huddle.spec.ts:31 counts"), "{said:?}");
        assert!(said[0].contains("expect failed") && said[0].contains("Expected: 2"), "{said:?}");
        assert!(!said[0].contains('\u{1b}'));
        assert!(playwright_failures(&serde_json::json!({})).is_empty());
    }

    #[test]
    fn a_runner_that_ran_nothing_or_died_has_failed() {
        assert_eq!(judged(None, &ran(true, "")), tally(0, 1));
        assert_eq!(judged(Some(tally(0, 0)), &ran(true, "")), tally(0, 1));
        assert_eq!(judged(Some(tally(4, 0)), &ran(false, "")), tally(4, 1));
        assert_eq!(judged(Some(tally(4, 2)), &ran(false, "")), tally(4, 2));
        assert_eq!(judged(Some(tally(4, 0)), &ran(true, "")), tally(4, 0));
    }

    #[test]
    fn what_failed_is_named_once() {
        let text = "\u{1b}[31m  FAIL\u{1b}[0m [   1.2s] ( 3/9) huddle-core guard::finds\n  FAIL [   1.2s] ( 3/9) huddle-core guard::finds\n\
                    ✓ 1 fine (1s)\n  ✘  2 huddle.spec.ts:124:1 › every section (2.0m)\ntest rules::first ... FAILED\ntest rules::second ... ok\n\
                    ✖ the window opens (3ms)";
        assert_eq!(
            failures(text),
            [
                "( 3/9) huddle-core guard::finds",
                "2 huddle.spec.ts:124:1 › every section (2.0m)",
                "rules::first",
                "the window opens (3ms)"
            ]
        );
    }
}
