//! Asking for every object of a plan.

use futures_util::{StreamExt as _, stream};
use hops_kube::{Cluster, managers};
use hops_plan::{Change, Known, Object, Plan};
use serde_json::Value;

use crate::{Adoption, Existing, Unseen, aws, difference};

/// Questions at one time.
const AT_ONCE: usize = 16;

/// What came of one object.
enum Found {
    Existing(Box<Existing>),
    Absent,
    Unseen(Unseen),
}

/// Looks for everything that a plan is to create. Reads only, with whatever rights the caller has; what cannot be read
/// is told and the rest is kept.
pub async fn adopt(plan: &Plan, cluster: &Cluster) -> Adoption {
    let objects: Vec<Object> = plan.created().collect();
    let looks = objects.into_iter().map(|object| async move {
        let change = plan.change(&object.address);
        look(&object, change, cluster).await
    });
    let mut adoption = Adoption { unchecked: aws::unchecked(plan), ..Adoption::default() };
    let mut found = stream::iter(looks).buffered(AT_ONCE);
    while let Some(found) = found.next().await {
        match found {
            Found::Existing(existing) => adoption.existing.push(*existing),
            Found::Absent => adoption.absent += 1,
            Found::Unseen(unseen) => adoption.unseen.push(unseen),
        }
    }
    adoption
}

async fn look(object: &Object, change: Option<&Change>, cluster: &Cluster) -> Found {
    let unseen = |reason: String| Found::Unseen(Unseen { address: object.address.to_string(), reason });
    let (Known::Value(api_version), Known::Value(kind), Known::Value(name)) =
        (&object.api_version, &object.kind, &object.name)
    else {
        return unseen("its name is known only after apply".to_owned());
    };
    if object.namespace.is_unknown() {
        return unseen("its namespace is known only after apply".to_owned());
    }
    let namespace = object.namespace.clone().value();
    match cluster.get(api_version, kind, namespace.as_deref(), name).await {
        Ok(Some(live)) => {
            Found::Existing(Box::new(existing(object, change, &live, (api_version, kind, namespace, name))))
        }
        Ok(None) => Found::Absent,
        Err(error) => unseen(error.to_string()),
    }
}

/// An object of the plan beside the one that is there.
pub(crate) fn existing(
    object: &Object,
    change: Option<&Change>,
    live: &Value,
    (api_version, kind, namespace, name): (&str, &str, Option<String>, &str),
) -> Existing {
    let resource = object.address.kind.as_str();
    let differs = change.map_or_else(Vec::new, |change| match change.after.get("manifest") {
        Some(manifest) if resource == "kubernetes_manifest" => difference::of_manifest(manifest, live),
        _ => difference::of_typed(&change.after, live),
    });
    let created = live.pointer("/metadata/creationTimestamp").and_then(Value::as_str);
    Existing {
        address: object.address.to_string(),
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
        name: name.to_owned(),
        created: created.map(str::to_owned),
        managers: managers(live),
        differs,
        id: hops_plan::import_id(resource, api_version, kind, namespace.as_deref(), name),
        namespace,
    }
}
