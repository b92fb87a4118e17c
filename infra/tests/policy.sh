#!/usr/bin/env bash
# policy.jq over one plan, in JSON: prints what is wrong with it, and fails if anything is.
#
#   policy.sh PLAN.json TAG,TAG...
set -euo pipefail
shopt -s inherit_errexit

findings=$(jq --raw-output --argjson tags "$(jq --null-input --arg tags "$2" '$tags | split(",")')" \
    --from-file "$(dirname "${BASH_SOURCE[0]}")/policy.jq" "$1")
if [[ -n $findings ]]; then
    printf '%s\n' "$findings"
    exit 1
fi
