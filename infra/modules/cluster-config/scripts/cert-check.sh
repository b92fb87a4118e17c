#!/usr/bin/env bash
# Renews the certificates of the control plane when fewer than 60 days are left, and not before. May be run again after it failed
# anywhere.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=certificates.sh
. /usr/local/lib/ninehops/certificates.sh
# shellcheck source=containers.sh
. /usr/local/lib/ninehops/containers.sh
# shellcheck source=metrics.sh
. /usr/local/lib/ninehops/metrics.sh

# While it is there, certificates may be newer than the processes that read them once, when they start.
renewing=/var/lib/ninehops/renewing
days=$(certificate_days)
if ((days < 60)); then
    echo "$days days are left: the certificates are renewed"
    touch "$renewing"
    kubeadm certs renew all
fi
if [[ -e $renewing ]]; then
    for name in etcd kube-apiserver kube-controller-manager kube-scheduler; do
        # The kubelet starts it again.
        for id in $(running "$name"); do
            containerd tasks kill --signal SIGTERM "$id"
        done
    done
    rm "$renewing"
    days=$(certificate_days)
fi
echo "$days days are left"
metric ninehops_certificate_days_left "$days" 'Days until the first certificate of the control plane runs out.'
