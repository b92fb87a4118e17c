//! The parts, those first that take longest.

use super::{Carries, Cgo, Module, Part, Place, Program, Recipe, Source};
use crate::versions::VERSIONS;

/// The toolchain that every module names: it decides the bytes as much as the modules do.
pub(crate) const TOOLCHAIN: &str = "go1.26.8";

/// Everything that a bundle has.
pub(crate) const PARTS: &[Part] =
    &[KUBERNETES, COREDNS, REGISTRY, CONTAINERD, ETCD, RUNC, CNI_PLUGINS, PAUSE];

/// A module of `go/`, compiled in.
macro_rules! module {
    ($name:literal, $tags:literal, $cgo:expr, $variables:expr) => {
        Source::Go(Module {
            go_mod: include_str!(concat!("../../go/", $name, "/go.mod")),
            go_sum: include_str!(concat!("../../go/", $name, "/go.sum")),
            tags: $tags,
            cgo: $cgo,
            variables: $variables,
        })
    };
}

const fn on_nodes(name: &'static str, package: &'static str) -> Program {
    Program { name, package, place: Place::Node }
}

const KUBERNETES_TAG: &[&str] = &["v", VERSIONS.kubernetes];

const fn kubernetes_image(
    name: &'static str,
    package: &'static str,
    repository: &'static str,
    path: &'static str,
    carries: Carries,
) -> Program {
    let recipe = Recipe { repository, tag: KUBERNETES_TAG, path, user: "", carries };
    Program { name, package, place: Place::Image(recipe) }
}

/// Kubernetes requires its staging modules at v0.0.0 and replaces them by directories of its own, which only a main
/// module may do; `go.mod` replaces them by the published ones.
const KUBERNETES: Part = Part {
    name: "kubernetes",
    source: module!(
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
    ),
    programs: &[
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
    source: module!("coredns", "", Cgo::Off, &[]),
    programs: &[Program {
        name: "coredns",
        package: "github.com/coredns/coredns",
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
    source: module!(
        "registry",
        "",
        Cgo::Off,
        &[("github.com/distribution/distribution/v3/version.version", &["v", VERSIONS.registry])]
    ),
    programs: &[on_nodes("registry", "github.com/distribution/distribution/v3/cmd/registry")],
};

const CONTAINERD: Part = Part {
    name: "containerd",
    source: module!(
        "containerd",
        "",
        Cgo::Off,
        &[("github.com/containerd/containerd/v2/version.Version", &["v", VERSIONS.containerd])]
    ),
    programs: &[
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
    source: module!("etcd", "", Cgo::Off, &[]),
    programs: &[Program {
        name: "etcd",
        package: "go.etcd.io/etcd/server/v3",
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
    source: module!("runc", "seccomp", Cgo::Seccomp, &[]),
    programs: &[on_nodes("runc", "github.com/opencontainers/runc")],
};

const CNI_PLUGINS: Part = Part {
    name: "cni-plugins",
    source: module!(
        "cni",
        "",
        Cgo::Off,
        &[(
            "github.com/containernetworking/plugins/pkg/utils/buildversion.BuildVersion",
            &["v", VERSIONS.cni_plugins]
        )]
    ),
    programs: &[
        on_nodes("bridge", "github.com/containernetworking/plugins/plugins/main/bridge"),
        on_nodes("loopback", "github.com/containernetworking/plugins/plugins/main/loopback"),
        on_nodes("host-local", "github.com/containernetworking/plugins/plugins/ipam/host-local"),
        on_nodes("portmap", "github.com/containernetworking/plugins/plugins/meta/portmap"),
    ],
};

const PAUSE: Part = Part {
    name: "pause",
    source: Source::C(include_str!("../../pause.c")),
    programs: &[Program {
        name: "pause",
        package: "",
        place: Place::Image(Recipe {
            repository: "registry.k8s.io/pause",
            tag: &[VERSIONS.pause],
            path: "/pause",
            user: "65535:65535",
            carries: Carries::Nothing,
        }),
    }],
};
