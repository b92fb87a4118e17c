#!/usr/bin/env bash
# The S3 backend with the settings that infra/bootstrap puts out, against a stand-in for S3: of two that change a state at once one
# is refused, the lock is gone afterwards, and every version of the state is kept, encrypted with the key.
#
# Needs Terraform, jq and Python. The stand-in is installed into $STATE_TEST_VENV, which is kept for the next time (default: a
# temporary directory, which is not).
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")"

scratch=$(mktemp -d)
trap stop EXIT
# Whatever this machine has of AWS is out of reach.
unset "${!AWS_@}"
export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
export TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=/dev/null NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
# The account is moto's.
export BUCKET=acme-nine-hops-tfstate-123456789012 REGION=ap-northeast-1 ENDPOINT
kms_key=arn:aws:kms:$REGION:123456789012:key/00000000-0000-4000-8000-000000000000
key=prod/platform/terraform.tfstate
server='' first=''

main() {
    venv=${STATE_TEST_VENV:-$scratch/venv}
    install_stand_in
    start_stand_in
    bucket make
    settings
    checkout first
    checkout second

    a_state_that_is_not_there_yet_is_made
    of_two_at_once_one_is_refused
    what_was_planned_on_an_older_state_is_refused
    every_version_is_kept_and_encrypted
    a_state_moves_from_a_file_into_the_bucket
    echo 'the state is locked, kept and encrypted'
}

a_state_that_is_not_there_yet_is_made() {
    terraform -chdir="$scratch/first" apply -no-color -input=false -auto-approve -var text=one >/dev/null
    expect 'the objects after one change' "$key" "$(bucket keys)"
}

# The first waits for somebody to approve, and has the lock as long.
of_two_at_once_one_is_refused() {
    local said=$scratch/said status=0 line=
    mkfifo "$scratch/answer" "$said"
    terraform -chdir="$scratch/first" apply -no-color -var text=two <"$scratch/answer" >"$said" &
    first=$!
    exec 8>"$scratch/answer" 9<"$said"
    # What it asks has no end of line.
    until [[ $line == *'Enter a value:'* ]]; do
        read -r -t 120 -d : -u 9 part || fail 'the first never asked for approval'
        line=$part:
    done
    expect 'the objects while the first has the lock' "$key $key.tflock" "$(bucket keys | tr '\n' ' ' | sed 's/ $//')"

    terraform -chdir="$scratch/second" apply -no-color -input=false -auto-approve -var text=three >"$scratch/refused" 2>&1 || status=$?
    expect 'exit code of the second' 1 "$status"
    contains "$scratch/refused" 'Error acquiring the state lock'
    contains "$scratch/refused" 'PreconditionFailed'
    contains "$scratch/refused" "Path:      $BUCKET/$key"
    contains "$scratch/refused" 'Operation: OperationTypeApply'
    # Who only plans needs no lock, and may not take one.
    terraform -chdir="$scratch/second" plan -no-color -input=false -lock=false -var text=three -out=plan >/dev/null

    echo yes >&8
    exec 8>&-
    cat <&9 >/dev/null
    exec 9<&-
    wait "$first" || fail 'the first failed, though it had the lock'
    first=''
    expect 'the objects once the first is done' "$key" "$(bucket keys)"
    expect 'what the state says' two "$(terraform -chdir="$scratch/second" output -raw text)"
}

what_was_planned_on_an_older_state_is_refused() {
    local status=0
    terraform -chdir="$scratch/second" apply -no-color -input=false plan >"$scratch/stale" 2>&1 || status=$?
    expect 'exit code of the old plan' 1 "$status"
    contains "$scratch/stale" 'Saved plan is stale'
    expect 'the objects after the refusal' "$key" "$(bucket keys)"
}

every_version_is_kept_and_encrypted() {
    bucket versions "$key" >"$scratch/versions"
    expect 'what the versions say' 'one two' "$(jq -r '.text | fromjson.outputs.text.value' "$scratch/versions" | tr '\n' ' ' | sed 's/ $//')"
    expect 'how they are encrypted' "aws:kms $kms_key" "$(jq -r '"\(.encryption) \(.key)"' "$scratch/versions" | sort -u)"
}

# As infra/bootstrap/README.md says of the state that the bucket itself is in.
a_state_moves_from_a_file_into_the_bucket() {
    local root=$scratch/moved own=bootstrap/terraform.tfstate
    cp -r root "$root"
    printf 'terraform {\n  backend "local" {}\n}\n' >"$root/local_override.tf"
    terraform -chdir="$root" init -no-color -input=false >/dev/null
    terraform -chdir="$root" apply -no-color -input=false -auto-approve -var text=one >/dev/null
    rm "$root/local_override.tf"
    terraform -chdir="$root" init -no-color -migrate-state \
        -backend-config="$scratch/backend.hcl" -backend-config="$scratch/stand-in.hcl" -backend-config="key=$own" <<<yes >/dev/null
    rm -f "$root"/terraform.tfstate*
    # Exit code 2 would say that something is to be made.
    terraform -chdir="$root" plan -no-color -input=false -detailed-exitcode -var text=one >/dev/null
    expect 'the objects with the moved state' "$own $key" "$(bucket keys | tr '\n' ' ' | sed 's/ $//')"
}

install_stand_in() {
    if ! cmp -s requirements.txt "$venv/installed"; then
        python3 -m venv --clear "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --requirement requirements.txt
        cp requirements.txt "$venv/installed"
    fi
}

# On a port that is free; it says which.
start_stand_in() {
    local line
    mkfifo "$scratch/server"
    PYTHONUNBUFFERED=1 "$venv/bin/moto_server" --host 127.0.0.1 --port 0 >"$scratch/server" 2>&1 &
    server=$!
    exec 7<"$scratch/server"
    while read -r -t 120 -u 7 line; do
        if [[ $line =~ http://127\.0\.0\.1:[0-9]+ ]]; then
            ENDPOINT=${BASH_REMATCH[0]}
            # What it says of each request is read by nobody, and must not fill the pipe.
            cat <&7 >"$scratch/requests" &
            exec 7<&-
            return
        fi
    done
    fail 'the stand-in for S3 did not start'
}

# What infra/bootstrap puts out, and beside it what only the stand-in needs.
settings() {
    local template
    template=$(realpath ../../bootstrap/backend.hcl.tftpl)
    mkdir "$scratch/empty"
    jq -n --compact-output --arg bucket "$BUCKET" --arg key "$key" --arg region "$REGION" --arg kms_key_arn "$kms_key" \
        '{ state: "platform", account: "123456789012", bucket: $bucket, key: $key, region: $region, kms_key_arn: $kms_key_arn }' >"$scratch/empty/inputs.json"
    # Text in JSON in a text of Terraform's.
    terraform -chdir="$scratch/empty" console <<<"jsonencode(templatefile(\"$template\", jsondecode(file(\"inputs.json\"))))" |
        jq --raw-output fromjson >"$scratch/backend.hcl"
    cat >"$scratch/stand-in.hcl" <<EOF
endpoints                   = { s3 = "$ENDPOINT", sts = "$ENDPOINT", iam = "$ENDPOINT" }
use_path_style              = true
skip_credentials_validation = true
skip_metadata_api_check     = true
EOF
}

checkout() {
    cp -r root "$scratch/$1"
    terraform -chdir="$scratch/$1" init -no-color -input=false -backend-config="$scratch/backend.hcl" -backend-config="$scratch/stand-in.hcl" >/dev/null
}

bucket() {
    "$venv/bin/python" bucket.py "$@"
}

expect() {
    [[ $2 == "$3" ]] || fail "$1: expected \`$2\`, got \`$3\`"
}

contains() {
    grep -qF -- "$2" "$1" || { cat "$1" >&2; fail "\`$2\` is not in what Terraform said"; }
}

fail() {
    echo "FAILED: $1" >&2
    exit 1
}

stop() {
    local process
    exec 8>&- 9<&- || true
    for process in $first $server; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    rm -rf "$scratch"
}

main
