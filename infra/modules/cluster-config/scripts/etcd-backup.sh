#!/usr/bin/env bash
# Saves what a control plane cannot be made again without: etcd's data, the cluster's authorities and the key for Secrets, as one
# object that is encrypted with the cluster's key.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
# shellcheck source=containers.sh
. /usr/local/lib/ninehops/containers.sh
# shellcheck source=metrics.sh
. /usr/local/lib/ninehops/metrics.sh
use_region

work=/var/lib/ninehops/backup
image=/run/ninehops/backup-image
trap 'without_etcd_tools "$image"; rm -rf "$work"' EXIT
rm -rf "$work"
install -d -m 0700 "$work" "$work/content"

tools=$(etcd_tools "$image")
snapshot=$work/content/snapshot.db
certificates=/etc/kubernetes/pki/etcd
"$tools/etcdctl" --endpoints https://127.0.0.1:2379 --cacert "$certificates/ca.crt" \
    --cert "$certificates/healthcheck-client.crt" --key "$certificates/healthcheck-client.key" snapshot save "$snapshot"
if ! "$tools/etcdutl" snapshot status "$snapshot" --write-out json | jq --exit-status '.totalKey > 0 and .revision > 0' >/dev/null; then
    echo 'the snapshot holds nothing, or cannot be read: it is not saved' >&2
    exit 1
fi

cp -R /etc/kubernetes/pki "$work/content/pki"
if [[ $ENCRYPTION_FILE ]]; then cp "$ENCRYPTION_FILE" "$work/content/encryption.yaml"; fi
# A whole file first: what breaks off must not become an object.
archive=$work/backup.tar.gz
tar -czf "$archive" -C "$work/content" .

now=$(date --utc +%s)
object=$BACKUP_PREFIX/$GENERATION/$(date --utc --date "@$now" +%Y-%m-%dT%H-%M-%SZ)-$(metadata instance-id).tar.gz
aws s3 cp --only-show-errors --sse aws:kms --sse-kms-key-id "$PARAMETER_KEY" "$archive" "s3://$BACKUP_BUCKET/$object"
jq --null-input --arg object "$object" --argjson time "$now" '{ object: $object, time: ($time | todate) }' >/var/lib/ninehops/backed-up.new
mv /var/lib/ninehops/backed-up.new /var/lib/ninehops/backed-up
metric ninehops_etcd_backup_timestamp_seconds "$now" 'When etcd was last saved.'
