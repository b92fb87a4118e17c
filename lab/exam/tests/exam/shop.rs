//! The shop, with the storefront on one worker and recommendations on the other.

use std::net::Ipv4Addr;

use crate::boot::{WORKERS, address};
use crate::ninehops::workspace;
use crate::visitor::{self, visit};
use crate::wait::until;
use crate::{LAB, Story};

/// Where `ninehops lab images` puts them.
const IMAGES: &str = "target/images";

const MANIFEST: &str = "
apiVersion: v1
kind: Namespace
metadata: { name: marketplace }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: recommendations, namespace: marketplace }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: recommendations } }
  template:
    metadata: { labels: { app.kubernetes.io/name: recommendations } }
    spec:
      nodeSelector: { kubernetes.io/hostname: w2 }
      containers:
        - name: recommendations
          image: ninehops/recommendations:exam
          env: [{ name: RECOMMENDATIONS_DATA, value: /data }]
          readinessProbe: { httpGet: { path: /readyz, port: 9464 }, periodSeconds: 1 }
          volumeMounts: [{ name: data, mountPath: /data }]
      volumes: [{ name: data, emptyDir: {} }]
---
apiVersion: v1
kind: Service
metadata: { name: recommendations-headless, namespace: marketplace }
spec:
  clusterIP: None
  selector: { app.kubernetes.io/name: recommendations }
  ports: [{ port: 50051 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: marketplace, namespace: marketplace }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: marketplace } }
  template:
    metadata: { labels: { app.kubernetes.io/name: marketplace } }
    spec:
      nodeSelector: { kubernetes.io/hostname: w1 }
      containers:
        - name: marketplace
          image: ninehops/marketplace:exam
          env: [{ name: RECOMMENDATIONS_HOST, value: recommendations-headless }]
          readinessProbe: { httpGet: { path: /readyz, port: 9464 }, periodSeconds: 1 }
---
apiVersion: v1
kind: Service
metadata: { name: marketplace, namespace: marketplace }
spec:
  type: NodePort
  selector: { app.kubernetes.io/name: marketplace }
  ports: [{ port: 5000, nodePort: 30080 }]
";

pub(crate) fn is_live(story: &Story) {
    story.needs_lab();
    for service in ["marketplace", "recommendations"] {
        let archive = format!("{IMAGES}/{service}.tar");
        let is_there = workspace().join(&archive).try_exists().unwrap();
        assert!(is_there, "`{archive}` is missing: cargo run -p ninehops -- lab images");
        LAB.ok(&["push", &archive, &format!("ninehops/{service}:exam")]);
    }
    LAB.apply(MANIFEST);
    for service in ["marketplace", "recommendations"] {
        let deployment = format!("deployment/{service}");
        LAB.kubectl(&["rollout", "status", &deployment, "--namespace=marketplace", "--timeout=120s"]);
    }
    until_it_is_live();
    let _ = story.shop.set(());
}

/// Waits until a visitor of either worker gets live recommendations.
pub(crate) fn until_it_is_live() {
    for node in addresses() {
        let _ = until("a live page", || visit(node), visitor::is_live);
    }
}

/// The workers' addresses.
pub(crate) fn addresses() -> [Ipv4Addr; 2] {
    WORKERS.map(address)
}
