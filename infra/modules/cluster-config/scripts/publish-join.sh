#!/usr/bin/env bash
# Tells the others how to join: a parameter that only they may read, with a token that outlives two runs of the timer.
# An old token is not deleted, for somebody may be joining with it: it runs out.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
# shellcheck source=registration.sh
. /usr/local/lib/ninehops/registration.sh
export KUBECONFIG=/etc/kubernetes/admin.conf
use_region
ca=/etc/kubernetes/pki/ca.crt
document=/run/ninehops/join-document.json
key=/run/ninehops/certificate-key
configuration=/run/ninehops/upload-certs.yaml
trap 'rm -f "$document" "$key" "$configuration"' EXIT

# publish PARAMETER: the document, encrypted.
publish() {
    aws ssm put-parameter --name "$1" --type SecureString --key-id "$PARAMETER_KEY" --overwrite --value "file://$document" >/dev/null
}

ca_hash=$(openssl x509 -in "$ca" -noout -pubkey | openssl pkey -pubin -outform der | sha256sum | cut -d ' ' -f 1)
# The token goes from one to the other by a pipe: arguments are everybody's to read.
kubeadm token create --ttl "$JOIN_TOKEN_TTL" |
    jq --raw-input --arg endpoint "$API_ENDPOINT" --arg ca_hash "sha256:$ca_hash" --arg generation "$GENERATION" \
        '{ generation: $generation, endpoint: $endpoint, ca_hash: $ca_hash, token: . }' >"$document"
publish "$PARAMETER_JOIN"

# Control planes also need the authority. It lies in the cluster for two hours, under a key that only they may read.
if [[ $HIGH_AVAILABILITY ]]; then
    head -c 32 /dev/urandom | od -A n -v -t x1 | tr -d ' \n' >"$key"
    {
        registered </etc/ninehops/init.json | jq --rawfile key "$key" '.certificateKey = $key'
        echo ---
        cat /etc/ninehops/cluster.yaml
    } >"$configuration"
    kubeadm init phase upload-certs --upload-certs --skip-certificate-key-print --config "$configuration" >/dev/null
    encryption=/dev/null
    if [[ $ENCRYPTION_FILE ]]; then encryption=$ENCRYPTION_FILE; fi
    jq --null-input --arg generation "$GENERATION" --rawfile key "$key" --rawfile encryption "$encryption" \
        '{ generation: $generation, certificate_key: $key, encryption: $encryption }' >"$document"
    publish "$PARAMETER_CONTROL_PLANE_JOIN"
fi

aws ssm put-parameter --name "$PARAMETER_CA_CERTIFICATE" --type String --overwrite --value "file://$ca" >/dev/null
