//! Real builds in a real directory; only the compilers are scripts.

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use super::*;
use crate::parts::{CLUSTER, Source};

mod added;
mod workplace;

use workplace::Workplace;

fn started(events: &[Event]) -> Vec<(&'static str, Vec<&'static str>)> {
    let started = |event: &Event| match event {
        Event::Started { part, outputs } => Some((*part, outputs.clone())),
        _ => None,
    };
    events.iter().filter_map(started).collect()
}

fn cached(events: &[Event]) -> usize {
    events.iter().filter(|event| matches!(event, Event::Cached { .. })).count()
}

#[tokio::test]
async fn a_first_call_builds_everything_and_a_second_nothing() {
    let workplace = Workplace::new();
    let (bundle, events) = workplace.ensure().await;
    let bundle = bundle.unwrap();
    assert_eq!(started(&events).len(), CLUSTER.len());
    assert_eq!(fs::read_to_string(bundle.program("kubelet")).unwrap(), "k8s.io/kubernetes/cmd/kubelet\n");
    assert_eq!(bundle.images().len(), 7);
    for image in bundle.images() {
        lab_oci::Archive::open(&image.path).unwrap().verify().unwrap();
    }
    assert!(!bundle.directory().join("work").try_exists().unwrap());

    let (again, events) = workplace.ensure().await;
    assert_eq!(again.unwrap().images(), bundle.images());
    assert_eq!((started(&events).len(), cached(&events)), (0, CLUSTER.len()));
}

#[tokio::test]
async fn each_module_is_built_by_one_command_that_nobody_s_environment_unpins() {
    let workplace = Workplace::new();
    workplace.ensure().await.0.unwrap();
    let calls = workplace.calls();
    let modules = CLUSTER.iter().filter(|part| matches!(part.source, Source::Go(_))).count();
    assert_eq!(calls.len(), modules);
    for call in calls {
        assert!(call.starts_with("GOFLAGS=-mod=readonly GOWORK=off GOTOOLCHAIN=go1.26.8 "), "{call}");
        assert!(call.contains(" build -trimpath -mod=readonly -buildvcs=false "), "{call}");
    }
}

#[tokio::test]
async fn a_damaged_program_is_named_and_built_again_alone() {
    let workplace = Workplace::new();
    let bundle = workplace.ensure().await.0.unwrap();
    let kubelet = bundle.program("kubelet");
    // The same size: only its checksum tells.
    fs::write(&kubelet, "K8s.io/kubernetes/cmd/kubelet\n").unwrap();
    let (result, events) = workplace.ensure().await;
    result.unwrap();
    assert!(events.contains(&Event::Damaged { name: "kubelet".to_owned(), path: kubelet.clone() }));
    assert_eq!(started(&events), [("kubernetes", vec!["kubelet"])]);
    assert_eq!(fs::read_to_string(kubelet).unwrap(), "k8s.io/kubernetes/cmd/kubelet\n");
}

#[tokio::test]
async fn a_lost_image_is_packed_again_with_the_same_bytes() {
    let workplace = Workplace::new();
    let bundle = workplace.ensure().await.0.unwrap();
    fs::remove_file(bundle.directory().join("images/etcd.tar")).unwrap();
    let (again, events) = workplace.ensure().await;
    assert_eq!(started(&events), [("etcd", vec!["etcd"])]);
    assert_eq!(again.unwrap().images_key(), bundle.images_key());
}

#[tokio::test]
async fn a_failed_build_goes_on_with_what_is_missing() {
    let workplace = Workplace::new();
    // The last of the modules, so that all others have been begun.
    workplace.fail("plugins/main/bridge", "bridge.go:7:2: undefined: netlink");
    let error = workplace.ensure().await.0.unwrap_err();
    let said = "cannot build the bundle's cni-plugins: bridge.go:7:2: undefined: netlink";
    assert_eq!(error.to_string(), said);
    workplace.recover();
    let (result, events) = workplace.ensure().await;
    result.unwrap();
    let rebuilt: Vec<_> = started(&events).into_iter().map(|(part, _)| part).collect();
    assert!(rebuilt.contains(&"cni-plugins"), "{rebuilt:?}");
    assert!(!rebuilt.contains(&"kubernetes"), "{rebuilt:?}");
}

#[tokio::test]
async fn another_nft_remakes_the_image_that_carries_it() {
    let workplace = Workplace::new();
    let before = workplace.ensure().await.0.unwrap();
    workplace.tool("nft", "# another version");
    let (after, events) = workplace.ensure().await;
    assert_eq!(started(&events), [("kubernetes", vec!["kube-proxy"])]);
    assert_ne!(after.unwrap().images_key(), before.images_key());
    workplace.remove_tool("nft");
    let (without, events) = workplace.ensure().await;
    without.unwrap();
    assert_eq!(started(&events), []);
}

#[tokio::test]
async fn an_image_with_another_nft_that_cannot_be_made_again_is_used_as_it_is() {
    let workplace = Workplace::new();
    let before = workplace.ensure().await.0.unwrap();
    workplace.tool("nft", "# another version");
    workplace.remove_tool("go");
    let (kept, events) = workplace.ensure().await;
    assert_eq!(kept.unwrap().images_key(), before.images_key());
    let path = before.directory().join("images/kube-proxy.tar");
    let reason = "missing for the build of the bundle: `go`".to_owned();
    assert!(events.contains(&Event::Kept { name: "kube-proxy".to_owned(), path: path.clone(), reason }));

    // A damaged one is not.
    fs::write(path, "").unwrap();
    let error = workplace.ensure().await.0.unwrap_err();
    assert!(matches!(error, BundleError::Missing { .. }), "{error}");
}

#[tokio::test]
async fn two_builders_at_once_build_everything_once() {
    let workplace = Workplace::new();
    let ((first, _), (second, _)) = tokio::join!(workplace.ensure(), workplace.ensure());
    assert_eq!(first.unwrap().images_key(), second.unwrap().images_key());
    let modules = CLUSTER.iter().filter(|part| matches!(part.source, Source::Go(_))).count();
    assert_eq!(workplace.calls().len(), modules);
}

#[tokio::test]
async fn cancelling_ends_the_compiler_and_everything_that_it_started() {
    let workplace = Workplace::new();
    workplace.hang();
    let build = workplace.ensure();
    let cancel = async {
        let process = workplace.process_of_hanging_compiler().await;
        workplace.cancelled.cancel();
        process
    };
    let ((result, _), process) = tokio::join!(build, cancel);
    assert!(matches!(result, Err(BundleError::Cancelled)), "{result:?}");
    workplace::wait_until(|| !workplace::is_running(&process)).await;
}

#[tokio::test]
async fn everything_that_is_not_installed_is_named_in_one_sentence() {
    let workplace = Workplace::new();
    for tool in ["go", "cc", "pkg-config", "nft"] {
        workplace.remove_tool(tool);
    }
    let error = workplace.ensure().await.0.unwrap_err();
    insta::assert_snapshot!(workplace::said(&error), @r"
    missing for the build of the bundle: `go`, `cc`, `pkg-config` and `nft`
    hint: `apt install golang-go gcc libc6-dev pkg-config nftables`
    ");
}

#[tokio::test]
async fn header_files_that_are_not_installed_are_named() {
    let workplace = Workplace::new();
    workplace.tool("pkg-config", "exit 1");
    let error = workplace.ensure().await.0.unwrap_err();
    insta::assert_snapshot!(workplace::said(&error), @r"
    missing for the build of the bundle: the header files of libseccomp
    hint: `apt install libseccomp-dev`
    ");
}

#[tokio::test]
async fn a_go_that_cannot_fetch_toolchains_is_too_old() {
    let workplace = Workplace::new();
    workplace.tool("go", r#"echo '{"GOVERSION":"go1.19.8","GOCACHE":"/tmp","GOMODCACHE":"/tmp"}'"#);
    let error = workplace.ensure().await.0.unwrap_err();
    assert!(matches!(&error, BundleError::GoTooOld { found, .. } if found == "1.19.8"), "{error}");
}

#[tokio::test]
async fn a_proxy_out_of_reach_is_one_line_of_go() {
    let workplace = Workplace::new();
    workplace.fail(
        "cmd/kubelet",
        "go: cel.dev/expr@v0.25.1: Get https://proxy.example/expr: dial tcp: lookup proxy.example: no such host",
    );
    let error = workplace.ensure().await.0.unwrap_err();
    insta::assert_snapshot!(workplace::said(&error), @r"
    cannot fetch the modules of the bundle's kubernetes: cel.dev/expr@v0.25.1: Get https://proxy.example/expr: dial tcp: lookup proxy.example: no such host
    hint: the first build needs a Go module proxy: check the network and `go env GOPROXY`
    ");
}

#[tokio::test]
async fn nothing_begins_on_a_full_disk() {
    let mut workplace = Workplace::new();
    workplace.host.needed_mib = u64::MAX;
    let (result, events) = workplace.ensure().await;
    assert!(matches!(result, Err(BundleError::DiskFull { .. })), "{result:?}");
    assert_eq!(started(&events), []);
}

#[tokio::test]
async fn bundles_of_other_versions_are_counted_and_kept() {
    let workplace = Workplace::new();
    let bundle = workplace.ensure().await.0.unwrap();
    assert_eq!(bundle.superseded().await, []);
    let old = bundle.directory().with_file_name("1.35.0-0123456789ab");
    fs::create_dir_all(old.join("bin")).unwrap();
    fs::write(old.join("bundle.json"), "{}").unwrap();
    fs::write(old.join("bin/kubelet"), [0; 100]).unwrap();
    assert_eq!(bundle.superseded().await, [crate::Superseded { directory: old, bytes: 102 }]);
}

#[test]
fn in_a_directory_that_cannot_be_written_damage_is_said_instead_of_repaired() {
    let refused = || BundleError::Directory {
        path: PathBuf::from("/media/bundle"),
        source: std::io::ErrorKind::ReadOnlyFilesystem.into(),
    };
    let directory = Path::new("/media/bundle/1.36.3-0123456789ab");
    let kubelet = &CLUSTER[0].products[0];
    let kubeadm = &CLUSTER[0].products[1];
    let said = |states: &States| unrepairable(refused(), directory, states).to_string();
    insta::assert_snapshot!(said(&vec![(kubelet, State::Sound), (kubeadm, State::Damaged)]), @"`kubeadm` of the bundle in `/media/bundle/1.36.3-0123456789ab` is damaged, and the directory cannot be written");
    insta::assert_snapshot!(said(&vec![(kubelet, State::Sound), (kubeadm, State::Missing)]), @"`kubeadm` of the bundle in `/media/bundle/1.36.3-0123456789ab` is missing, and the directory cannot be written");
    insta::assert_snapshot!(said(&vec![(kubelet, State::Missing), (kubeadm, State::Missing)]), @"cannot use the bundle's directory `/media/bundle`");
}
