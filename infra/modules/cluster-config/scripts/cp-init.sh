#!/usr/bin/env bash
# Makes the control plane, once. May be run again after it failed anywhere: nothing that it made is thrown away, for
# etcd may hold what a backup brought.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
# shellcheck source=registration.sh
. /usr/local/lib/ninehops/registration.sh
export KUBECONFIG=/etc/kubernetes/admin.conf

# The key that encrypts Secrets is made here and never leaves but with a backup.
if [[ $ENCRYPTION_FILE && ! -e $ENCRYPTION_FILE ]]; then
    install -d -m 0700 "$(dirname "$ENCRYPTION_FILE")"
    {
        printf 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n'
        printf 'resources:\n  - resources: [secrets]\n    providers:\n'
        printf '      - secretbox: { keys: [{ name: first, secret: '
        head -c 32 /dev/urandom | base64 -w 0
        printf ' }] }\n      - identity: {}\n'
    } >"$ENCRYPTION_FILE.new"
    mv "$ENCRYPTION_FILE.new" "$ENCRYPTION_FILE"
fi

{
    registered </etc/ninehops/init.json
    echo ---
    cat /etc/ninehops/cluster.yaml
} >/run/ninehops/init.yaml

set --
if [[ -e /etc/kubernetes/admin.conf ]]; then
    # What an attempt before this one left is not in the way: each phase takes it or makes it again.
    set -- --ignore-preflight-errors=all
fi
kubeadm init --config /run/ninehops/init.yaml --skip-token-print "$@"

# No node is Ready without a network of pods, and nothing can be scheduled that would bring one.
calico=/run/ninehops/calico
install -d "$calico"
cp /etc/ninehops/kustomization.yaml "$calico"
curl -sSfL --retry 5 --max-time 60 -o "$calico/calico.yaml" "$CALICO_MANIFEST"
echo "$CALICO_SHA256  $calico/calico.yaml" | sha256sum --check --quiet
kubectl apply --server-side --kustomize "$calico"
kubectl --namespace kube-system rollout status daemonset/calico-node --timeout 5m

touch /var/lib/ninehops/initialized
systemctl start --no-block publish-join.service
