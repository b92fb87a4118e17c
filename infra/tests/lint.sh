#!/usr/bin/env bash
# tflint and checkov over infra/. What they find is mended, or skipped with a reason: for all in .tflint.hcl and
# .checkov.yaml, for one resource beside it.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools=${1:-$(tests/tools.sh)}
"$tools/tflint" --recursive --config "$PWD/.tflint.hcl"
# It would ask for the severities of its checks elsewhere, and for modules.
"$tools/checkov" --directory . --config-file .checkov.yaml
