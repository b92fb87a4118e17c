use hops_model::Observation;
use serde_json::{Value, json};

use super::super::testing::{check, faults, healthy, parse, pods_of, shop, told};
use crate::Snapshot;

fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    let seen = super::observe(snapshot, &shop(snapshot));
    check(&seen);
    seen
}

fn wrong(snapshot: &Snapshot) -> String {
    told(&faults(observe(snapshot)))
}

/// Fields of the specification of the shop's storefronts.
fn let_be(snapshot: &mut Snapshot, name: &str, fields: &Value) {
    for pod in pods_of(snapshot, name) {
        let mut spec = serde_json::to_value(pod.spec.take()).unwrap();
        for (field, value) in fields.as_object().unwrap() {
            spec[field] = value.clone();
        }
        pod.spec = Some(parse(spec));
    }
}

fn configure(snapshot: &mut Snapshot, map: &str, key: &str, text: &str) {
    let maps = &mut snapshot.config_maps;
    let map = maps.iter_mut().find(|known| known.metadata.name.as_deref() == Some(map)).unwrap();
    map.data = Some([(key.to_owned(), text.to_owned())].into());
}

#[test]
fn on_a_healthy_cluster_kubelets_pods_and_coredns_are_seen_and_fine() {
    assert_eq!(
        told(&observe(&healthy())),
        "\
Ok kubelet-config: kubelets tell pods to ask 10.96.0.10, the cluster's DNS server
Ok marketplace/marketplace: pods of marketplace/marketplace ask the cluster's DNS server
Ok marketplace/recommendations: pods of marketplace/recommendations ask the cluster's DNS server
Ok CoreDNS: CoreDNS forwards what it does not know to /etc/resolv.conf"
    );
}

#[test]
fn kubelets_that_name_another_server_are_told_with_the_right_one() {
    let mut snapshot = healthy();
    configure(&mut snapshot, "kubelet-config", "kubelet", "clusterDNS: [10.32.0.10]\n");
    assert_eq!(wrong(&snapshot), "\
OtherDnsServer kubelet-config: kubelets tell pods to ask 10.32.0.10, and the cluster's DNS server is 10.96.0.10
    server = 10.32.0.10
    wanted = 10.96.0.10");
}

#[test]
fn a_cache_on_the_node_is_the_clusters_server_and_its_address_alone_is_not() {
    let mut snapshot = healthy();
    configure(&mut snapshot, "kubelet-config", "kubelet", "clusterDNS: [169.254.20.10]\n");
    assert!(wrong(&snapshot).starts_with("OtherDnsServer kubelet-config"));
    snapshot.daemon_sets.push(parse(json!({
        "metadata": { "namespace": "kube-system", "name": "node-local-dns" },
    })));
    assert_eq!(wrong(&snapshot), "");
}

#[test]
fn a_pod_that_asks_its_nodes_servers_is_named_with_the_reason() {
    for (fields, why) in [
        (json!({ "dnsPolicy": "Default" }), "its `dnsPolicy` is `Default`"),
        (json!({ "hostNetwork": true }), "in the host's network"),
        (json!({ "dnsPolicy": "None", "dnsConfig": { "nameservers": ["8.8.8.8"] } }), "asks 8.8.8.8"),
    ] {
        let mut snapshot = healthy();
        let_be(&mut snapshot, "marketplace-1-w2", &fields);
        let seen = wrong(&snapshot);
        assert!(
            seen.starts_with("OtherDnsServer marketplace/marketplace: marketplace/marketplace-1-w2"),
            "{seen}"
        );
        assert!(seen.contains(why), "{seen}");
    }
}

#[test]
fn a_pod_that_asks_the_cluster_in_another_way_is_fine() {
    for fields in [
        json!({ "dnsPolicy": "ClusterFirst" }),
        json!({ "dnsPolicy": "ClusterFirstWithHostNet", "hostNetwork": true }),
        json!({ "dnsPolicy": "None", "dnsConfig": { "nameservers": ["10.96.0.10"] } }),
        json!({ "dnsPolicy": "ClusterFirst", "dnsConfig": { "nameservers": ["8.8.8.8"] } }),
    ] {
        let mut snapshot = healthy();
        let_be(&mut snapshot, "marketplace", &fields);
        assert_eq!(wrong(&snapshot), "", "{fields}");
    }
}

#[test]
fn who_calls_nobody_by_name_may_ask_whom_they_like() {
    let mut snapshot = healthy();
    let_be(&mut snapshot, "recommendations", &json!({ "dnsPolicy": "Default" }));
    assert_eq!(wrong(&snapshot), "");
}

#[test]
fn a_corefile_that_forwards_to_itself_is_a_loop() {
    for server in ["127.0.0.53", "10.96.0.10"] {
        let mut snapshot = healthy();
        configure(&mut snapshot, "coredns", "Corefile", &format!(".:53 {{\n  forward . {server}\n}}\n"));
        assert!(wrong(&snapshot).starts_with(&format!("DnsLoop CoreDNS: CoreDNS forwards to `{server}`")));
    }
}

#[test]
fn what_cannot_be_read_or_was_not_listed_is_not_judged() {
    let mut snapshot = healthy();
    configure(&mut snapshot, "kubelet-config", "kubelet", "<html>\n\t: [");
    assert!(observe(&snapshot).iter().all(|seen| seen.subject != "kubelet-config"));
    snapshot.missing.insert(crate::Kind::ConfigMaps);
    snapshot.missing.insert(crate::Kind::Pods);
    assert!(observe(&snapshot).is_empty());
}
