//! What to do next.

use lab_cluster::LabError;
use lab_plan::field_managers;

use super::DeployError;

impl DeployError {
    /// What to do next. `lab` is how a command for this lab begins, such as `ninehops lab`.
    pub fn hint(&self, lab: &str) -> Option<String> {
        match self {
            Self::NoCheckout(_) => {
                Some("run it in a checkout of Nine Hops, or name one with --source".to_owned())
            }
            Self::Busy { .. } => Some("wait for it, or end it with Ctrl-C".to_owned()),
            Self::Images(error) => error.hint(),
            Self::Bundle(error) => error.hint(),
            Self::Lab(LabError::Kubectl { .. }) => Some(format!("`{lab} status` says how its nodes are")),
            Self::Lab(error) => error.hint(),
            Self::Applied(error) if error.says("already exists") => {
                Some(format!("`{lab} fix foreign-object` if it was broken on purpose, else delete it"))
            }
            Self::Terraform(error) | Self::Applied(error) => error.hint(),
            Self::Exists(objects) => {
                let key = objects.first()?;
                let namespace = key.namespace.as_ref().map(|name| format!(" --namespace {name}"));
                Some(format!(
                    "`{lab} fix foreign-object` if it was broken on purpose, else delete it: `{lab} kubectl delete {} {}{}`",
                    key.kind.to_lowercase(),
                    key.name,
                    namespace.unwrap_or_default()
                ))
            }
            Self::Refused(refusals)
                if refusals.iter().any(|refusal| refusal.reason.contains(field_managers::BREAK)) =>
            {
                Some(format!("it is broken on purpose; `{lab} fix` mends it"))
            }
            Self::Refused(refusals)
                if refusals.iter().any(|refusal| refusal.reason.contains("conflict with ")) =>
            {
                Some("somebody changed these fields by hand; undo that, or delete the object".to_owned())
            }
            Self::NotReady { stalled, .. } => {
                let namespace = stalled.iter().find_map(|(key, _)| key.namespace.as_deref())?;
                Some(format!("`{lab} kubectl describe pods --namespace {namespace}` has the events"))
            }
            Self::Unproven(_) => Some(
                "the provider is not the real one, or somebody changes objects at the same time: look at TF_CLI_CONFIG_FILE"
                    .to_owned(),
            ),
            Self::InUse { .. } => Some("delete it first if it may go".to_owned()),
            Self::OtherWay(_) => {
                Some(format!("`{lab} deploy --destroy` removes it; deploy again after that"))
            }
            _ => None,
        }
    }
}
