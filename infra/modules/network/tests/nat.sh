#!/usr/bin/env bash
# The NAT instance's rules in namespaces that play a private subnet, the instance, AWS and the internet. Needs root, ip, nft and
# python3; leaves nothing behind.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")/.."

prefix=nat$$
machine=$prefix-machine nat=$prefix-nat aws=$prefix-aws internet=$prefix-internet
server=

main() {
    trap tear_down EXIT
    build
    # Twice, as when the unit is started again.
    ip netns exec "$nat" nft --file files/nat.nft
    ip netns exec "$nat" nft --file files/nat.nft
    serve

    expect 80 10.0.101.5
    expect 443 10.0.101.5
    expect 22 nothing
}

# Every namespace has one interface, as a machine of EC2 has, and the route of its subnet's table.
build() {
    ip netns add "$aws"
    join "$machine" 10.0.1.10 10.0.1.1
    join "$nat" 10.0.101.5 10.0.101.1
    join "$internet" 198.51.100.9 198.51.100.1
    ip netns exec "$aws" sysctl -qw net.ipv4.ip_forward=1
    ip netns exec "$nat" sysctl -qw net.ipv4.ip_forward=1
    ip -n "$aws" rule add from 10.0.1.0/24 iif to-machine lookup 100
    ip -n "$aws" route add default via 10.0.101.5 table 100
}

join() {
    local namespace=$1 address=$2 gateway=$3 link=to-${1#"$prefix-"}
    ip netns add "$namespace"
    ip link add "$link" netns "$aws" type veth peer name eth0 netns "$namespace"
    ip -n "$aws" addr add "$gateway/24" dev "$link"
    ip -n "$aws" link set "$link" up
    ip -n "$namespace" addr add "$address/24" dev eth0
    ip -n "$namespace" link set lo up
    ip -n "$namespace" link set eth0 up
    ip -n "$namespace" route add default via "$gateway"
    ip netns exec "$aws" sysctl -qw "net.ipv4.conf.$link.rp_filter=0" net.ipv4.conf.all.rp_filter=0
}

# Tells each caller the address that it came from.
serve() {
    local ready=$SECONDS
    ip netns exec "$internet" python3 -c '
import selectors, socket
listeners = selectors.DefaultSelector()
for port in (22, 80, 443):
    listeners.register(socket.create_server(("", port)), selectors.EVENT_READ)
while True:
    for key, _ in listeners.select():
        caller, address = key.fileobj.accept()
        with caller:
            caller.sendall(address[0].encode())
' &
    server=$!
    until timeout 1 ip netns exec "$internet" bash -c 'exec 3<>/dev/tcp/127.0.0.1/443' 2>/dev/null; do
        ((SECONDS - ready < 20))
        sleep 0.1
    done
}

expect() {
    local port=$1 wanted=$2 seen
    seen=$(timeout 3 ip netns exec "$machine" bash -c "exec 3<>/dev/tcp/198.51.100.9/$port && cat <&3" 2>/dev/null || echo nothing)
    if [[ $seen != "$wanted" ]]; then
        echo "port $port: wanted $wanted, seen $seen" >&2
        return 1
    fi
    echo "ok      port $port: $seen"
}

tear_down() {
    local namespace
    [[ -z $server ]] || kill "$server"
    for namespace in "$machine" "$nat" "$internet" "$aws"; do
        ip netns del "$namespace" 2>/dev/null || true
    done
}

main
