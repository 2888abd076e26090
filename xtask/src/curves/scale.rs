//! Axes: where a value lies, and where the marks are.

/// A stretch of values along an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    pub is_logarithmic: bool,
}

/// Values that differ by more than this factor are drawn on a logarithmic axis.
const LINEAR_FACTOR_MAX: f64 = 30.0;
/// Marks on a linear axis, at most.
const MARKS_MAX: f64 = 5.0;

impl Scale {
    /// From the smallest to the largest value.
    pub fn over(values: &[f64], is_logarithmic: bool) -> Self {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Self {
            low,
            high,
            is_logarithmic,
        }
    }

    /// Of a vertical axis: from 0 to a round value, or from one power of ten to another if the values differ much.
    pub fn vertical(values: &[f64]) -> Self {
        let over = Self::over(values, false);
        if over.low > 0.0 && over.high / over.low > LINEAR_FACTOR_MAX {
            let low = 10_f64.powf(over.low.log10().floor());
            let high = 10_f64.powf(over.high.log10().ceil());
            return Self {
                low,
                high,
                is_logarithmic: true,
            };
        }
        if !over.high.is_finite() || over.high <= 0.0 {
            return Self {
                low: 0.0,
                high: 1.0,
                is_logarithmic: false,
            };
        }
        let step = step(over.high);
        let high = (over.high / step).ceil() * step;
        Self {
            low: 0.0,
            high,
            is_logarithmic: false,
        }
    }

    /// 0 at the beginning, 1 at the end; one half if there is but one value.
    pub fn share(self, value: f64) -> f64 {
        let place = |value: f64| {
            if self.is_logarithmic {
                value.log10()
            } else {
                value
            }
        };
        let length = place(self.high) - place(self.low);
        if length > 0.0 {
            (place(value) - place(self.low)) / length
        } else {
            0.5
        }
    }

    /// Round values along it.
    pub fn marks(self) -> Vec<f64> {
        if self.is_logarithmic {
            let powers = self.low.log10().ceil() as i32..=self.high.log10().floor() as i32;
            return powers.map(|power| 10_f64.powi(power)).collect();
        }
        let step = step(self.high);
        let last = (self.high / step + 1e-9).floor() as u32;
        (0..=last).map(|mark| f64::from(mark) * step).collect()
    }
}

/// 1, 2 or 5 times a power of ten.
fn step(high: f64) -> f64 {
    if high <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf((high / MARKS_MAX).log10().floor());
    let steps = [1.0, 2.0, 5.0].map(|factor| factor * power);
    steps
        .into_iter()
        .find(|step| high / step <= MARKS_MAX)
        .unwrap_or(10.0 * power)
}

/// As short as an axis needs it: `200 k`, `1.5 M`.
pub fn short(value: f64) -> String {
    let (value, unit) = match value {
        value if value >= 1e9 => (value / 1e9, " G"),
        value if value >= 1e6 => (value / 1e6, " M"),
        value if value >= 1e3 => (value / 1e3, " k"),
        value => (value, ""),
    };
    let digits = format!("{value:.3}");
    format!(
        "{}{unit}",
        digits.trim_end_matches('0').trim_end_matches('.')
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_lie_at_equal_distances_on_a_logarithmic_axis() {
        let scale = Scale::over(&[1e4, 1e5, 1e6, 1e7], true);
        for (value, share) in [(1e4, 0.0), (1e5, 1.0 / 3.0), (1e6, 2.0 / 3.0), (1e7, 1.0)] {
            assert!((scale.share(value) - share).abs() < 1e-9);
        }
        assert_eq!(Scale::over(&[7.0], true).share(7.0), 0.5);
    }

    #[test]
    fn a_vertical_axis_begins_at_nothing_unless_values_differ_much() {
        let scale = Scale::vertical(&[6.2e6, 8.9e6]);
        assert_eq!(scale.marks(), [0.0, 2e6, 4e6, 6e6, 8e6, 1e7]);
        assert_eq!(scale.share(5e6), 0.5);
        let scale = Scale::vertical(&[2e4, 9e6]);
        assert_eq!(scale.marks(), [1e4, 1e5, 1e6, 1e7]);
        assert!(Scale::vertical(&[]).share(0.0).is_finite());
    }

    #[test]
    fn marks_are_short() {
        let texts = [0.0, 0.25, 250.0, 1e3, 65_536.0, 1.5e6, 1e10].map(short);
        assert_eq!(
            texts,
            ["0", "0.25", "250", "1 k", "65.536 k", "1.5 M", "10 G"]
        );
    }
}
