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
stand_ins='apt-get aws blkid chown ctr curl install kubeadm kubectl lsblk mkfs.xfs mount mountpoint nft openssl runuser sleep snap systemctl tar udevadm unzip'

# A machine up for 100 s and prepared, whose scripts see its directory as the root.
a_machine() {
    export MACHINE=$scratch/$1
    mkdir -p "$MACHINE"/{bin,dev,proc,parameters,etc/ninehops,etc/kubernetes/pki/etcd,opt/runner,run/ninehops/calico,usr/local/lib/ninehops}
    mkdir -p "$MACHINE"/var/lib/{etcd,ninehops,node_exporter/textfile_collector}
    local script name
    for script in scripts/*.sh; do
        sed -E "s#(^|[ \"=<>{])/(etc|opt|proc|run|usr|var)/#\1$MACHINE/\2/#g" "$script" >"$MACHINE/usr/local/lib/ninehops/${script##*/}"
    done
    chmod 0700 "$MACHINE"/usr/local/lib/ninehops/*.sh
    for name in $stand_ins; do
        cp tests/scripts/stand-in.sh "$MACHINE/bin/$name"
        chmod 0755 "$MACHINE/bin/$name"
    done
    PATH=$MACHINE/bin:$PATH
    touch "$MACHINE"/{calls,download,var/lib/ninehops/prepared,etc/ninehops/kustomization.yaml,etc/ninehops/cluster.yaml}
    echo '100.00 50.00' >"$MACHINE/proc/uptime"
    echo authority >"$MACHINE/etc/kubernetes/pki/ca.crt"
    echo '{"kind":"JoinConfiguration","nodeRegistration":{},"discovery":{"bootstrapToken":{}}}' >"$MACHINE/etc/ninehops/join.json"
    echo '{"kind":"InitConfiguration","nodeRegistration":{},"localAPIEndpoint":{}}' >"$MACHINE/etc/ninehops/init.json"
    published 7 "$token"
    export API_ENDPOINT=api.shop.internal:6443 GENERATION=7 JOIN_DEADLINE_SECONDS=1200 JOIN_TOKEN_TTL=45m0s KUBERNETES_VERSION=1.36.3
    export NODE_LABELS=ninehops.internal/pool=workers,disk=big HIGH_AVAILABILITY='' BACKUP_BUCKET='' BACKUP_PREFIX=etcd
    export PARAMETER_JOIN=/shop/7/join PARAMETER_CA_CERTIFICATE=/shop/7/ca PARAMETER_KEY=alias/shop PARAMETER_RUNNER=/shop/runner
    export PARAMETER_CONTROL_PLANE_JOIN=/shop/7/control-plane-join PARAMETER_RESTORE=/shop/7/restore PARAMETER_STATUS=/shop/7/status
    export CALICO_MANIFEST=https://example.org/calico.yaml ENCRYPTION_FILE=$MACHINE/etc/kubernetes/api-server/encryption.yaml
    export RUNNER_ARCHIVE=https://example.org/runner.tar.gz AWS_CLI_ARCHIVE='' AWS_CLI_SHA256=''
    CALICO_SHA256=$(sha256sum <"$MACHINE/download" | cut -d ' ' -f 1)
    export CALICO_SHA256 RUNNER_SHA256=$CALICO_SHA256
}

# One whose control plane is there, with a backup bucket.
a_control_plane() {
    export BACKUP_BUCKET=backups HIGH_AVAILABILITY=''
    mkdir -p "$(dirname "$ENCRYPTION_FILE")" "$MACHINE/etc/kubernetes/manifests"
    echo key-for-secrets >"$ENCRYPTION_FILE"
    touch "$MACHINE/var/lib/ninehops/initialized" "$MACHINE"/etc/kubernetes/manifests/{etcd,kube-apiserver,kube-scheduler}.yaml
    local file
    for file in ca.crt ca.key sa.key sa.pub front-proxy-ca.crt front-proxy-ca.key etcd/ca.crt etcd/ca.key; do
        echo "authority-$file" >"$MACHINE/etc/kubernetes/pki/$file"
    done
    printf '%s\n' 'e1 etcd' 'a1 kube-apiserver' 'c1 kube-controller-manager' 's1 kube-scheduler' >"$MACHINE/containers"
    echo '{"revision":17,"totalKey":300}' >"$MACHINE/snapshot-status.json"
    echo '{"certificates":[{"name":"admin.conf","residualTime":31536000},{"name":"etcd","residualTime":8640000},{"name":"gone","residualTime":0,"missing":true}]}' >"$MACHINE/certificates.json"
    nodes "local-hostname-of-this-machine True" "worker True" "broken False"
}

# nodes "NAME READY"…
nodes() {
    printf '%s\n' "$@" | jq -nR '{ items: [inputs | split(" ") | {
        metadata: { name: .[0] }, spec: { providerID: "aws:///zone/i-\(.[0])" }, status: { conditions: [{ type: "Ready", status: .[1] }] } }] }' >"$MACHINE/nodes.json"
}

# published GENERATION TOKEN
published() {
    jq -n --arg generation "$1" --arg token "$2" --arg ca_hash "$ca_hash" \
        '{ generation: $generation, endpoint: "api.shop.internal:6443", ca_hash: $ca_hash, token: $token }' >"$MACHINE/parameters/join"
}

run() {
    local script=$1
    shift
    bash "$MACHINE/usr/local/lib/ninehops/$script.sh" "$@" >>"$MACHINE/log" 2>&1
}

fails() {
    if run "$@"; then
        echo "$* does not fail"
        return 1
    fi
}

called() {
    grep -q "^$1" "$MACHINE/calls" || { echo "nobody calls: $1"; cat "$MACHINE/calls" "$MACHINE/log"; return 1; }
}

never_called() {
    ! grep -E "^$1" "$MACHINE/calls"
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
        and (.nodeRegistration.kubeletExtraArgs == [
            { name: "node-ip", value: "local-ipv4-of-this-machine" },
            { name: "provider-id", value: "aws:///availability-zone-of-this-machine/instance-id-of-this-machine" },
            { name: "node-labels", value: "topology.kubernetes.io/zone=availability-zone-of-this-machine,ninehops.internal/pool=workers,disk=big" }])' "$MACHINE/joined-with"
    # What keeps the unit from running again.
    grep -qx 'ConditionPathExists=!/var/lib/ninehops/joined' units/worker-join.service
    [[ -e $MACHINE/var/lib/ninehops/joined ]]
    [[ ! -e $MACHINE/run/ninehops/join.yaml && ! -e $MACHINE/run/ninehops/published.json ]]
}

test_what_kubeadm_would_pass_over_makes_no_node() {
    local name
    for name in init join; do
        jq '.misspelt = true' "$MACHINE/etc/ninehops/$name.json" >"$MACHINE/changed"
        mv "$MACHINE/changed" "$MACHINE/etc/ninehops/$name.json"
    done
    fails worker-join
    fails cp-init
    export HIGH_AVAILABILITY=yes
    published 7 "$token"
    jq -n '{ generation: "7", certificate_key: ("0" * 64), encryption: "key" }' >"$MACHINE/parameters/control-plane-join"
    fails control-plane-join
    never_called 'kubeadm join'
    never_called 'kubeadm init'
    called 'kubeadm config validate'
}

test_a_machine_is_registered_beside_what_its_kubelet_is_told_already() {
    jq '.nodeRegistration.kubeletExtraArgs = [{ name: "v", value: "2" }]' "$MACHINE/etc/ninehops/join.json" >"$MACHINE/changed"
    mv "$MACHINE/changed" "$MACHINE/etc/ninehops/join.json"
    run worker-join
    jq -e '[.nodeRegistration.kubeletExtraArgs[].name] == ["v", "node-ip", "provider-id", "node-labels"]' "$MACHINE/joined-with"
}

test_a_worker_takes_nothing_from_another_cluster() {
    local change
    for change in '.generation = "6"' '.endpoint = "api.other.internal:6443"' '.ca_hash = "sha256:0"' 'del(.ca_hash)' '.token = "none"'; do
        published 7 "$token"
        jq "$change" "$MACHINE/parameters/join" >"$MACHINE/changed"
        mv "$MACHINE/changed" "$MACHINE/parameters/join"
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

test_a_machine_is_prepared_with_exact_versions_whatever_was_begun_before() {
    local name
    for name in apt-mark dpkg gpg modprobe sysctl; do cp "$MACHINE/bin/kubectl" "$MACHINE/bin/$name"; done
    mkdir -p "$MACHINE"/etc/{apt/keyrings,apt/sources.list.d,containerd}
    rm "$MACHINE/var/lib/ninehops/prepared"
    echo VERSION_CODENAME=noble >"$MACHINE/etc/os-release"
    echo "sandbox = '@PAUSE@'" >"$MACHINE/etc/ninehops/containerd.toml"
    export CONTAINERD_VERSION=2.3.7 KUBERNETES_MINOR=1.36 DOCKER_KEY=FINGERPRINT KUBERNETES_KEY=ANOTHER
    fails node-prep
    never_called 'apt-get .* install'
    [[ ! -e $MACHINE/etc/apt/sources.list.d/kubernetes.list && ! -e $MACHINE/var/lib/ninehops/prepared ]]
    export KUBERNETES_KEY=FINGERPRINT
    run node-prep
    grep -q " https://download.docker.com/linux/ubuntu noble stable$" "$MACHINE/etc/apt/sources.list.d/docker.list"
    grep -q " https://pkgs.k8s.io/core:/stable:/v1.36/deb/ /$" "$MACHINE/etc/apt/sources.list.d/kubernetes.list"
    called 'apt-get .* install .*containerd.io=2.3.7-\* kubelet=1.36.3-\* kubeadm=1.36.3-\* kubectl=1.36.3-\*'
    [[ $(grep -E '^(dpkg .*--configure -a|apt-get .* install)' "$MACHINE/calls" | cut -d ' ' -f 1 | tr '\n' ' ') == 'dpkg apt-get ' ]]
    [[ $(<"$MACHINE/etc/containerd/config.toml") == "sandbox = 'registry.k8s.io/pause:3.10'" ]]
    [[ -e $MACHINE/var/lib/ninehops/prepared ]]
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

test_a_control_plane_waits_until_it_is_known_whether_a_backup_comes() {
    export BACKUP_BUCKET=backups
    fails cp-init
    never_called 'kubeadm init'
    run etcd-restore
    run cp-init
    never_called 'kubeadm init .*--ignore-preflight-errors'
    # Without one of its own it could not be made again.
    called 'systemctl start --no-block etcd-backup.service'
}

test_the_network_of_pods_comes_once() {
    run cp-network
    called 'kubectl apply --server-side --kustomize'
    called 'kubectl --namespace kube-system rollout status'
    [[ -e $MACHINE/var/lib/ninehops/networked ]]
    grep -qx 'ConditionPathExists=!/var/lib/ninehops/networked' units/cp-network.service
}

test_jobs_of_github_get_their_rights_once() {
    run cp-access
    called "kubectl apply --server-side --force-conflicts --filename $MACHINE/etc/ninehops/access.json"
    [[ -e $MACHINE/var/lib/ninehops/access-given ]]
    grep -qx 'ConditionPathExists=!/var/lib/ninehops/access-given' units/cp-access.service
}

test_another_manifest_of_calico_is_not_applied() {
    echo changed >"$MACHINE/download"
    fails cp-network
    called 'curl .*/calico.yaml'
    never_called 'kubectl apply'
    [[ ! -e $MACHINE/var/lib/ninehops/networked ]]
}

test_what_is_published_is_what_a_worker_takes() {
    run publish-join
    called 'kubeadm token create --ttl 45m0s'
    called 'aws ssm put-parameter --name /shop/7/join --type SecureString --key-id alias/shop'
    never_called 'kubeadm init phase upload-certs'
    [[ ! -e $MACHINE/parameters/control-plane-join ]]
    run worker-join
}

test_a_control_plane_joins_with_what_another_publishes() {
    export HIGH_AVAILABILITY=yes
    mkdir -p "$(dirname "$ENCRYPTION_FILE")"
    echo key-for-secrets >"$ENCRYPTION_FILE"
    run publish-join
    called 'aws ssm put-parameter --name /shop/7/control-plane-join --type SecureString --key-id alias/shop'
    rm -r "$(dirname "$ENCRYPTION_FILE")"
    echo '{"nodeRegistration":{},"discovery":{"bootstrapToken":{}},"controlPlane":{"localAPIEndpoint":{"bindPort":6443}}}' >"$MACHINE/etc/ninehops/join.json"
    run control-plane-join
    jq -e --rawfile key "$MACHINE/uploaded-with" '
        .controlPlane.certificateKey == ($key | rtrimstr("\n")) and (.controlPlane.certificateKey | length == 64)
        and .controlPlane.localAPIEndpoint == { bindPort: 6443, advertiseAddress: "local-ipv4-of-this-machine" }
        and .discovery.bootstrapToken.token == "abcdef.0123456789abcdef"' "$MACHINE/joined-with"
    [[ $(<"$ENCRYPTION_FILE") == key-for-secrets ]]
    [[ -e $MACHINE/var/lib/ninehops/initialized ]]
    [[ $(find "$MACHINE/run/ninehops" -type f) == '' ]]
    stays_secret "$(<"$MACHINE/uploaded-with")"
    stays_secret key-for-secrets
    stays_secret "$token"
}

test_a_control_plane_takes_no_key_from_another_cluster_and_none_that_is_missing() {
    export HIGH_AVAILABILITY=yes
    local document
    for document in '{"generation":"6","certificate_key":"KEY","encryption":"key"}' '{"generation":"7","certificate_key":"short","encryption":"key"}' \
        '{"generation":"7","certificate_key":"KEY","encryption":""}' 'none'; do
        printf '%s' "$(printf '0%.0s' {1..64})" | jq -R -r --arg document "$document" '. as $key | $document | sub("KEY"; $key)' >"$MACHINE/parameters/control-plane-join"
        fails control-plane-join
    done
    rm "$MACHINE/parameters/control-plane-join"
    fails control-plane-join
    never_called 'kubeadm join'
    [[ ! -e $MACHINE/var/lib/ninehops/initialized && ! -s $ENCRYPTION_FILE ]]
}

test_who_takes_the_first_ones_place_joins_and_makes_no_second_cluster() {
    export HIGH_AVAILABILITY=yes
    run cp-init
    run publish-join
    called 'kubeadm init --config'
    # Again on the same machine, whose own API server answers.
    touch "$MACHINE/cluster-answers"
    rm "$MACHINE/var/lib/ninehops/initialized"
    run cp-init
    never_called 'kubeadm join'
    # Another machine.
    : >"$MACHINE/calls"
    rm "$MACHINE/var/lib/ninehops/initialized" "$MACHINE/etc/kubernetes/admin.conf"
    run cp-init
    called 'kubeadm join'
    never_called 'kubeadm init'
    [[ -e $MACHINE/var/lib/ninehops/initialized ]]
    # One that brings its data back is the member that it was.
    : >"$MACHINE/calls"
    rm "$MACHINE/var/lib/ninehops/initialized"
    touch "$MACHINE/var/lib/ninehops/restored"
    run cp-init
    never_called 'kubeadm join'
}

test_one_control_plane_leads() {
    nodes "local-hostname-of-this-machine False"
    # Alone it always does.
    run leads
    export HIGH_AVAILABILITY=yes
    # None is Ready before the network of pods is there.
    run leads
    nodes "a False" "local-hostname-of-this-machine True" "z True"
    run leads
    nodes "a True" "local-hostname-of-this-machine True"
    fails leads
}

test_a_runner_forgets_the_job_before_it_runs_it_and_then_stops_its_machine() {
    echo job-secret >"$MACHINE/parameters/instance-id-of-this-machine"
    run runner
    [[ $(grep -E '^(nft|aws|runuser|systemctl)' "$MACHINE/calls" | cut -d ' ' -f 1-3) == "nft -f $MACHINE/etc/ninehops/runner.nft
aws ssm get-parameter
aws ssm delete-parameter
runuser --user runner
systemctl poweroff" ]]
    # Memory is too small for it.
    called "curl .* -o $MACHINE/var/lib/ninehops/runner.tar.gz"
    # A job's files are not root's.
    [[ $(<"$MACHINE/umask-of-job") == 0022 ]]
}

test_a_runner_whose_job_fails_or_whose_archive_is_another_stops_its_machine_too() {
    echo job-secret >"$MACHINE/parameters/instance-id-of-this-machine"
    touch "$MACHINE/job-fails"
    fails runner
    called 'systemctl poweroff'
    : >"$MACHINE/calls"
    echo changed >"$MACHINE/download"
    fails runner
    called 'systemctl poweroff'
    never_called 'aws ssm get-parameter'
}

test_the_aws_cli_is_the_one_whose_checksum_is_given() {
    rm "$MACHINE/bin/aws"
    # Of the programs of this machine none that is called aws.
    mkdir "$MACHINE/tools"
    local program
    for program in bash cat cp cut mkdir rm sha256sum; do ln -s "$(command -v "$program")" "$MACHINE/tools/$program"; done
    cat >"$MACHINE/usr/local/lib/ninehops/try.sh" <<'END'
set -euo pipefail
umask 077
. "$MACHINE/usr/local/lib/ninehops/aws-cli.sh"
PATH=$MACHINE/bin:$MACHINE/tools
install_aws_cli
END
    run try
    [[ $(grep -c '^snap' "$MACHINE/calls") == 2 && $(grep '^snap' "$MACHINE/calls" | tail -n 1) == 'snap install aws-cli --classic' ]]
    export AWS_CLI_ARCHIVE=https://example.org/aws-cli.zip AWS_CLI_SHA256=$CALICO_SHA256
    echo changed >"$MACHINE/download"
    fails try
    never_called unzip
    : >"$MACHINE/download"
    mkdir -p "$MACHINE/var/lib/ninehops/aws-cli/aws"
    cp "$MACHINE/bin/unzip" "$MACHINE/var/lib/ninehops/aws-cli/aws/install"
    run try
    called 'unzip '
    called 'install --update'
    # A runner's job runs it, too.
    [[ $(<"$MACHINE/umask-of-install") == 0022 ]]
}

# disks JSON…: those of this machine, a root disk before them.
disks() {
    printf '%s\n' '{"path":"/dev/nvme0n1","type":"disk","fstype":null,"pttype":"gpt","label":null,"model":"Amazon Elastic Block Store","mountpoints":[null],
        "children":[{"path":"/dev/nvme0n1p1","type":"part","fstype":"ext4","pttype":"gpt","label":"cloudimg-rootfs","model":null,"mountpoints":["/"]}]}' "$@" |
        jq -s '{ blockdevices: . }' >"$MACHINE/disks.json"
}

disk() {
    truncate -s 20M "$MACHINE/dev/$1"
    jq -n --arg path "$MACHINE/dev/$1" --argjson more "$2" \
        '{ path: $path, type: "disk", fstype: null, pttype: null, label: null, model: "Amazon Elastic Block Store   ", mountpoints: [null] } + $more'
}

test_a_blank_disk_becomes_etcds_once() {
    disks "$(disk nvme1n1 '{}')" "$(disk nvme2n1 '{"model":"Amazon EC2 NVMe Instance Storage"}')"
    run etcd-volume
    called "mkfs.xfs -q -L etcd $MACHINE/dev/nvme1n1"
    called "mount .* $MACHINE/dev/nvme1n1 $MACHINE/var/lib/etcd"
    : >"$MACHINE/calls"
    run etcd-volume
    never_called mkfs
    never_called 'mount '
    # After the machine has started again, or is another one.
    rm "$MACHINE/mounted"
    disks "$(disk nvme1n1 '{"fstype":"xfs","label":"etcd"}')"
    run etcd-volume
    never_called mkfs
    called "mount .* $MACHINE/dev/nvme1n1 "
}

test_nothing_is_made_on_a_disk_that_is_not_blank_or_not_the_only_one() {
    disks
    fails etcd-volume
    disks "$(disk nvme1n1 '{}')" "$(disk nvme2n1 '{}')"
    fails etcd-volume
    disks "$(disk nvme1n1 '{"fstype":"ext4"}')" "$(disk nvme2n1 '{"pttype":"gpt"}')" "$(disk nvme3n1 '{"mountpoints":["/data"]}')"
    fails etcd-volume
    disks "$(disk nvme1n1 '{"fstype":"xfs","label":"etcd"}')" "$(disk nvme2n1 '{"fstype":"xfs","label":"etcd"}')"
    fails etcd-volume
    # What only one of two has noticed.
    disks "$(disk nvme1n1 '{}')"
    touch "$MACHINE/disk-is-known"
    fails etcd-volume
    rm "$MACHINE/disk-is-known"
    printf 'something' | dd of="$MACHINE/dev/nvme1n1" bs=1 seek=1000000 conv=notrunc status=none
    fails etcd-volume
    never_called mkfs
    never_called 'mount '
}

test_the_kubelet_starts_no_etcd_beside_its_disk() {
    # One that is not made yet.
    run etcd-mounted
    mkdir -p "$MACHINE/etc/kubernetes/manifests"
    touch "$MACHINE/etc/kubernetes/manifests/etcd.yaml"
    fails etcd-mounted
    touch "$MACHINE/mounted"
    run etcd-mounted
}

test_a_backup_is_whole_and_encrypted_with_the_clusters_key() {
    a_control_plane
    run etcd-backup
    called 'aws s3 cp --only-show-errors --sse aws:kms --sse-kms-key-id alias/shop .* s3://backups/etcd/7/.*Z-instance-id-of-this-machine.tar.gz'
    local names
    names=$(tar -tzf "$MACHINE/object")
    grep -qx ./snapshot.db <<<"$names"
    grep -qx ./pki/ca.key <<<"$names"
    grep -qx ./encryption.yaml <<<"$names"
    jq -e '(.object | startswith("etcd/7/")) and (.time | fromdate > 0)' "$MACHINE/var/lib/ninehops/backed-up"
    grep -q '^ninehops_etcd_backup_timestamp_seconds [0-9]' "$MACHINE/var/lib/node_exporter/textfile_collector/ninehops_etcd_backup_timestamp_seconds.prom"
    # Nothing is left that others could read.
    [[ ! -e $MACHINE/var/lib/ninehops/backup && ! -e $MACHINE/run/ninehops/backup-image ]]
    stays_secret authority-ca.key
    stays_secret key-for-secrets
}

test_an_empty_snapshot_or_one_that_does_not_arrive_is_no_backup() {
    a_control_plane
    echo '{"revision":1,"totalKey":0}' >"$MACHINE/snapshot-status.json"
    fails etcd-backup
    never_called 'aws s3'
    echo '{"revision":17,"totalKey":300}' >"$MACHINE/snapshot-status.json"
    touch "$MACHINE/upload-fails"
    fails etcd-backup
    : >"$MACHINE/containers"
    fails etcd-backup
    [[ ! -e $MACHINE/var/lib/ninehops/backed-up && ! -e $MACHINE/var/lib/ninehops/backup && ! -e $MACHINE/run/ninehops/backup-image ]]
}

# A machine that is to take the place of one with a backup.
a_new_one_after_a_backup() {
    a_control_plane
    run etcd-backup
    : >"$MACHINE/calls"
    : >"$MACHINE/containers"
    rm -r "$MACHINE/etc/kubernetes" "$MACHINE"/var/lib/ninehops/{initialized,backed-up}
    mkdir -p "$MACHINE/etc/kubernetes/pki/etcd"
}

test_a_backup_that_is_wanted_comes_before_the_control_plane_and_once() {
    a_new_one_after_a_backup
    mkdir "$MACHINE/var/lib/etcd/member"
    echo old >"$MACHINE/var/lib/etcd/member/db"
    echo 'snapshot etcd/7/day.tar.gz' >"$MACHINE/parameters/restore"
    touch "$MACHINE/put-fails"
    fails etcd-restore
    [[ ! -e $MACHINE/var/lib/ninehops/restore-decided ]]
    rm "$MACHINE/put-fails"
    run etcd-restore
    [[ $(grep -c 'aws s3 cp --only-show-errors s3://backups/etcd/7/day.tar.gz' "$MACHINE/calls") == 1 ]]
    called 'ctr --namespace k8s.io images mount registry.k8s.io/etcd:3.6.8-0 '
    called 'etcdutl snapshot restore .* --bump-revision 1000000000 --mark-compacted'
    called 'etcdutl .* --initial-cluster local-hostname-of-this-machine=https://local-ipv4-of-this-machine:2380 '
    [[ $(<"$MACHINE/var/lib/etcd/member/db") == snapshot && $(<"$MACHINE/var/lib/etcd/replaced/db") == old ]]
    [[ $(<"$MACHINE/etc/kubernetes/pki/etcd/ca.key") == authority-etcd/ca.key && $(<"$ENCRYPTION_FILE") == key-for-secrets ]]
    # The next machine does not go back to the same day.
    [[ $(<"$MACHINE/parameters/restore") == none ]]
    [[ ! -e $MACHINE/var/lib/ninehops/restore ]]
    run cp-init
    called 'kubeadm init .*--ignore-preflight-errors=DirAvailable--var-lib-etcd'
    [[ $(<"$ENCRYPTION_FILE") == key-for-secrets ]]
    stays_secret authority-ca.key
    stays_secret key-for-secrets
}

test_only_files_come_back_where_etcds_disk_has_outlived_the_machine() {
    a_new_one_after_a_backup
    mkdir "$MACHINE/var/lib/etcd/member"
    echo newest >"$MACHINE/var/lib/etcd/member/db"
    echo 'files etcd/7/day.tar.gz' >"$MACHINE/parameters/restore"
    run etcd-restore
    [[ $(<"$MACHINE/var/lib/etcd/member/db") == newest && -s $MACHINE/etc/kubernetes/pki/sa.key ]]
    never_called 'etcdutl snapshot restore'
}

test_nothing_is_restored_where_nothing_is_wanted() {
    export BACKUP_BUCKET=backups
    run etcd-restore
    echo none >"$MACHINE/parameters/restore"
    run etcd-restore
    never_called 'aws s3'
    never_called 'aws ssm put-parameter'
    [[ -e $MACHINE/var/lib/ninehops/restore-decided && ! -e $MACHINE/var/lib/ninehops/restored ]]
    grep -qx 'ConditionPathExists=!/var/lib/ninehops/restore-decided' units/etcd-restore.service
}

test_what_is_no_backup_of_this_cluster_is_not_restored() {
    a_new_one_after_a_backup
    local wanted
    # shellcheck disable=SC2016
    for wanted in 'everything etcd/7/day.tar.gz' 'snapshot' 'snapshot a b' 'snapshot $a'; do
        echo "$wanted" >"$MACHINE/parameters/restore"
        fails etcd-restore
    done
    never_called 'aws s3'
    echo 'snapshot etcd/7/day.tar.gz' >"$MACHINE/parameters/restore"
    echo another >"$MACHINE/etc/kubernetes/pki/ca.crt"
    fails etcd-restore
    rm "$MACHINE/etc/kubernetes/pki/ca.crt"
    echo broken >"$MACHINE/object"
    fails etcd-restore
    never_called 'etcdutl snapshot restore'
    [[ ! -e $MACHINE/var/lib/ninehops/restore-decided && ! -e $MACHINE/var/lib/etcd/member ]]
    fails cp-init
    never_called 'kubeadm init'
}

test_by_hand_a_running_control_plane_goes_back() {
    a_control_plane
    run etcd-backup
    # A kubelet that does not stop etcd.
    fails etcd-restore snapshot etcd/7/day.tar.gz
    never_called 'etcdutl snapshot restore'
    : >"$MACHINE/containers"
    run etcd-restore snapshot etcd/7/day.tar.gz
    [[ $(<"$MACHINE/var/lib/etcd/member/db") == snapshot ]]
    [[ -e $MACHINE/etc/kubernetes/manifests/etcd.yaml && -e $MACHINE/etc/kubernetes/manifests/kube-apiserver.yaml ]]
    never_called 'aws ssm'
    # Of three members one alone cannot.
    export HIGH_AVAILABILITY=yes
    : >"$MACHINE/calls"
    fails etcd-restore snapshot etcd/7/day.tar.gz
    never_called 'aws s3'
}

test_certificates_are_renewed_when_they_run_out_soon_and_only_then() {
    a_control_plane
    run cert-check
    never_called 'kubeadm certs renew'
    never_called 'ctr'
    grep -qx 'ninehops_certificate_days_left 100' "$MACHINE/var/lib/node_exporter/textfile_collector/ninehops_certificate_days_left.prom"
    jq '.certificates[1].residualTime = 59 * 86400' "$MACHINE/certificates.json" >"$MACHINE/soon"
    mv "$MACHINE/soon" "$MACHINE/certificates.json"
    run cert-check
    called 'kubeadm certs renew all'
    [[ $(grep ' tasks kill ' "$MACHINE/calls" | sed 's/.* //' | tr '\n' ' ') == 'e1 a1 c1 s1 ' ]]
    : >"$MACHINE/calls"
    run cert-check
    never_called 'kubeadm certs renew'
    never_called 'ctr'
    # Processes have the old ones, where it was interrupted after renewing.
    touch "$MACHINE/var/lib/ninehops/renewing"
    run cert-check
    never_called 'kubeadm certs renew'
    called 'ctr .* tasks kill --signal SIGTERM a1'
    [[ ! -e $MACHINE/var/lib/ninehops/renewing ]]
}

test_the_cluster_says_how_it_is() {
    a_control_plane
    run status
    jq -e '.generation == "7" and .version == "v1.36.3" and .nodes == 3 and .nodes_ready == 2 and .certificate_days == 100 and .last_backup == null' "$MACHINE/parameters/status"
    called 'aws ssm put-parameter --name /shop/7/status --type String'
    run etcd-backup
    run status
    jq -e '.last_backup.time | fromdate > 0' "$MACHINE/parameters/status"
    [[ $(find "$MACHINE/run/ninehops" -type f) == '' ]]
}

# waiting "INSTANCE STATE"…
waiting() {
    printf '%s\n' "$@" | jq -nR '[inputs | select(. != "") | split(" ") | { instance: .[0], group: "group-of-\(.[0])", state: "\(.[1]):Wait" }]' >"$MACHINE/waiting.json"
}

test_a_worker_that_starts_counts_when_it_is_ready_and_others_are_left_alone() {
    a_control_plane
    waiting
    run node-lifecycle
    never_called kubectl
    # One is not Ready, one has not joined or is of another cluster. What EC2 has not heard it is told again.
    waiting "i-worker Pending" "i-broken Pending" "i-stranger Pending"
    touch "$MACHINE/answer-fails"
    fails node-lifecycle
    rm "$MACHINE/answer-fails"
    run node-lifecycle
    called 'aws autoscaling complete-lifecycle-action --lifecycle-hook-name join --auto-scaling-group-name group-of-i-worker --instance-id i-worker --lifecycle-action-result CONTINUE'
    never_called '.*complete-.*(i-broken|i-stranger)'
    never_called systemctl
}

test_each_worker_that_goes_is_drained_by_itself() {
    a_control_plane
    # Also one that is not Ready.
    waiting "i-worker Terminating" "i-broken Terminating" "i-stranger Terminating"
    run node-lifecycle
    called 'systemctl start --no-block node-drain@i-worker.service'
    called 'systemctl start --no-block node-drain@i-broken.service'
    never_called '.*stranger'
    never_called '.*complete-'
    grep -qx 'ExecStart=/usr/local/lib/ninehops/node-drain.sh %i' units/node-drain@.service
}

test_a_worker_that_goes_is_drained_forgotten_and_let_go() {
    a_control_plane
    waiting "i-worker Terminating"
    # It goes all the same when it does not drain in time.
    touch "$MACHINE/drain-fails" "$MACHINE/answer-fails"
    fails node-drain i-worker
    called 'kubectl drain worker --ignore-daemonsets --delete-emptydir-data --force --timeout 240s'
    called 'kubectl delete node worker'
    # The node is forgotten, and EC2 has not heard of it.
    rm "$MACHINE/answer-fails"
    : >"$MACHINE/calls"
    nodes "local-hostname-of-this-machine True"
    run node-drain i-worker
    never_called 'kubectl d'
    called 'aws autoscaling complete-lifecycle-action --lifecycle-hook-name drain --auto-scaling-group-name group-of-i-worker --instance-id i-worker'
    # It is gone.
    : >"$MACHINE/calls"
    waiting
    run node-drain i-worker
    never_called '.*complete-'
}

test_no_secret_is_in_an_argument_or_a_log() {
    run cp-init
    run publish-join
    run worker-join
    echo job-secret >"$MACHINE/parameters/instance-id-of-this-machine"
    run runner
    stays_secret "$token"
    stays_secret session-secret
    stays_secret job-secret
    stays_secret "$(sed -n 's/.*secret: \([^ ]*\) .*/\1/p' "$ENCRYPTION_FILE")"
}

main
