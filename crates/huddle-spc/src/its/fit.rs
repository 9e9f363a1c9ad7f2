//! Least squares for the four columns of a segmented regression.

use crate::sum;

/// Coefficients: intercept, time, level, trend change.
pub(super) const K: usize = 4;

/// One row of the model.
pub(super) type Row = [f64; K];

/// A least squares fit and what its standard errors are made of.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    pub beta: Row,
    pub residuals: Vec<f64>,
    /// Inverse of X'X.
    pub inverse: [Row; K],
    /// Logarithm of the determinant of X'X.
    pub ln_determinant: f64,
    /// Sum of the squared residuals.
    pub squares: f64,
}

pub(super) fn dot(a: &Row, b: &Row) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Gives the quadratic form c'Mc.
pub(super) fn quadratic(c: &Row, m: &[Row; K]) -> f64 {
    c.iter().zip(m).map(|(c_i, row)| c_i * dot(row, c)).sum()
}

fn along(a: &[f64], b: &[f64]) -> f64 {
    sum::sum(a.iter().zip(b).map(|(x, y)| x * y))
}

fn take_off(from: &mut [f64], times: f64, what: &[f64]) {
    from.iter_mut().zip(what).for_each(|(x, w)| *x -= times * w);
}

/// Gives the columns of the rows, each of length one and at right angles to those before it, and what each was made of.
fn made_orthogonal(rows: &[Row]) -> Option<(Vec<Vec<f64>>, [Row; K])> {
    let mut columns: Vec<Vec<f64>> = Vec::with_capacity(K);
    let mut r = [[0.0; K]; K];
    for j in 0..K {
        let mut column: Vec<f64> = rows.iter().map(|row| row[j]).collect();
        let before = along(&column, &column).sqrt();
        for _ in 0..2 {
            for (i, done) in columns.iter().enumerate() {
                let share = along(done, &column);
                r[i][j] += share;
                take_off(&mut column, share, done);
            }
        }
        let left = along(&column, &column).sqrt();
        if left.is_nan() || left <= 1e-10 * before {
            return None;
        }
        r[j][j] = left;
        column.iter_mut().for_each(|x| *x /= left);
        columns.push(column);
    }
    Some((columns, r))
}

/// Gives the columns of the rows as [`least_squares`] makes them.
pub(super) fn orthogonal(rows: &[Row]) -> Option<Vec<Vec<f64>>> {
    made_orthogonal(rows).map(|(columns, _)| columns)
}

/// Fits `y` on the rows by orthogonal columns, each made orthogonal twice; `None` where a column adds
/// nothing to those before it or a number is not finite.
///
/// Source: Gram-Schmidt with one repetition, which is as good as it gets: L. Giraud and others,
/// Numerische Mathematik 101 (2005) 87-100. Squaring the columns first, as the textbook's normal
/// equations do, would lose half of the digits.
pub(super) fn least_squares(rows: &[Row], y: &[f64]) -> Option<Fit> {
    let (columns, r) = made_orthogonal(rows)?;
    let mut residuals = y.to_vec();
    let mut shares = [0.0; K];
    for _ in 0..2 {
        for (share, column) in shares.iter_mut().zip(&columns) {
            let more = along(column, &residuals);
            *share += more;
            take_off(&mut residuals, more, column);
        }
    }
    // R is upper triangular: its inverse by back substitution from the last row up.
    let mut back = [[0.0; K]; K];
    for i in (0..K).rev() {
        let below = back;
        for (j, cell) in back[i].iter_mut().enumerate().skip(i) {
            let known: f64 = (i + 1..=j).map(|m| r[i][m] * below[m][j]).sum();
            *cell = (if i == j { 1.0 } else { -known }) / r[i][i];
        }
    }
    let mut inverse = [[0.0; K]; K];
    for i in 0..K {
        for j in 0..K {
            inverse[i][j] = dot(&back[i], &back[j]);
        }
    }
    let beta = std::array::from_fn(|i| dot(&back[i], &shares));
    let squares = along(&residuals, &residuals);
    let ln_determinant = 2.0 * (0..K).map(|j| r[j][j].ln()).sum::<f64>();
    let fit = Fit { beta, residuals, inverse, ln_determinant, squares };
    let whole = fit.squares.is_finite() && fit.ln_determinant.is_finite();
    (whole && fit.beta.iter().all(|b| b.is_finite())).then_some(fit)
}
