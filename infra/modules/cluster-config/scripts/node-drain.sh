#!/usr/bin/env bash
# Moves the pods away from workers that are about to be terminated, and forgets those nodes. EC2 waits until this says so, or
# for 300 s.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
export KUBECONFIG=/etc/kubernetes/admin.conf
use_region

waiting=$(aws autoscaling describe-auto-scaling-instances --output json \
    --query "AutoScalingInstances[?LifecycleState=='Terminating:Wait'].{instance: InstanceId, group: AutoScalingGroupName}")
if [[ $(jq length <<<"$waiting") == 0 ]]; then exit 0; fi

# drain NODE INSTANCE GROUP
drain() {
    # What does not go in time is stopped with the machine: that a node stays for ever helps nobody.
    kubectl drain "$1" --ignore-daemonsets --delete-emptydir-data --force --timeout 240s || true
    kubectl delete node "$1" --ignore-not-found
    aws autoscaling complete-lifecycle-action --lifecycle-hook-name drain --auto-scaling-group-name "$3" \
        --instance-id "$2" --lifecycle-action-result CONTINUE
}

# Of all groups of the account only machines that are nodes of this cluster.
kubectl get nodes --output json |
    jq --raw-output --argjson waiting "$waiting" '
        .items[] | . as $node | (.spec.providerID // "" | split("/") | last) as $instance
        | $waiting[] | select(.instance == $instance) | "\($node.metadata.name) \(.instance) \(.group)"' |
    {
        while read -r node instance group; do
            # At once: they all have the same 300 s.
            drain "$node" "$instance" "$group" &
        done
        failed=0
        for job in $(jobs -p); do wait "$job" || failed=1; done
        exit "$failed"
    }
