//! Whether a workload is as it was asked to be, by the rules of `kubectl rollout status`.

use serde_json::Value;

/// What a workload waits for; `None` if it is ready. `minimum` counts in place of what the workload itself says.
pub(super) fn readiness(live: &Value, minimum: Option<u64>) -> Option<String> {
    let number = |pointer| live.pointer(pointer).and_then(Value::as_u64);
    if number("/status/observedGeneration") < number("/metadata/generation") {
        return Some("its controller has not seen it".to_owned());
    }
    let status = |name: &str| live["status"][name].as_u64().unwrap_or(0);
    let (wanted, total, updated, available) = if live["kind"] == "DaemonSet" {
        let wanted = status("desiredNumberScheduled");
        (wanted, wanted, status("updatedNumberScheduled"), status("numberAvailable"))
    } else {
        let wanted = number("/spec/replicas").unwrap_or(1);
        (wanted, status("replicas"), status("updatedReplicas"), status("availableReplicas"))
    };
    let wanted = wanted.max(minimum.unwrap_or(0));
    if updated < wanted {
        Some(format!("{updated} of {wanted} pods are of this version"))
    } else if total > updated {
        Some(format!("{} old pods are still there", total - updated))
    } else if available < wanted {
        Some(format!("{available} of {wanted} pods are available"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn deployment(status: &Value) -> Value {
        json!({ "kind": "Deployment", "metadata": { "generation": 2 }, "spec": { "replicas": 2 }, "status": status })
    }

    #[test]
    fn a_deployment_is_ready_when_all_pods_are_new_and_available() {
        let ready =
            json!({ "observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2 });
        assert_eq!(readiness(&deployment(&ready), None), None);
        let waits = [
            json!({ "observedGeneration": 1 }),
            json!({ "observedGeneration": 2 }),
            json!({ "observedGeneration": 2, "replicas": 3, "updatedReplicas": 2, "availableReplicas": 3 }),
            json!({ "observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 1 }),
        ];
        let waits = waits.map(|status| readiness(&deployment(&status), None).unwrap());
        insta::assert_snapshot!(waits.join("\n"), @r"
        its controller has not seen it
        0 of 2 pods are of this version
        1 old pods are still there
        1 of 2 pods are available
        ");
        assert!(readiness(&deployment(&ready), Some(3)).is_some());
    }

    #[test]
    fn a_daemon_set_counts_nodes() {
        let set = |available| {
            json!({ "kind": "DaemonSet", "metadata": { "generation": 1 }, "status": {
                "observedGeneration": 1, "desiredNumberScheduled": 2, "updatedNumberScheduled": 2,
                "numberAvailable": available } })
        };
        assert_eq!(readiness(&set(2), None), None);
        assert_eq!(readiness(&set(1), None).as_deref(), Some("1 of 2 pods are available"));
    }
}
