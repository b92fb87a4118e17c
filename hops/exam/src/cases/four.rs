//! The four failures that the system is known for, in their variants.

use hops_model::CauseId;

use super::variable;
use crate::case::{Break, Case, Cure, Expects, ForeignImage, Group, Shown};
use crate::shown::SHOP;

const STOREFRONT: &str = "deployment/marketplace";
const HOST: &str = "RECOMMENDATIONS_HOST";

pub(super) fn cases() -> Vec<Case> {
    [images(), names(), rules(), existing()].concat()
}

/// The third failure. Where `CoreDNS` is relative to the storefront, which has a pod on each of two workers, decides how
/// it looks: no query answered, some, or all of them while the calls fail.
fn rules() -> Vec<Case> {
    let on_two = [
        ("remote", 2, &["cp"][..]),
        ("local", 2, &["w1", "w2"]),
        ("mixed", 2, &["cp", "w1"]),
        ("two-nodes-remote", 1, &["cp"]),
        ("two-nodes-local", 1, &["w1"]),
        ("four-nodes-mixed", 3, &["cp", "w3"]),
    ];
    let faults = [("sg-self", CauseId::NoSelfRule), ("sg-vxlan", CauseId::NoVxlanRule)];
    let cases = faults.into_iter().flat_map(|(fault, cause)| {
        on_two.map(|(place, workers, nodes)| {
            let fix = if cause == CauseId::NoVxlanRule { vec!["4789"] } else { Vec::new() };
            let fix = [&["aws_vpc_security_group_ingress_rule", "ip_protocol"], &fix[..]].concat();
            let case = case(format!("{fault}-{place}"), cause, &fix).workers(workers).dns_on(nodes);
            case.breaks(Break::Fault(fault, None)).cure(Cure::Rules)
        })
    });
    let mut cases: Vec<Case> = cases.collect();
    // Where CoreDNS is when nobody says where.
    let as_booted = case("sg-self", CauseId::NoSelfRule, &["aws_vpc_security_group_ingress_rule"]);
    cases.push(as_booted.breaks(Break::Fault("sg-self", None)).cure(Cure::Rules).quick());
    cases
}

/// The second failure.
fn names() -> Vec<Case> {
    let variants = [
        ("name-misspelt", "recommendation-headless:50051"),
        ("name-in-another-namespace", "recommendations-headless.default:50051"),
        ("name-in-no-namespace", "recommendations.shop.svc.cluster.local:50051"),
        ("name-of-a-pod-like-thing", "recommendations-0.recommendations-headless:50051"),
    ];
    let wrong = variants.map(|(name, value)| {
        let case = case(name, CauseId::WrongName, &["kubectl", "set env", HOST]);
        case.breaks(variable(STOREFRONT, HOST, value)).shown(Shown::NotLive).cure(Cure::Command)
    });
    let invalid = case("dns-name", CauseId::WrongName, &["kubectl", "set env", HOST]);
    let invalid =
        invalid.breaks(Break::Fault("dns-name", None)).shown(Shown::NotLive).cure(Cure::Command).quick();
    // The storefront refuses to start with it: the old pods go on.
    let scheme = case("name-with-a-scheme", CauseId::WrongName, &["kubectl", "set env", HOST]);
    let scheme = scheme
        .breaks(variable(STOREFRONT, HOST, "http://recommendations-headless:50051"))
        .shown(Shown::Waiting("marketplace", &["CrashLoopBackOff"]))
        .cure(Cure::Command);
    wrong.into_iter().chain([invalid, scheme]).collect()
}

/// The first failure.
fn images() -> Vec<Case> {
    let kinds = [
        (
            "index",
            ForeignImage::Index,
            CauseId::ImagePlatformMissing,
            &["ErrImagePull", "ImagePullBackOff"][..],
        ),
        (
            "manifest",
            ForeignImage::Manifest,
            CauseId::ImageWrongArchitecture,
            &["CrashLoopBackOff", "RunContainerError"],
        ),
    ];
    let mut cases = Vec::new();
    for (name, kind, cause, reasons) in kinds {
        for services in [&["marketplace"][..], &["recommendations"], &["marketplace", "recommendations"]] {
            let which = if services.len() == 2 { "both" } else { services[0] };
            let mut case = case(format!("arm64-{name}-{which}"), cause, &["linux/amd64"]).cure(Cure::Command);
            for service in services {
                case = case.breaks(Break::Image(service, kind)).shown(Shown::Waiting(service, reasons));
            }
            cases.push(case);
        }
    }
    let arm_only = case("arm-only", CauseId::ImagePlatformMissing, &["linux/amd64"]);
    let waiting = Shown::Waiting("marketplace", &["ErrImagePull", "ImagePullBackOff"]);
    cases.push(arm_only.breaks(Break::Fault("arm-only", None)).shown(waiting).cure(Cure::Command).quick());
    cases
}

/// The fourth failure. The shop runs; of some of its objects Terraform's state does not know.
fn existing() -> Vec<Case> {
    let variants = [
        ("existing-namespace", &["namespace/marketplace"][..], &["Namespace"][..]),
        ("existing-service", &["service/marketplace"], &["Service"]),
        ("existing-deployment", &["deployment/marketplace"], &["Deployment"]),
        ("existing-services", &["service/marketplace", "service/recommendations"], &["Service"]),
        (
            "existing-all",
            &[
                "namespace/marketplace",
                "service/marketplace",
                "deployment/marketplace",
                "deployment/recommendations",
            ],
            &["Namespace", "Service", "Deployment"],
        ),
    ];
    let cases = variants.map(|(name, objects, kinds)| {
        let fix = [&["import {", SHOP], kinds].concat();
        case(name, CauseId::AlreadyExists, &fix).breaks(Break::ByHand(objects)).cure(Cure::Imports)
    });
    let mut cases: Vec<Case> = cases.into();
    cases[0].quick = true;
    cases
}

fn case(name: impl Into<String>, cause: CauseId, fix: &[&str]) -> Case {
    let fix = fix.iter().map(|word| (*word).to_owned()).collect();
    Case::new(Group::Four, name, Expects::Named(cause, fix))
}
