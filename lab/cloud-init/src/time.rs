//! Spans of time and points in it, as units have them (`systemd.time(7)`).

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// `10`, `1s`, `5m`, `2min`, `1h`.
pub(crate) fn span(text: &str) -> Option<Duration> {
    let digits = text.len() - text.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let seconds = match unit {
        "" | "s" => 1,
        "m" | "min" => MINUTE,
        "h" => HOUR,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(seconds).map(Duration::from_secs)
}

/// How far apart the points are that `OnCalendar=` names: `daily`, `hourly`, `*:0/20`, `*:*:0/15`.
pub(crate) fn period(text: &str) -> Option<Duration> {
    let every = |given: &str, most: u64, seconds: u64| {
        let number = given.parse::<u64>().ok().filter(|number| (1..=most).contains(number))?;
        // Another would not be a period: the last step to the full minute or hour would be shorter.
        most.is_multiple_of(number).then(|| Duration::from_secs(number * seconds))
    };
    match text {
        "daily" => Some(Duration::from_secs(DAY)),
        "hourly" => Some(Duration::from_secs(HOUR)),
        _ => match text.strip_prefix("*:*:0/") {
            Some(seconds) => every(seconds, MINUTE, 1),
            None => every(text.strip_prefix("*:0/")?, 60, MINUTE),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_periods_are_those_of_systemd() {
        let seconds = |duration: Option<Duration>| duration.map(|it| it.as_secs());
        assert_eq!(
            ["0", "10", "1s", "5m", "2min", "1h"].map(|it| seconds(span(it))),
            [0, 10, 1, 300, 120, 3600].map(Some)
        );
        assert_eq!(["", "h", "1d", "-1", "1 h", "1.5"].map(span), [None; 6]);
        let periods = ["daily", "hourly", "*:0/20", "*:0/2", "*:*:0/15"].map(|it| seconds(period(it)));
        assert_eq!(periods, [86_400, 3600, 1200, 120, 15].map(Some));
        assert_eq!(["weekly", "*:0/0", "*:0/61", "*:0/7", "*:*:0/", "12:00"].map(period), [None; 6]);
    }
}
