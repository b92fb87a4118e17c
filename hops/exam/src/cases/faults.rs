//! One thing is broken that is none of the four, or is one of them as `lab break` breaks it.

use hops_model::CauseId;
use serde_json::json;

use super::{of_pods, of_spec, variable};
use crate::case::{Break, Case, Expects, Group, Shown};
use crate::shown::SHOP;

const STOREFRONT: &str = "deployment/marketplace";

pub(super) fn cases() -> Vec<Case> {
    [of_lab_break(), of_services(), of_pods_themselves(), of_nodes()].concat()
}

fn of_lab_break() -> Vec<Case> {
    let fault = |fault, node: Option<&'static str>, cause| {
        let name = node.map_or_else(|| format!("break-{fault}"), |node| format!("break-{fault}-{node}"));
        case(name, cause).breaks(Break::Fault(fault, node))
    };
    let pulling = Shown::Waiting("marketplace", &["ErrImagePull", "ImagePullBackOff"]);
    // Nothing that can be seen here tells a security group from a route.
    let likeliest = Expects::Likeliest(CauseId::NoNodePortRule, &[CauseId::NoRoute]);
    let node_port = Case::new(Group::Fault, "break-sg-nodeport", likeliest);
    vec![
        fault("sg-self", None, CauseId::NoSelfRule),
        fault("sg-vxlan", None, CauseId::NoVxlanRule).quick(),
        node_port.breaks(Break::Fault("sg-nodeport", None)).shown(Shown::NoPageAnywhere),
        fault("arm-only", None, CauseId::ImagePlatformMissing).shown(pulling),
        fault("dns-name", None, CauseId::WrongName).shown(Shown::NotLive),
        fault("coredns-down", None, CauseId::DnsDown).shown(Shown::NoPods("k8s-app=kube-dns")).quick(),
        fault("kube-proxy-down", Some("w1"), CauseId::KubeProxyDown).shown(Shown::NoPage("w1")).quick(),
        fault("kube-proxy-down", Some("w2"), CauseId::KubeProxyDown).shown(Shown::NoPage("w2")),
        fault("src-dst-check", None, CauseId::SourceDestCheck),
        fault("mtu", None, CauseId::MtuMismatch),
        fault("packet-loss", None, CauseId::PacketLoss),
        fault("node-down", Some("w1"), CauseId::NodeDown).shown(Shown::NotReady("w1")),
        fault("node-down", Some("w2"), CauseId::NodeDown).shown(Shown::NotReady("w2")),
        foreign_object(),
    ]
}

/// By hand, before there is a shop.
fn foreign_object() -> Case {
    let case = case("break-foreign-object", CauseId::AlreadyExists);
    case.breaks(Break::WithoutShop).breaks(Break::Fault("foreign-object", None))
}

fn of_services() -> Vec<Case> {
    let service = |name, cause, object, spec| case(name, cause).breaks(of_spec(SHOP, object, &spec));
    let front = "service/marketplace";
    let back = "service/recommendations-headless";
    let nobody = json!({ "selector": { "app.kubernetes.io/name": "nobody" } });
    let no_front = Shown::NoEndpoints(SHOP, "marketplace");
    let no_back = Shown::NoEndpoints(SHOP, "recommendations-headless");
    vec![
        service("selector-of-front", CauseId::SelectorMismatch, front, nobody.clone()).shown(no_front),
        service("selector-of-backend", CauseId::SelectorMismatch, back, nobody).shown(no_back),
        service(
            "port-of-front",
            CauseId::TargetPortMismatch,
            front,
            json!({ "ports": [{ "name": "http", "port": 80, "targetPort": 5001, "nodePort": 30080 }] }),
        )
        .shown(Shown::NoPageAnywhere),
    ]
}

fn of_pods_themselves() -> Vec<Case> {
    let waiting = |reasons| Shown::Waiting("marketplace", reasons);
    let container = |fields: serde_json::Value| {
        let mut container = json!({ "name": "marketplace" });
        if let (Some(container), serde_json::Value::Object(fields)) = (container.as_object_mut(), fields) {
            container.extend(fields);
        }
        of_pods(STOREFRONT, &json!({ "containers": [container] }))
    };
    vec![
        case("image-of-no-tag", CauseId::ImageUnavailable)
            .breaks(container(json!({ "image": "docker.io/ninehops/marketplace:none" })))
            .shown(waiting(&["ErrImagePull", "ImagePullBackOff"])),
        case("a-process-that-crashes", CauseId::ProcessCrashes)
            .breaks(variable(STOREFRONT, "MARKETPLACE_SHUTDOWN_DRAIN", "soon"))
            .shown(waiting(&["CrashLoopBackOff"])),
    ]
}

fn of_nodes() -> Vec<Case> {
    vec![
        case("forwarding-off", CauseId::ForwardingOff).breaks(Break::Exec {
            node: "w1",
            does: &["sh", "-c", "echo 0 > /proc/sys/net/ipv4/ip_forward"],
            undoes: &["sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"],
        }),
        case("kubelet-closed", CauseId::NoKubeletRule)
            .breaks(Break::WithoutRules(&[("node", "kubelet-from-control-plane"), ("node", "self-kubelet")])),
    ]
}

fn case(name: impl Into<String>, cause: CauseId) -> Case {
    Case::new(Group::Fault, name, Expects::Named(cause, Vec::new()))
}
