//! The cluster's parts, those first that take longest.

use super::{Carries, Cgo, Module, Part, Place, Product, Recipe, Source};
use crate::versions::VERSIONS;

/// The toolchain that every module names: it decides the bytes as much as the modules do.
pub(crate) const TOOLCHAIN: &str = "go1.26.8";

/// Everything that a cluster boots from.
pub(crate) const CLUSTER: &[Part] =
    &[KUBERNETES, COREDNS, REGISTRY, CONTAINERD, ETCD, RUNC, CNI_PLUGINS, PAUSE];

const fn on_nodes(name: &'static str, package: &'static str) -> Product {
    Product { name, origin: package, place: Place::Node }
}

const KUBERNETES_TAG: &[&str] = &["v", VERSIONS.kubernetes];

const fn kubernetes_image(
    name: &'static str,
    package: &'static str,
    repository: &'static str,
    path: &'static str,
    carries: Carries,
) -> Product {
    let recipe = Recipe { repository, tag: KUBERNETES_TAG, path, user: "", carries };
    Product { name, origin: package, place: Place::Image(recipe) }
}

/// Kubernetes requires its staging modules at v0.0.0 and replaces them by directories of its own, which only a main
/// module may do; `go.mod` replaces them by the published ones.
const KUBERNETES: Part = Part {
    name: "kubernetes",
    source: Source::Go(module!(
        "kubernetes",
        "",
        Cgo::Off,
        &[
            ("k8s.io/component-base/version.gitVersion", KUBERNETES_TAG),
            ("k8s.io/component-base/version.gitMajor", &["1"]),
            ("k8s.io/component-base/version.gitMinor", &["36"]),
            ("k8s.io/component-base/version.gitCommit", &["unknown"]),
            ("k8s.io/component-base/version.gitTreeState", &["archive"]),
            ("k8s.io/client-go/pkg/version.gitVersion", KUBERNETES_TAG),
            ("k8s.io/client-go/pkg/version.gitMajor", &["1"]),
            ("k8s.io/client-go/pkg/version.gitMinor", &["36"]),
            ("k8s.io/client-go/pkg/version.gitCommit", &["unknown"]),
            ("k8s.io/client-go/pkg/version.gitTreeState", &["archive"]),
        ]
    )),
    products: &[
        on_nodes("kubelet", "k8s.io/kubernetes/cmd/kubelet"),
        on_nodes("kubeadm", "k8s.io/kubernetes/cmd/kubeadm"),
        on_nodes("kubectl", "k8s.io/kubernetes/cmd/kubectl"),
        kubernetes_image(
            "kube-apiserver",
            "k8s.io/kubernetes/cmd/kube-apiserver",
            "registry.k8s.io/kube-apiserver",
            "/usr/local/bin/kube-apiserver",
            Carries::Nothing,
        ),
        kubernetes_image(
            "kube-controller-manager",
            "k8s.io/kubernetes/cmd/kube-controller-manager",
            "registry.k8s.io/kube-controller-manager",
            "/usr/local/bin/kube-controller-manager",
            Carries::Nothing,
        ),
        kubernetes_image(
            "kube-scheduler",
            "k8s.io/kubernetes/cmd/kube-scheduler",
            "registry.k8s.io/kube-scheduler",
            "/usr/local/bin/kube-scheduler",
            Carries::Nothing,
        ),
        kubernetes_image(
            "kube-proxy",
            "k8s.io/kubernetes/cmd/kube-proxy",
            "registry.k8s.io/kube-proxy",
            "/usr/local/bin/kube-proxy",
            Carries::Nft,
        ),
    ],
};

const COREDNS: Part = Part {
    name: "coredns",
    source: Source::Go(module!("coredns", "", Cgo::Off, &[])),
    products: &[Product {
        name: "coredns",
        origin: "github.com/coredns/coredns",
        place: Place::Image(Recipe {
            repository: "registry.k8s.io/coredns/coredns",
            tag: &["v", VERSIONS.coredns],
            path: "/coredns",
            user: "",
            carries: Carries::Nothing,
        }),
    }],
};

const REGISTRY: Part = Part {
    name: "registry",
    source: Source::Go(module!(
        "registry",
        "",
        Cgo::Off,
        &[("github.com/distribution/distribution/v3/version.version", &["v", VERSIONS.registry])]
    )),
    products: &[on_nodes("registry", "github.com/distribution/distribution/v3/cmd/registry")],
};

const CONTAINERD: Part = Part {
    name: "containerd",
    source: Source::Go(module!(
        "containerd",
        "",
        Cgo::Off,
        &[("github.com/containerd/containerd/v2/version.Version", &["v", VERSIONS.containerd])]
    )),
    products: &[
        on_nodes("containerd", "github.com/containerd/containerd/v2/cmd/containerd"),
        on_nodes(
            "containerd-shim-runc-v2",
            "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2",
        ),
        on_nodes("ctr", "github.com/containerd/containerd/v2/cmd/ctr"),
    ],
};

const ETCD: Part = Part {
    name: "etcd",
    source: Source::Go(module!("etcd", "", Cgo::Off, &[])),
    products: &[Product {
        name: "etcd",
        origin: "go.etcd.io/etcd/server/v3",
        place: Place::Image(Recipe {
            repository: "registry.k8s.io/etcd",
            tag: &[VERSIONS.etcd, "-0"],
            path: "/usr/local/bin/etcd",
            user: "",
            carries: Carries::Nothing,
        }),
    }],
};

/// With seccomp, since the kubelet gives every pod the runtime's default profile.
const RUNC: Part = Part {
    name: "runc",
    source: Source::Go(module!("runc", "seccomp", Cgo::Seccomp, &[])),
    products: &[on_nodes("runc", "github.com/opencontainers/runc")],
};

const CNI_PLUGINS: Part = Part {
    name: "cni-plugins",
    source: Source::Go(module!(
        "cni",
        "",
        Cgo::Off,
        &[(
            "github.com/containernetworking/plugins/pkg/utils/buildversion.BuildVersion",
            &["v", VERSIONS.cni_plugins]
        )]
    )),
    products: &[
        on_nodes("bridge", "github.com/containernetworking/plugins/plugins/main/bridge"),
        on_nodes("loopback", "github.com/containernetworking/plugins/plugins/main/loopback"),
        on_nodes("host-local", "github.com/containernetworking/plugins/plugins/ipam/host-local"),
        on_nodes("portmap", "github.com/containernetworking/plugins/plugins/meta/portmap"),
    ],
};

const PAUSE: Part = Part {
    name: "pause",
    source: Source::C(include_str!("../../pause.c")),
    products: &[Product {
        name: "pause",
        origin: "",
        place: Place::Image(Recipe {
            repository: "registry.k8s.io/pause",
            tag: &[VERSIONS.pause],
            path: "/pause",
            user: "65535:65535",
            carries: Carries::Nothing,
        }),
    }],
};
