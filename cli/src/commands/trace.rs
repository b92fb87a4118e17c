//! `ninehops trace`: where a visitor's request dies, and why.

mod agent;
pub(super) mod cluster;
mod screen;
mod watch;

use hops_kube::{ConnectOptions, Wanted};
use hops_model::Verdict;
use hops_report::TraceReport;
use hops_trace::{Options, TraceError};
use shop_service::Signals;
use tokio_util::sync::CancellationToken;

use self::screen::Screen;
use crate::arguments::TraceArguments;
use crate::exit::Exit;
use crate::failure::{Failure, chain};

/// Traces once, or again and again.
///
/// # Errors
/// When there is nothing to report.
pub(crate) async fn run(arguments: TraceArguments) -> Result<Exit, Failure> {
    let connect = cluster::find(arguments.kubeconfig.as_deref(), arguments.context.as_deref())?;
    if arguments.uninstall_agent {
        agent::uninstall(&connect).await?;
        return Ok(Exit::Healthy);
    }
    if arguments.install_agent {
        agent::install(&arguments, connect.clone()).await?;
    }
    let screen = Screen::new(arguments.json);
    let options = options(&arguments, connect);
    if arguments.watch {
        return interruptible(|cancel| watch::watch(&options, &screen, cancel)).await;
    }
    let report = interruptible(|cancel| once(&options, &screen, cancel)).await?;
    screen.whole(&report);
    Ok(exit(&report))
}

fn options(arguments: &TraceArguments, connect: ConnectOptions) -> Options {
    Options {
        connect,
        wanted: Wanted {
            url: arguments.url.clone(),
            service: arguments.service.clone(),
            namespace: arguments.namespace.clone(),
        },
        plans: arguments.plan.clone(),
        images: arguments.images,
        registry_mirrors: arguments.registry_mirror.clone(),
        known_mirrors: if arguments.images { cluster::labs_mirrors() } else { Vec::new() },
        timeout: arguments.timeout,
    }
}

async fn once(options: &Options, screen: &Screen, cancel: CancellationToken) -> Result<TraceReport, Failure> {
    let traced = hops_trace::trace(options, &|event| screen.event(event), &cancel).await;
    screen.rest();
    traced.map_err(|error| failure(&error))
}

/// The first SIGINT or SIGTERM asks the work to end, which it does soon and with what it has; the second does not wait.
async fn interruptible<T, Work: Future<Output = Result<T, Failure>>>(
    work: impl FnOnce(CancellationToken) -> Work,
) -> Result<T, Failure> {
    let mut signals =
        Signals::install().map_err(|error| Failure::new(format!("cannot handle signals: {error}")))?;
    let cancel = CancellationToken::new();
    let work = work(cancel.clone());
    tokio::pin!(work);
    loop {
        tokio::select! {
            result = &mut work => return result,
            _ = signals.recv() => {
                if cancel.is_cancelled() {
                    return Err(Failure::new("interrupted"));
                }
                cancel.cancel();
            }
        }
    }
}

fn exit(report: &TraceReport) -> Exit {
    match report.diagnosis.verdict {
        Verdict::Healthy => Exit::Healthy,
        Verdict::Named => Exit::Findings,
        Verdict::Ambiguous | Verdict::CannotTell => Exit::CannotTell,
    }
}

fn failure(error: &TraceError) -> Failure {
    Failure::new(chain(error)).with_optional_hint(error.hint())
}
