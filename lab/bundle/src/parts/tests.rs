use std::collections::BTreeSet;

use super::*;
use crate::versions::VERSIONS;

fn programs() -> impl Iterator<Item = &'static Program> {
    PARTS.iter().flat_map(|part| part.programs)
}

#[test]
fn the_images_are_those_that_kubeadm_asks_for() {
    let references: BTreeSet<String> = programs()
        .filter_map(|program| match &program.place {
            Place::Image(recipe) => Some(recipe.reference()),
            Place::Node => None,
        })
        .collect();
    let references = references.into_iter().collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(references, @r"
    registry.k8s.io/coredns/coredns:v1.14.2
    registry.k8s.io/etcd:3.6.8-0
    registry.k8s.io/kube-apiserver:v1.36.3
    registry.k8s.io/kube-controller-manager:v1.36.3
    registry.k8s.io/kube-proxy:v1.36.3
    registry.k8s.io/kube-scheduler:v1.36.3
    registry.k8s.io/pause:3.10.2
    ");
}

#[test]
fn no_two_programs_share_a_file() {
    let outputs: Vec<String> = programs().map(Program::output).collect();
    assert_eq!(outputs.iter().collect::<BTreeSet<_>>().len(), outputs.len());
}

#[test]
fn every_module_names_its_packages_as_tools_and_the_same_toolchain() {
    for part in PARTS {
        let Source::Go(module) = &part.source else { continue };
        let line = format!("\ngo {}\n", TOOLCHAIN.trim_start_matches("go"));
        assert!(module.go_mod.contains(&line), "{}", part.name);
        for program in part.programs {
            assert!(module.go_mod.contains(program.package), "{}", program.name);
        }
    }
}

#[test]
fn every_module_requires_the_version_that_we_say() {
    let required = [
        ("kubernetes", "k8s.io/kubernetes", VERSIONS.kubernetes),
        ("containerd", "github.com/containerd/containerd/v2", VERSIONS.containerd),
        ("runc", "github.com/opencontainers/runc", VERSIONS.runc),
        ("etcd", "go.etcd.io/etcd/server/v3", VERSIONS.etcd),
        ("coredns", "github.com/coredns/coredns", VERSIONS.coredns),
        ("cni-plugins", "github.com/containernetworking/plugins", VERSIONS.cni_plugins),
        ("registry", "github.com/distribution/distribution/v3", VERSIONS.registry),
    ];
    for (name, path, version) in required {
        let part = PARTS.iter().find(|part| part.name == name).unwrap();
        let Source::Go(module) = &part.source else { panic!("{name} is no module") };
        assert!(module.go_mod.contains(&format!("\t{path} v{version} ")), "{name} {version}");
        assert!(module.go_sum.contains(&format!("{path} v{version} h1:")), "{name} {version}");
    }
}

#[test]
fn a_major_version_at_the_end_of_an_import_path_is_no_name() {
    let etcd = programs().find(|program| program.name == "etcd").unwrap();
    assert_eq!(etcd.built_name(), "server");
    let shim = programs().find(|program| program.name == "containerd-shim-runc-v2").unwrap();
    assert_eq!(shim.built_name(), "containerd-shim-runc-v2");
}
