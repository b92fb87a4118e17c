//! What the exam asks of a lab's cluster and does to it, as its administrator.

use std::net::Ipv4Addr;
use std::path::Path;
use std::time::{Duration, Instant};

use lab_cluster::{Lab, LabError};
use lab_plan::{Node, Role};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::error::ExamError;

/// Long enough for the slowest machine; what comes about is never waited for until the end.
const PATIENCE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(300);
const REQUEST_TIMEOUT: &str = "--request-timeout=15s";
/// The storefront's, as the cluster's configuration calls it.
const STOREFRONT: &str = "storefront";

/// A lab that the exam works on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cluster<'a> {
    pub(crate) lab: &'a Lab,
    /// A directory of the checkout that the shop comes from.
    pub(crate) source: &'a Path,
    pub(crate) cancelled: &'a CancellationToken,
}

/// A worker, where a visitor asks for the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Door<'a> {
    pub(crate) node: &'a str,
    pub(crate) address: Ipv4Addr,
    pub(crate) port: u16,
}

impl<'a> Cluster<'a> {
    pub(crate) async fn kubectl(self, arguments: &[&str]) -> Result<Vec<u8>, LabError> {
        self.lab.kubectl_output(&[arguments, &[REQUEST_TIMEOUT]].concat(), &[]).await
    }

    /// Objects as JSON; `null` if the one that was asked for is not there.
    pub(crate) async fn get(self, arguments: &[&str]) -> Result<Value, LabError> {
        let get = ["get", "--output=json", "--ignore-not-found", "--show-managed-fields"];
        let printed = self.kubectl(&[&get, arguments].concat()).await?;
        Ok(serde_json::from_slice(&printed).unwrap_or_default())
    }

    /// The elements of a list.
    pub(crate) async fn list(self, arguments: &[&str]) -> Result<Vec<Value>, LabError> {
        Ok(self.get(arguments).await?["items"].as_array().cloned().unwrap_or_default())
    }

    /// Server-side, in a name of ours.
    pub(crate) async fn apply(self, object: &Value) -> Result<(), LabError> {
        let apply = ["apply", "--server-side", "--field-manager=ninehops-exam", "--force-conflicts", "-f-"];
        self.lab.kubectl_output(&apply, object.to_string().as_bytes()).await.map(drop)
    }

    pub(crate) async fn delete(self, object: &Value) -> Result<(), LabError> {
        let delete = ["delete", "--ignore-not-found", "--wait=true", "--timeout=120s", "-f-"];
        self.lab.kubectl_output(&delete, object.to_string().as_bytes()).await.map(drop)
    }

    /// `kind` is `strategic`, `merge` or `json`.
    pub(crate) async fn patch(
        self,
        namespace: &str,
        object: &str,
        kind: &str,
        patch: &Value,
    ) -> Result<(), LabError> {
        let (kind, patch) = (format!("--type={kind}"), format!("--patch={patch}"));
        self.kubectl(&["patch", object, "--namespace", namespace, &kind, &patch]).await.map(drop)
    }

    /// Replaces one field of an object.
    pub(crate) async fn replace(
        self,
        namespace: &str,
        object: &str,
        path: &str,
        value: &Value,
    ) -> Result<(), LabError> {
        let replace = json!([{ "op": "replace", "path": path, "value": value }]);
        self.patch(namespace, object, "json", &replace).await
    }

    /// Looks until nothing else is seen any more: `look` returns what is there instead of `what`.
    pub(crate) async fn until(
        self,
        what: &str,
        look: impl AsyncFn() -> Result<Option<String>, LabError>,
    ) -> Result<(), ExamError> {
        let end = Instant::now() + PATIENCE;
        loop {
            let instead = look().await.unwrap_or_else(|error| Some(error.to_string()));
            let Some(seen) = instead else { return Ok(()) };
            if Instant::now() > end {
                return Err(ExamError::NotCome { what: what.to_owned(), seen });
            }
            let pause = self.cancelled.run_until_cancelled(tokio::time::sleep(PAUSE)).await;
            pause.ok_or(ExamError::Cancelled)?;
        }
    }

    /// Where visitors ask for the page.
    pub(crate) fn doors(self) -> impl Iterator<Item = Door<'a>> {
        let plan = self.lab.plan();
        let port = plan.node_ports.get(STOREFRONT).copied().unwrap_or_default();
        let workers = plan.nodes.iter().filter(|node| node.role == Role::Worker);
        workers.map(move |Node { name, address, .. }| Door { node: name, address: *address, port })
    }
}
