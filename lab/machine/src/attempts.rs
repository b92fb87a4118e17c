//! What process 1 writes down of jobs that failed, and how it is read again.

use std::time::Duration;

/// The line about one attempt. `again_after` is when the next one is.
pub(crate) fn failed(job: &str, how: &str, again_after: Option<Duration>) -> String {
    match again_after {
        Some(time) => format!("{job} {how}: begins again in {} s", time.as_secs()),
        None => format!("{job} {how}: does not begin again"),
    }
}

/// How many lines of the log are about failed attempts of that job.
pub(crate) fn count(log: &str, job: &str) -> usize {
    let of_job = |line: &&str| line.strip_prefix(job).is_some_and(|rest| rest.starts_with(' '));
    let is_failure =
        |line: &&str| line.contains(": begins again in ") || line.ends_with(": does not begin again");
    log.lines().filter(of_job).filter(is_failure).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_counted() {
        let lines = [
            failed("cp-init", "ended with exit code 1", Some(Duration::from_secs(10))),
            failed("cp-init", "was ended by signal 9", None),
            failed("cp-init-more", "ended with exit code 1", None),
            "cp-init is a line of another kind".to_owned(),
        ];
        assert_eq!(lines[0], "cp-init ended with exit code 1: begins again in 10 s");
        assert_eq!(count(&lines.join("\n"), "cp-init"), 2);
        assert_eq!(count("", "cp-init"), 0);
    }
}
