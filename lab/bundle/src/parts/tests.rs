use std::collections::BTreeSet;

use super::*;
use crate::set::Set;
use crate::versions::VERSIONS;

fn parts() -> impl Iterator<Item = &'static Part> {
    Set::ALL.into_iter().flat_map(Set::parts)
}

fn products(set: Set) -> impl Iterator<Item = &'static Product> {
    set.parts().iter().flat_map(|part| part.products)
}

fn recipes(set: Set) -> impl Iterator<Item = &'static Recipe> {
    products(set).filter_map(|product| match &product.place {
        Place::Image(recipe) => Some(recipe),
        Place::Node | Place::Definition => None,
    })
}

#[test]
fn the_cluster_s_images_are_those_that_kubeadm_asks_for() {
    let references: BTreeSet<String> = recipes(Set::Cluster).map(Recipe::reference).collect();
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
fn what_is_added_runs_without_root_and_under_names_that_a_lab_s_registry_answers() {
    let added = [Set::MetricsServer, Set::Ingress].into_iter().flat_map(recipes);
    let said: Vec<String> = added.map(|recipe| format!("{} {}", recipe.reference(), recipe.user)).collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    docker.io/ninehops/metrics-server:v0.9.0 65532:65532
    docker.io/ninehops/traefik:v3.5.3 65532:65532
    ");
}

#[test]
fn no_two_products_share_a_file() {
    for set in Set::ALL {
        let outputs: Vec<String> = products(set).map(Product::output).collect();
        assert_eq!(outputs.iter().collect::<BTreeSet<_>>().len(), outputs.len());
    }
}

#[test]
fn every_module_names_its_packages_as_tools_and_the_same_toolchain() {
    for part in parts() {
        let Source::Go(module) = &part.source else { continue };
        let line = format!("\ngo {}\n", TOOLCHAIN.trim_start_matches("go"));
        assert!(module.go_mod.contains(&line), "{}", part.name);
        for product in part.products {
            assert!(module.go_mod.contains(product.origin), "{}", product.name);
        }
    }
}

#[test]
fn the_gateway_api_is_the_one_that_traefik_is_built_with() {
    let part = parts().find(|part| part.name == "gateway-api").unwrap();
    let Source::Files(files) = &part.source else { panic!("it is compiled") };
    assert_eq!(files.module(), format!("sigs.k8s.io/gateway-api@v{}", VERSIONS.gateway_api));
    let traefik = parts().find(|part| part.name == "traefik").unwrap();
    let Source::Go(traefik) = &traefik.source else { panic!("it is not compiled") };
    assert_eq!(files.required_by.go_sum, traefik.go_sum);
    let module = files.module().replace('@', " ");
    assert!(traefik.go_mod.contains(&format!("\t{module} ")), "{module}");
    assert!(traefik.go_sum.contains(&format!("{module} h1:")), "{module}");
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
        ("etcd-tools", "go.etcd.io/etcd/etcdctl/v3", VERSIONS.etcd),
        ("etcd-tools", "go.etcd.io/etcd/etcdutl/v3", VERSIONS.etcd),
        ("metrics-server", "sigs.k8s.io/metrics-server", VERSIONS.metrics_server),
        ("traefik", "github.com/traefik/traefik/v3", VERSIONS.traefik),
    ];
    for (name, path, version) in required {
        let part = parts().find(|part| part.name == name).unwrap();
        let Source::Go(module) = &part.source else { panic!("{name} is no module") };
        assert!(module.go_mod.contains(&format!("\t{path} v{version} ")), "{name} {version}");
        assert!(module.go_sum.contains(&format!("{path} v{version} h1:")), "{name} {version}");
    }
}

#[test]
fn a_major_version_at_the_end_of_an_import_path_is_no_name() {
    let etcd = products(Set::Cluster).find(|product| product.name == "etcd").unwrap();
    assert_eq!(etcd.built_name(), "server");
    let shim = products(Set::Cluster).find(|product| product.name == "containerd-shim-runc-v2").unwrap();
    assert_eq!(shim.built_name(), "containerd-shim-runc-v2");
}
