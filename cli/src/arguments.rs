//! The command line.

mod adopt;
mod ci;
mod lab;
mod load;
mod preflight;
mod trace;
mod up;

use clap::{Parser, Subcommand};

pub(crate) use adopt::AdoptArguments;
pub(crate) use ci::{
    ChangedArguments, CiArguments, CiCommand, DigestArguments, PlanSummaryArguments, RollbackArguments,
    SealArguments, StateArguments, VerifyPlanArguments,
};
pub(crate) use lab::{
    Addon, BundleArguments, ClusterArguments, DeployArguments, DownArguments, ExamArguments, ExecArguments,
    FaultArguments, FixArguments, ImagesArguments, JsonArguments, KubectlArguments, LabArguments, LabCommand,
    LabUpArguments, LogsArguments, NodeArguments, PushArguments,
};
pub(crate) use load::LoadArguments;
pub(crate) use preflight::{PreflightArguments, PreflightFormat};
pub(crate) use trace::TraceArguments;
pub(crate) use up::UpArguments;

/// A book shop of two services, and the tool that shows every hop to it.
#[derive(Debug, Parser)]
#[command(name = "ninehops", version, after_help = EXAMPLES, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Up(UpArguments),
    Load(LoadArguments),
    Trace(TraceArguments),
    Preflight(PreflightArguments),
    Adopt(AdoptArguments),
    Ci(CiArguments),
    Lab(LabArguments),
}

const EXAMPLES: &str = "\
Without a command: up.

Examples:
  ninehops                                       open the shop on http://localhost:5000
  ninehops load http://localhost:5000 --rate 50  see how it does under 50 requests a second
  ninehops trace                                 why does a page of a cluster not come?
  ninehops preflight plan.json                   what speaks against applying it?
  ninehops adopt plan.json                       import what is there already
  ninehops ci plan-summary plan.json             what it does, for whoever has to approve it
  sudo ninehops lab up                           a Kubernetes cluster on this machine

Exit codes:
  0  healthy    1  findings    2  ninehops failed    3  cannot tell";

impl Arguments {
    /// The command that was given or meant.
    pub(crate) fn command(self) -> Command {
        self.command.unwrap_or_else(|| Command::Up(UpArguments::default()))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        <Arguments as CommandFactory>::command().debug_assert();
    }
}
