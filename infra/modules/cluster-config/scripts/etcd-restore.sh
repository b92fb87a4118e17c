#!/usr/bin/env bash
# Brings a backup back. Without arguments, before the control plane is made, what a parameter says; by hand:
#   etcd-restore.sh snapshot OBJECT    etcd's data, the authorities and the key for Secrets, as they were when they were saved
#   etcd-restore.sh files OBJECT       without etcd's data, where etcd's disk has outlived the machine
# The parameter holds the same two words, or `none`. May be run again after it failed anywhere.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
# shellcheck source=containers.sh
. /usr/local/lib/ninehops/containers.sh

kubernetes=/etc/kubernetes
work=/var/lib/ninehops/restore
image=/run/ninehops/restore-image
trap 'without_etcd_tools "$image"; rm -rf "$work"' EXIT

main() {
    use_region
    local by_hand=$* wanted restored=/var/lib/ninehops/restored
    wanted=$by_hand
    if [[ ! $by_hand ]]; then wanted=$(marker); fi
    if [[ $wanted != none ]]; then
        # Not twice on one machine, where only saying so had failed.
        if [[ $by_hand || ! -e $restored || $(<"$restored") != "$wanted" ]]; then
            # Two words.
            # shellcheck disable=SC2086
            restore $wanted
            echo "$wanted" >"$restored"
        fi
        # The next machine shall not go back to the same old day.
        if [[ ! $by_hand ]]; then
            aws ssm put-parameter --name "$PARAMETER_RESTORE" --type String --overwrite --value none >/dev/null
        fi
    fi
    touch /var/lib/ninehops/restore-decided
}

# marker: what the parameter says; `none` where there is no such parameter.
marker() {
    install -d -m 0700 "$work"
    if aws ssm get-parameter --name "$PARAMETER_RESTORE" --query Parameter.Value --output text 2>"$work/problem"; then return 0; fi
    if ! grep -q ParameterNotFound "$work/problem"; then
        cat "$work/problem" >&2
        return 1
    fi
    echo none
}

# restore WHAT OBJECT
restore() {
    if [[ $# != 2 || ($1 != snapshot && $1 != files) || ! $2 =~ ^[A-Za-z0-9_/.-]+$ ]]; then
        echo "\`$*\` is not \`snapshot OBJECT\`, \`files OBJECT\` or \`none\`" >&2
        return 2
    fi
    if [[ $HIGH_AVAILABILITY && $1 == snapshot && -e $kubernetes/manifests/etcd.yaml ]]; then
        echo 'the other members of etcd would go on with their own data: stop them, and restore on one that is made anew' >&2
        return 1
    fi
    rm -rf "$work"
    install -d -m 0700 "$work"
    aws s3 cp --only-show-errors "s3://$BACKUP_BUCKET/$2" "$work/backup.tar.gz"
    tar -xzf "$work/backup.tar.gz" -C "$work" --no-same-owner
    complete
    if [[ $1 == snapshot ]]; then
        stop
        put_data
    fi
    put_files
    start
}

complete() {
    local file
    for file in snapshot.db pki/ca.crt pki/ca.key pki/sa.key pki/sa.pub pki/front-proxy-ca.crt pki/front-proxy-ca.key pki/etcd/ca.crt pki/etcd/ca.key; do
        if [[ ! -s $work/$file ]]; then
            echo "the backup has no \`$file\`" >&2
            return 1
        fi
    done
    if [[ $ENCRYPTION_FILE && ! -s $work/encryption.yaml ]]; then
        echo 'the backup has no key for Secrets, and the API server could read none' >&2
        return 1
    fi
    if [[ -e $kubernetes/pki/ca.crt ]] && ! cmp --quiet "$kubernetes/pki/ca.crt" "$work/pki/ca.crt"; then
        echo 'the backup is from a cluster with another authority than this one has' >&2
        return 1
    fi
}

# The kubelet stops what has no manifest any more.
stop() {
    local file
    for file in etcd.yaml kube-apiserver.yaml; do
        if [[ -e $kubernetes/manifests/$file ]]; then
            install -d -m 0700 "$kubernetes/stopped"
            mv "$kubernetes/manifests/$file" "$kubernetes/stopped/$file"
        fi
    done
    local attempt
    for ((attempt = 0; attempt < 60; attempt++)); do
        if [[ ! $(running etcd) ]]; then return 0; fi
        sleep 2
    done
    echo 'etcd does not stop' >&2
    return 1
}

start() {
    local file
    for file in etcd.yaml kube-apiserver.yaml; do
        if [[ -e $kubernetes/stopped/$file ]]; then mv "$kubernetes/stopped/$file" "$kubernetes/manifests/$file"; fi
    done
}

# One copy of what was there before stays, for it may be all that there is.
put_data() {
    local name peer tools data=/var/lib/etcd
    tools=$(etcd_tools "$image")
    name=$(metadata local-hostname)
    peer=https://$(metadata local-ipv4):2380
    rm -rf "$data/restoring"
    # Watchers must never see a revision that they know already with other content.
    "$tools/etcdutl" snapshot restore "$work/snapshot.db" --data-dir "$data/restoring" \
        --bump-revision 1000000000 --mark-compacted \
        --name "$name" --initial-cluster "$name=$peer" --initial-advertise-peer-urls "$peer"
    if [[ -e $data/member ]]; then
        rm -rf "$data/replaced"
        mv "$data/member" "$data/replaced"
    fi
    mv "$data/restoring/member" "$data/member"
    rm -rf "$data/restoring"
}

# The authorities alone: kubeadm makes certificates anew, for the name and the address that this machine has.
put_files() {
    local file
    install -d -m 0755 "$kubernetes/pki/etcd"
    for file in ca.crt ca.key sa.key sa.pub front-proxy-ca.crt front-proxy-ca.key etcd/ca.crt etcd/ca.key; do
        cp "$work/pki/$file" "$kubernetes/pki/$file"
    done
    if [[ $ENCRYPTION_FILE ]]; then
        install -d -m 0700 "$(dirname "$ENCRYPTION_FILE")"
        cp "$work/encryption.yaml" "$ENCRYPTION_FILE"
    fi
}

main "$@"
