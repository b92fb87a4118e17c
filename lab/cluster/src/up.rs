//! A lab from nothing to Ready.

mod calico;
mod claim;
mod cloud;
mod ground;
mod host;
mod images;
mod join;
mod kubeadm;
pub(crate) mod machines;
mod ready;
mod specs;
mod watch;

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use lab_bundle::{Bundle, ImageArchive, Set, VERSIONS};
use lab_plan::{CalicoConfig, ClusterConfig, Cni, KubeadmConfig, Plan, Slot, node_files};
use tokio_util::sync::CancellationToken;

use self::calico::Manifest;
use self::cloud::Cloud;
use self::machines::Machines;
use self::specs::Specs;
use crate::blueprint::Blueprint;
use crate::down;
use crate::error::UpError;
use crate::event::{Event, Events, Step};
use crate::kubectl::Kubectl;
use crate::lab::Lab;
use crate::options::{OnFailure, Options, Way};
use crate::places::Places;
use crate::state::{Phase, State};
use crate::store::{STORE, Store};
use crate::timings::{Recorder, Timings};

/// Boots a lab and returns when all nodes are Ready and `CoreDNS` answers.
///
/// When it fails or `cancelled` is, nothing of it is left, unless the options ask to keep the ruins of a failure.
///
/// # Errors
/// When the host cannot carry a lab, the lab runs already, or a step failed.
pub async fn up(options: Options, events: Events, cancelled: CancellationToken) -> Result<Lab, UpError> {
    let places = Places::of(&options.name);
    let up = Up { recorder: Recorder::new(events), places, options, cancelled };
    Box::pin(up.run()).await
}

struct Up {
    options: Options,
    places: Places,
    recorder: Recorder,
    cancelled: CancellationToken,
}

/// What the cluster is to be.
struct Design {
    plan: Plan,
    kubeadm: KubeadmConfig,
    calico: Option<Manifest>,
    cloud: Option<Cloud>,
}

/// What the bundle and the caller give.
struct Materials {
    bundle: Bundle,
    extra: Vec<ImageArchive>,
    store: Store,
    /// Programs that a control plane calls which makes itself.
    etcd_tools: Option<PathBuf>,
}

impl Up {
    async fn run(&self) -> Result<Lab, UpError> {
        self.recorder.step(Step::Check, self.check()).await?;
        let _lock = ground::take(&self.options.name, &self.places, self.recorder.events()).await?;
        let claim = claim::claim(self.options.vpc).await?;
        // At once, so that Terraform takes no time of its own, and what it makes impossible ends minutes of building.
        let materials = self.recorder.step(Step::Bundle, self.interruptible(self.materials()));
        let (design, materials) = tokio::try_join!(self.design(claim.slot), materials)?;
        ground::make_directory(&self.places)?;
        let mut state = State {
            plan: design.plan.clone(),
            phase: Phase::Booting,
            program: self.options.program.clone(),
            programs: materials.bundle.programs_directory(),
            machines: Machines::new(),
            timings: Timings::default(),
        };
        match self.bring_up(&mut state, &materials, &design).await {
            Ok(()) => Ok(Lab::new(state, self.places.clone())),
            Err(error) => Err(self.give_up(state, error).await),
        }
    }

    async fn check(&self) -> Result<(), UpError> {
        let cache = lab_bundle::cache_directory()?;
        if self.options.way == Way::CloudInit {
            host::check_programs_of_scripts()?;
        }
        host::check(&[self.places.directory(), &cache], 1 + u64::from(self.options.workers))?;
        lab_vpc::kernel::check().await?;
        Ok(())
    }

    async fn design(&self, slot: Slot) -> Result<Design, UpError> {
        if self.options.way == Way::CloudInit && self.options.cni == Cni::Calico {
            return Err(UpError::CalicoByCloudInit);
        }
        let Blueprint { cluster, machines, .. } = self.recorder.step(Step::Cluster, self.blueprint()).await?;
        let plan = self.plan(&cluster, slot)?;
        let calico = self.calico(&cluster.calico)?;
        let cloud = machines.map(|machines| Cloud::new(&cluster, &plan, &machines)).transpose()?;
        Ok(Design { plan, kubeadm: cluster.kubeadm, calico, cloud })
    }

    async fn blueprint(&self) -> Result<Blueprint, UpError> {
        let source = self.options.source.as_deref();
        let blueprint = match self.options.way {
            Way::Kubeadm => Blueprint::find(source, &self.cancelled).await?,
            Way::CloudInit => Blueprint::with_machines(source, &self.cancelled).await?,
        };
        let wanted = &blueprint.cluster.kubernetes_version;
        if *wanted != VERSIONS.kubernetes {
            return Err(UpError::OtherKubernetes { wanted: wanted.clone(), builds: VERSIONS.kubernetes });
        }
        self.recorder.events().send(Event::Cluster(blueprint.origin.clone()));
        Ok(blueprint)
    }

    async fn materials(&self) -> Result<Materials, UpError> {
        let extra = match &self.options.images {
            Some(directory) => lab_bundle::extra_archives(directory).await?,
            None => Vec::new(),
        };
        let options = lab_bundle::Options { directory: self.options.bundle.clone() };
        let events = self.recorder.events();
        let hear = |event| events.send(Event::Bundle(event));
        let bundle = Bundle::ensure(&options, Set::Cluster, &hear, &self.cancelled).await?;
        let etcd_tools = match self.options.way {
            Way::Kubeadm => None,
            Way::CloudInit => {
                let options = lab_bundle::Options::default();
                let tools = Bundle::ensure(&options, Set::EtcdTools, &hear, &self.cancelled).await?;
                Some(tools.programs_directory())
            }
        };
        let store = Store::new(lab_bundle::cache_directory()?.join(STORE));
        Ok(Materials { bundle, extra, store, etcd_tools })
    }

    fn plan(&self, cluster: &ClusterConfig, slot: Slot) -> Result<Plan, UpError> {
        let options = &self.options;
        let options = lab_plan::Options {
            name: options.name.clone(),
            workers: options.workers,
            subnets: options.subnets,
            vpc: slot.vpc,
            internet: slot.internet,
            cni: options.cni,
            security_groups: options.security_groups.clone(),
            limits: options.limits,
            conntrack: options.conntrack,
        };
        Ok(Plan::new(cluster, &options)?)
    }

    fn calico(&self, config: &CalicoConfig) -> Result<Option<Manifest>, UpError> {
        if self.options.cni != Cni::Calico {
            return Ok(None);
        }
        let cache = lab_bundle::cache_directory()?;
        let directories = calico::directories(self.options.images.as_deref(), &cache);
        Manifest::find(&directories, config).map(Some)
    }

    async fn bring_up(
        &self,
        state: &mut State,
        materials: &Materials,
        design: &Design,
    ) -> Result<(), UpError> {
        self.save(state)?;
        let Design { plan, kubeadm, calico, cloud } = design;
        if let Some(cloud) = cloud {
            cloud.make_account(&self.places)?;
        }
        let resolv_conf = node_files::resolv_conf(plan, &host::name_servers());
        let specs = Specs {
            plan,
            places: &self.places,
            programs: &state.programs,
            resolv_conf: &resolv_conf,
            oom_score_adjustment: host::oom_score_adjustment(),
            cloud: cloud.as_ref().zip(materials.etcd_tools.as_deref()),
        };
        let template = self.recorder.step(Step::Images, self.template(materials, &specs)).await?;
        state.machines = self.recorder.step(Step::Machines, self.machines(&specs, &template)).await?;
        self.save(state)?;
        if let Some(calico) = calico {
            let archives = materials.bundle.images().iter().chain(&materials.extra);
            let control_plane = &state.machines[&plan.control_plane().name].machine;
            let pull = self.interruptible(calico.pull_missing(archives, control_plane));
            self.recorder.step(Step::Pull, pull).await?;
        }
        let kubectl = Kubectl::new(&state.programs, &self.places);
        let cluster = join::Cluster {
            config: kubeadm,
            plan,
            places: &self.places,
            machines: &state.machines,
            kubectl: &kubectl,
            recorder: &self.recorder,
            calico: calico.as_ref(),
        };
        match self.options.way {
            Way::Kubeadm => self.interruptible(cluster.form()).await?,
            Way::CloudInit => self.interruptible(cluster.watch_it_form()).await?,
        }
        state.phase = Phase::Up { since_unix_seconds: unix_seconds() };
        state.timings = self.recorder.timings();
        self.save(state)
    }

    async fn template(&self, materials: &Materials, specs: &Specs<'_>) -> Result<PathBuf, UpError> {
        let Materials { bundle, extra, store, .. } = materials;
        images::template(store, bundle, extra, specs, &self.options.program, &self.cancelled).await
    }

    async fn machines(&self, specs: &Specs<'_>, template: &Path) -> Result<Machines, UpError> {
        let nodes = specs.plan.nodes.iter();
        images::clone(template, nodes.clone().map(|node| self.places.machine(&node.name)).collect()).await?;
        let all = [specs.router(), specs.registry()].into_iter().chain(nodes.map(|node| specs.node(node)));
        let machines = machines::boot_all(&self.options.program, all.collect()).await?;
        machines::connect_all(specs.plan, &machines).await?;
        Ok(machines)
    }

    /// Nothing of it is left, unless it is to be looked into.
    async fn give_up(&self, mut state: State, error: UpError) -> UpError {
        let is_kept = self.options.on_failure == OnFailure::Keep && !matches!(error, UpError::Cancelled);
        if is_kept {
            state.phase = Phase::Failed;
            state.timings = self.recorder.timings();
            return self.save(&state).err().unwrap_or(error);
        }
        match (down::remove(&self.options.name, &self.places).await, error) {
            (Ok(()), error) => error,
            // Who stops an `up` is told that nothing is left, or else what is.
            (Err(left), UpError::Cancelled) => left.into(),
            (Err(left), error) => {
                self.recorder.events().note(left.to_string());
                error
            }
        }
    }

    fn save(&self, state: &State) -> Result<(), UpError> {
        let path = self.places.state();
        state.write(&path).map_err(|source| UpError::Io { doing: "write", path, source })
    }

    async fn interruptible<T>(&self, work: impl Future<Output = Result<T, UpError>>) -> Result<T, UpError> {
        self.cancelled.run_until_cancelled(work).await.unwrap_or(Err(UpError::Cancelled))
    }
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}
