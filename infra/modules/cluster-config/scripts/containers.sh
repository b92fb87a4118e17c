# shellcheck shell=bash
# Containers of the static pods, by containerd's own program, which works also when the API server does not. To be sourced.

containerd() {
    ctr --namespace k8s.io "$@"
}

# running NAME: ids of the containers of that name that run.
running() {
    containerd containers ls --quiet "labels.\"io.kubernetes.container.name\"==$1,labels.\"io.cri-containerd.kind\"==container" |
        sort | join - <(containerd tasks ls | awk '$3 == "RUNNING" { print $1 }' | sort)
}

# in_etcd COMMAND…: etcd's tools are in its image, not on the machine.
in_etcd() {
    local id
    id=$(running etcd | head -n 1)
    if [[ ! $id ]]; then
        echo 'etcd does not run here' >&2
        return 1
    fi
    containerd tasks exec --exec-id "ninehops-$$-$RANDOM" "$id" "$@"
}

# etcd_image: the one that kubeadm runs, and it is on this machine.
etcd_image() {
    local image
    image=$(kubeadm config images list --kubernetes-version "v$KUBERNETES_VERSION" | grep /etcd:)
    if ! containerd images ls --quiet "name==$image" | grep -q .; then
        containerd images pull "$image" >/dev/null
    fi
    echo "$image"
}
