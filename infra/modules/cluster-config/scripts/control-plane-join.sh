#!/usr/bin/env bash
# Joins the cluster as another of its control planes, once. May be run again after it failed anywhere.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
# shellcheck source=registration.sh
. /usr/local/lib/ninehops/registration.sh
# shellcheck source=joining.sh
. /usr/local/lib/ninehops/joining.sh

# etcd takes in one member at a time.
sleep $((RANDOM % 30))

published=/run/ninehops/published.json
secrets=/run/ninehops/control-plane.json
configuration=/run/ninehops/join.yaml
trap 'rm -f "$published" "$secrets" "$configuration"' EXIT
use_region
published "$published"
aws ssm get-parameter --name "$PARAMETER_CONTROL_PLANE_JOIN" --with-decryption --query Parameter.Value --output text >"$secrets"
if ! jq --exit-status --arg generation "$GENERATION" '
    .generation == $generation and (.certificate_key | test("^[0-9a-f]{64}$"))' "$secrets" >/dev/null; then
    echo "what $PARAMETER_CONTROL_PLANE_JOIN holds is not how to become a control plane of this cluster" >&2
    exit 1
fi

registered </etc/ninehops/join.json | discovered "$published" |
    jq --slurpfile secrets "$secrets" '.controlPlane.certificateKey = $secrets[0].certificate_key' >"$configuration"
understood "$configuration"
forget_failed_attempt
# kubeadm hands on the authority, but not the key for Secrets, without which this API server could read none.
if [[ $ENCRYPTION_FILE ]]; then
    install -d -m 0700 "$(dirname "$ENCRYPTION_FILE")"
    jq --exit-status --join-output '.encryption | select(length > 0)' "$secrets" >"$ENCRYPTION_FILE.new"
    mv "$ENCRYPTION_FILE.new" "$ENCRYPTION_FILE"
fi
kubeadm join --config "$configuration"
touch /var/lib/ninehops/initialized
