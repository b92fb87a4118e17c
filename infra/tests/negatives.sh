#!/usr/bin/env bash
# Faults that would cost an evening on AWS, each made on a copy of the platform: negatives.tsv says what is changed, and which
# check must object before anything is applied.
#
#   negatives.sh DIRECTORY VARIABLES TAGS
#
# DIRECTORY has a copy of infra/ in which live/platform is initialised.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
from=$(realpath "$1") variables=$(realpath "$2") tags=$3
ninehops=${NINEHOPS:?a program that looks at plans}
checkov=${CHECKOV:?the program checkov}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

main() {
    local name file change arguments check expected count=0
    while IFS=$'\t' read -r name file change arguments check expected; do
        [[ $name == '#'* ]] && continue
        copy="$scratch/$name"
        cp -a "$from" "$copy"
        changed "$file" "$change"
        words=()
        [[ $arguments == - ]] || read -ra words <<<"$arguments"
        if said=$("$check" 2>&1); then
            complain "nobody objects to $name"
        fi
        # Terraform wraps its lines.
        if ! tr -s ' \n│' ' ' <<<"$said" | grep -qE -- "$expected"; then
            complain "$check objects to $name, but not by: $expected"
        fi
        printf '%s: %s says %s\n' "$name" "$check" "$expected"
        rm -rf "$copy"
        count=$((count + 1))
    done <"$here/negatives.tsv"
    ((count > 0))
}

# A change that changes nothing would make the best check useless.
changed() {
    local file=$1 change=$2
    [[ $file == - ]] && return
    sed -i.before -E "$change" "$copy/$file"
    if cmp --silent "$copy/$file" "$copy/$file.before"; then
        complain "$name changes nothing: sed $change $file"
    fi
    rm "$copy/$file.before"
}

complain() {
    printf '%s\n' "${said:-}" "$1" >&2
    exit 1
}

plan() {
    terraform -chdir="$copy/live/platform" plan -no-color -var-file="$variables" "${words[@]}" -out=plan &&
        terraform -chdir="$copy/live/platform" show -json plan >"$copy/plan.json"
}

# The checks, by the names that the table has for them. The first two need a plan: if there is none, it is they who must say so.
preflight() {
    plan >/dev/null || { echo 'there is no plan'; return 1; }
    "$ninehops" preflight --offline "$copy/plan.json"
}

policy() {
    plan >/dev/null || { echo 'there is no plan'; return 1; }
    "$here/policy.sh" "$copy/plan.json" "$tags"
}

terraform_itself() {
    plan
}

module_test() {
    terraform -chdir="$copy/$(dirname "$file")" test -no-color
}

checkov_finds() {
    "$checkov" --directory "$copy/$(dirname "$file")" --config-file "$from/.checkov.yaml"
}

main
