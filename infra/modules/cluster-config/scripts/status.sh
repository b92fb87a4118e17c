#!/usr/bin/env bash
# Says how the cluster is, in a parameter that the pipeline reads: it needs no way to the machine.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
# shellcheck source=certificates.sh
. /usr/local/lib/ninehops/certificates.sh
export KUBECONFIG=/etc/kubernetes/admin.conf
use_region

nodes=/run/ninehops/nodes.json
status=/run/ninehops/status.json
trap 'rm -f "$nodes" "$status"' EXIT
kubectl get nodes --output json >"$nodes"
version=$(kubectl version --output json | jq --raw-output .serverVersion.gitVersion)
days=$(certificate_days)
backup=null
if [[ -e /var/lib/ninehops/backed-up ]]; then backup=$(</var/lib/ninehops/backed-up); fi

jq --arg generation "$GENERATION" --arg version "$version" --argjson days "$days" --argjson backup "$backup" '{
    generation: $generation,
    time: (now | todate),
    version: $version,
    nodes: (.items | length),
    nodes_ready: ([.items[] | select(any(.status.conditions[]; .type == "Ready" and .status == "True"))] | length),
    certificate_days: $days,
    last_backup: $backup
}' "$nodes" >"$status"
aws ssm put-parameter --name "$PARAMETER_STATUS" --type String --overwrite --value "file://$status" >/dev/null
