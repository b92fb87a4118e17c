//! How long a plan takes that has 200 resources: `cargo run --release -p hops-preflight --example two_hundred_resources`.
//! Another number is its argument; 5000 resources have 500 security groups among them, each with a node of its own.

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use hops_plan::Plan;
use hops_preflight::{Options, preflight};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args().nth(1).map_or(Ok(200), |count| count.parse())?;
    let bytes = generated(count).to_string();
    let began = Instant::now();
    let plans = [Plan::parse(bytes.as_bytes(), Path::new("plan.json"))?];
    let report = preflight(&plans, &Options::default()).await;
    let took = began.elapsed();
    writeln!(
        std::io::stdout(),
        "{} resources, {} KiB: {} ms, {} findings",
        report.plans[0].resources,
        bytes.len() / 1024,
        took.as_millis(),
        report.findings.len()
    )?;
    Ok(())
}

/// A tenth each are groups and machines, the rest rules; nothing has its number yet, as in a first plan.
fn generated(count: usize) -> Value {
    let (mut changes, mut blocks) = (Vec::new(), Vec::new());
    for number in 0..count {
        let group = format!("aws_security_group.nodes{}", number % (count / 10).max(1));
        let refers = json!({ "references": [format!("{group}.id"), group] });
        let (kind, after, unknown, expressions) = match number * 10 / count {
            0 => ("aws_security_group", json!({ "name": "nodes" }), json!({ "id": true }), json!({})),
            1 => (
                "aws_instance",
                json!({ "instance_type": "t3.small" }),
                json!({ "vpc_security_group_ids": true }),
                json!({ "vpc_security_group_ids": refers }),
            ),
            _ => (
                "aws_vpc_security_group_ingress_rule",
                json!({ "ip_protocol": "tcp", "from_port": number, "to_port": number }),
                json!({ "security_group_id": true, "referenced_security_group_id": true }),
                json!({ "security_group_id": refers.clone(), "referenced_security_group_id": refers }),
            ),
        };
        let address = format!("{kind}.nodes{number}");
        blocks.push(json!({ "address": address, "expressions": expressions }));
        changes.push(json!({
            "address": address,
            "change": { "actions": ["create"], "after": after, "after_unknown": unknown },
        }));
    }
    json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": changes,
        "planned_values": { "outputs": { "encapsulation": { "value": "vxlan" } } },
        "configuration": { "root_module": { "resources": blocks } },
    })
}
