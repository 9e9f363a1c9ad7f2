//! Save, from the call to the acknowledgement, against appending 4 KiB and syncing in the same folder.
//!
//! Figures are ratios of one run on one disk; `cargo xtask bench` runs this in release.

use crate::support::{tell, ward};
use serde_json::json;
use std::io::Write;
use std::time::{Duration, Instant};

const SAVES: usize = 300;

fn quantile(times: &mut [Duration], part: f64) -> Duration {
    times.sort_unstable();
    let at = ((times.len() - 1) as f64 * part).round() as usize;
    times[at]
}

/// Alternates the two kinds of write, so that both meet the same neighbours on the disk.
pub fn measure() -> (f64, Duration, Duration, Duration) {
    let (folder, app) = ward(1);
    let mut plain = std::fs::File::create(folder.path().join("plain")).unwrap();
    let id = tell(&app, "card_add", json!({ "title": "speed" }))["id"].clone();
    let (mut saves, mut floor) = (Vec::new(), Vec::new());
    for n in 0..SAVES {
        let begun = Instant::now();
        if n % 2 == 0 {
            tell(&app, "card_set", json!({ "id": id, "field": "why", "value": format!("save {n}") }));
        } else {
            tell(&app, "card_add", json!({ "title": format!("card {n}") }));
        }
        saves.push(begun.elapsed());
        let begun = Instant::now();
        plain.write_all(&[7; 4096]).unwrap();
        plain.sync_data().unwrap();
        floor.push(begun.elapsed());
    }
    let (p50, p99) = (quantile(&mut saves, 0.5), quantile(&mut saves, 0.99));
    let base = quantile(&mut floor, 0.5);
    (p50.as_secs_f64() / base.as_secs_f64(), p50, p99, base)
}

#[test]
fn a_save_is_reported_against_the_disk() {
    let (ratio, p50, p99, base) = measure();
    println!("save p50 {p50:?}, p99 {p99:?}; append 4 KiB and sync {base:?}; ratio {ratio:.2}");
    // The figure (2.5) is held by the release bench; here only a gross slip is caught, because product
    // code is not optimised in this profile and the machine is shared.
    assert!(ratio < 40.0, "a save costs {ratio:.1} plain writes");
}
