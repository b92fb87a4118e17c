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

# etcd_tools DIRECTORY: prints where etcdctl and etcdutl are. Machines have neither; they are in etcd's image, which is put on the
# directory, and `without_etcd_tools DIRECTORY` takes it away again. They need nothing of a container, so they run in none.
etcd_tools() {
    local image
    if command -v etcdctl >/dev/null && command -v etcdutl >/dev/null; then
        dirname "$(command -v etcdutl)"
        return
    fi
    image=$(kubeadm config images list --kubernetes-version "v$KUBERNETES_VERSION" | grep /etcd:)
    if ! containerd images ls --quiet "name==$image" | grep -q .; then
        containerd images pull "$image" >&2
    fi
    without_etcd_tools "$1"
    install -d -m 0700 "$1"
    containerd images mount "$image" "$1" >&2
    echo "$1/usr/local/bin"
}

without_etcd_tools() {
    containerd images unmount --rm "$1" >/dev/null 2>&1 || true
}
