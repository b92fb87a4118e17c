//! Questions that are asked at the same time, and their answers as far as they come in time.

use std::pin::Pin;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use hops_agent::Answer;
use tokio::time::{Instant, timeout_at};

/// What one question brings: nothing, where nothing was learned.
pub(crate) type Question<'a> = Pin<Box<dyn Future<Output = Vec<Answer>> + 'a>>;

/// Asks all of them. Those that are not done by the end are dropped and counted.
pub(crate) async fn all(questions: Vec<Question<'_>>, limit: Duration) -> (Vec<Answer>, usize) {
    let end = Instant::now() + limit;
    let mut waiting: FuturesUnordered<Question<'_>> = questions.into_iter().collect();
    let mut answers = Vec::new();
    while let Ok(Some(more)) = timeout_at(end, waiting.next()).await {
        answers.extend(more);
    }
    // Whatever came first: a reader compares this record with the one before.
    answers.sort_by(|one, other| key(one).cmp(&key(other)));
    (answers, waiting.len())
}

fn key(answer: &Answer) -> (hops_model::Family, &str) {
    (answer.observation.family, &answer.observation.subject)
}

#[cfg(test)]
mod tests {
    use hops_model::{Family, Observation, Outcome};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_not_answered_in_time_is_dropped_and_counted() {
        let answer = |subject: &str| {
            vec![Answer::own(Observation::new(Family::Service, subject, Outcome::Ok, "opened"))]
        };
        let questions: Vec<Question<'_>> = vec![
            Box::pin(async { answer("b") }),
            Box::pin(std::future::pending()),
            Box::pin(async { answer("a") }),
        ];
        let (answers, dropped) = all(questions, Duration::from_secs(3)).await;
        let subjects: Vec<_> = answers.iter().map(|answer| answer.observation.subject.as_str()).collect();
        assert_eq!((subjects, dropped), (vec!["a", "b"], 1));
    }
}
