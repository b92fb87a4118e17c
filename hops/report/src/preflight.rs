//! What Terraform plans show before they are applied.

use hops_model::{CauseId, FixText, Hop, Unseen};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A report of `ninehops preflight`; its schema is `schema/preflight-1.json`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct PreflightReport {
    /// [`PREFLIGHT_SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Version of the program.
    pub ninehops: String,
    /// When it began.
    pub started: Timestamp,
    /// How long it took.
    pub took_ms: u64,
    /// What was read.
    pub plans: Vec<PlanFacts>,
    /// In one word.
    pub verdict: PreflightVerdict,
    /// What is wrong, the worst first.
    pub findings: Vec<PreflightFinding>,
    /// What was looked at and is fine, in sentences without a full stop.
    pub fine: Vec<String>,
    /// What could not be looked at.
    pub unseen: Vec<Unseen>,
}

/// Of this format; a field more does not make another one.
pub const PREFLIGHT_SCHEMA_VERSION: u32 = 1;

/// A plan that was read.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct PlanFacts {
    /// The file.
    pub file: String,
    /// Version of Terraform.
    pub terraform: String,
    /// Resources in it, also those that stay as they are.
    pub resources: usize,
    /// Kubernetes objects that it creates.
    pub creates: usize,
}

/// In one word.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PreflightVerdict {
    /// Nothing speaks against applying.
    Clean,
    /// Something does.
    Findings,
    /// What would decide is not to be seen.
    CannotTell,
}

/// How bad it is; in the words of SARIF.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PreflightLevel {
    /// Worth knowing.
    Note,
    /// It breaks something under a condition that is not seen.
    Warning,
    /// It breaks something.
    Error,
}

/// Something that is wrong.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct PreflightFinding {
    /// The rule's name, as its cause is written: `no-vxlan-rule`.
    pub rule: String,
    /// How bad it is.
    pub level: PreflightLevel,
    /// The cause.
    pub cause: CauseId,
    /// The cause in a few words.
    pub title: String,
    /// What is seen, in one sentence without a full stop.
    pub message: String,
    /// Resources, outputs or images that it is about, the one to change first.
    pub addresses: Vec<String>,
    /// Where a request would die of it.
    pub hop: Hop,
    /// How it is mended.
    pub fix: FixText,
    /// The plan that it is in, where it is in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Where one can read about it.
    pub sources: Vec<String>,
}

impl PreflightLevel {
    /// As SARIF and people have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

#[cfg(test)]
pub(crate) fn sample() -> PreflightReport {
    use hops_model::{Family, FixKind};

    let finding = |level, cause, rule: &str, address: &str| PreflightFinding {
        rule: rule.to_owned(),
        level,
        cause,
        title: "the security group does not admit UDP 4789".to_owned(),
        message: format!(
            "`{address}` does not admit UDP 4789 from node to node: pod packets travel in VXLAN"
        ),
        addresses: vec![address.to_owned()],
        hop: Hop::NodePath,
        fix: FixText {
            kind: FixKind::Hcl,
            text: "resource \"aws_vpc_security_group_ingress_rule\" \"nodes_vxlan\" {\n}".to_owned(),
            summary: "let the group admit UDP 4789 of itself".to_owned(),
        },
        file: Some("plans/platform.json".to_owned()),
        sources: vec!["projectcalico/calico#1".to_owned(), "https://example.org/rules".to_owned()],
    };
    PreflightReport {
        schema_version: PREFLIGHT_SCHEMA_VERSION,
        ninehops: "0.1.0".to_owned(),
        started: Timestamp::UNIX_EPOCH,
        took_ms: 12,
        plans: vec![PlanFacts {
            file: "plans/platform.json".to_owned(),
            terraform: "1.11.4".to_owned(),
            resources: 31,
            creates: 1,
        }],
        verdict: PreflightVerdict::Findings,
        findings: vec![
            finding(PreflightLevel::Error, CauseId::NoVxlanRule, "no-vxlan-rule", "aws_security_group.nodes"),
            finding(
                PreflightLevel::Error,
                CauseId::NoVxlanRule,
                "no-vxlan-rule",
                "aws_security_group.others",
            ),
            finding(PreflightLevel::Note, CauseId::ImdsHopLimit, "imds-hop-limit", "aws_instance.w[0]"),
        ],
        fine: vec!["pods' addresses, 10.244.0.0/16, are apart from all others".to_owned()],
        unseen: vec![Unseen {
            families: vec![Family::ExistingObjects],
            reason: "whether an object is there already was not asked".to_owned(),
            way_out: Some("--kubeconfig FILE".to_owned()),
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_report_is_what_the_published_schema_says() {
        let schema = serde_json::from_str(include_str!("../schema/preflight-1.json")).unwrap();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let mut document = serde_json::to_value(sample()).unwrap();
        let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        document["verdict"] = "perhaps".into();
        assert!(!validator.is_valid(&document));
    }

    #[test]
    fn a_report_reads_well() {
        insta::assert_snapshot!(anstream::adapter::strip_str(&crate::text::preflight(&sample(), 100)));
    }
}
