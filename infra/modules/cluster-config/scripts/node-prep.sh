#!/usr/bin/env bash
# Installs what a node needs: containerd, kubelet and kubeadm of exact versions, from packages whose signing keys are
# pinned. May be run again after it failed anywhere.
set -euo pipefail
shopt -s inherit_errexit
# shellcheck source=aws-cli.sh
. /usr/local/lib/ninehops/aws-cli.sh
export DEBIAN_FRONTEND=noninteractive

# repository NAME FINGERPRINT KEY_URL SOURCE
repository() {
    local keyring=/etc/apt/keyrings/$1.gpg key found
    key=$(mktemp)
    curl -sSfL --retry 5 --max-time 60 -o "$key" "$3"
    found=$(gpg --batch --show-keys --with-colons "$key" | awk -F: '$1 == "pub" { primary = 1 } $1 == "fpr" && primary { print $10; primary = 0 }')
    if [[ $found != "$2" ]]; then
        echo "the key of $1 has the fingerprint \`$found\`, not \`$2\`" >&2
        return 1
    fi
    gpg --batch --yes --dearmor -o "$keyring" "$key"
    rm -f "$key"
    echo "deb [signed-by=$keyring arch=$(dpkg --print-architecture)] $4" >"/etc/apt/sources.list.d/$1.list"
}

install -d -m 0755 /etc/apt/keyrings /var/lib/ninehops
modprobe -a overlay br_netfilter
# No other file: one setting of theirs that this kernel does not know would be a failure.
sysctl --quiet --load=/etc/sysctl.d/90-ninehops.conf

# shellcheck source=/dev/null
. /etc/os-release
repository docker "$DOCKER_KEY" https://download.docker.com/linux/ubuntu/gpg \
    "https://download.docker.com/linux/ubuntu $VERSION_CODENAME stable"
packages=https://pkgs.k8s.io/core:/stable:/v$KUBERNETES_MINOR/deb/
repository kubernetes "$KUBERNETES_KEY" "$packages"Release.key "$packages /"

apt-get -q update
# What an attempt that was cut off left half installed: apt-get would refuse to go on.
dpkg --force-confold --configure -a
# The configuration of containerd is ours, not the package's. Ubuntu installs its own updates when a machine is new.
apt-get -q -y --allow-change-held-packages -o DPkg::Lock::Timeout=180 -o Dpkg::Options::=--force-confold install \
    jq unzip xfsprogs "containerd.io=$CONTAINERD_VERSION-*" \
    "kubelet=$KUBERNETES_VERSION-*" "kubeadm=$KUBERNETES_VERSION-*" "kubectl=$KUBERNETES_VERSION-*"
apt-mark hold containerd.io kubelet kubeadm kubectl
install_aws_cli

pause=$(kubeadm config images list --kubernetes-version "v$KUBERNETES_VERSION" | grep /pause:)
sed "s|@PAUSE@|$pause|" /etc/ninehops/containerd.toml >/etc/containerd/config.toml
systemctl enable --quiet kubelet
systemctl restart containerd

touch /var/lib/ninehops/prepared
