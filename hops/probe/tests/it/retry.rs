use std::cell::Cell;
use std::net::Ipv4Addr;
use std::time::Duration;

use hops_model::{Family, Outcome};
use hops_probe::retry::{Tries, three};
use hops_probe::{Failure, FailureKind, tcp};
use tokio::net::TcpListener;

use crate::LONG;

async fn played(script: &[Result<(), FailureKind>]) -> (Tries<()>, usize) {
    let asked = Cell::new(0);
    let tries = three(|| {
        let answer = script[asked.replace(asked.get() + 1)];
        async move {
            answer.map_err(|kind| Failure { kind, took: Duration::from_millis(1), detail: String::new() })
        }
    })
    .await;
    (tries, asked.get())
}

#[tokio::test]
async fn an_answer_at_once_is_not_asked_again() {
    let (tries, asked) = played(&[Ok(())]).await;
    assert_eq!((tries.outcome(Family::Service), asked), (Some(Outcome::Ok), 1));
}

#[tokio::test]
async fn a_loss_before_an_answer_is_partial() {
    let (tries, asked) = played(&[Err(FailureKind::Timeout), Ok(())]).await;
    assert_eq!((tries.outcome(Family::Service), asked), (Some(Outcome::Partial), 2));
    assert_eq!(tries.outcome(Family::Page), Some(Outcome::Ok), "it has no word for some of several");
}

#[tokio::test]
async fn three_losses_are_a_fault_of_the_kind_seen_most() {
    let timeout = Err(FailureKind::Timeout);
    let (tries, asked) = played(&[timeout, timeout, Err(FailureKind::Refused)]).await;
    assert_eq!((tries.outcome(Family::Service), asked), (Some(Outcome::Timeout), 3));
}

#[tokio::test]
async fn a_machine_that_could_not_ask_learned_nothing() {
    let (tries, _) = played(&[Err(FailureKind::Local); 3]).await;
    assert_eq!(tries.outcome(Family::Service), None);
    let (tries, _) = played(&[Err(FailureKind::Local), Ok(())]).await;
    assert_eq!(tries.outcome(Family::Service), Some(Outcome::Ok));
}

#[tokio::test]
async fn every_try_has_a_source_port_of_its_own() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let tries = three(async || {
        tcp::connect(address, LONG).await?;
        Err::<(), _>(Failure { kind: FailureKind::Reset, took: Duration::ZERO, detail: String::new() })
    });
    let ports = async {
        let mut ports = Vec::new();
        for _ in 0..3 {
            // Held open, so that its port cannot come again.
            ports.push(listener.accept().await.unwrap());
        }
        ports.into_iter().map(|(_, from)| from.port()).collect::<std::collections::BTreeSet<_>>()
    };
    let (_, ports) = tokio::join!(tries, ports);
    assert_eq!(ports.len(), 3);
}

#[test]
fn no_kind_is_without_a_word_in_a_family_that_is_asked_over_the_network() {
    use hops_model::{Access, FAMILIES};
    let asked = |access| matches!(access, Access::External | Access::PodAgent);
    let without = [Family::Imds, Family::Clock, Family::Idle];
    for row in FAMILIES.iter().filter(|row| asked(row.access) && !without.contains(&row.family)) {
        for kind in [FailureKind::Timeout, FailureKind::Refused, FailureKind::Reset, FailureKind::Prohibited]
        {
            let outcome = kind.outcome(row.family);
            assert!(
                outcome.is_some_and(|outcome| row.outcomes.contains(&outcome)),
                "{kind:?} of {}",
                row.name
            );
        }
    }
}
