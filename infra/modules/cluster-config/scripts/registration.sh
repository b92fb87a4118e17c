# shellcheck shell=bash
# How this machine is registered as a node. To be sourced, after metadata.sh.

# understood FILE: fails at what kubeadm does not know. By itself it warns of it and goes on without, and a flag that is misspelt is
# one that is not set.
understood() {
    kubeadm config validate --config "$1" >/dev/null
}

# registered: adds to the configuration of kubeadm on standard input how this machine is registered as a node.
registered() {
    local instance zone address name
    instance=$(metadata instance-id)
    zone=$(metadata placement/availability-zone)
    address=$(metadata local-ipv4)
    name=$(metadata local-hostname)
    jq --arg name "$name" --arg address "$address" --arg provider_id "aws:///$zone/$instance" \
        --arg labels "topology.kubernetes.io/zone=$zone,$NODE_LABELS" '
        .nodeRegistration.name = $name
        | .nodeRegistration.kubeletExtraArgs += [
            { name: "node-ip", value: $address },
            { name: "provider-id", value: $provider_id },
            { name: "node-labels", value: $labels }
        ]
        | if has("localAPIEndpoint") then .localAPIEndpoint.advertiseAddress = $address else . end
        | if has("controlPlane") then .controlPlane.localAPIEndpoint.advertiseAddress = $address else . end'
}
