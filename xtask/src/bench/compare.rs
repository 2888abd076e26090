//! Whether something became worse.
//!
//! The rule: a figure is a regression if its median is worse than the baseline's median by more than three times the larger of both relative
//! deviations (median distance from the median), by 10 % at least and 50 % at most. Three deviations, because the rounds of one commit stay
//! within two; 10 %, because with a few rounds a deviation can be small by chance; 50 %, because noise is no excuse for everything.

use super::baseline::Measured;
use super::figures::{Figure, Values};

const DEVIATIONS: f64 = 3.0;
const ALLOWED_MIN: f64 = 0.10;
const ALLOWED_MAX: f64 = 0.50;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Regression,
    Within,
    Better,
}

impl Verdict {
    const fn text(self) -> &'static str {
        match self {
            Self::Regression => "REGRESSION",
            Self::Within => "within noise",
            Self::Better => "better",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Row {
    scenario: String,
    figure: Figure,
    before: f64,
    now: f64,
    /// How much worse, as a share of what was; negative if better.
    worse: f64,
    allowed: f64,
    verdict: Verdict,
}

/// All figures that both have.
pub struct Comparison {
    heading: String,
    rows: Vec<Row>,
    not_compared: Vec<String>,
}

/// Compares every figure of the baseline with what was measured now.
pub fn compare(baseline: &Measured, now: &Measured) -> Comparison {
    let mut comparison = Comparison {
        heading: format!(
            "baseline {} of {}, now {}; {}",
            baseline.origin.commit,
            baseline.origin.date,
            now.origin.commit,
            now.origin.machine_class
        ),
        rows: Vec::new(),
        not_compared: Vec::new(),
    };
    if baseline.origin.machine_class != now.origin.machine_class {
        comparison.not_compared.push(format!(
            "the baseline is of another machine class: {}",
            baseline.origin.machine_class
        ));
    }
    for (scenario, figure, before) in baseline.figures() {
        match now.figure(scenario, figure) {
            Some(now) => comparison.rows.push(row(scenario, figure, &before, &now)),
            None => comparison
                .not_compared
                .push(format!("{scenario} {}: not measured now", figure.name())),
        }
    }
    for (scenario, figure, _) in now.figures() {
        if baseline.figure(scenario, figure).is_none() {
            comparison
                .not_compared
                .push(format!("{scenario} {}: not in the baseline", figure.name()));
        }
    }
    comparison
}

fn row(scenario: &str, figure: Figure, before: &Values, now: &Values) -> Row {
    let change = (now.median() - before.median()) / before.median();
    let worse = if figure.is_better_when_higher() {
        -change
    } else {
        change
    };
    let noise = before.relative_deviation().max(now.relative_deviation());
    let allowed = (noise * DEVIATIONS).clamp(ALLOWED_MIN, ALLOWED_MAX);
    let verdict = if worse > allowed {
        Verdict::Regression
    } else if worse < -allowed {
        Verdict::Better
    } else {
        Verdict::Within
    };
    Row {
        scenario: scenario.to_owned(),
        figure,
        before: before.median(),
        now: now.median(),
        worse,
        allowed,
        verdict,
    }
}

impl Comparison {
    /// Whether anything became worse beyond noise, or nothing was compared at all.
    pub fn has_regression(&self) -> bool {
        self.rows.is_empty()
            || self
                .rows
                .iter()
                .any(|row| row.verdict == Verdict::Regression)
    }

    /// A table, and a line for what it could not say.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{}\n{:<20}{:<28}{:>10}{:>10}{:>9}{:>9}\n",
            self.heading, "scenario", "figure", "before", "now", "worse", "allowed"
        );
        for row in &self.rows {
            text += &format!(
                "{:<20}{:<28}{:>10.3}{:>10.3}{:>+7.1} %{:>7.1} %  {}\n",
                row.scenario,
                row.figure.name(),
                row.before,
                row.now,
                row.worse * 100.0,
                row.allowed * 100.0,
                row.verdict.text()
            );
        }
        for line in &self.not_compared {
            text += &format!("! {line}\n");
        }
        let count = |verdict| {
            self.rows
                .iter()
                .filter(|row| row.verdict == verdict)
                .count()
        };
        text += &format!(
            "{} regressions, {} better, {} within noise\n",
            count(Verdict::Regression),
            count(Verdict::Better),
            count(Verdict::Within)
        );
        if self.rows.is_empty() {
            text += "nothing was compared, which is a failure\n";
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::super::baseline::tests::measured;
    use super::*;

    const RATE: Figure = Figure::RateByBlake3;
    const CPU: Figure = Figure::CpuByBlake3;

    fn regresses(figure: Figure, before: &[f64], now: &[f64]) -> bool {
        let comparison = compare(
            &measured("zipf", figure, before),
            &measured("zipf", figure, now),
        );
        assert_eq!(comparison.rows.len(), 1);
        comparison.has_regression()
    }

    #[test]
    fn a_tenth_is_noise_and_more_is_a_regression_in_the_figure_s_own_direction() {
        assert!(!regresses(RATE, &[1.0, 1.0, 1.0], &[0.91, 0.91, 0.91]));
        assert!(regresses(RATE, &[1.0, 1.0, 1.0], &[0.89, 0.89, 0.89]));
        assert!(!regresses(RATE, &[1.0, 1.0, 1.0], &[2.0, 2.0, 2.0]));
        assert!(regresses(CPU, &[1.0, 1.0, 1.0], &[1.11, 1.11, 1.11]));
        assert!(!regresses(CPU, &[1.0, 1.0, 1.0], &[0.5, 0.5, 0.5]));
    }

    #[test]
    fn rounds_that_differ_allow_more_on_either_side_but_not_everything() {
        let noisy = [1.0, 1.06, 0.94, 1.07, 0.93];
        assert!(!regresses(RATE, &noisy, &[0.85, 0.85, 0.85]));
        assert!(!regresses(RATE, &[1.0, 1.0, 1.0], &[0.84, 0.90, 0.78]));
        assert!(regresses(RATE, &noisy, &[0.8, 0.8, 0.8]));
        assert!(regresses(RATE, &[1.0, 0.2, 1.8], &[0.49, 0.49, 0.49]));
    }

    #[test]
    fn one_disturbed_round_is_no_regression() {
        assert!(!regresses(RATE, &[1.0, 1.01, 0.99], &[1.0, 0.3, 0.99]));
    }

    #[test]
    fn what_only_one_of_them_has_is_said_and_nothing_at_all_fails() {
        let before = measured("zipf", RATE, &[1.0]);
        let comparison = compare(&before, &measured("hot", RATE, &[1.0]));
        assert!(comparison.has_regression());
        let text = comparison.text();
        assert!(
            text.contains("zipf rate_by_blake3: not measured now"),
            "{text}"
        );
        assert!(
            text.contains("hot rate_by_blake3: not in the baseline"),
            "{text}"
        );
        assert!(compare(&before, &before).text().contains("1 within noise"));
    }
}
