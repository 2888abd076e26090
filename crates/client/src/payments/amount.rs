//! Amounts between decimal text and minor units, exactly.

use aurigraph_types::Amount;

/// Reads a decimal amount into minor units, exactly.
pub fn parse_amount(text: &str, decimals: u8) -> Result<Amount, String> {
    if text.contains(',') {
        return Err("write it with a point and without thousands separators".to_owned());
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let ends_in_point = text.ends_with('.');
    if whole.is_empty() || ends_in_point || !digits(whole) || !digits(fraction) {
        return Err("it is not a positive decimal number such as 12.50".to_owned());
    }
    if fraction.len() > usize::from(decimals) {
        return Err(format!("this asset has {decimals} digits after the point"));
    }
    let too_large = || "it is larger than the ledger can hold".to_owned();
    let mut minor_units = 0_u64;
    let padding = std::iter::repeat_n(b'0', usize::from(decimals) - fraction.len());
    for digit in whole.bytes().chain(fraction.bytes()).chain(padding) {
        minor_units = minor_units
            .checked_mul(10)
            .and_then(|value| value.checked_add(u64::from(digit - b'0')))
            .ok_or_else(too_large)?;
    }
    Ok(Amount::new(minor_units))
}

/// Writes minor units as a decimal number with the asset's digits.
pub fn format_amount(amount: Amount, decimals: u8) -> String {
    let decimals = usize::from(decimals);
    let digits = format!("{:0>width$}", amount.get(), width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    if fraction.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{fraction}")
    }
}
