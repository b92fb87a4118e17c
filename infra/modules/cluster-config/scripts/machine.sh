# shellcheck shell=bash
# What only this machine knows, from EC2's metadata service (IMDSv2, which answers a session token alone). To be sourced.

metadata() {
    local session
    session=$(curl -sSf --max-time 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' \
        http://169.254.169.254/latest/api/token)
    curl -sSf --max-time 5 -H "X-aws-ec2-metadata-token: $session" "http://169.254.169.254/latest/meta-data/$1"
}

# Adds to the configuration of kubeadm on standard input how this machine is registered as a node.
registered() {
    local instance zone address name
    instance=$(metadata instance-id)
    zone=$(metadata placement/availability-zone)
    address=$(metadata local-ipv4)
    name=$(metadata local-hostname)
    jq --arg name "$name" --arg address "$address" --arg provider_id "aws:///$zone/$instance" \
        --arg labels "topology.kubernetes.io/zone=$zone,ninehops.internal/pool=$NODE_POOL" '
        .nodeRegistration.name = $name
        | .nodeRegistration.kubeletExtraArgs = [
            { name: "node-ip", value: $address },
            { name: "provider-id", value: $provider_id },
            { name: "node-labels", value: $labels }
        ]
        | if has("localAPIEndpoint") then .localAPIEndpoint.advertiseAddress = $address else . end'
}

region() {
    metadata placement/region
}
