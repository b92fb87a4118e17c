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
    curl*' -o '*) cp "$MACHINE/download" "$(after -o "$@")" ;;
    'aws ssm get-parameter '*) cat "$MACHINE/parameter" ;;
    'aws ssm put-parameter '*SecureString*) cp "$(after --value "$@" | sed 's|^file://||')" "$MACHINE/put" ;;
    # There is no user `runner` here.
    'install '*' -o '*) ;;
    'install '*) mkdir -p "${*: -1}" ;;
    'openssl x509 '*) echo key ;;
    'openssl pkey '*) cat ;;
    'kubeadm token create '*) echo 'abcdef.0123456789abcdef' ;;
    'kubeadm join '*)
        cp "$(after --config "$@")" "$MACHINE/joined-with"
        touch "$MACHINE/etc/kubernetes/kubelet.conf"
        [[ ! -e $MACHINE/join-fails ]]
        ;;
    'kubeadm reset '*) rm -f "$MACHINE/etc/kubernetes/kubelet.conf" ;;
    'kubeadm init '*)
        touch "$MACHINE/etc/kubernetes/admin.conf"
        [[ ! -e $MACHINE/init-fails ]]
        ;;
    'runuser '*) [[ $ACTIONS_RUNNER_INPUT_JITCONFIG == job-secret && ! -e $MACHINE/job-fails ]] ;;
esac
