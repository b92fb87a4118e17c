//! Breaking and mending.

use std::time::{SystemTime, UNIX_EPOCH};

use lab_cluster::Lab;
use serde_json::{Value, json};

use crate::active::Active;
use crate::error::FaultError;
use crate::fault::{FaultName, Needs};
use crate::kubernetes::{Field, Object};
use crate::ledger::{Ledger, Record};
use crate::shop::Part;
use crate::{image, kube_proxy, network, node, pod_network, shop};

const COREDNS: Object = Object { namespace: "kube-system", name: "deployment/coredns" };
const REPLICAS: &str = "/spec/replicas";

/// Breaks something, at a node for faults that want one.
///
/// What was there is on disk before anything changes: whatever happens from then on, [`fix`] can put it back.
///
/// # Errors
/// When there is no such fault or node, when it is broken already, when what it breaks is not there, or when the lab
/// cannot be changed.
pub async fn break_on_purpose(lab: &Lab, fault: &str, node: Option<&str>) -> Result<Active, FaultError> {
    let fault: FaultName = fault.parse()?;
    node::check(lab.plan(), fault, node)?;
    let active = Active { fault, node: node.map(str::to_owned) };
    let mut ledger = lock(lab).await?;
    if ledger.find(&active).is_some() {
        return Err(FaultError::Already(active));
    }
    let before = look(lab, &ledger, &active).await?;
    ledger.add(Record { active: active.clone(), before: before.clone() })?;
    make(lab, &ledger, &active, before.as_ref()).await?;
    Ok(active)
}

/// Mends a fault, at one node or wherever it is; every fault if none is named. Returns what was broken until now;
/// that is nothing, and no error, if all was whole.
///
/// # Errors
/// When there is no such fault or node, or when something cannot be put back; it stays on the list then, as does what
/// was broken before it.
pub async fn fix(lab: &Lab, fault: Option<&str>, node: Option<&str>) -> Result<Vec<Active>, FaultError> {
    let fault = fault.map(str::parse::<FaultName>).transpose()?;
    if let (Some(fault), Some(_)) = (fault, node) {
        node::check(lab.plan(), fault, node)?;
    }
    let meant = |active: &Active| {
        fault.is_none_or(|fault| active.fault == fault)
            && node.is_none_or(|node| active.node.as_deref() == Some(node))
    };
    let mut ledger = lock(lab).await?;
    let broken = ledger.records().iter().map(|record| record.active.clone());
    let broken: Vec<Active> = broken.filter(meant).collect();
    // The last first, as one leaves a house.
    for active in broken.iter().rev() {
        undo(lab, &ledger, active).await?;
        ledger.remove(active)?;
    }
    Ok(broken)
}

async fn lock(lab: &Lab) -> Result<Ledger, FaultError> {
    let directory = lab.directory().to_owned();
    let locked = tokio::task::spawn_blocking(move || Ledger::lock(&directory)).await;
    locked.expect("taking a lock does not panic")
}

/// What `make` is going to replace. An error here leaves everything as it is.
async fn look(lab: &Lab, ledger: &Ledger, active: &Active) -> Result<Option<Value>, FaultError> {
    let fault = active.fault;
    if fault.fault().needs == Needs::NoShop {
        shop::check_absent(lab).await?;
    }
    match fault {
        FaultName::CorednsDown => {
            Ok(COREDNS.get(lab).await?.and_then(|object| object.pointer(REPLICAS).cloned()))
        }
        FaultName::ArmOnly => shop::read(lab, fault, Part::Image).await,
        FaultName::DnsName => shop::read(lab, fault, Part::Host).await,
        FaultName::KubeProxyDown => {
            lab.machine(named(active))?;
            // What is there now is already changed if it is down on another node.
            match ledger.records().iter().find(|record| record.active.fault == fault) {
                Some(other) => Ok(other.before.clone()),
                None => kube_proxy::before(lab).await,
            }
        }
        FaultName::SrcDstCheck => pod_network::check(lab).map(|()| None),
        FaultName::NodeDown => lab.machine(named(active)).map(|_| None).map_err(FaultError::from),
        _ => Ok(None),
    }
}

/// Changes the lab; the ledger holds the fault already.
async fn make(lab: &Lab, ledger: &Ledger, active: &Active, before: Option<&Value>) -> Result<(), FaultError> {
    let fault = active.fault;
    match fault {
        FaultName::CorednsDown => COREDNS.set(lab, fault, |_| Field::new(REPLICAS, Some(&json!(0)))).await,
        FaultName::ArmOnly => {
            let image = before.and_then(Value::as_str).unwrap_or("marketplace");
            let name = image::arm_name(image, unix_seconds());
            image::push_arm_only(lab, &name).await?;
            shop::set(lab, fault, Part::Image, &json!(name)).await
        }
        FaultName::DnsName => shop::set(lab, fault, Part::Host, &shop::wrong_host()).await,
        FaultName::KubeProxyDown => {
            kube_proxy::keep_off(lab, before, &nodes_without_kube_proxy(ledger)).await?;
            kube_proxy::wipe(lab, named(active)).await
        }
        FaultName::SrcDstCheck => pod_network::use_plain_routes(lab).await,
        FaultName::NodeDown => node::stop(lab, named(active)).await,
        FaultName::ForeignObject => shop::make_by_hand(lab).await,
        FaultName::SgSelf
        | FaultName::SgVxlan
        | FaultName::SgNodeport
        | FaultName::Mtu
        | FaultName::PacketLoss => load_firewall(lab, ledger, None).await,
    }
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// Puts back what was there; the ledger still holds the fault.
async fn undo(lab: &Lab, ledger: &Ledger, active: &Active) -> Result<(), FaultError> {
    let before = ledger.find(active).and_then(|record| record.before.as_ref());
    let fault = active.fault;
    match fault {
        FaultName::CorednsDown => COREDNS.put_back(lab, fault, |_| Field::new(REPLICAS, before)).await,
        FaultName::ArmOnly => shop::put_back(lab, fault, Part::Image, before).await,
        FaultName::DnsName => shop::put_back(lab, fault, Part::Host, before).await,
        FaultName::KubeProxyDown => {
            let mut nodes = nodes_without_kube_proxy(ledger);
            nodes.retain(|node| *node != named(active));
            kube_proxy::keep_off(lab, before, &nodes).await
        }
        FaultName::SrcDstCheck => pod_network::use_vxlan(lab).await,
        FaultName::NodeDown => node::start(lab, named(active)).await,
        FaultName::ForeignObject => shop::delete_made_by_hand(lab).await,
        FaultName::SgSelf
        | FaultName::SgVxlan
        | FaultName::SgNodeport
        | FaultName::Mtu
        | FaultName::PacketLoss => load_firewall(lab, ledger, Some(active)).await,
    }
}

/// That of everything in the ledger but one.
async fn load_firewall(lab: &Lab, ledger: &Ledger, but: Option<&Active>) -> Result<(), FaultError> {
    let active = ledger.records().iter().map(|record| &record.active);
    let faults: Vec<FaultName> =
        active.filter(|active| Some(*active) != but).map(|active| active.fault).collect();
    Ok(lab.apply_firewall(&network::firewall(lab.plan(), &faults)).await?)
}

fn nodes_without_kube_proxy(ledger: &Ledger) -> Vec<&str> {
    let records = ledger.records().iter().map(|record| &record.active);
    records.filter(|active| active.fault == FaultName::KubeProxyDown).map(named).collect()
}

fn named(active: &Active) -> &str {
    active.node.as_deref().expect("`node::check` wants a node for a fault of a node")
}
