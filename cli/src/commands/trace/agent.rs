//! The agents: brought and removed.

use hops_kube::ConnectOptions;
use hops_trace::InstallOptions;

use super::{failure, options};
use crate::arguments::TraceArguments;
use crate::failure::Failure;

pub(super) async fn install(arguments: &TraceArguments, connect: ConnectOptions) -> Result<(), Failure> {
    let wanted = options(arguments, connect.clone()).wanted;
    let options = InstallOptions { connect, wanted, image: arguments.agent_image.clone() };
    hops_trace::install(&options, &|line| tell(line)).await.map_err(|error| failure(&error))
}

pub(super) async fn uninstall(connect: &ConnectOptions) -> Result<(), Failure> {
    hops_trace::uninstall(connect, &|line| tell(line)).await.map_err(|error| failure(&error))
}

fn tell(line: &str) {
    anstream::eprintln!("{line}");
}
