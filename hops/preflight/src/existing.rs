//! Whether anything is there already that a plan is going to create.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use hops_kube::{Cluster, ConnectOptions, managers};
use hops_model::{Family, Observation, Outcome, Unseen};
use hops_plan::{Known, Object, Plan, import_id};

use crate::Said;

/// So many objects are asked for at one time.
const AT_ONCE: usize = 16;
/// For all of them together.
const LIMIT: Duration = Duration::from_secs(30);

/// Asks a cluster for every object that these plans are going to create.
pub async fn ask(plans: &[Plan], options: &ConnectOptions) -> Said {
    let cluster = match Cluster::connect(options).await {
        Ok(cluster) => cluster,
        Err(error) => return Said::doubt(unseen(format!("the cluster cannot be asked: {error}"))),
    };
    let objects: Vec<_> = plans.iter().flat_map(Plan::created).collect();
    let answers = stream::iter(&objects).map(|object| one(&cluster, object)).buffered(AT_ONCE);
    let mut said = Said::default();
    let mut answers = std::pin::pin!(answers);
    let end = std::time::Instant::now() + LIMIT;
    while let Some(answer) = answers.next().await {
        match answer {
            Ok(observation) => said.observations.push(observation),
            Err(doubt) => said.doubts.push(doubt),
        }
        if std::time::Instant::now() > end {
            said.doubts
                .push(unseen("the cluster answers too slowly: not every object was asked for".to_owned()));
            break;
        }
    }
    said
}

fn unseen(reason: String) -> Unseen {
    Unseen { families: vec![Family::ExistingObjects], reason, way_out: None }
}

async fn one(cluster: &Cluster, object: &Object) -> Result<Observation, Unseen> {
    let address = object.address.to_string();
    let Identity { api_version, kind, namespace, name } = Identity::of(object)
        .ok_or_else(|| unseen(format!("the name of `{address}` is known after apply")))?;
    let found = cluster.get(api_version, kind, namespace, name).await;
    let found = found.map_err(|error| Unseen {
        way_out: error.hint(),
        ..unseen(format!("whether `{address}` is there: {error}"))
    })?;
    let title = namespace.map_or_else(|| format!("{kind} {name}"), |space| format!("{kind} {space}/{name}"));
    let seen = |outcome, text| Observation::new(Family::ExistingObjects, address.clone(), outcome, text);
    let Some(live) = found else {
        return Ok(seen(Outcome::Ok, format!("{title} is not there yet")));
    };
    let maker = managers(&live).into_iter().next().map(|maker| maker.name);
    let manager = maker.unwrap_or_else(|| "somebody unknown".to_owned());
    let observation = seen(
        Outcome::Exists,
        format!("{title} is there already, made by {manager}; `{address}` is to create it"),
    );
    let observation =
        observation.fact("address", &address).fact("kind", kind).fact("name", name).fact("manager", manager);
    let observation = observation.fact("namespace", namespace.unwrap_or_default());
    Ok(match import_id(&object.address.kind, api_version, kind, namespace, name) {
        Some(import) => observation.fact("import", import),
        None => observation,
    })
}

struct Identity<'a> {
    api_version: &'a str,
    kind: &'a str,
    namespace: Option<&'a str>,
    name: &'a str,
}

impl<'a> Identity<'a> {
    /// `None` while any of it is unknown.
    fn of(object: &'a Object) -> Option<Self> {
        let known = |value: &'a Known<String>| value.as_ref().value().map(String::as_str);
        if object.namespace.is_unknown() {
            return None;
        }
        Some(Self {
            api_version: known(&object.api_version)?,
            kind: known(&object.kind)?,
            namespace: known(&object.namespace),
            name: known(&object.name)?,
        })
    }
}
