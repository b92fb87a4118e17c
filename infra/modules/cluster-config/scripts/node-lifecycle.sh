#!/usr/bin/env bash
# Answers EC2, which keeps a worker that starts waiting until it is a node, and one that goes until it is drained.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
export KUBECONFIG=/etc/kubernetes/admin.conf
use_region

waiting=$(aws autoscaling describe-auto-scaling-instances --output json --query \
    "AutoScalingInstances[?ends_with(LifecycleState, ':Wait')].{instance: InstanceId, group: AutoScalingGroupName, state: LifecycleState}")
if [[ $(jq length <<<"$waiting") == 0 ]]; then exit 0; fi

# Of all groups of the account only machines that are nodes of this cluster.
answered=$(kubectl get nodes --output json |
    jq --raw-output --argjson waiting "$waiting" '
        .items[] | (.spec.providerID // "" | split("/") | last) as $instance
        | any(.status.conditions[]; .type == "Ready" and .status == "True") as $ready
        | $waiting[] | select(.instance == $instance and (.state == "Terminating:Wait" or (.state == "Pending:Wait" and $ready)))
        | "\(.state) \(.instance) \(.group)"')

failed=0
while read -r state instance group; do
    case $state in
        Pending:Wait)
            aws autoscaling complete-lifecycle-action --lifecycle-hook-name join --auto-scaling-group-name "$group" \
                --instance-id "$instance" --lifecycle-action-result CONTINUE || failed=1
            ;;
        # It takes minutes, and the next to go shall not wait for it. What drains already is not started again.
        Terminating:Wait) systemctl start --no-block "node-drain@$instance.service" || failed=1 ;;
    esac
done <<<"$answered"
exit "$failed"
