#!/usr/bin/env bash
# Joins the cluster, once. systemd tries again after a failure; after 20 minutes the machine gives up and stops, so that
# another takes its place.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
# shellcheck source=registration.sh
. /usr/local/lib/ninehops/registration.sh
# shellcheck source=joining.sh
. /usr/local/lib/ninehops/joining.sh

read -r up _ </proc/uptime
if (($(printf '%.0f' "$up") > JOIN_DEADLINE_SECONDS)); then
    echo "not joined $JOIN_DEADLINE_SECONDS s after the start: this machine stops" >&2
    systemctl poweroff
    exit 1
fi
# After the deadline, which also holds for a machine that cannot be prepared. Until it is, this waits for node-prep's next attempt.
if [[ ! -e /var/lib/ninehops/prepared ]]; then
    echo 'not prepared yet' >&2
    exit 1
fi
# Ten machines that start together shall not ask together.
sleep $((RANDOM % 10))

published=/run/ninehops/published.json
configuration=/run/ninehops/join.yaml
trap 'rm -f "$published" "$configuration"' EXIT
use_region
published "$published"
registered </etc/ninehops/join.json | discovered "$published" >"$configuration"
understood "$configuration"
forget_failed_attempt
kubeadm join --config "$configuration"
touch /var/lib/ninehops/joined
