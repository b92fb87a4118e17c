//! Blocks of Terraform's language, read as Terraform would.

use hcl::{Block, Body, Expression};
use lab_plan::{IngressRule, Ports, Source, Traffic};

use crate::error::ExamError;

const RULE: &str = "aws_vpc_security_group_ingress_rule";

/// Address and ID of every `import` block.
pub(crate) fn imports(text: &str) -> Result<Vec<(String, String)>, ExamError> {
    let body = parse(text)?;
    let blocks = body.blocks().filter(|block| block.identifier() == "import");
    let imports: Vec<_> = blocks.map(import).collect::<Result<_, _>>()?;
    if imports.is_empty() { Err(cannot("it has no `import` block", text)) } else { Ok(imports) }
}

/// The rules of every `aws_vpc_security_group_ingress_rule`, by their names. A rule for a referenced group is one by
/// which `group` admits itself.
pub(super) fn rules(text: &str, group: &str) -> Result<Vec<(String, IngressRule)>, ExamError> {
    let body = parse(text)?;
    let is_rule = |block: &&Block| {
        block.identifier() == "resource" && block.labels().first().is_some_and(|label| label.as_str() == RULE)
    };
    let rules = body.blocks().filter(is_rule).map(|block| {
        let name = block.labels().get(1).map_or("rule", |label| label.as_str());
        Ok((name.to_owned(), rule(block, group)?))
    });
    let rules: Vec<_> = rules.collect::<Result<_, ExamError>>()?;
    if rules.is_empty() { Err(cannot(&format!("it has no `{RULE}`"), text)) } else { Ok(rules) }
}

fn parse(text: &str) -> Result<Body, ExamError> {
    hcl::parse(text).map_err(|error| cannot(&format!("it is no HCL: {error}"), text))
}

fn import(block: &Block) -> Result<(String, String), ExamError> {
    let wanted = |name: &str| {
        attribute(block, name).ok_or_else(|| ExamError::Cure(format!("an import block has no `{name}`")))
    };
    let address =
        hcl::format::to_string(wanted("to")?).map_err(|error| ExamError::Cure(error.to_string()))?;
    match wanted("id")? {
        Expression::String(id) => Ok((address, id.clone())),
        other => Err(ExamError::Cure(format!("an import block has the ID {other:?}"))),
    }
}

fn rule(block: &Block, group: &str) -> Result<IngressRule, ExamError> {
    let refers = attribute(block, "referenced_security_group_id").is_some();
    if !refers {
        return Err(ExamError::Cure("a rule refers to no security group".to_owned()));
    }
    let description = match attribute(block, "description") {
        Some(Expression::String(text)) => text.clone(),
        _ => String::new(),
    };
    let source = Source::SecurityGroup(group.to_owned());
    Ok(IngressRule { description, traffic: traffic(block)?, source })
}

fn traffic(block: &Block) -> Result<Traffic, ExamError> {
    let protocol = match attribute(block, "ip_protocol") {
        Some(Expression::String(protocol)) => protocol.clone(),
        Some(Expression::Number(number)) => number.to_string(),
        other => return Err(ExamError::Cure(format!("a rule has the protocol {other:?}"))),
    };
    match protocol.as_str() {
        "-1" | "all" => Ok(Traffic::All),
        "tcp" | "6" => Ok(Traffic::Tcp(ports(block)?)),
        "udp" | "17" => Ok(Traffic::Udp(ports(block)?)),
        number => {
            let number = number.parse().map_err(|_| ExamError::Cure(format!("the protocol `{number}`")))?;
            Ok(Traffic::Protocol(number))
        }
    }
}

fn ports(block: &Block) -> Result<Ports, ExamError> {
    let port = |name: &str| match attribute(block, name) {
        Some(Expression::Number(number)) => number.as_u64().and_then(|port| u16::try_from(port).ok()),
        _ => None,
    };
    match (port("from_port"), port("to_port")) {
        (Some(from), Some(to)) => Ok(Ports { from, to }),
        _ => Err(ExamError::Cure("a rule has no `from_port` and `to_port`, which EC2 wants".to_owned())),
    }
}

fn attribute<'a>(block: &'a Block, name: &str) -> Option<&'a Expression> {
    block.body().attributes().find(|attribute| attribute.key() == name).map(hcl::Attribute::expr)
}

fn cannot(why: &str, text: &str) -> ExamError {
    ExamError::Cure(format!("{why}: {}", text.lines().next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_with_their_ports() {
        let text = r#"
            resource "aws_vpc_security_group_ingress_rule" "nodes_vxlan" {
              security_group_id            = aws_security_group.nodes.id
              referenced_security_group_id = aws_security_group.nodes.id
              ip_protocol                  = "udp"
              from_port                    = 4789
              to_port                      = 4789
            }
            resource "aws_vpc_security_group_ingress_rule" "nodes_self" {
              security_group_id            = aws_security_group.nodes.id
              referenced_security_group_id = aws_security_group.nodes.id
              ip_protocol                  = "-1"
            }"#;
        let rules = rules(text, "node").unwrap();
        let traffic: Vec<_> = rules.iter().map(|(name, rule)| (name.as_str(), rule.traffic)).collect();
        let vxlan = Traffic::Udp(Ports { from: 4789, to: 4789 });
        assert_eq!(traffic, [("nodes_vxlan", vxlan), ("nodes_self", Traffic::All)]);
        assert_eq!(rules[0].1.source, Source::SecurityGroup("node".to_owned()));
    }

    #[test]
    fn what_ec2_would_refuse_is_no_fix() {
        let text = r#"resource "aws_vpc_security_group_ingress_rule" "x" {
            referenced_security_group_id = aws_security_group.nodes.id
            ip_protocol = "udp"
        }"#;
        assert!(rules(text, "node").unwrap_err().to_string().contains("from_port"));
        assert!(rules("open UDP 4789", "node").is_err());
        assert!(rules("", "node").is_err());
    }

    #[test]
    fn import_blocks_are_read_with_their_addresses() {
        let text = r#"
            import {
              to = module.app.kubernetes_manifest.foundation["Namespace/marketplace"]
              id = "apiVersion=v1,kind=Namespace,name=marketplace"
            }"#;
        let address = r#"module.app.kubernetes_manifest.foundation["Namespace/marketplace"]"#;
        let id = "apiVersion=v1,kind=Namespace,name=marketplace";
        assert_eq!(imports(text).unwrap(), [(address.to_owned(), id.to_owned())]);
        assert!(imports("terraform import x y").is_err());
    }
}
