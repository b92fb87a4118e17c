use super::*;

#[test]
fn every_refusal_is_a_sentence_with_a_way_out() {
    let name = LabName::default();
    let errors = [
        UpError::NotRoot,
        UpError::NoNft,
        UpError::Disk {
            path: "/var/lib/ninehops/labs/lab".into(),
            free_bytes: 1 << 30,
            needed_bytes: 4 << 30,
        },
        UpError::Inotify { setting: "fs.inotify.max_user_instances".to_owned(), limit: 10, needed: 72 },
        UpError::NoProgram { program: "jq", package: "jq" },
        UpError::UserData { machine: "control-plane".to_owned(), problem: "it is empty".to_owned() },
        UpError::CalicoByCloudInit,
        UpError::Job { node: "cp".to_owned(), job: "cp-init".to_owned(), times: 2, lines: Vec::new() },
        UpError::Running(name.clone()),
        UpError::Busy { name: name.clone(), process: Some(4242) },
        UpError::NoCalico {
            directory: "/var/cache/ninehops".into(),
            address: "https://example.org/v3.32.1/calico-vxlan.yaml".to_owned(),
        },
        UpError::Image { image: "quay.io/calico/node:v3.32.1".to_owned(), said: "no such host".to_owned() },
        UpError::NotReady {
            patience: Duration::from_mins(4),
            reasons: vec![
                "w1: KubeletNotReady (cni plugin not initialized)".to_owned(),
                "pod x: y".to_owned(),
            ],
            lines: Vec::new(),
        },
        UpError::Lab(LabError::NoSuchLab(name)),
    ];
    let text: Vec<String> =
        errors.iter().map(|error| format!("{error}\n  hint: {}", error.hint().unwrap_or_default())).collect();
    insta::assert_snapshot!(text.join("\n"), @r"
    a lab needs root: it makes namespaces, interfaces and control groups
      hint: run it with `sudo`
    `nft` is missing, which loads the security groups into the kernel
      hint: install the package `nftables`
    1.0 GiB are free where `/var/lib/ninehops/labs/lab` is, and a lab needs 4.0
      hint: free some, or name a directory on another disk in NINEHOPS_STATE_DIR
    `fs.inotify.max_user_instances` is 10, and a lab of this size needs 72
      hint: raise it: `sysctl -w fs.inotify.max_user_instances=72`
    `jq` is missing, which the scripts of machines on AWS call
      hint: install the package `jq`
    the user data `control-plane`: it is empty
      hint: user data is made in `infra/modules/cluster-config`; what of it a lab can do, in `lab/cloud-init`
    `--from-cloud-init` comes with the lab's own pod network, and not with `--cni calico`
      hint: leave out `--cni calico`
    `cp-init` of `cp` failed 2 times
      hint: `--keep` leaves the lab with its logs: `ninehops lab logs NODE`
    lab `lab` is running
      hint: remove it first: `ninehops lab --name lab down`, or choose another `--name`
    lab `lab` is being worked on by process 4242
      hint: wait for it, or end it with Ctrl-C
    Calico's manifest is not at hand: it is not in `/var/cache/ninehops`
      hint: put https://example.org/v3.32.1/calico-vxlan.yaml into the directory of `--images`
    the image `quay.io/calico/node:v3.32.1` is in no archive and cannot be pulled: no such host
      hint: put an archive of it into the directory of `--images`
    not Ready after 240 s: w1: KubeletNotReady (cni plugin not initialized), and 1 more
      hint: `--keep` leaves the lab with its logs: `ninehops lab logs NODE`
    there is no lab `lab`
      hint: boot it: `ninehops lab --name lab up`
    ");
}
