//! Two things are broken at once.

use hops_model::CauseId;

use crate::case::{Break, Case, Expects, Group, Shown};

/// A fault, where, what it is, and by what one sees that it has come about.
type Half = (&'static str, Option<&'static str>, CauseId, Option<Shown>);

pub(super) fn cases() -> Vec<Case> {
    let pulling = Shown::Waiting("marketplace", &["ErrImagePull", "ImagePullBackOff"]);
    let self_rule: Half = ("sg-self", None, CauseId::NoSelfRule, None);
    let vxlan: Half = ("sg-vxlan", None, CauseId::NoVxlanRule, None);
    let image: Half = ("arm-only", None, CauseId::ImagePlatformMissing, Some(pulling));
    let name: Half = ("dns-name", None, CauseId::WrongName, Some(Shown::NotLive));
    let dns: Half = ("coredns-down", None, CauseId::DnsDown, Some(Shown::NoPods("k8s-app=kube-dns")));
    let proxy: Half = ("kube-proxy-down", Some("w1"), CauseId::KubeProxyDown, Some(Shown::NoPage("w1")));
    let check: Half = ("src-dst-check", None, CauseId::SourceDestCheck, None);
    let mtu: Half = ("mtu", None, CauseId::MtuMismatch, None);
    let loss: Half = ("packet-loss", None, CauseId::PacketLoss, None);
    let node: Half = ("node-down", Some("w2"), CauseId::NodeDown, Some(Shown::NotReady("w2")));
    // What needs a rollout first.
    let pairs = [
        (&image, &self_rule),
        (&image, &vxlan),
        (&image, &dns),
        (&image, &proxy),
        (&image, &check),
        (&image, &mtu),
        (&image, &loss),
        (&image, &node),
        (&name, &self_rule),
        (&name, &vxlan),
        (&name, &dns),
        (&name, &proxy),
        (&name, &mtu),
        (&name, &node),
        (&dns, &self_rule),
        (&dns, &vxlan),
        (&dns, &mtu),
        (&proxy, &mtu),
    ];
    pairs.map(|(first, second)| pair(first, second)).into()
}

fn pair(first: &Half, second: &Half) -> Case {
    let name = format!("{}-and-{}", first.0, second.0);
    let mut case = Case::new(Group::Double, name, Expects::Both(first.2, second.2));
    // The second may keep the first from coming about, or from being seen.
    case = case.breaks(Break::Fault(first.0, first.1));
    if let Some(shown) = &first.3 {
        case = case.breaks(Break::Await(shown.clone()));
    }
    case = case.breaks(Break::Fault(second.0, second.1));
    case.shown.extend(second.3.clone());
    case
}
