//! Reports of every shape, for tests: what a real trace of the lab tells, shortened.

use hops_model::{
    Access, CauseId, Diagnosis, Family, Finding, FixKind, FixText, Hop, NextProbe, Observation, Outcome,
    Unseen, Verdict,
};

use crate::{Asked, ClusterFacts, SCHEMA_VERSION, TargetFacts, TraceReport, hops};

/// Every one of them.
pub(crate) fn all() -> [TraceReport; 12] {
    [
        healthy(),
        no_platform(),
        wrong_name(),
        no_self_rule(),
        already_exists(),
        ambiguous(),
        unexplained(),
        out_of_reach(),
        two_causes(),
        beside(),
        without_agent(),
        many_nodes(),
    ]
}

/// Nothing wrong.
pub(crate) fn healthy() -> TraceReport {
    report(well(), diagnosis(Verdict::Healthy))
}

/// The first failure: an image without a manifest for the nodes.
pub(crate) fn no_platform() -> TraceReport {
    let mut seen = well();
    seen.push(Observation::new(
        Family::PodState,
        "pod marketplace/marketplace-7d9-x2x",
        Outcome::NoPlatform,
        "pod marketplace-7d9-x2x waits on w1: no match for platform in manifest of docker.io/ninehops/marketplace:2",
    ));
    let cause = Finding {
        explains: vec!["the rollout of marketplace does not go on".to_owned()],
        ..finding(
            CauseId::ImagePlatformMissing,
            Hop::FrontPod,
            "the image has no manifest for the node's processor",
            &seen,
            fix(
                FixKind::Command,
                "build the image for both processors and push it as one index",
                "docker buildx build --platform linux/amd64,linux/arm64 \\\n    -t docker.io/ninehops/marketplace:2 --push .",
            ),
        )
    };
    report(seen, Diagnosis { findings: vec![cause], ..diagnosis(Verdict::Named) })
}

/// The second: a name that does not exist.
pub(crate) fn wrong_name() -> TraceReport {
    let mut seen = well();
    seen.push(Observation::new(
        Family::DnsNames,
        "marketplace/marketplace RECOMMENDATIONS_HOST from w1",
        Outcome::NoSuchName,
        "10.96.0.10 says NXDOMAIN to recommendations.shop.svc.cluster.local, recommendations.shop",
    ));
    let cause = finding(
        CauseId::WrongName,
        Hop::Call,
        "marketplace calls a name that does not exist",
        &seen,
        fix(
            FixKind::Hcl,
            "set the name of the Service that is meant",
            "environment = {\n  RECOMMENDATIONS_HOST = \"recommendations.marketplace:50051\"\n}",
        ),
    );
    report(seen, Diagnosis { findings: vec![cause], ..diagnosis(Verdict::Named) })
}

/// The third: nodes that may not talk to each other.
pub(crate) fn no_self_rule() -> TraceReport {
    let seen = deaf_nodes();
    report(seen.clone(), Diagnosis { findings: vec![self_rule(&seen)], ..diagnosis(Verdict::Named) })
}

/// The fourth: objects that a plan would create are there.
pub(crate) fn already_exists() -> TraceReport {
    let mut seen = well();
    seen.push(Observation::new(
        Family::ExistingObjects,
        "kubernetes_manifest.app[\"service/marketplace\"]",
        Outcome::Exists,
        "Service marketplace/marketplace is there already; `kubectl-client-side-apply` made it on 2026-11-20",
    ));
    let block = "import {\n  to = kubernetes_manifest.app[\"service/marketplace\"]\n  id = \"apiVersion=v1,kind=Service,namespace=marketplace,name=marketplace\"\n}";
    let cause = finding(
        CauseId::AlreadyExists,
        Hop::Page,
        "Terraform is to create what is there already",
        &seen,
        fix(FixKind::Hcl, "take it into the state", block),
    );
    report(seen, Diagnosis { findings: vec![cause], ..diagnosis(Verdict::Named) })
}

/// Two causes that nothing seen tells apart.
pub(crate) fn ambiguous() -> TraceReport {
    let seen = deaf_nodes();
    let vxlan = finding(
        CauseId::NoVxlanRule,
        Hop::NodePath,
        "the security group does not admit UDP 4789",
        &seen,
        fix(FixKind::Words, "admit VXLAN between nodes", "Add UDP 4789 to the rules of the nodes' group."),
    );
    let next = NextProbe { family: Family::NodeTcp, remaining: 1 };
    let candidates = vec![self_rule(&seen), vxlan];
    report(seen, Diagnosis { candidates, next: Some(next), ..diagnosis(Verdict::Ambiguous) })
}

/// A fault that is in no row of the table.
pub(crate) fn unexplained() -> TraceReport {
    let odd = Observation::new(
        Family::Clock,
        "w1 -> w2",
        Outcome::ClockSkew,
        "the clock of w2 is 40 s before that of w1",
    );
    let mut seen = well();
    seen.push(odd.clone());
    report(seen, Diagnosis { unexplained: vec![odd], ..diagnosis(Verdict::CannotTell) })
}

/// An API server that does not answer.
pub(crate) fn out_of_reach() -> TraceReport {
    let unseen = Unseen {
        families: vec![Family::PodState, Family::Endpoints, Family::Nodes, Family::SystemPods],
        reason: "https://10.0.0.11:6443 does not answer within 5 s".to_owned(),
        way_out: Some("trace from a machine that reaches the API server".to_owned()),
    };
    TraceReport {
        cluster: None,
        target: None,
        asked: Vec::new(),
        hops: hops(&[], std::slice::from_ref(&unseen)),
        ..report(Vec::new(), Diagnosis { unseen: vec![unseen], ..diagnosis(Verdict::CannotTell) })
    }
}

/// Two causes that are both needed.
pub(crate) fn two_causes() -> TraceReport {
    let seen = deaf_nodes();
    let second = wrong_name().diagnosis.findings.remove(0);
    report(seen.clone(), Diagnosis { findings: vec![second, self_rule(&seen)], ..diagnosis(Verdict::Named) })
}

/// Something wrong that is not on the way.
pub(crate) fn beside() -> TraceReport {
    let aside = Finding {
        cause: CauseId::NodeDown,
        title: "node w2 is not Ready".to_owned(),
        hop: Hop::FrontPod,
        why: hops_model::cause(CauseId::NodeDown).evidence.to_owned(),
        evidence: vec!["w2 is not Ready since 14:02: kubelet stopped posting node status".to_owned()],
        explains: Vec::new(),
        fix: fix(FixKind::Command, "look at its kubelet", "ssh w2 systemctl status kubelet"),
        sources: Vec::new(),
    };
    report(well(), Diagnosis { beside: vec![aside], ..diagnosis(Verdict::Healthy) })
}

/// Without an agent.
pub(crate) fn without_agent() -> TraceReport {
    let seen: Vec<_> =
        well().into_iter().filter(|seen| seen.family.row().access != Access::PodAgent).collect();
    let unseen = Unseen {
        families: vec![Family::PodCrossNode, Family::DnsService, Family::DnsRemote, Family::Service],
        reason: "no agent is installed".to_owned(),
        way_out: Some("ninehops trace --install-agent".to_owned()),
    };
    let mut report = report(seen.clone(), diagnosis(Verdict::Healthy));
    report.hops = hops(&seen, std::slice::from_ref(&unseen));
    report.diagnosis.unseen.push(unseen);
    report
}

/// A hundred nodes that are down, and whose agents say nothing.
pub(crate) fn many_nodes() -> TraceReport {
    let names: Vec<String> = (0..100).map(|number| format!("n{number:03}")).collect();
    let down = names.iter().map(|name| {
        let seen =
            format!("node `{name}` is not Ready: NodeStatusUnknown, Kubelet stopped posting node status");
        Observation::new(Family::Nodes, format!("node {name}"), Outcome::NotReady, seen).fact("node", name)
    });
    let seen: Vec<_> = well().into_iter().chain(down).collect();
    let silent = |name: &String| Unseen {
        families: vec![Family::PodCrossNode, Family::DnsService],
        reason: format!("the agent on {name} is silent: its node is not Ready"),
        way_out: None,
    };
    let diagnosis = hops_model::diagnose(&seen, &names.iter().map(silent).collect::<Vec<_>>());
    report(seen, diagnosis)
}

fn well() -> Vec<Observation> {
    let ok = |family, subject: &str, seen: &str| Observation::new(family, subject, Outcome::Ok, seen);
    let quick = std::time::Duration::from_millis(4);
    vec![
        ok(Family::NodePort, "node w1", "w1 answers at port 30080").took(quick),
        ok(Family::PodState, "pod marketplace/marketplace-6c8-abc", "pod marketplace-6c8-abc runs on w1"),
        ok(
            Family::ReferencedNames,
            "marketplace RECOMMENDATIONS_HOST",
            "`recommendations:50051` is a Service",
        ),
        ok(Family::SystemPods, "coredns", "2 of 2 CoreDNS pods are ready"),
        ok(Family::DnsService, "dns on w1", "10.96.0.10 answers on w1").took(quick),
        ok(Family::Endpoints, "service marketplace/recommendations", "2 ready endpoints"),
        Observation::new(
            Family::PodNetwork,
            "cluster",
            Outcome::Vxlan,
            "pod packets travel in VXLAN (UDP 4789)",
        ),
        ok(Family::PodCrossNode, "w1 -> w2", "a pod on w1 reaches a pod on w2").took(quick),
        ok(Family::Grpc, "w1 -> recommendations", "recommendations says SERVING"),
        ok(Family::Page, "page", "http://10.0.1.11:30080/ came with 200 and live recommendations")
            .took(quick),
    ]
}

fn deaf_nodes() -> Vec<Observation> {
    let seen = |family, subject: &str, seen: &str| Observation::new(family, subject, Outcome::Timeout, seen);
    let mut all = well();
    all.extend([
        seen(
            Family::NodeTcp,
            "w1 -> w2",
            "TCP to the kubelet of w2 at 10.0.1.12:10250: no answer within 1.0 s, 3 tries",
        ),
        seen(
            Family::PodCrossNode,
            "w1 -> w2",
            "TCP to 10.244.2.4:4240: no answer within 1.0 s, 3 tries; 0 of 12 datagrams came back",
        ),
        seen(
            Family::DnsRemote,
            "w1 -> 10.244.2.3",
            "CoreDNS 10.244.2.3 on w2 does not answer w1: silence, 3 tries of 1 s",
        ),
    ]);
    all
}

fn self_rule(seen: &[Observation]) -> Finding {
    let block = "resource \"aws_vpc_security_group_ingress_rule\" \"nodes_self\" {\n  security_group_id            = aws_security_group.nodes.id\n  referenced_security_group_id = aws_security_group.nodes.id\n  ip_protocol                  = \"-1\"\n}";
    Finding {
        explains: vec![
            "CoreDNS 10.244.2.3 on w2 does not answer w1: silence, 3 tries of 1 s".to_owned(),
            "the page comes without recommendations".to_owned(),
        ],
        ..finding(
            CauseId::NoSelfRule,
            Hop::NodePath,
            "the nodes' security group does not admit the nodes themselves",
            &seen[..seen.len() - 1],
            fix(FixKind::Hcl, "let the group admit itself", block),
        )
    }
}

fn finding(cause: CauseId, hop: Hop, title: &str, seen: &[Observation], fix: FixText) -> Finding {
    let faults = seen.iter().filter(|seen| seen.outcome.is_fault());
    Finding {
        cause,
        title: title.to_owned(),
        hop,
        why: hops_model::cause(cause).evidence.to_owned(),
        evidence: faults.map(Observation::said).collect(),
        explains: Vec::new(),
        fix,
        sources: vec!["https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/".to_owned()],
    }
}

fn fix(kind: FixKind, summary: &str, text: &str) -> FixText {
    FixText { kind, text: text.to_owned(), summary: summary.to_owned() }
}

fn diagnosis(verdict: Verdict) -> Diagnosis {
    Diagnosis {
        verdict,
        findings: Vec::new(),
        candidates: Vec::new(),
        beside: Vec::new(),
        unexplained: Vec::new(),
        next: None,
        unseen: Vec::new(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "every caller has made it for this")]
fn report(seen: Vec<Observation>, diagnosis: Diagnosis) -> TraceReport {
    TraceReport {
        schema_version: SCHEMA_VERSION,
        ninehops: "0.1.0".to_owned(),
        started: "2026-11-24T14:00:00Z".parse().expect("a constant time"),
        took_ms: 4200,
        cluster: Some(ClusterFacts { server: "https://10.0.0.11:6443".to_owned(), nodes: 3, pods: 21 }),
        target: Some(TargetFacts {
            namespace: "marketplace".to_owned(),
            service: "marketplace".to_owned(),
            url: None,
            backends: vec!["marketplace/recommendations".to_owned()],
        }),
        asked: vec![Asked { access: Access::Api, took_ms: 110, answers: seen.len() }],
        hops: hops(&seen, &[]),
        diagnosis,
    }
}
