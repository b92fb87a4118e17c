#!/usr/bin/env bash
# Each rule of policy.jq finds what it is for: policy_tests.tsv, over a plan in which nothing is wrong.
#
#   policy_tests.sh PLAN.json TAG,TAG...
set -euo pipefail
shopt -s inherit_errexit
here=$(dirname "${BASH_SOURCE[0]}")
plan=$1 tags=$2
changed=$(mktemp)
trap 'rm -f "$changed"' EXIT

"$here/policy.sh" "$plan" "$tags"
count=0
while IFS=$'\t' read -r rule change; do
    [[ $rule == '#'* ]] && continue
    jq "$change" "$plan" >"$changed"
    if cmp --silent <(jq . "$plan") "$changed"; then
        echo "the plan has nothing that this would change: $change" >&2
        exit 1
    fi
    if found=$("$here/policy.sh" "$changed" "$tags"); then
        echo "the rule $rule does not find: $change" >&2
        exit 1
    fi
    # No other rule shall be the one that caught it.
    if [[ -z $found ]] || grep -qv "^$rule: " <<<"$found"; then
        printf 'not only the rule %s finds: %s\n%s\n' "$rule" "$change" "$found" >&2
        exit 1
    fi
    count=$((count + 1))
done <"$here/policy_tests.tsv"
echo "the policy finds $count faults by the rule that is for each"
