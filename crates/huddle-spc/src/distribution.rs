//! The few probability distributions the charts and tests need.

/// Gives ln(0!), ln(1!), .. ln(n!).
fn ln_factorials(n: usize) -> Vec<f64> {
    let mut all = Vec::with_capacity(n + 1);
    // Carried with its lost digits, so that long sums stay exact to the last bit or two.
    let (mut total, mut lost) = (0.0_f64, 0.0_f64);
    all.push(0.0);
    for k in 1..=n {
        let term = (k as f64).ln() + lost;
        let next = total + term;
        lost = (total - next) + term;
        total = next;
        all.push(total);
    }
    all
}

/// ln of "n choose k", or minus infinity where there is no way to choose.
fn ln_choose(table: &[f64], n: usize, k: usize) -> f64 {
    match (table.get(n), table.get(k), n.checked_sub(k).and_then(|rest| table.get(rest))) {
        (Some(all), Some(one), Some(other)) => all - one - other,
        _ => f64::NEG_INFINITY,
    }
}

/// Gives the smallest count whose cumulative binomial probability (even odds) reaches `probability`.
pub fn binomial_half_quantile(probability: f64, trials: usize) -> usize {
    let table = ln_factorials(trials);
    let mut total = 0.0;
    for k in 0..=trials {
        total += (ln_choose(&table, trials, k) - trials as f64 * std::f64::consts::LN_2).exp();
        // The same fuzz as usual in quantiles of discrete distributions: a tie counts as reached.
        if total * (1.0 + 64.0 * f64::EPSILON) >= probability {
            return k;
        }
    }
    trials
}

/// Gives the probability of each number of runs, from 0 up, for so many values above and below.
///
/// Source: F. Swed and C. Eisenhart, Ann Math Stat 14 (1943) 66-87.
fn runs_probabilities(above: usize, below: usize) -> Vec<f64> {
    let all = above + below;
    if above == 0 || below == 0 {
        return if all == 0 { vec![1.0] } else { vec![0.0, 1.0] };
    }
    let table = ln_factorials(all);
    let whole = ln_choose(&table, all, above);
    let pair = |a: usize, b: usize| {
        (ln_choose(&table, above - 1, a) + ln_choose(&table, below - 1, b) - whole).exp()
    };
    (0..=all)
        .map(|runs| match (runs / 2, runs % 2) {
            (0, _) => 0.0,
            (half, 0) => 2.0 * pair(half - 1, half - 1),
            (half, _) => pair(half, half - 1) + pair(half - 1, half),
        })
        .collect()
}

/// Gives the largest number of runs whose lower tail is at most `tail`, `None` when there is none.
pub fn runs_too_few(above: usize, below: usize, tail: f64) -> Option<usize> {
    let mut total = 0.0;
    let mut found = None;
    for (runs, probability) in runs_probabilities(above, below).iter().enumerate() {
        total += probability;
        if total > tail * (1.0 + 1e-12) {
            break;
        }
        if *probability > 0.0 {
            found = Some(runs);
        }
    }
    found
}

/// Gives the smallest number of runs whose upper tail is at most `tail`.
///
/// It may be one that this split cannot reach. `None` when all values lie on one side.
pub fn runs_too_many(above: usize, below: usize, tail: f64) -> Option<usize> {
    let mut total = 0.0;
    let mut found = None;
    for (runs, probability) in runs_probabilities(above, below).iter().enumerate().rev() {
        total += probability;
        if total > tail * (1.0 + 1e-12) {
            break;
        }
        found = Some(runs);
    }
    found
}
