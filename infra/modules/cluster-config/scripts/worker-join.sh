#!/usr/bin/env bash
# Joins the cluster, once. systemd tries again after a failure; after 20 minutes the machine gives up and stops, so that
# another takes its place.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
# shellcheck source=registration.sh
. /usr/local/lib/ninehops/registration.sh

read -r up _ </proc/uptime
if (($(printf '%.0f' "$up") > JOIN_DEADLINE_SECONDS)); then
    echo "not joined $JOIN_DEADLINE_SECONDS s after the start: this machine stops" >&2
    systemctl poweroff
    exit 1
fi
# After the deadline, which also holds for a machine that cannot be prepared. Until it is, this waits for node-prep's next attempt.
if [[ ! -e /var/lib/ninehops/prepared ]]; then
    echo 'not prepared yet' >&2
    exit 1
fi
# Ten machines that start together shall not ask together.
sleep $((RANDOM % 10))

published=/run/ninehops/published.json
configuration=/run/ninehops/join.yaml
trap 'rm -f "$published" "$configuration"' EXIT
use_region
aws ssm get-parameter --name "$PARAMETER_JOIN" --with-decryption --query Parameter.Value --output text >"$published"

# Never from another generation, to another API server, or without the hash of its authority.
if ! jq --exit-status --arg endpoint "$API_ENDPOINT" --arg generation "$GENERATION" '
    .generation == $generation and .endpoint == $endpoint
    and (.ca_hash | test("^sha256:[0-9a-f]{64}$"))
    and (.token | test("^[a-z0-9]{6}[.][a-z0-9]{16}$"))' "$published" >/dev/null; then
    echo "what $PARAMETER_JOIN holds is not how to join this cluster" >&2
    exit 1
fi

registered </etc/ninehops/join.json |
    jq --slurpfile published "$published" '
        .discovery.bootstrapToken.token = $published[0].token
        | .discovery.bootstrapToken.caCertHashes = [$published[0].ca_hash]' >"$configuration"
# What a failed attempt left would stop this one; a worker has nothing else to lose.
if [[ -e /etc/kubernetes/kubelet.conf || -e /etc/kubernetes/bootstrap-kubelet.conf ]]; then
    kubeadm reset --force
fi
kubeadm join --config "$configuration"
touch /var/lib/ninehops/joined
