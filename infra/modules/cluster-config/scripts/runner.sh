#!/usr/bin/env bash
# Runs one job of the pipeline and stops the machine. The configuration for that job lies in a parameter named by this
# machine, which only this machine may read.
set -euo pipefail
shopt -s inherit_errexit
umask 077
# shellcheck source=metadata.sh
. /usr/local/lib/ninehops/metadata.sh
# shellcheck source=aws-cli.sh
. /usr/local/lib/ninehops/aws-cli.sh
trap 'systemctl poweroff' EXIT

use_region
parameter=$PARAMETER_RUNNER/$(metadata instance-id)
install_aws_cli

# Not in /run, which is memory: a tenth of it, and the archive is larger than that of a small machine.
archive=/var/lib/ninehops/runner.tar.gz
install -d -m 0700 /var/lib/ninehops
curl -sSfL --retry 5 --max-time 300 -o "$archive" "$RUNNER_ARCHIVE"
echo "$RUNNER_SHA256  $archive" | sha256sum --check --quiet
install -d -o runner -g runner /opt/runner
tar -xzf "$archive" -C /opt/runner --no-same-owner
rm "$archive"
chown -R runner:runner /opt/runner

# From here on jobs may run: they get the rights of their own identity, not those of the machine.
nft -f /etc/ninehops/runner.nft
ACTIONS_RUNNER_INPUT_JITCONFIG=$(aws ssm get-parameter --name "$parameter" --with-decryption --query Parameter.Value --output text)
export ACTIONS_RUNNER_INPUT_JITCONFIG
aws ssm delete-parameter --name "$parameter"
cd /opt/runner
# What a job makes is as on any other runner.
umask 022
HOME=/home/runner runuser --user runner -- ./run.sh
