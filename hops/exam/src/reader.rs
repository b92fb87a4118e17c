//! Who asks: an account of the lab's cluster with the rights of a reader and no more.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::error::ExamError;
use crate::program::failed;

/// The roles that the repository offers to whoever traces, and to whoever has a plan.
const ROLES: [&str; 2] =
    [include_str!("../../kube/rbac/reader.yaml"), include_str!("../../kube/rbac/planner.yaml")];
const NAMESPACE: &str = "ninehops-exam";

/// Kubeconfigs, for as long as the exam takes.
#[derive(Debug)]
pub(crate) struct Readers {
    /// With the role's rights.
    pub(crate) whole: PathBuf,
    /// With the right to see pods and Services, of all that the role grants.
    pub(crate) half: PathBuf,
    _directory: tempfile::TempDir,
}

/// Makes the accounts.
pub(crate) async fn make(cluster: Cluster<'_>) -> Result<Readers, ExamError> {
    let apply = ["apply", "--server-side", "--field-manager=ninehops-exam", "--force-conflicts", "-f-"];
    for role in ROLES {
        cluster.lab.kubectl_output(&apply, role.as_bytes()).await?;
    }
    cluster.apply(&accounts()).await?;
    let directory = tempfile::tempdir().map_err(failed("make", Path::new("a directory")))?;
    let whole = kubeconfig(cluster, "reader", directory.path()).await?;
    let half = kubeconfig(cluster, "half", directory.path()).await?;
    Ok(Readers { whole, half, _directory: directory })
}

/// Removes them.
pub(crate) async fn remove(cluster: Cluster<'_>) -> Result<(), ExamError> {
    Ok(cluster.delete(&accounts()).await?)
}

fn accounts() -> Value {
    let account = |name: &str| json!({ "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": name, "namespace": NAMESPACE } });
    let binding = |name: &str, role: &str| {
        json!({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
            "metadata": { "name": format!("ninehops-exam-{name}-{role}") },
            "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role },
            "subjects": [{ "kind": "ServiceAccount", "name": name, "namespace": NAMESPACE }],
        })
    };
    let half = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
        "metadata": { "name": "ninehops-exam-half" },
        "rules": [{ "apiGroups": [""], "resources": ["pods", "services"], "verbs": ["get", "list"] }],
    });
    json!({
        "apiVersion": "v1", "kind": "List",
        "items": [
            { "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": NAMESPACE } },
            account("reader"), account("half"), half,
            binding("reader", "ninehops-reader"), binding("reader", "ninehops-planner"), binding("half", "ninehops-exam-half"),
        ],
    })
}

async fn kubeconfig(cluster: Cluster<'_>, account: &str, directory: &Path) -> Result<PathBuf, ExamError> {
    let create = ["create", "token", account, "--namespace", NAMESPACE, "--duration=12h"];
    let token = cluster.kubectl(&create).await?;
    let printed = cluster.kubectl(&["config", "view", "--raw", "--output=json"]).await?;
    let mut config: Value = serde_json::from_slice(&printed).unwrap_or_default();
    let token = String::from_utf8_lossy(&token).trim().to_owned();
    let user = config["contexts"][0]["context"]["user"].clone();
    config["users"] = json!([{ "name": user, "user": { "token": token } }]);
    let path = directory.join(format!("{account}.json"));
    write_secret(&path, &config.to_string()).map_err(failed("write", &path))?;
    Ok(path)
}

/// For nobody else to read.
fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}
