//! Prints what the API server knows of a request: `cargo run -p hops-kube --example snapshot -- [KUBECONFIG] [URL]`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example that shows what is seen")]

use std::process::ExitCode;

use hops_kube::{Cluster, ConnectOptions, Wanted, observe, target};

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let options =
        ConnectOptions { kubeconfig: arguments.next().map(Into::into), ..ConnectOptions::default() };
    let cluster = match Cluster::connect(&options).await {
        Ok(cluster) => cluster,
        Err(error) => {
            eprintln!("{error}");
            if let Some(hint) = error.hint() {
                eprintln!("hint: {hint}");
            }
            return ExitCode::from(2);
        }
    };
    let mut snapshot = cluster.snapshot().await;
    println!("{} in {} ms: {} pods", snapshot.server, snapshot.took.as_millis(), snapshot.pods.len());
    let wanted = Wanted { url: arguments.next(), ..Wanted::default() };
    match target::choose(&snapshot, &wanted) {
        Ok(target) => {
            println!("{target:#?}");
            cluster.enrich(&mut snapshot, &target).await;
            for seen in observe::all(&snapshot, &target) {
                println!(
                    "{:<17} {:?}: {} {:?}",
                    seen.family.to_string(),
                    seen.outcome,
                    seen.seen,
                    seen.facts
                );
            }
        }
        Err(error) => println!("{error}"),
    }
    for unseen in &snapshot.unseen {
        println!("unseen {:?}: {} ({:?})", unseen.families, unseen.reason, unseen.way_out);
    }
    ExitCode::SUCCESS
}
