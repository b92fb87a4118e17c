#!/usr/bin/env bash
# Stands in for every program that a script of a machine would change something with. It writes down what it was called
# with, and answers as AWS, EC2 or kubeadm would. $MACHINE is the directory that plays the machine's root.
set -euo pipefail

name=${0##*/}
echo "$name $*" >>"$MACHINE/calls"

# The argument after one, of those that follow.
after() {
    local wanted=$1
    shift
    while [[ $1 != "$wanted" ]]; do shift; done
    echo "$2"
}

case "$name $*" in
    curl*/latest/api/token) echo session-secret ;;
    curl*/latest/meta-data/*)
        # EC2 answers nobody without the session.
        [[ $(cat) == 'X-aws-ec2-metadata-token: session-secret' ]] || exit 22
        address=${*: -1}
        echo "${address##*/}-of-this-machine"
        ;;
    curl*/livez)
        # Nothing is sent to whom it does not know yet.
        [[ $* != *' -H '* && -e $MACHINE/cluster-answers ]] || exit 7
        ;;
    curl*' -o '*) cp "$MACHINE/download" "$(after -o "$@")" ;;
    'aws ssm get-parameter '*)
        parameter=$(after --name "$@")
        if [[ ! -e $MACHINE/parameters/${parameter##*/} ]]; then
            echo 'An error occurred (ParameterNotFound) when calling the GetParameter operation' >&2
            exit 254
        fi
        cat "$MACHINE/parameters/${parameter##*/}"
        ;;
    'aws ssm put-parameter '*)
        parameter=$(after --name "$@")
        value=$(after --value "$@")
        [[ ! -e $MACHINE/put-fails ]]
        if [[ $value == file://* ]]; then cat "${value#file://}"; else echo "$value"; fi >"$MACHINE/parameters/${parameter##*/}"
        ;;
    'aws s3 cp '*' s3://'*' /'*) cp "$MACHINE/object" "${*: -1}" ;;
    'aws s3 cp '*)
        [[ ! -e $MACHINE/upload-fails ]]
        cp "${*: -2:1}" "$MACHINE/object"
        ;;
    'aws autoscaling describe-'*' --instance-ids '*)
        jq -r --arg id "$(after --instance-ids "$@")" '.[] | select(.instance == $id and .state == "Terminating:Wait").group' "$MACHINE/waiting.json"
        ;;
    'aws autoscaling describe-'*) cat "$MACHINE/waiting.json" ;;
    'aws autoscaling complete-'*) [[ ! -e $MACHINE/answer-fails ]] ;;
    'blkid '*) [[ -e $MACHINE/disk-is-known ]] || exit 2 ;;
    # Containers of which a file has ids and names.
    'ctr '*' containers ls '*) while read -r id container; do if [[ $* == *'"=='"$container,"* ]]; then echo "$id"; fi; done <"$MACHINE/containers" ;;
    'ctr '*' tasks ls') sed 's/ .*/ 1 RUNNING/' "$MACHINE/containers" ;;
    'ctr '*' images mount '*)
        mkdir -p "${*: -1}/usr/local/bin"
        cp "$0" "${*: -1}/usr/local/bin/etcdctl"
        cp "$0" "${*: -1}/usr/local/bin/etcdutl"
        ;;
    'ctr '*' images unmount '*) rm -rf "${*: -1}" ;;
    'dpkg --print-architecture') echo amd64 ;;
    'gpg '*' --show-keys '*) printf '%s\n' pub:: fpr:::::::::FINGERPRINT: sub:: fpr:::::::::OF_A_SUBKEY: ;;
    'etcdctl '*' snapshot save '*)
        [[ -s $MACHINE/containers ]]
        echo snapshot >"${*: -1}"
        ;;
    'etcdutl snapshot status '*) cat "$MACHINE/snapshot-status.json" ;;
    'etcdutl snapshot restore '*)
        data=$(after --data-dir "$@")
        [[ ! -e $data && ! -s $MACHINE/containers ]]
        mkdir -p "$data/member"
        cp "$(after restore "$@")" "$data/member/db"
        ;;
    'kubeadm certs check-expiration '*) cat "$MACHINE/certificates.json" ;;
    'kubeadm certs renew all') jq '.certificates[].residualTime = 31536000' "$MACHINE/certificates.json" >"$MACHINE/renewed" && mv "$MACHINE/renewed" "$MACHINE/certificates.json" ;;
    'kubeadm config images list '*) printf 'registry.k8s.io/pause:3.10\nregistry.k8s.io/etcd:3.6.8-0\n' ;;
    'kubeadm init phase upload-certs '*)
        sed '/^---/,$d' "$(after --config "$@")" | jq -r .certificateKey >"$MACHINE/uploaded-with"
        # What it prints when it is not told otherwise.
        if [[ $* != *' --skip-certificate-key-print '* ]]; then cat "$MACHINE/uploaded-with"; fi
        ;;
    'kubectl get nodes '*) cat "$MACHINE/nodes.json" ;;
    'kubectl version '*) echo '{"serverVersion":{"gitVersion":"v1.36.3"}}' ;;
    'kubectl drain '*) [[ ! -e $MACHINE/drain-fails ]] ;;
    'lsblk '*) cat "$MACHINE/disks.json" ;;
    'mountpoint '*) [[ -e $MACHINE/mounted ]] ;;
    'mount '*) touch "$MACHINE/mounted" ;;
    # The runner's archive is made up; a backup's is not.
    'tar '*/opt/runner*) ;;
    'tar '*) /usr/bin/tar "$@" ;;
    # That of the AWS CLI.
    'install --update') umask >"$MACHINE/umask-of-install" ;;
    # There is no user `runner` here.
    'install '*' -o '*) ;;
    'install '*) mkdir -p "${*: -1}" ;;
    'openssl x509 '*) echo key ;;
    'openssl pkey '*) cat ;;
    'kubeadm config validate '*) ! grep -q misspelt "$(after --config "$@")" ;;
    'kubeadm token create '*) echo 'abcdef.0123456789abcdef' ;;
    'kubeadm join '*)
        # It refuses what an attempt before this one left, which is not the same after each.
        [[ ! -e $MACHINE/etc/kubernetes/left ]]
        touch "$MACHINE/etc/kubernetes/left"
        cp "$(after --config "$@")" "$MACHINE/joined-with"
        [[ ! -e $MACHINE/join-fails ]]
        ;;
    'kubeadm reset '*) rm -f "$MACHINE/etc/kubernetes/left" ;;
    'kubeadm init '*)
        touch "$MACHINE/etc/kubernetes/admin.conf"
        [[ ! -e $MACHINE/init-fails ]]
        ;;
    'runuser '*)
        umask >"$MACHINE/umask-of-job"
        [[ $ACTIONS_RUNNER_INPUT_JITCONFIG == job-secret && ! -e $MACHINE/job-fails ]]
        ;;
esac
