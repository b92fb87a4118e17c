//! The flags of `ninehops lab exam`.

use std::path::PathBuf;

use clap::Args;

/// Break labs on purpose and see whether `ninehops trace` names what was broken
///
/// Boots labs of its own, called `exam-trace`, one after the other, deploys the shop and works through the cases: something is broken, `ninehops trace --json` is called with the rights of a reader and no hint, what it says is compared, and what it prints as a fix is applied.
/// All cases take more than an hour, `--quick` takes some minutes. Interrupted, it mends what it broke.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct ExamArguments {
    /// The four failures, three other faults, three healthy labs
    #[arg(long, conflicts_with = "case")]
    pub(crate) quick: bool,

    /// Only these cases
    #[arg(long, num_args = 1.., value_name = "NAME")]
    pub(crate) case: Vec<String>,

    /// List the cases and hold none
    #[arg(long)]
    pub(crate) list: bool,

    /// On the lab of `--name`, which stays; cases for another number of nodes are left out
    #[arg(long, conflicts_with = "keep")]
    pub(crate) here: bool,

    /// A directory in the checkout that labs and shop come from
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub(crate) source: PathBuf,

    /// Write the report as Markdown there
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// Keep there what `ninehops trace` printed, a file a call
    #[arg(long, value_name = "DIR")]
    pub(crate) traces: Option<PathBuf>,

    /// Leave the last lab, to look into it
    #[arg(long)]
    pub(crate) keep: bool,

    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const EXAMPLES: &str = "\
Examples:
  sudo ninehops lab exam --quick                  what `.ci/run` asks for
  sudo ninehops lab exam --out docs/exam.md       all of it, and the page that shows it
  ninehops lab exam --list                        what there is
  sudo ninehops lab exam --case sg-self dns-name  two cases
  sudo ninehops lab --name lab exam --here --case sg-self
                                                  on a lab that is there

Exit codes:
  0  every bar is met    1  one is missed    2  the exam could not be held";
