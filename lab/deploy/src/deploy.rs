//! One deployment from sources to proof.

use std::path::Path;

use lab_cluster::{Lab, LabError};
use lab_plan::{Node, Role};
use lab_terraform::Terraform;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::cluster::Cluster;
use crate::error::DeployError;
use crate::event::{Event, Events, Running, Step};
use crate::images::{self, Built};
use crate::options::{Goal, Options};
use crate::places::Places;
use crate::provider::Provider;
use crate::report::{Address, Report, Way};
use crate::settings::Settings;
use crate::terraform::{Desired, Inputs, LIVE, RENDER, evaluate};
use crate::{read_back, rollout, source, state};

mod destroy;
mod ways;

/// Ports of every node, as the cluster's configuration calls them.
const STOREFRONT: &str = "storefront";
const INGRESS: &str = "ingress-http";

/// What every step of a deployment needs.
pub(crate) struct Work<'a> {
    pub(crate) lab: &'a Lab,
    pub(crate) options: &'a Options,
    pub(crate) places: Places,
    pub(crate) events: &'a Events<'a>,
    pub(crate) cancelled: &'a CancellationToken,
}

/// What is known before anything is changed.
struct Ready {
    terraform: Terraform,
    inputs: Inputs,
    desired: Desired,
    built: Built,
    settings: Settings,
}

/// Brings the shop onto a lab, says what would change, or removes it.
///
/// Only one call at a time works on a lab, and meanwhile the lab cannot be removed. Cancelled, it stops at the next step; what is done stays, and the next call
/// goes on from there.
///
/// # Errors
/// [`DeployError`]; of those that are findings, an object is at fault and not the tool.
pub async fn deploy(
    lab: &Lab,
    options: &Options,
    events: &Events<'_>,
    cancelled: &CancellationToken,
) -> Result<Report, DeployError> {
    let _hold = lab.hold().map_err(|error| match error {
        LabError::Busy { process, .. } => DeployError::Busy { process },
        error => error.into(),
    })?;
    let places = Places::of(lab.directory())?;
    match options.goal {
        Goal::Destroy => {
            let places = places.deployed();
            Work { lab, options, places, events, cancelled }.destroy().await
        }
        Goal::Plan | Goal::Apply => Work { lab, options, places, events, cancelled }.deploy().await,
    }
}

impl<'a> Work<'a> {
    async fn deploy(&self) -> Result<Report, DeployError> {
        let checkout = source::find(&self.options.source)?;
        let terraform = Terraform::find().await?;
        let settings = Settings::read(&self.places.settings())?.with(self.options.ingress);
        // A cluster that does not answer is known before minutes of compiling.
        self.cluster().greet().await?;
        source::copy(&checkout, &self.places)?;
        self.places.make_data_directories(&[RENDER, LIVE[0], LIVE[1]])?;
        let (built, provider) = tokio::try_join!(self.build(&checkout, settings), self.install(&terraform))?;
        let inputs = Inputs {
            kubeconfig: self.lab.kubeconfig(),
            ingress: settings.ingress,
            gateway_api_crds: built.gateway_api_crds.clone(),
            shop_version: built.shop_version.clone(),
        };
        let desired = self.evaluate(&terraform, &inputs, &built).await?;
        let report = Report {
            way: Way::Terraform,
            ingress: settings.ingress,
            images: built.images(),
            objects: Vec::new(),
            terraform_plans: Vec::new(),
            addresses: self.addresses(&desired),
        };
        let ready = Ready { terraform, inputs, desired, built, settings };
        match provider {
            None => self.by_terraform(&ready, report).await,
            Some(because) => self.by_server_side_apply(&ready, because, report).await,
        }
    }

    async fn build(&self, checkout: &Path, settings: Settings) -> Result<Built, DeployError> {
        images::build(checkout, &self.places, settings.ingress, self.events, self.cancelled).await
    }

    async fn evaluate(
        &self,
        terraform: &Terraform,
        inputs: &Inputs,
        built: &Built,
    ) -> Result<Desired, DeployError> {
        let step = Running::begin(Step::Evaluate, self.events);
        images::write_variables(&built.images(), &self.places, &[RENDER, LIVE[0], LIVE[1]])?;
        let root = inputs.root(terraform, &self.places, RENDER);
        let desired = evaluate(&root, &|_| (), self.cancelled).await?;
        step.end();
        Ok(desired)
    }

    async fn by_server_side_apply(
        &self,
        ready: &Ready,
        because: String,
        report: Report,
    ) -> Result<Report, DeployError> {
        (self.events)(Event::Note(format!("by server-side apply in Terraform's name: {because}")));
        let mut way = self.server_side()?;
        self.adopt(&mut way)?;
        let plan = way.plan(&ready.desired).await?;
        let objects = plan.planned.clone();
        let report = Report { way: Way::ServerSideApply { because: Some(because) }, objects, ..report };
        if self.options.goal == Goal::Plan {
            return Ok(report);
        }
        self.make_room(ready).await?;
        (self.events)(Event::Plan(plan.planned.clone()));
        state::forget(&self.places)?;
        way.apply(&plan).await?;
        self.prove(&ready.desired).await?;
        Ok(report)
    }

    async fn by_terraform(&self, ready: &Ready, report: Report) -> Result<Report, DeployError> {
        self.refuse_other_way().await?;
        if self.options.goal == Goal::Apply {
            self.make_room(ready).await?;
        }
        let provider = Provider { work: self, terraform: &ready.terraform, inputs: &ready.inputs };
        let (terraform_plans, objects) = provider.run(&ready.desired).await?;
        match self.options.goal {
            Goal::Apply => self.prove(&ready.desired).await?,
            // That there is nothing to do is a claim, too.
            _ if terraform_plans.is_empty() => {
                read_back::read_back(self.cluster(), &ready.desired, self.events).await?;
            }
            _ => {}
        }
        Ok(Report { objects, terraform_plans, ..report })
    }

    /// What pods will ask for is there before them; and what was chosen is remembered, and how it can be removed.
    async fn make_room(&self, ready: &Ready) -> Result<(), DeployError> {
        ready.built.push(self.lab, self.events, self.cancelled).await?;
        source::keep(&self.places)?;
        ready.settings.write(&self.places.settings())
    }

    /// Workloads become ready, and the API server has what was sent.
    async fn prove(&self, desired: &Desired) -> Result<(), DeployError> {
        // What is only claimed never gets ready, and is told of by name at once.
        read_back::read_back(self.cluster(), desired, self.events).await?;
        self.rollout(desired).await
    }

    pub(crate) async fn rollout(&self, desired: &Desired) -> Result<(), DeployError> {
        let patience = self.options.patience;
        rollout::wait(self.cluster(), &desired.objects, patience, self.events, self.cancelled).await
    }

    pub(crate) fn cluster(&self) -> Cluster<'a> {
        Cluster(self.lab)
    }

    /// Every worker serves the storefront, and the hosts of routes if there are any.
    fn addresses(&self, desired: &Desired) -> Vec<Address> {
        let plan = self.lab.plan();
        let at = |name: &str, host: Option<&str>| {
            let workers = plan.nodes.iter().filter(|node| node.role == Role::Worker);
            let url = |node: &Node| Some(format!("http://{}:{}/", node.address, plan.node_ports.get(name)?));
            let address = |url| Address { url, host: host.map(str::to_owned) };
            workers.filter_map(url).map(address).collect::<Vec<_>>()
        };
        let routes = desired.objects.iter().filter(|object| object.key.kind == "HTTPRoute");
        let hosts = routes.filter_map(|route| route.content.pointer("/spec/hostnames")?.as_array()).flatten();
        let behind_gateway = hosts.filter_map(Value::as_str).flat_map(|host| at(INGRESS, Some(host)));
        at(STOREFRONT, None).into_iter().chain(behind_gateway).collect()
    }
}
