//! Reads how many tests passed out of what the test runners print.

use crate::steps::Tally;
use serde_json::Value;

/// Reads nextest's summary line ("12 tests run: 11 passed, 1 failed, 0 skipped").
pub fn nextest(text: &str) -> Option<Tally> {
    let plain = without_colours(text);
    let line = plain.lines().rev().find(|line| line.contains("Summary [") && line.contains(" run: "))?;
    let (_, counts) = line.split_once(" run: ")?;
    let failed = ["failed", "timed out", "exec failed"].iter().filter_map(|word| before(counts, word)).sum();
    Some(Tally { passed: before(counts, "passed").unwrap_or(0), failed })
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
    Some(Tally { passed: number("numPassedTests")?, failed: number("numFailedTests")? })
}

/// Reads Playwright's JSON report; a test that passed only when tried again counts as failed.
pub fn playwright(report: &Value) -> Option<Tally> {
    let stats = &report["stats"];
    let number = |name: &str| stats[name].as_u64().and_then(|count| usize::try_from(count).ok());
    Some(Tally { passed: number("expected")?, failed: number("unexpected")? + number("flaky")? })
}

/// Reads the end of Node's TAP report ("# pass 5", "# fail 0", "# cancelled 0").
pub fn tap(text: &str) -> Option<Tally> {
    let number = |name: &str| {
        text.lines()
            .rev()
            .find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.trim().parse::<usize>().ok())
    };
    Some(Tally { passed: number("pass ")?, failed: number("fail ")? + number("cancelled ").unwrap_or(0) })
}

/// Joins a runner's own count with how it ended: no tests at all, or a bad end without a failed test, is a failure.
pub fn judged(counted: Option<Tally>, ended_well: bool) -> Tally {
    match counted {
        Some(tally) if tally.failed > 0 => tally,
        Some(tally) if ended_well && tally.passed > 0 => tally,
        Some(tally) => Tally { failed: 1, ..tally },
        None => Tally::one(false),
    }
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
        Tally { passed, failed }
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
    fn a_runner_that_ran_nothing_or_died_has_failed() {
        assert_eq!(judged(None, true), tally(0, 1));
        assert_eq!(judged(Some(tally(0, 0)), true), tally(0, 1));
        assert_eq!(judged(Some(tally(4, 0)), false), tally(4, 1));
        assert_eq!(judged(Some(tally(4, 2)), false), tally(4, 2));
        assert_eq!(judged(Some(tally(4, 0)), true), tally(4, 0));
    }
}
