//! The flags of `ninehops ci`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use pipeline::{Commit, Limit, RunUrl};

/// Decide what a pipeline must decide of plans and images
///
/// What a plan does, whether it is the approved one, which images run, which a change touches. Workflows only carry files from step to step. These commands read files and print; none asks a cloud, a cluster or a registry.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES, arg_required_else_help = true, disable_help_subcommand = true)]
pub(crate) struct CiArguments {
    #[command(subcommand)]
    pub(crate) command: CiCommand,
}

/// What to decide, in the order of a pipeline.
#[derive(Debug, Subcommand)]
pub(crate) enum CiCommand {
    Changed(ChangedArguments),
    Digest(DigestArguments),
    PlanSummary(PlanSummaryArguments),
    Seal(SealArguments),
    VerifyPlan(VerifyPlanArguments),
    Rollback(RollbackArguments),
}

/// Print which parts of the project a change touches, as lines for `$GITHUB_OUTPUT`
///
/// An image is touched by every package of the workspace that it is built of. A path that is not known touches everything.
#[derive(Args, Debug)]
#[command(after_help = CHANGED_EXAMPLES)]
pub(crate) struct ChangedArguments {
    /// The commit that the change began from; asks git what differs between their common ancestor and HEAD
    #[arg(long, value_name = "REF", required_unless_present = "files", conflicts_with = "files")]
    pub(crate) base: Option<String>,

    /// The changed paths from the root of the repository, one a line or with NUL between them; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) files: Option<PathBuf>,

    /// What `cargo metadata --format-version 1 --no-deps` printed; without it, cargo is asked
    #[arg(long, value_name = "FILE")]
    pub(crate) metadata: Option<PathBuf>,

    /// Print JSON, with a path for each part
    #[arg(long)]
    pub(crate) json: bool,
}

/// Make the file that says which images run: by digest, never by tag
///
/// The file is `images.auto.tfvars.json` of deploy/live/apps and addons. The name of an image is the last part of its repository.
#[derive(Args, Debug)]
#[command(after_help = DIGEST_EXAMPLES)]
pub(crate) struct DigestArguments {
    /// Images that were pushed, each like `docker.io/ninehops/marketplace=sha256:…`
    #[arg(value_name = "REPOSITORY=DIGEST", required_unless_present = "metadata")]
    pub(crate) images: Vec<String>,

    /// What `docker buildx build` or `bake` wrote with --metadata-file
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub(crate) metadata: Vec<PathBuf>,

    /// Write the file, and keep the images that are in it and not given; without it, print
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Print a plan as a comment of a pull request, in Markdown
///
/// What may be lost stands first. Sensitive and write-only values are not shown, nor what copies one. Nothing that is written in a plan becomes HTML, a link or a mention.
#[derive(Args, Debug)]
#[command(after_help = SUMMARY_EXAMPLES)]
pub(crate) struct PlanSummaryArguments {
    /// The plan, as `terraform show -json` writes it
    #[arg(value_name = "PLAN.json")]
    pub(crate) plan: PathBuf,

    /// Which state it is about; the marker in the first line is made of it, by which the next comment finds this one
    #[arg(long, default_value = "plan", value_name = "STATE")]
    pub(crate) title: String,

    /// So many characters at most: 4096 to 65535
    #[arg(long, default_value = "65535", value_name = "CHARACTERS", value_parser = limit)]
    pub(crate) limit: Limit,

    /// Where the whole plan is to be read
    #[arg(long, value_name = "URL", value_parser = run_url)]
    pub(crate) run_url: Option<RunUrl>,
}

/// Print a record of a plan file: its hash, its commit, its state, and what it does
///
/// Make the plan file and its JSON in one step: that the two belong together cannot be seen.
#[derive(Args, Debug)]
#[command(after_help = SEAL_EXAMPLES)]
pub(crate) struct SealArguments {
    /// The plan file, as `terraform plan -out` writes it
    #[arg(value_name = "PLAN")]
    pub(crate) plan: PathBuf,

    /// The same, as `terraform show -json` writes it
    #[arg(long, value_name = "PLAN.json")]
    pub(crate) json: PathBuf,

    /// The commit that is planned, by all its digits
    #[arg(long, value_name = "SHA")]
    pub(crate) commit: Commit,

    #[command(flatten)]
    pub(crate) state: StateArguments,
}

/// Say whether a plan file is the one that was sealed, of this commit and on this state
///
/// Prints everything that differs, with both values, and ends with 1; with 0 if nothing does.
#[derive(Args, Debug)]
#[command(after_help = VERIFY_EXAMPLES)]
pub(crate) struct VerifyPlanArguments {
    /// The plan file that is about to be applied
    #[arg(value_name = "PLAN")]
    pub(crate) plan: PathBuf,

    /// What `ninehops ci seal` printed
    #[arg(value_name = "RECORD")]
    pub(crate) record: PathBuf,

    /// The commit that is checked out, by all its digits
    #[arg(long, value_name = "SHA")]
    pub(crate) commit: Commit,

    #[command(flatten)]
    pub(crate) state: StateArguments,

    /// Refuse a plan that was sealed longer ago: `90s`, `30min`, `24h`
    #[arg(long, default_value = "24h", value_name = "TIME", value_parser = super::load::seconds_or_duration)]
    pub(crate) max_age: Duration,
}

/// Which state there is.
#[derive(Args, Debug)]
pub(crate) struct StateArguments {
    /// What `terraform state pull` printed; only `serial` and `lineage` are read. Empty before the first apply
    #[arg(long, value_name = "STATE.json", required_unless_present = "serial")]
    pub(crate) state: Option<PathBuf>,

    /// Its serial, where that is known already
    #[arg(long, value_name = "N", requires = "lineage", conflicts_with = "state")]
    pub(crate) serial: Option<u64>,

    /// Its lineage; empty before the first apply
    #[arg(long, value_name = "LINEAGE", requires = "serial")]
    pub(crate) lineage: Option<String>,
}

/// Print the images that ran before, to be deployed again
///
/// Ends with 1 and prints no images where nothing ran before, or the same did.
#[derive(Args, Debug)]
#[command(after_help = ROLLBACK_EXAMPLES)]
pub(crate) struct RollbackArguments {
    /// The images that ran before, as `ninehops ci digest` writes them
    #[arg(long, value_name = "IMAGES.json")]
    pub(crate) previous: PathBuf,

    /// The images that failed
    #[arg(long, value_name = "IMAGES.json")]
    pub(crate) failed: PathBuf,

    /// Write the images into this file instead of printing them
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

fn limit(text: &str) -> Result<Limit, String> {
    let characters = text.parse().map_err(|_| "it is no number of characters".to_owned())?;
    Limit::new(characters).map_err(|error| error.to_string())
}

fn run_url(text: &str) -> Result<RunUrl, String> {
    RunUrl::new(text).map_err(|error| error.to_string())
}

const EXAMPLES: &str = "\
Examples:
  ninehops ci changed --base origin/main >> \"$GITHUB_OUTPUT\"
  ninehops ci digest --metadata marketplace.json --out images.auto.tfvars.json
  ninehops ci plan-summary plan.json --title apps > comment.md
  ninehops ci seal tfplan --json plan.json --commit \"$SHA\" --state state.json > record.json
  ninehops ci verify-plan tfplan record.json --commit \"$SHA\" --state state.json
  ninehops ci rollback --previous before.json --failed images.json --out images.auto.tfvars.json

Exit codes:
  0  go on    1  do not go on    2  ninehops failed";

const CHANGED_EXAMPLES: &str = "\
Examples:
  ninehops ci changed --base origin/main             marketplace=true, …, images=[\"marketplace\"]
  ninehops ci changed --base origin/main --json      and which path it is because of
  git diff --name-only -z HEAD~ | ninehops ci changed --files -";

const DIGEST_EXAMPLES: &str = "\
Examples:
  ninehops ci digest docker.io/ninehops/marketplace=sha256:0123…cdef
  ninehops ci digest --metadata bake.json --out deploy/live/apps/images.auto.tfvars.json

Exit codes:
  0  done    2  something is no image by digest, or there are two digests for one name";

const SUMMARY_EXAMPLES: &str = "\
Examples:
  terraform plan -out=tfplan && terraform show -json tfplan > plan.json
  ninehops ci plan-summary plan.json --title platform > comment.md
  ninehops ci plan-summary plan.json --title apps --run-url \"$URL\" >> \"$GITHUB_STEP_SUMMARY\"

Exit codes:
  0  done, whatever the plan does    2  the file is no plan";

const SEAL_EXAMPLES: &str = "\
Examples:
  SHA=$(git rev-parse HEAD); terraform state pull > state.json
  terraform plan -out=tfplan && terraform show -json tfplan > plan.json
  ninehops ci seal tfplan --json plan.json --commit \"$SHA\" --state state.json > record.json
  jq .has_changes record.json                        is there anything to approve?";

const VERIFY_EXAMPLES: &str = "\
Examples:
  SHA=$(git rev-parse HEAD); terraform state pull > state.json
  ninehops ci verify-plan tfplan record.json --commit \"$SHA\" --state state.json --max-age 2h
  terraform apply tfplan                             only if it ended with 0

Exit codes:
  0  it is the one that was sealed    1  it is not    2  a file could not be read";

const ROLLBACK_EXAMPLES: &str = "\
Examples:
  ninehops ci rollback --previous before.json --failed images.json
  ninehops ci rollback --previous before.json --failed images.json --out images.auto.tfvars.json

Exit codes:
  0  there is a way back    1  there is none    2  a file could not be read";
