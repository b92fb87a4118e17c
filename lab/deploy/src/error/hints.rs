//! What to do next.

use lab_cluster::LabError;
use lab_plan::field_managers;

use super::DeployError;
use crate::cluster::Refusal;
use crate::object::Key;

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
            Self::Lab(LabError::Kubectl { .. }) | Self::Answer { .. } => {
                Some(format!("`{lab} status` says how its nodes are"))
            }
            Self::Lab(error) => error.hint(),
            Self::Terraform(error) => error.hint(),
            Self::Archive { .. } => Some("remove the file; the next `deploy` builds it anew".to_owned()),
            _ => self.hint_for_objects(lab),
        }
    }

    /// What to do about an object.
    fn hint_for_objects(&self, lab: &str) -> Option<String> {
        let hint = match self {
            Self::Applied(error) if error.says("already exists") => {
                format!("`{lab} fix foreign-object` if it was broken on purpose, else delete it")
            }
            Self::Applied(error) => return error.hint().or_else(|| Some(change())),
            Self::Exists(objects) => {
                let delete = delete(lab, objects.first()?);
                format!("`{lab} fix foreign-object` if it was broken on purpose, else delete it: {delete}")
            }
            Self::Refused(refusals) => refused(refusals, lab),
            Self::RefusedOne(_) => {
                format!("`{lab} deploy --plan` asks about each; if it finds nothing, deploy again")
            }
            Self::NotReady { stalled, .. } => {
                let namespace = stalled.iter().find_map(|(key, _)| key.namespace.as_deref())?;
                format!("`{lab} kubectl describe pods --namespace {namespace}` has the events")
            }
            Self::NotEstablished { definition, .. } => {
                format!("`{lab} kubectl describe {}` says why", words(definition))
            }
            Self::NotGone { stay, .. } => {
                let key = words(stay.first()?);
                format!("`{lab} kubectl get {key} --output yaml` has its finalizers and what they wait for")
            }
            Self::Unproven(_) => {
                "deploy again; if it stays so and a provider of Terraform's was at work, it is not the \
                                  real one: look at TF_CLI_CONFIG_FILE"
                    .to_owned()
            }
            Self::InUse { foreign, .. } => {
                format!("if it may go, delete it first: {}", delete(lab, foreign.first()?))
            }
            Self::OtherWay(_) => format!("`{lab} deploy --destroy` removes it; deploy again after that"),
            _ => return None,
        };
        Some(hint)
    }
}

fn refused(refusals: &[Refusal], lab: &str) -> String {
    let says = |words: &str| refusals.iter().any(|refusal| refusal.reason.contains(words));
    if says(field_managers::BREAK) {
        format!("it is broken on purpose; `{lab} fix` mends it")
    } else if says("conflict with ") {
        "somebody changed these fields by hand; undo that, or delete the object".to_owned()
    } else {
        change()
    }
}

fn change() -> String {
    "change what `deploy/` says of it, or deploy from another directory with --source".to_owned()
}

fn delete(lab: &str, key: &Key) -> String {
    format!("`{lab} kubectl delete {}`", words(key))
}

/// An object as kubectl takes it on a command line.
fn words(key: &Key) -> String {
    let namespace = key.namespace.as_ref().map(|name| format!(" --namespace {name}"));
    format!("{} {}{}", key.kind.to_lowercase(), key.name, namespace.unwrap_or_default())
}
