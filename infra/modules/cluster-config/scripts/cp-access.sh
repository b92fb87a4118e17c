#!/usr/bin/env bash
# Gives GitHub's jobs, who can sign in, their rights, once.
set -euo pipefail
shopt -s inherit_errexit
export KUBECONFIG=/etc/kubernetes/admin.conf

kubectl apply --server-side --force-conflicts --filename /etc/ninehops/access.json
touch /var/lib/ninehops/access-given
