use lab_plan::{LabName, Slot};

use super::*;

const CONTROL_PLANE: &str = r#"#cloud-config
runcmd: [[systemctl, daemon-reload], [systemctl, enable, --now, --no-block, restore.service, init.service]]
write_files:
- {path: /etc/systemd/system/restore.service, permissions: "0644", content: "[Unit]\nBefore=init.service\n[Service]\nType=oneshot\nExecStart=/usr/bin/true\n"}
- {path: /etc/systemd/system/init.service, permissions: "0644", content: "[Unit]\nAfter=disk.service\n[Service]\nType=oneshot\nExecStart=/usr/bin/true\n"}
- {path: /etc/systemd/system/drain@.service, permissions: "0644", content: "[Service]\nType=oneshot\nExecStart=/usr/bin/echo %i\n"}
"#;
const WORKER: &str = "#cloud-config\nruncmd: []\nwrite_files: []\n";

fn output() -> MachinesOutput {
    let text = |pair: (&str, &str)| (pair.0.to_owned(), pair.1.to_owned());
    let paths = ["join", "control_plane_join", "ca_certificate", "status", "restore", "platform"];
    MachinesOutput {
        user_data: [("control-plane", CONTROL_PLANE), ("worker/workers", WORKER)].map(text).into(),
        parameter_paths: paths.map(|name| (name.to_owned(), format!("/lab/1/{name}"))).into(),
        parameter_key: "alias/lab".to_owned(),
        bucket: "backups".to_owned(),
    }
}

fn made(output: &MachinesOutput) -> Result<Cloud, UpError> {
    let cluster = ClusterConfig::copy();
    let slot = Slot { vpc: "10.7.0.0/16".parse().unwrap(), internet: "198.18.0.0/29".parse().unwrap() };
    let options = lab_plan::Options { subnets: 2, ..lab_plan::Options::new(LabName::default(), slot) };
    Cloud::new(&cluster, &Plan::new(&cluster, &options).unwrap(), output)
}

#[test]
fn a_machine_has_the_rights_that_its_role_has_on_aws() {
    let cloud = made(&output()).unwrap();
    let (_, control_plane) = &cloud.nodes["cp"];
    assert_eq!(control_plane.reads, ["/lab/1/join", "/lab/1/control_plane_join", "/lab/1/restore"]);
    assert_eq!(control_plane.writes.len(), 5);
    assert!(control_plane.keeps_backups);
    let (_, worker) = &cloud.nodes["w1"];
    assert_eq!((worker.reads.as_slice(), worker.writes.len()), (&["/lab/1/join".to_owned()][..], 0));
    assert!(!worker.keeps_backups);
    let said = |it: &Instance| format!("{} {} {} {} {}", it.id, it.name, it.address, it.zone, it.region);
    assert_eq!(said(worker), "i-lab-w1 w1 10.7.2.11 lab-b lab");
}

#[test]
fn jobs_keep_their_order_whichever_unit_says_it_and_templates_stay_out() {
    let cloud = made(&output()).unwrap();
    let jobs = jobs(&cloud.nodes["cp"].0);
    let said: Vec<_> = jobs.iter().map(|job| format!("{} after {}", job.name, job.after.join(" "))).collect();
    assert_eq!(said, ["init after disk restore", "restore after "]);
}

#[test]
fn user_data_that_no_lab_can_be_started_with_is_named() {
    let mut missing = output();
    missing.user_data.remove("worker/workers");
    assert_eq!(made(&missing).unwrap_err().to_string(), "the user data `worker/workers`: there is none");
    let mut other = output();
    other.user_data.insert("control-plane".to_owned(), "#!/bin/sh\n".to_owned());
    let said = made(&other).unwrap_err().to_string();
    assert_eq!(said, "the user data `control-plane`: the user data does not begin with `#cloud-config`");
}

/// What runs in a lab, and what the lab has in its place.
#[tokio::test]
#[ignore = "needs terraform"]
async fn every_unit_of_production_but_those_of_a_template_is_run() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cancelled = tokio_util::sync::CancellationToken::new();
    let blueprint = crate::Blueprint::with_machines(Some(here), &cancelled).await.unwrap();
    let cloud = made(&blueprint.machines.unwrap()).unwrap();
    let mut lines = Vec::new();
    for node in ["cp", "w1"] {
        for job in jobs(&cloud.nodes[node].0) {
            let when = match (job.at_boot, job.every) {
                (true, _) => "at boot".to_owned(),
                (false, Some(period)) => format!("every {} s", period.as_secs()),
                (false, None) => "when asked for".to_owned(),
            };
            lines.push(format!("{node} {} {when}, after [{}]", job.name, job.after.join(" ")));
        }
    }
    lines.extend(cloud_init::REPLACED.map(|(what, why)| format!("{what}: {why}")));
    insta::assert_snapshot!(lines.join("\n"));
}
