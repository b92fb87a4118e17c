# shellcheck shell=bash
# What every machine that joins has in common. To be sourced.

# published FILE: writes what the control plane says about joining into the file, and fails if it is not about this cluster.
published() {
    aws ssm get-parameter --name "$PARAMETER_JOIN" --with-decryption --query Parameter.Value --output text >"$1"
    # Never from another generation, to another API server, or without the hash of its authority.
    if ! jq --exit-status --arg endpoint "$API_ENDPOINT" --arg generation "$GENERATION" '
        .generation == $generation and .endpoint == $endpoint
        and (.ca_hash | test("^sha256:[0-9a-f]{64}$"))
        and (.token | test("^[a-z0-9]{6}[.][a-z0-9]{16}$"))' "$1" >/dev/null; then
        echo "what $PARAMETER_JOIN holds is not how to join this cluster" >&2
        return 1
    fi
}

# discovered FILE: adds to the JoinConfiguration on standard input what `published` wrote.
discovered() {
    jq --slurpfile published "$1" '
        .discovery.bootstrapToken.token = $published[0].token
        | .discovery.bootstrapToken.caCertHashes = [$published[0].ca_hash]'
}

# What a failed attempt left would stop the next one; who has not joined has nothing else to lose.
forget_failed_attempt() {
    # Not by what is there: kubeadm takes its token away when it fails, and then refuses the authority that it leaves.
    local tried=/var/lib/ninehops/tried
    if [[ -e $tried ]]; then kubeadm reset --force; fi
    touch "$tried"
}
