#!/usr/bin/env bash
# A root of AWS with one set of variables on a stand-in of the provider, which makes everything up and keeps nothing:
# plan, what speaks against it, apply, a second plan that changes nothing and in which all is known, destroy.
#
#   applied.sh ROOT VARIABLES TAGS [ARGUMENT OF plan...]
#
# Leaves the first plan as ROOT/plan.json.
set -euo pipefail
shopt -s inherit_errexit

here=$(dirname "${BASH_SOURCE[0]}")
root=$1 variables=$(realpath "$2") tags=$3
shift 3
inputs=(-var-file="$variables" "$@")
ninehops=${NINEHOPS:?a program that looks at plans}

main() {
    local began=$EPOCHREALTIME output
    rm -f "$root"/terraform.tfstate*
    terraform -chdir="$root" plan "${inputs[@]}" -no-color -out=plan >"$root/plan.log"
    printf 'planned in %s s: %s\n' "$(seconds_since "$began")" "$(grep '^Plan:' "$root/plan.log")"
    terraform -chdir="$root" show -json plan >"$root/plan.json"
    "$here/policy.sh" "$root/plan.json" "$tags"
    # Which group a rule is in is not known yet, but what was decided of it.
    preflight "$no_finding"
    terraform -chdir="$root" apply -no-color plan | grep '^Apply complete'
    # Exit code 2 says that something would change.
    if ! output=$(terraform -chdir="$root" plan "${inputs[@]}" -no-color -detailed-exitcode -out=plan); then
        printf '%s\n' "$output" >&2
        echo "$root is not done after one apply" >&2
        return 1
    fi
    mv "$root/plan.json" "$root/first.json"
    terraform -chdir="$root" show -json plan >"$root/plan.json"
    preflight "($no_finding) and ($all_is_seen)"
    mv "$root/first.json" "$root/plan.json"
    destroy
    rm -f "$root"/plan "$root"/terraform.tfstate*
}

# Notes are no findings. Nobody is asked, so that nothing is seen but what is in the plan.
no_finding='all(.findings[]; .level == "note")'
all_is_seen='.verdict == "clean" or all(.unseen[]; .reason == "no plan has security groups or machines")'

preflight() {
    local report
    report=$("$ninehops" preflight --offline --format json "$root/plan.json") || true
    if ! jq --exit-status "$1" <<<"$report" >/dev/null; then
        "$ninehops" preflight --offline "$root/plan.json" >&2 || true
        echo "of $root this does not hold: $1" >&2
        return 1
    fi
}

# What must outlive everything else says so, and holds.
destroy() {
    local output
    if output=$(terraform -chdir="$root" destroy "${inputs[@]}" -auto-approve -refresh=false -no-color 2>&1); then
        grep '^Destroy complete' <<<"$output"
    elif grep -qs '^ *prevent_destroy *= true' "$root"/*.tf && grep -q 'lifecycle.prevent_destroy' <<<"$output"; then
        echo 'Not destroyed, as it says itself'
    else
        printf '%s\n' "$output" >&2
        return 1
    fi
}

seconds_since() {
    local microseconds=$((${EPOCHREALTIME/./} - ${1/./}))
    printf '%d.%d' $((microseconds / 1000000)) $((microseconds / 100000 % 10))
}

main
