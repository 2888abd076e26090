//! Powers in fixed point, because the last digit of a mathematical library's differs from machine to machine.

/// One, with 32 fractional bits.
pub const ONE_Q32: u64 = 1 << 32;

/// Binary logarithm of a positive integer, with 32 fractional bits, by repeated squaring of the mantissa.
///
/// # Panics
/// If `value` is 0.
pub fn log2_q32(value: u64) -> u64 {
    assert!(value > 0, "zero has no logarithm");
    let whole = value.ilog2();
    // The mantissa in [1, 2), with 63 fractional bits.
    let mut mantissa = value << (63 - whole);
    let mut fraction = 0_u64;
    for bit in (0..32).rev() {
        let square = u128::from(mantissa) * u128::from(mantissa);
        // The square lies in [1, 4) with 126 fractional bits.
        if square >> 127 != 0 {
            fraction |= 1 << bit;
            mantissa = (square >> 64) as u64;
        } else {
            mantissa = (square >> 63) as u64;
        }
    }
    (u64::from(whole) << 32) | fraction
}

/// Two to the power of minus `exponent` (32 fractional bits), with 62 fractional bits.
pub fn exp2_negative_q62(exponent: u64) -> u64 {
    let whole = exponent >> 32;
    if whole >= 62 {
        return 0;
    }
    let mut result = 1_u64 << 62;
    // 2^-1, then 2^-1/2, 2^-1/4, … as square roots of the one before.
    let mut factor = 1_u64 << 61;
    for bit in (0..32).rev() {
        factor = (u128::from(factor) << 62).isqrt() as u64;
        if exponent >> bit & 1 == 1 {
            result = ((u128::from(result) * u128::from(factor)) >> 62) as u64;
        }
    }
    result >> whole
}

/// Weights of ranks 1 to `count` that fall with the power `exponent_permille` / 1000 of the rank, the first being 2^40: what Zipf's law says
/// about the popularity of accounts and the sizes of communities.
pub fn power_law_weights(count: usize, exponent_permille: u64) -> Vec<u64> {
    (1..=count as u64)
        .map(|rank| {
            let exponent = u128::from(log2_q32(rank)) * u128::from(exponent_permille) / 1_000;
            (exp2_negative_q62(exponent as u64) >> 22).max(1)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_and_powers_are_those_of_the_books() {
        assert_eq!(log2_q32(1), 0);
        assert_eq!(log2_q32(1 << 40), 40 << 32);
        // log2(3) = 1.584962500721156
        assert_eq!(
            log2_q32(3),
            (1_584_962_500_721_156_u128 * (1 << 32) / 1_000_000_000_000_000) as u64
        );
        assert_eq!(exp2_negative_q62(3 << 32), 1 << 59);
        // 2^-0.5 = 0.7071067811865475
        let error = exp2_negative_q62(1 << 31).abs_diff(3_260_954_456_333_195_553);
        assert!(error < 1_000, "{error}");
    }

    #[test]
    fn a_power_law_of_exponent_one_halves_at_rank_two() {
        let weights = power_law_weights(1_000, 1_000);
        assert_eq!(weights[0], 1 << 40);
        assert!(weights[1].abs_diff(1 << 39) < 1_000);
        assert!(weights[999].abs_diff((1 << 40) / 1_000) < 1_000);
    }
}
