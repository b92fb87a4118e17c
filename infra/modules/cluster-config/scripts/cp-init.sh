#!/usr/bin/env bash
# Makes the control plane, once. May be run again after it failed anywhere: nothing that it made is thrown away, for
# etcd may hold what a backup brought.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
# shellcheck source=registration.sh
. /usr/local/lib/ninehops/registration.sh

# A cluster made anew beside its backup would be the wrong one.
if [[ $BACKUP_BUCKET && ! -e /var/lib/ninehops/restore-decided ]]; then
    echo 'not known yet whether a backup is to be restored' >&2
    exit 1
fi

# Who takes the first one's place must not begin a second cluster behind the same name.
if [[ $HIGH_AVAILABILITY && ! -e /etc/kubernetes/admin.conf && ! -e /var/lib/ninehops/restored ]] &&
    curl -sk --max-time 5 -o /run/ninehops/answer "https://$API_ENDPOINT/livez"; then
    echo "a cluster answers at $API_ENDPOINT: this machine joins it"
    exec /usr/local/lib/ninehops/control-plane-join.sh
fi

# The key that encrypts Secrets is made here and never leaves but with a backup, or to another control plane.
if [[ $ENCRYPTION_FILE && ! -e $ENCRYPTION_FILE ]]; then
    install -d -m 0700 "$(dirname "$ENCRYPTION_FILE")"
    {
        printf 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n'
        printf 'resources:\n  - resources: [secrets]\n    providers:\n'
        printf '      - secretbox: { keys: [{ name: first, secret: '
        head -c 32 /dev/urandom | base64 -w 0
        printf ' }] }\n      - identity: {}\n'
    } >"$ENCRYPTION_FILE.new"
    mv "$ENCRYPTION_FILE.new" "$ENCRYPTION_FILE"
fi

{
    registered </etc/ninehops/init.json
    echo ---
    cat /etc/ninehops/cluster.yaml
} >/run/ninehops/init.yaml
understood /run/ninehops/init.yaml

set --
if [[ -e /etc/kubernetes/admin.conf ]]; then
    # What an attempt before this one left is not in the way: each phase takes it or makes it again.
    set -- --ignore-preflight-errors=all
elif [[ -e /var/lib/ninehops/restored ]]; then
    # Only then: data without the authority that belongs to it would make a cluster that nobody can use.
    set -- --ignore-preflight-errors=DirAvailable--var-lib-etcd
fi
kubeadm init --config /run/ninehops/init.yaml --skip-token-print "$@"

touch /var/lib/ninehops/initialized
systemctl start --no-block publish-join.service
# Its authorities are on this machine alone until then.
if [[ $BACKUP_BUCKET ]]; then systemctl start --no-block etcd-backup.service; fi
