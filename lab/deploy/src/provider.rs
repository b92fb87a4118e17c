//! The way with Terraform's provider: a plan, shown, and that very plan applied, root after root.

use std::collections::BTreeMap;
use std::path::PathBuf;

use lab_terraform::{Planned as Verdict, Root, Terraform, TerraformError};
use serde_json::Value;

use crate::deploy::Work;
use crate::error::DeployError;
use crate::event::{Event, Running, Step};
use crate::object::Key;
use crate::options::Goal;
use crate::report::{Action, Planned};
use crate::secret::random_text;
use crate::terraform::{Desired, Inputs, LIVE, SecretKeys};
use crate::{rollout, state};

/// The resources that are objects of the cluster.
const OBJECTS: [&str; 2] = ["kubernetes_manifest", "kubernetes_secret_v1"];
/// Said of an object by whoever has not got as far as the API server's opinion of it.
const UNREACHABLE: [&str; 7] =
    ["dial tcp", "connection refused", "i/o timeout", "no such host", "x509: ", "tls: ", "Unauthorized"];

pub(crate) struct Provider<'a> {
    pub(crate) work: &'a Work<'a>,
    pub(crate) terraform: &'a Terraform,
    pub(crate) inputs: &'a Inputs,
}

type Live = BTreeMap<Key, Value>;

impl Provider<'_> {
    /// Plans and, if that is the goal, applies. Returns the plans that are not empty, and what became of each object.
    pub(crate) async fn run(&self, desired: &Desired) -> Result<(Vec<String>, Vec<Planned>), DeployError> {
        let mut keys: Vec<Key> = desired.objects.iter().map(|object| object.key.clone()).collect();
        keys.extend(desired.secrets.iter().map(SecretKeys::key));
        let before = self.live(&keys).await?;
        let mut plans = Vec::new();
        for name in LIVE {
            match self.root(name, desired).await {
                Ok(text) => plans.extend(text),
                // What the addons define is not there yet.
                Err(DeployError::Applied(error))
                    if self.work.options.goal == Goal::Plan && !plans.is_empty() =>
                {
                    let note = format!("`{name}` can be planned when `{}` is applied: {error}", LIVE[0]);
                    (self.work.events)(Event::Note(note));
                }
                Err(error) => return Err(error),
            }
        }
        let after = self.live(&keys).await?;
        if self.work.options.goal == Goal::Plan && !plans.is_empty() {
            // Nothing became of any; what would is in the plans.
            return Ok((plans, Vec::new()));
        }
        let planned = |key: Key| {
            let action = became(before.get(&key), after.get(&key));
            Planned { key, action, changes: Vec::new() }
        };
        Ok((plans, keys.into_iter().map(planned).collect()))
    }

    /// Removes what the states hold, the last root first.
    pub(crate) async fn destroy(&self) -> Result<Vec<Planned>, DeployError> {
        let keys = state::keys(&self.work.places)?;
        let step = Running::begin(Step::Delete, self.work.events);
        for name in LIVE.iter().rev() {
            let hear = |line: &str| step.detail(line.to_owned());
            self.with_secrets(name)?.destroy(&hear, self.work.cancelled).await.map_err(applied)?;
        }
        let left: Vec<String> = self
            .live(&keys)
            .await?
            .into_keys()
            .map(|key| format!("{key} is said to be deleted, and the API server still has it"))
            .collect();
        if !left.is_empty() {
            return Err(DeployError::Unproven(left));
        }
        step.end();
        Ok(keys.into_iter().map(|key| Planned { key, action: Action::Delete, changes: Vec::new() }).collect())
    }

    /// The plan of a root if it is not empty, applied if that is the goal.
    async fn root(&self, name: &'static str, desired: &Desired) -> Result<Option<String>, DeployError> {
        let Work { places, events, cancelled, options, .. } = self.work;
        let root = self.with_secrets(name)?;
        let step = Running::begin(Step::Terraform(name), *events);
        let hear = |line: &str| step.detail(line.to_owned());
        let file = PlanFile(places.plan(name));
        let verdict = root.plan(&file.0, &hear, cancelled).await.map_err(applied)?;
        if verdict == Verdict::NoChanges {
            step.end();
            return Ok(None);
        }
        let text = root.show(&file.0, cancelled).await?;
        let mut result = Ok(());
        if options.goal == Goal::Apply {
            events(Event::TerraformPlan { root: name, text: text.clone() });
            result = root.apply_plan(&file.0, &hear, cancelled).await;
        }
        drop(file);
        self.explain(result, desired).await?;
        step.end();
        Ok(Some(text))
    }

    /// A rollout that Terraform waited for in vain has a reason that only the cluster knows.
    async fn explain(
        &self,
        result: Result<(), TerraformError>,
        desired: &Desired,
    ) -> Result<(), DeployError> {
        let Err(error) = result.map_err(applied) else { return Ok(()) };
        if matches!(&error, DeployError::Applied(cause) if !cause.says("already exists")) {
            rollout::check(self.work.cluster(), &desired.objects).await?;
        }
        Err(error)
    }

    fn with_secrets(&self, name: &str) -> Result<Root, DeployError> {
        let root = self.inputs.root(self.terraform, &self.work.places, name);
        let root = root.with_environment("NO_PROXY", "*").with_environment("no_proxy", "*");
        // Written when the Secret is made, and never again.
        Ok(if name == "apps" { root.with_secret("cookie_key", &random_text()?) } else { root })
    }

    /// Kinds that nobody has defined have no objects.
    async fn live(&self, keys: &[Key]) -> Result<Live, DeployError> {
        let cluster = self.work.cluster();
        match cluster.get(keys).await {
            Err(DeployError::Refused(unknown)) => {
                let known = keys.iter().filter(|key| !unknown.iter().any(|refusal| refusal.key == **key));
                cluster.get(known).await
            }
            live => live,
        }
    }
}

/// A plan, which holds values of variables: it goes whatever comes of it.
struct PlanFile(PathBuf);

impl Drop for PlanFile {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

/// An object is at fault if Terraform names one, and the cluster could be asked about it.
fn applied(error: TerraformError) -> DeployError {
    let diagnostics = match &error {
        TerraformError::Failed { diagnostics, .. } => diagnostics.as_slice(),
        _ => &[],
    };
    let names_object = diagnostics.iter().any(|diagnostic| {
        let address = diagnostic.address.as_deref().unwrap_or_default();
        OBJECTS.iter().any(|kind| address.contains(kind) || diagnostic.says(kind))
    });
    let is_unreachable =
        UNREACHABLE.iter().any(|words| diagnostics.iter().any(|diagnostic| diagnostic.says(words)));
    if names_object && !is_unreachable { DeployError::Applied(error) } else { error.into() }
}

fn became(before: Option<&Value>, after: Option<&Value>) -> Action {
    let version = |object: &Value| object["metadata"]["resourceVersion"].clone();
    let generation = |object: &Value| object["metadata"]["generation"].clone();
    match (before, after) {
        (None, Some(_)) => Action::Create,
        (Some(_), None) => Action::Delete,
        (Some(before), Some(after)) => {
            // Status counts as a version too; where there are generations, they count the rest alone.
            let is_changed = if generation(after).is_null() {
                version(before) != version(after)
            } else {
                generation(before) != generation(after)
            };
            if is_changed { Action::Change } else { Action::Keep }
        }
        (None, None) => Action::Keep,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn failed(diagnostic: &Value) -> TerraformError {
        let diagnostics = vec![serde_json::from_value(diagnostic.clone()).unwrap()];
        TerraformError::Failed { verb: "apply", directory: "/x".into(), diagnostics }
    }

    #[test]
    fn an_object_is_at_fault_only_where_terraform_names_one_and_the_cluster_was_asked() {
        let address = "module.shop.kubernetes_manifest.objects[\"Service/marketplace/marketplace\"]";
        let is_finding = |diagnostic: Value| applied(failed(&diagnostic)).is_finding();
        let error =
            |detail: &str| json!({ "severity": "error", "summary": "API response", "detail": detail });
        let of_object = |detail: &str| {
            let mut diagnostic = error(detail);
            diagnostic["address"] = json!(address);
            diagnostic
        };
        assert!(is_finding(of_object("services \"marketplace\" already exists")));
        assert!(is_finding(error(&format!("{address}: field not declared in schema"))));
        assert!(!is_finding(of_object("x509: certificate signed by unknown authority")));
        assert!(!is_finding(of_object("Unauthorized")));
        assert!(!is_finding(error("Argument or block definition required")));
    }

    #[test]
    fn a_plan_is_not_left_behind() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("apps.plan");
        std::fs::write(&path, "secret").unwrap();
        drop(PlanFile(path.clone()));
        assert!(!path.try_exists().unwrap());
        drop(PlanFile(path));
    }

    #[test]
    fn what_became_of_an_object_is_told_by_its_generation_or_version() {
        let with = |generation: Value, version: &str| json!({ "metadata": { "generation": generation, "resourceVersion": version } });
        let (one, two) = (with(json!(1), "5"), with(json!(2), "6"));
        assert_eq!(became(None, Some(&one)), Action::Create);
        assert_eq!(became(Some(&one), None), Action::Delete);
        assert_eq!(became(Some(&one), Some(&two)), Action::Change);
        // Its status alone.
        assert_eq!(became(Some(&one), Some(&with(json!(1), "6"))), Action::Keep);
        assert_eq!(became(Some(&with(Value::Null, "5")), Some(&with(Value::Null, "6"))), Action::Change);
    }
}
