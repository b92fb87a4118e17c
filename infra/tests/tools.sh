#!/usr/bin/env bash
# Installs checkov and tflint in exact versions, once for each version, and prints the directory that they are in.
# Where one of them cannot be had this fails: a check that is left out in silence is none.
set -euo pipefail
shopt -s inherit_errexit

checkov_version=3.3.30
tflint_version=0.64.0
tools=${XDG_CACHE_HOME:-$HOME/.cache}/ninehops/tools

main() {
    local checkov=$tools/checkov-$checkov_version tflint=$tools/tflint-$tflint_version
    mkdir -p "$tools/bin"
    install_once "$checkov" install_checkov
    install_once "$tflint" install_tflint
    ln -sfn "$checkov/bin/checkov" "$tools/bin/checkov"
    ln -sfn "$tflint/tflint" "$tools/bin/tflint"
    echo "$tools/bin"
}

# What is half there after an interruption is made anew.
install_once() {
    local directory=$1 install=$2
    [[ -e $directory/complete ]] && return
    echo "installing $(basename "$directory")" >&2
    rm -rf "$directory"
    mkdir -p "$directory"
    if ! "$install" "$directory" >&2; then
        echo "$(basename "$directory") cannot be installed here: the lints of infra/ need it" >&2
        return 1
    fi
    touch "$directory/complete"
}

install_checkov() {
    python3 -m venv "$1" && "$1/bin/pip" install --quiet --disable-pip-version-check "checkov==$checkov_version"
}

# Its own rules for Terraform are compiled in. Those for AWS are another program, which no registry of modules has.
install_tflint() {
    GOBIN=$1 nice go install "github.com/terraform-linters/tflint@v$tflint_version"
}

main
