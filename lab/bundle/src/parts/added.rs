//! The parts of what may be added to a cluster.

use super::{Carries, Cgo, Files, Module, Part, Place, Product, Recipe, Source};
use crate::versions::VERSIONS;

/// The user and group that Kubernetes' own images without root have.
const NOBODY: &str = "65532:65532";

/// Autoscaling's source of figures.
pub(crate) const ADDED_METRICS_SERVER: &[Part] = &[METRICS_SERVER];

/// The way in from outside.
pub(crate) const ADDED_INGRESS: &[Part] = &[TRAEFIK, GATEWAY_API];

/// What saves etcd's data and brings it back.
pub(crate) const ADDED_ETCD_TOOLS: &[Part] = &[ETCD_TOOLS];

const ETCD_TOOLS: Part = Part {
    name: "etcd-tools",
    source: Source::Go(module!("etcd-tools", "", Cgo::Off, &[])),
    products: &[
        Product { name: "etcdctl", origin: "go.etcd.io/etcd/etcdctl/v3", place: Place::Node },
        Product { name: "etcdutl", origin: "go.etcd.io/etcd/etcdutl/v3", place: Place::Node },
    ],
};

/// Built here, so the image has a name of ours; and the registry of Kubernetes is not one that a lab plays.
const METRICS_SERVER: Part = Part {
    name: "metrics-server",
    source: Source::Go(module!(
        "metrics-server",
        "",
        Cgo::Off,
        &[
            ("k8s.io/client-go/pkg/version.gitVersion", &["v", VERSIONS.metrics_server]),
            ("k8s.io/client-go/pkg/version.gitCommit", &["unknown"]),
        ]
    )),
    products: &[Product {
        name: "metrics-server",
        origin: "sigs.k8s.io/metrics-server/cmd/metrics-server",
        place: Place::Image(Recipe {
            repository: "docker.io/ninehops/metrics-server",
            tag: &["v", VERSIONS.metrics_server],
            path: "/metrics-server",
            user: NOBODY,
            carries: Carries::Nothing,
        }),
    }],
};

/// Without its dashboard, which the module does not hold. It replaces modules by forks, which only a main module may
/// do; `go.mod` does the same.
const TRAEFIK: Part = Part {
    name: "traefik",
    source: Source::Go(module!(
        "traefik",
        "",
        Cgo::Off,
        &[("github.com/traefik/traefik/v3/pkg/version.Version", &[VERSIONS.traefik])]
    )),
    products: &[Product {
        name: "traefik",
        origin: "github.com/traefik/traefik/v3/cmd/traefik",
        place: Place::Image(Recipe {
            repository: "docker.io/ninehops/traefik",
            tag: &["v", VERSIONS.traefik],
            path: "/traefik",
            user: NOBODY,
            carries: Carries::Nothing,
        }),
    }],
};

const fn definition(name: &'static str, origin: &'static str) -> Product {
    Product { name, origin, place: Place::Definition }
}

/// The standard channel, whole: Traefik waits for all kinds of it.
const GATEWAY_API: Part = Part {
    name: "gateway-api",
    source: Source::Files(Files {
        required_by: module!("traefik", "", Cgo::Off, &[]),
        path: "sigs.k8s.io/gateway-api",
        version: &["v", VERSIONS.gateway_api],
    }),
    products: &[
        definition("gatewayclasses", "config/crd/standard/gateway.networking.k8s.io_gatewayclasses.yaml"),
        definition("gateways", "config/crd/standard/gateway.networking.k8s.io_gateways.yaml"),
        definition("httproutes", "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml"),
        definition("grpcroutes", "config/crd/standard/gateway.networking.k8s.io_grpcroutes.yaml"),
        definition("referencegrants", "config/crd/standard/gateway.networking.k8s.io_referencegrants.yaml"),
    ],
};
