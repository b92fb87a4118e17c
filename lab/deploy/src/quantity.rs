//! Kubernetes' quantities: `1000m` is `1`, `1024Ki` is `1Mi`.

/// Suffixes with their factor, in thousandths.
const SUFFIXES: [(&str, i128); 13] = [
    ("Ki", 1000 << 10),
    ("Mi", 1000 << 20),
    ("Gi", 1000 << 30),
    ("Ti", 1000 << 40),
    ("Pi", 1000 << 50),
    ("Ei", 1000 << 60),
    ("m", 1),
    ("k", 1_000_000),
    ("M", 1_000_000_000),
    ("G", 1_000_000_000_000),
    ("T", 1_000_000_000_000_000),
    ("P", 1_000_000_000_000_000_000),
    ("E", 1_000_000_000_000_000_000_000),
];

/// The value in thousandths; `None` for what is no quantity of thousandths.
pub(crate) fn thousandths(text: &str) -> Option<i128> {
    let suffix = SUFFIXES.iter().find_map(|(suffix, factor)| Some((text.strip_suffix(suffix)?, *factor)));
    let (number, factor) = suffix.unwrap_or((text, 1000));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > 9 {
        return None;
    }
    let scale = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
    let value = format!("{whole}{fraction}").parse::<i128>().ok()?.checked_mul(factor)?;
    (value % scale == 0).then_some(value / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_amount_has_many_spellings() {
        for (one, other) in
            [("1", "1000m"), ("0.5", "500m"), ("1Ki", "1024"), ("1Gi", "1024Mi"), ("1.5Mi", "1536Ki")]
        {
            assert_eq!(thousandths(one), thousandths(other), "{one} and {other}");
            assert!(thousandths(one).is_some());
        }
        assert_ne!(thousandths("64Mi"), thousandths("64M"));
    }

    #[test]
    fn a_word_is_no_quantity() {
        for text in ["", "m", "Mi", "http", "1.2.3", "-1", "1 Mi", "0x1", "1e3", "v1"] {
            assert_eq!(thousandths(text), None, "{text}");
        }
    }
}
