# shellcheck shell=bash
# How long certificates are good for. To be sourced.

# certificate_days: of the one that runs out first.
certificate_days() {
    kubeadm certs check-expiration --output json |
        jq '[.certificates[] | select(.missing | not) | .residualTime] | min / 86400 | floor'
}
