#!/usr/bin/env bash
# Moves the pods away from a worker that is about to be terminated, and forgets that node. EC2 waits until this says so, or
# for 300 s. node-drain.sh INSTANCE
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
export KUBECONFIG=/etc/kubernetes/admin.conf
use_region

node=$(kubectl get nodes --output json |
    jq --raw-output --arg instance "$1" '.items[] | select(.spec.providerID // "" | endswith("/" + $instance)).metadata.name')
if [[ $node ]]; then
    # What does not go in time is stopped with the machine: that a node stays for ever helps nobody.
    kubectl drain "$node" --ignore-daemonsets --delete-emptydir-data --force --timeout 240s || true
    kubectl delete node "$node" --ignore-not-found
fi

# Also when only this failed before. Who has stopped waiting needs no answer.
group=$(aws autoscaling describe-auto-scaling-instances --instance-ids "$1" --output text \
    --query "AutoScalingInstances[?LifecycleState=='Terminating:Wait'].AutoScalingGroupName")
if [[ $group ]]; then
    aws autoscaling complete-lifecycle-action --lifecycle-hook-name drain --auto-scaling-group-name "$group" \
        --instance-id "$1" --lifecycle-action-result CONTINUE
fi
