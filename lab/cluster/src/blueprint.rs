//! Where a lab's cluster comes from: Terraform in a checkout, or the copy that this program carries.

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use lab_plan::{ClusterConfig, ClusterConfigError};
use lab_terraform::{Places, Root, Terraform, TerraformError};
use serde::Deserialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

/// The root, in a checkout.
const ROOT: &str = "infra/live/lab";
/// Its outputs.
const OUTPUT: &str = "cluster";
const MACHINES: &str = "machines";

/// A cluster as Terraform decides it, and who said so.
#[derive(Clone, Debug)]
pub struct Blueprint {
    /// The cluster.
    pub cluster: ClusterConfig,
    /// Who said so.
    pub origin: Origin,
    /// What machines on AWS are started with, if it was asked for.
    pub machines: Option<MachinesOutput>,
    json: Value,
}

/// What machines on AWS are started with, and what of the account they are told: the output `machines`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MachinesOutput {
    /// User data: `control-plane`, and `worker/POOL` for each pool.
    pub user_data: BTreeMap<String, String>,
    /// Paths of parameters by what they are for.
    pub parameter_paths: BTreeMap<String, String>,
    /// The alias of the cluster's key.
    pub parameter_key: String,
    /// The bucket of backups.
    pub bucket: String,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Wanted {
    Cluster,
    ClusterAndMachines,
}

/// Who said what a cluster is to be.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Origin {
    /// Terraform, just now.
    Terraform {
        /// The root that it evaluated.
        root: PathBuf,
        /// Terraform's version.
        version: String,
    },
    /// Terraform, when this program was made.
    Copy {
        /// Why it was not asked again.
        reason: &'static str,
    },
}

/// Why it is not known what the cluster is to be.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BlueprintError {
    /// The directory that was named is not in a checkout.
    #[error("neither `{}` nor a directory above it has `{ROOT}`", .directory.display())]
    NoCheckout {
        /// As it was given.
        directory: PathBuf,
    },
    /// Terraform is missing, too old, or found a mistake.
    #[error(transparent)]
    Terraform(#[from] TerraformError),
    /// No lab can be made of what it put out.
    #[error("no lab can be made of what `{}` puts out: {source}", .root.display())]
    Unsound {
        /// The root that was evaluated.
        root: PathBuf,
        /// What is wrong with it.
        source: ClusterConfigError,
    },
    /// What machines are started with is missing or has another form.
    #[error("output `{MACHINES}` of `{}` is not what machines are started with: {problem}", .root.display())]
    Machines {
        /// The root that was evaluated.
        root: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// There is no room for Terraform's state and data.
    #[error("cannot make a temporary directory")]
    Scratch(#[source] std::io::Error),
}

impl Blueprint {
    /// Asks Terraform if there is one, for the checkout that `source` is in, or the working directory; else takes the
    /// copy. A `source` that is named must be in a checkout, and needs Terraform.
    ///
    /// Nothing is written into the checkout.
    ///
    /// # Errors
    /// When Terraform fails or is wanted and missing, or when no lab can be made of what it puts out.
    pub async fn find(source: Option<&Path>, cancelled: &CancellationToken) -> Result<Self, BlueprintError> {
        let Some(root) = root_for(source)? else {
            return Ok(Self::copy("no checkout is here"));
        };
        match (Terraform::find().await, source) {
            (Ok(terraform), _) => Self::evaluate(&terraform, root, Wanted::Cluster, cancelled).await,
            (Err(TerraformError::Missing), None) => Ok(Self::copy("`terraform` is missing")),
            (Err(TerraformError::TooOld { .. }), None) => Ok(Self::copy("`terraform` is older than 1.11")),
            (Err(error), _) => Err(error.into()),
        }
    }

    /// As [`Self::find`], with what machines are started with: of that there is no copy, so it needs a checkout and
    /// Terraform.
    ///
    /// # Errors
    /// When one of them is missing, or Terraform fails, or when no lab can be made of what it puts out.
    pub async fn with_machines(
        source: Option<&Path>,
        cancelled: &CancellationToken,
    ) -> Result<Self, BlueprintError> {
        let here = env::current_dir().unwrap_or_default();
        let source = source.unwrap_or(&here);
        let root = root_for(Some(source))?;
        let root = root.ok_or_else(|| BlueprintError::NoCheckout { directory: source.to_owned() })?;
        let terraform = Terraform::find().await?;
        Self::evaluate(&terraform, root, Wanted::ClusterAndMachines, cancelled).await
    }

    /// The JSON that Terraform put out, with its keys in order: what `cluster.json` in the root has.
    pub fn to_json(&self) -> String {
        format!("{:#}\n", sorted(self.json.clone()))
    }

    fn copy(reason: &'static str) -> Self {
        let json = serde_json::from_str(ClusterConfig::copy_as_json()).expect("the copy is JSON");
        Self { cluster: ClusterConfig::copy(), origin: Origin::Copy { reason }, machines: None, json }
    }

    async fn evaluate(
        terraform: &Terraform,
        root: PathBuf,
        wanted: Wanted,
        cancelled: &CancellationToken,
    ) -> Result<Self, BlueprintError> {
        let scratch = tempfile::tempdir().map_err(BlueprintError::Scratch)?;
        let places = Places {
            directory: root.clone(),
            data: scratch.path().join("data"),
            state: scratch.path().join("terraform.tfstate"),
        };
        let evaluated = Root::new(terraform, places);
        evaluated.init(&|_| (), cancelled).await?;
        evaluated.apply(&|_| (), cancelled).await?;
        let json = evaluated.output(OUTPUT, cancelled).await?;
        let machines = match wanted {
            Wanted::Cluster => None,
            Wanted::ClusterAndMachines => {
                let machines = serde_json::from_value(evaluated.output(MACHINES, cancelled).await?);
                let wrong = |error: serde_json::Error| BlueprintError::Machines {
                    root: root.clone(),
                    problem: error.to_string(),
                };
                Some(machines.map_err(wrong)?)
            }
        };
        match ClusterConfig::from_json(&json.to_string()) {
            Ok(cluster) => {
                let version = terraform.version().to_owned();
                Ok(Self { cluster, origin: Origin::Terraform { root, version }, machines, json })
            }
            Err(source) => Err(BlueprintError::Unsound { root, source }),
        }
    }
}

impl BlueprintError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoCheckout { .. } => Some("name a directory of a checkout of Nine Hops".to_owned()),
            Self::Terraform(error) => error.hint(),
            Self::Unsound { .. } => {
                Some("the cluster of a lab is decided in `infra/modules/cluster-config`".to_owned())
            }
            Self::Machines { .. } => Some("it is decided in `infra/live/lab/outputs.tf`".to_owned()),
            Self::Scratch(_) => None,
        }
    }

    /// What Terraform said, line by line.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Terraform(error) => error.details(),
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Terraform { root, version } => {
                write!(formatter, "{} by Terraform {version}", root.display())
            }
            Self::Copy { reason } => write!(formatter, "the copy in this program: {reason}"),
        }
    }
}

/// The root in the checkout that a directory is in; as short as it can be named from the working directory.
fn root_for(source: Option<&Path>) -> Result<Option<PathBuf>, BlueprintError> {
    let here = env::current_dir().unwrap_or_default();
    let directory = source.map_or_else(|| here.clone(), |source| here.join(source));
    let root =
        directory.ancestors().map(|above| above.join(ROOT)).find(|root| root.join("main.tf").is_file());
    match (root, source) {
        (Some(root), _) => Ok(Some(root.strip_prefix(&here).map_or_else(|_| root.clone(), Path::to_owned))),
        (None, None) => Ok(None),
        (None, Some(directory)) => Err(BlueprintError::NoCheckout { directory: directory.to_owned() }),
    }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<(String, Value)> = fields.into_iter().collect();
            fields.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(fields.into_iter().map(|(field, value)| (field, sorted(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests;
