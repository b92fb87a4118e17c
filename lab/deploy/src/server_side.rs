//! The way without Terraform's provider: the same objects by server-side apply, in the same name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::cluster::{Cluster, Run};
use crate::error::DeployError;
use crate::event::{Events, Running, Step};
use crate::inventory::Inventory;
use crate::object::{Key, Object};
use crate::order::{is_ground, may_be_of_a_definition};
use crate::places::{Places, failed};
use crate::report::{Action, Planned};
use crate::terraform::Desired;

mod destroy;
mod established;
mod gone;
mod leaving;
mod missing;
mod planned;

use leaving::leaving;
use missing::refuse_without_ground;

/// What is at hand.
pub(crate) struct ServerSide<'a> {
    pub(crate) cluster: Cluster<'a>,
    pub(crate) places: &'a Places,
    pub(crate) inventory: Inventory,
    pub(crate) events: &'a Events<'a>,
    pub(crate) cancelled: &'a CancellationToken,
}

/// What is to be done.
pub(crate) struct Plan {
    /// Every object, in order; those that go at the end.
    pub(crate) planned: Vec<Planned>,
    /// What is to be sent, in order.
    send: Vec<Object>,
    /// Those of it that the API server has not looked at, since what they need is not there.
    unchecked: BTreeSet<Key>,
    /// What is to go, last to first.
    delete: Vec<Key>,
    /// What has been told to go and must have gone before anything can be sent.
    leaving: Vec<Key>,
}

impl ServerSide<'_> {
    /// Compares what shall be with what is. Nothing is changed.
    ///
    /// # Errors
    /// When an object is there that was not made here, or the API server does not want one.
    pub(crate) async fn plan(&self, desired: &Desired) -> Result<Plan, DeployError> {
        let step = Running::begin(Step::Compare, self.events);
        let mut keys: BTreeSet<Key> = desired.objects.iter().map(|object| object.key.clone()).collect();
        keys.extend(desired.secrets.iter().map(crate::terraform::SecretKeys::key));
        let mut live = self.live(&keys).await?;
        let leaving = leaving(&live);
        live.retain(|key, _| !leaving.contains(key));
        self.refuse_foreign(&keys, &live)?;
        let delete = self.unwanted(&keys, &live);
        let stays = live.keys().filter(|key| !delete.contains(key)).collect();
        refuse_without_ground(&keys, &stays, &delete)?;
        self.refuse_all_guests(&delete).await?;
        let mut plan = self.compare(desired, &keys, &live).await?;
        plan.delete(delete);
        plan.leaving = missing::needed_of(&keys, leaving);
        step.end();
        Ok(plan)
    }

    /// Does what a plan says.
    ///
    /// # Errors
    /// When the API server does not want an object, or does not answer. What was done stays.
    pub(crate) async fn apply(&mut self, plan: &Plan) -> Result<(), DeployError> {
        let step = Running::begin(Step::Apply, self.events);
        self.wait_until_gone(&plan.leaving.iter().collect::<Vec<_>>(), &step).await?;
        // What is written here can be made; what is not, never was.
        for planned in plan.planned.iter().filter(|planned| planned.action == Action::Create) {
            self.inventory.expect(&planned.key);
        }
        self.save()?;
        let (ground, rest): (Vec<&Object>, Vec<&Object>) =
            plan.send.iter().partition(|object| is_ground(&object.key));
        self.send(&ground).await?;
        self.wait_until_established(&ground).await?;
        let unchecked: Vec<&Object> =
            rest.iter().copied().filter(|object| plan.unchecked.contains(&object.key)).collect();
        self.check(&unchecked).await?;
        self.send(&rest).await?;
        step.end();
        self.delete(&plan.delete).await
    }

    async fn send(&mut self, objects: &[&Object]) -> Result<(), DeployError> {
        if self.cancelled.is_cancelled() {
            return Err(DeployError::Cancelled);
        }
        let applied = self.cluster.apply(objects, Run::Real).await?;
        for (key, live) in &applied {
            self.inventory.confirm(key, live);
        }
        self.save()
    }

    pub(crate) fn save(&self) -> Result<(), DeployError> {
        let path = self.places.inventory();
        self.inventory.write(&path).map_err(failed("write", &path))
    }

    /// Those of these objects and of the inventory's that are there, and the namespaces that they are in.
    async fn live(&self, keys: &BTreeSet<Key>) -> Result<BTreeMap<Key, Value>, DeployError> {
        let mut all: BTreeSet<Key> = keys.iter().chain(self.inventory.keys()).cloned().collect();
        let namespaces: BTreeSet<Key> =
            all.iter().filter_map(|key| Some(Key::namespace_named(key.namespace.as_deref()?))).collect();
        all.extend(namespaces);
        let definitions: BTreeSet<String> = all
            .iter()
            .filter(|key| key.kind == "CustomResourceDefinition")
            .map(|key| key.name.clone())
            .collect();
        // Of a definition that is not there nothing can be there, and kubectl would not know the kind.
        let (defined, built_in): (Vec<&Key>, Vec<&Key>) = all
            .iter()
            .partition(|key| may_be_of_a_definition(key) && definitions.contains(&key.definition()));
        let mut live = self.cluster.get(built_in).await?;
        // One that is on its way out takes them along.
        let is_served = |key: &&&Key| {
            let definition = key.definition();
            live.iter().any(|(live, object)| {
                live.kind == "CustomResourceDefinition"
                    && live.name == definition
                    && !leaving::is_told(object)
            })
        };
        let defined: Vec<&Key> = defined.iter().filter(is_served).copied().collect();
        live.extend(self.cluster.get(defined).await?);
        Ok(live)
    }

    fn refuse_foreign(&self, keys: &BTreeSet<Key>, live: &BTreeMap<Key, Value>) -> Result<(), DeployError> {
        let foreign = keys
            .iter()
            .filter(|key| live.get(key).is_some_and(|object| !self.inventory.is_ours(key, object)));
        let mut foreign: Vec<Key> = foreign.cloned().collect();
        if foreign.is_empty() {
            return Ok(());
        }
        foreign.sort_by_key(crate::order::rank);
        Err(DeployError::Exists(foreign))
    }
}
