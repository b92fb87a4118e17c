#!/usr/bin/env bash
# The scripts of the machines, on machines that are made up: a directory plays the root, and stand-ins on PATH play the
# programs that would change something. Needs bash, coreutils and jq; changes nothing but a temporary directory.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
token=abcdef.0123456789abcdef
ca_hash=sha256:$(printf '0%.0s' {1..64})

main() {
    local test status failed=0
    for test in $(declare -F | sed -n 's/^declare -f test_//p'); do
        # Not in a condition: that would switch `set -e` off inside the test.
        set +e
        (set -e; a_machine "$test"; "test_$test") >"$scratch/said" 2>&1
        status=$?
        set -e
        if ((status == 0)); then
            echo "ok      $test"
        else
            echo "FAILED  $test"
            sed 's/^/        /' "$scratch/said"
            failed=1
        fi
    done
    return "$failed"
}

# Programs that a script changes something with. All others are the real ones.
stand_ins='apt-get aws chown curl install kubeadm kubectl nft openssl runuser sleep snap systemctl tar'

# A machine up for 100 s and prepared, whose scripts see its directory as the root.
a_machine() {
    export MACHINE=$scratch/$1
    mkdir -p "$MACHINE"/{bin,proc,etc/ninehops,etc/kubernetes/pki,opt/runner,run/ninehops/calico,var/lib/ninehops,usr/local/lib/ninehops}
    local script name
    for script in scripts/*.sh; do
        sed -E "s#(^|[ \"=<>{])/(etc|opt|proc|run|usr|var)/#\1$MACHINE/\2/#g" "$script" >"$MACHINE/usr/local/lib/ninehops/${script##*/}"
    done
    for name in $stand_ins; do
        cp tests/scripts/stand-in.sh "$MACHINE/bin/$name"
        chmod 0755 "$MACHINE/bin/$name"
    done
    PATH=$MACHINE/bin:$PATH
    touch "$MACHINE"/{calls,download,var/lib/ninehops/prepared,etc/ninehops/kustomization.yaml,etc/ninehops/cluster.yaml}
    echo '100.00 50.00' >"$MACHINE/proc/uptime"
    echo '{"kind":"JoinConfiguration","nodeRegistration":{},"discovery":{"bootstrapToken":{}}}' >"$MACHINE/etc/ninehops/join.json"
    echo '{"kind":"InitConfiguration","nodeRegistration":{},"localAPIEndpoint":{}}' >"$MACHINE/etc/ninehops/init.json"
    published 7 "$token"
    export API_ENDPOINT=api.shop.internal:6443 GENERATION=7 JOIN_DEADLINE_SECONDS=1200 JOIN_TOKEN_TTL=45m0s NODE_POOL=workers
    export PARAMETER_JOIN=/shop/7/join PARAMETER_CA_CERTIFICATE=/shop/7/ca PARAMETER_KEY=alias/shop PARAMETER_RUNNER=/shop/runner
    export CALICO_MANIFEST=https://example.org/calico.yaml ENCRYPTION_FILE=$MACHINE/etc/kubernetes/api-server/encryption.yaml
    export RUNNER_ARCHIVE=https://example.org/runner.tar.gz
    CALICO_SHA256=$(sha256sum <"$MACHINE/download" | cut -d ' ' -f 1)
    export CALICO_SHA256 RUNNER_SHA256=$CALICO_SHA256
}

# published GENERATION TOKEN
published() {
    jq -n --arg generation "$1" --arg token "$2" --arg ca_hash "$ca_hash" \
        '{ generation: $generation, endpoint: "api.shop.internal:6443", ca_hash: $ca_hash, token: $token }' >"$MACHINE/parameter"
}

run() {
    bash "$MACHINE/usr/local/lib/ninehops/$1.sh" >>"$MACHINE/log" 2>&1
}

fails() {
    if run "$1"; then
        echo "$1 does not fail"
        return 1
    fi
}

called() {
    grep -q "^$1" "$MACHINE/calls" || { echo "nobody calls: $1"; cat "$MACHINE/calls" "$MACHINE/log"; return 1; }
}

never_called() {
    ! grep "^$1" "$MACHINE/calls"
}

# In no argument and in no log.
stays_secret() {
    ! grep -F -e "$1" "$MACHINE/calls" "$MACHINE/log"
}

test_a_worker_joins_with_what_is_published_and_says_so() {
    run worker-join
    jq -e --arg token "$token" --arg ca_hash "$ca_hash" '
        .discovery.bootstrapToken == { token: $token, caCertHashes: [$ca_hash] }
        and .nodeRegistration.name == "local-hostname-of-this-machine"
        and (.nodeRegistration.kubeletExtraArgs | map(.name) == ["node-ip", "provider-id", "node-labels"])' "$MACHINE/joined-with"
    # What keeps the unit from running again.
    grep -qx 'ConditionPathExists=!/var/lib/ninehops/joined' units/worker-join.service
    [[ -e $MACHINE/var/lib/ninehops/joined ]]
    [[ ! -e $MACHINE/run/ninehops/join.yaml && ! -e $MACHINE/run/ninehops/published.json ]]
}

test_a_worker_takes_nothing_from_another_cluster() {
    local change
    for change in '.generation = "6"' '.endpoint = "api.other.internal:6443"' '.ca_hash = "sha256:0"' 'del(.ca_hash)' '.token = "none"'; do
        published 7 "$token"
        jq "$change" "$MACHINE/parameter" >"$MACHINE/changed"
        mv "$MACHINE/changed" "$MACHINE/parameter"
        fails worker-join
    done
    never_called 'kubeadm join'
    [[ ! -e $MACHINE/var/lib/ninehops/joined ]]
}

test_a_worker_whose_token_has_run_out_reads_the_next_one() {
    touch "$MACHINE/join-fails"
    fails worker-join
    [[ ! -e $MACHINE/var/lib/ninehops/joined && ! -e $MACHINE/run/ninehops/join.yaml ]]
    never_called 'kubeadm reset'
    rm "$MACHINE/join-fails"
    published 7 fedcba.fedcba9876543210
    run worker-join
    called 'kubeadm reset --force'
    jq -e '.discovery.bootstrapToken.token == "fedcba.fedcba9876543210"' "$MACHINE/joined-with"
}

test_a_worker_that_is_not_prepared_waits() {
    rm "$MACHINE/var/lib/ninehops/prepared"
    fails worker-join
    never_called 'systemctl poweroff'
    never_called 'kubeadm join'
}

test_a_worker_that_cannot_join_or_be_prepared_in_time_stops_its_machine() {
    echo '1201.00 50.00' >"$MACHINE/proc/uptime"
    rm "$MACHINE/var/lib/ninehops/prepared"
    fails worker-join
    called 'systemctl poweroff'
    never_called 'kubeadm join'
}

test_a_control_plane_that_failed_goes_on_with_what_it_made() {
    touch "$MACHINE/init-fails"
    fails cp-init
    cp "$ENCRYPTION_FILE" "$MACHINE/first-key"
    [[ ! -e $MACHINE/var/lib/ninehops/initialized ]]
    never_called 'kubeadm init .*--ignore-preflight-errors'
    rm "$MACHINE/init-fails"
    run cp-init
    called 'kubeadm init .*--skip-token-print --ignore-preflight-errors=all'
    cmp "$ENCRYPTION_FILE" "$MACHINE/first-key"
    never_called 'kubeadm reset'
    called 'systemctl start --no-block publish-join.service'
    # What keeps the unit from running again, and lets the other one run.
    grep -qx 'ConditionPathExists=!/var/lib/ninehops/initialized' units/cp-init.service
    grep -qx 'ConditionPathExists=/var/lib/ninehops/initialized' units/publish-join.service
    [[ -e $MACHINE/var/lib/ninehops/initialized ]]
}

test_another_manifest_of_calico_is_not_applied() {
    echo changed >"$MACHINE/download"
    fails cp-init
    called 'curl .*/calico.yaml'
    never_called 'kubectl apply'
    [[ ! -e $MACHINE/var/lib/ninehops/initialized ]]
}

test_what_is_published_is_what_a_worker_takes() {
    run publish-join
    called 'kubeadm token create --ttl 45m0s'
    called 'aws ssm put-parameter --name /shop/7/join --type SecureString --key-id alias/shop'
    cp "$MACHINE/put" "$MACHINE/parameter"
    run worker-join
}

test_a_runner_forgets_the_job_before_it_runs_it_and_then_stops_its_machine() {
    echo job-secret >"$MACHINE/parameter"
    run runner
    [[ $(grep -E '^(nft|aws|runuser|systemctl)' "$MACHINE/calls" | cut -d ' ' -f 1-3) == "nft -f $MACHINE/etc/ninehops/runner.nft
aws ssm get-parameter
aws ssm delete-parameter
runuser --user runner
systemctl poweroff" ]]
}

test_a_runner_whose_job_fails_or_whose_archive_is_another_stops_its_machine_too() {
    echo job-secret >"$MACHINE/parameter"
    touch "$MACHINE/job-fails"
    fails runner
    called 'systemctl poweroff'
    : >"$MACHINE/calls"
    echo changed >"$MACHINE/download"
    fails runner
    called 'systemctl poweroff'
    never_called 'aws ssm get-parameter'
}

test_no_secret_is_in_an_argument_or_a_log() {
    run cp-init
    run publish-join
    run worker-join
    echo job-secret >"$MACHINE/parameter"
    run runner
    stays_secret "$token"
    stays_secret session-secret
    stays_secret job-secret
    stays_secret "$(sed -n 's/.*secret: \([^ ]*\) .*/\1/p' "$ENCRYPTION_FILE")"
}

main
