#!/usr/bin/env bash
# Tells the workers how to join: a parameter that only they may read, with a token that outlives two runs of the timer.
# An old token is not deleted, for somebody may be joining with it: it runs out.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
export KUBECONFIG=/etc/kubernetes/admin.conf
use_region
ca=/etc/kubernetes/pki/ca.crt
document=/run/ninehops/join-document.json
trap 'rm -f "$document"' EXIT

ca_hash=$(openssl x509 -in "$ca" -noout -pubkey | openssl pkey -pubin -outform der | sha256sum | cut -d ' ' -f 1)
# The token goes from one to the other by a pipe: arguments are everybody's to read.
kubeadm token create --ttl "$JOIN_TOKEN_TTL" |
    jq --raw-input --arg endpoint "$API_ENDPOINT" --arg ca_hash "sha256:$ca_hash" --arg generation "$GENERATION" \
        '{ generation: $generation, endpoint: $endpoint, ca_hash: $ca_hash, token: . }' >"$document"

aws ssm put-parameter --name "$PARAMETER_JOIN" --type SecureString --key-id "$PARAMETER_KEY" --overwrite \
    --value "file://$document" >/dev/null
aws ssm put-parameter --name "$PARAMETER_CA_CERTIFICATE" --type String --overwrite --value "file://$ca" >/dev/null
