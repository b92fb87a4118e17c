//! What Calico's own objects say.

use hops_model::rules::Encapsulation;
use serde_json::Value;

use super::{Setup, Travel, add_range, text_at};
use crate::{Change, Known};

pub(super) fn add(change: &Change, setup: &mut Setup) {
    if change.kind() != "kubernetes_manifest" {
        return;
    }
    let Known::Value(manifest) = change.get("manifest") else { return };
    let origin = change.address.to_string();
    match text_at(manifest, "/kind") {
        Some("IPPool") => pool(manifest, &origin, setup),
        Some("Installation") => installation(manifest, &origin, setup),
        Some("FelixConfiguration") if text_at(manifest, "/spec/awsSrcDstCheck") == Some("Disable") => {
            setup.check_is_switched_off = true;
        }
        _ => {}
    }
}

fn pool(manifest: &Value, origin: &str, setup: &mut Setup) {
    if let Some(cidr) = text_at(manifest, "/spec/cidr") {
        add_range(&mut setup.pods, cidr, origin);
    }
    let mode = |key| text_at(manifest, key).filter(|mode| *mode != "Never");
    let name = match (mode("/spec/vxlanMode"), mode("/spec/ipipMode")) {
        (Some(mode), _) => format!("vxlan{mode}"),
        (None, Some(mode)) => format!("ipip{mode}"),
        (None, None) => "none".to_owned(),
    };
    if setup.travel.is_none() {
        setup.travel = Travel::named(&name, origin);
    }
}

/// The operator's settings; where they are silent, its defaults.
fn installation(manifest: &Value, origin: &str, setup: &mut Setup) {
    let network = manifest.pointer("/spec/calicoNetwork").unwrap_or(&Value::Null);
    let pools = network.get("ipPools").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for cidr in pools.iter().filter_map(|pool| text_at(pool, "/cidr")) {
        add_range(&mut setup.pods, cidr, origin);
    }
    if let Some(mtu) = network.get("mtu").and_then(Value::as_u64) {
        setup.pod_mtu = u32::try_from(mtu).ok().map(|mtu| (mtu, origin.to_owned()));
    }
    if setup.travel.is_some() {
        return;
    }
    let name = pools.first().and_then(|pool| text_at(pool, "/encapsulation")).unwrap_or("IPIP");
    setup.travel = Travel::named(name, origin).map(|travel| Travel {
        bgp: match text_at(network, "/bgp") {
            Some(bgp) => bgp == "Enabled",
            None => travel.encapsulation != Encapsulation::Vxlan,
        },
        typha: true,
        ..travel
    });
}
