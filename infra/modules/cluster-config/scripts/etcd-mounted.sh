#!/usr/bin/env bash
# Whether the kubelet may start: where there is an etcd, not without its disk.
set -euo pipefail
if [[ ! -e /etc/kubernetes/manifests/etcd.yaml ]]; then exit 0; fi
if ! mountpoint -q /var/lib/etcd; then
    echo 'the disk of etcd is not mounted' >&2
    exit 1
fi
