#!/usr/bin/env bash
# Succeeds on one control plane: the first by name that is Ready. What two of them would do at once is done by that one.
set -euo pipefail
shopt -s inherit_errexit
if [[ ! $HIGH_AVAILABILITY ]]; then exit 0; fi
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
export KUBECONFIG=/etc/kubernetes/admin.conf

leader=$(kubectl get nodes --selector node-role.kubernetes.io/control-plane --output json |
    jq --raw-output '[.items[] | [(any(.status.conditions[]; .type == "Ready" and .status == "True") | not), .metadata.name]] | min | .[1]')
[[ $leader == "$(metadata local-hostname)" ]]
