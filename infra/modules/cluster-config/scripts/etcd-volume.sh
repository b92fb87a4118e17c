#!/usr/bin/env bash
# Puts etcd on a disk of its own, which outlives the machine: mounts the file system with the label `etcd`, after making one
# where there is none. Only ever on a disk of EBS that has nothing on it at all.
set -euo pipefail
shopt -s inherit_errexit

if mountpoint -q /var/lib/etcd; then exit 0; fi
udevadm settle --timeout 30 || true
disks=$(lsblk --json --output NAME,PATH,TYPE,FSTYPE,PTTYPE,LABEL,MODEL,MOUNTPOINTS)

device=$(jq --raw-output '[.. | objects | select(.label? == "etcd" and .fstype == "xfs") | .path] | join(" ")' <<<"$disks")
if [[ ! $device ]]; then
    # Without partitions and file system, and not one that EC2 lends only as long as the machine runs.
    device=$(jq --raw-output '[
        .blockdevices[]
        | select(.type == "disk" and .fstype == null and .pttype == null and (.children | not))
        | select((.mountpoints // []) | map(select(. != null)) == [])
        | select((.model // "") | test("^Amazon Elastic Block Store *$"))
        | .path] | join(" ")' <<<"$disks")
    if [[ ! $device || $device == *' '* ]]; then
        echo "one blank disk is wanted for etcd, and there is \`$device\`" >&2
        exit 1
    fi
    # Two more that must agree: blkid knows what lsblk may not have been told yet, and what neither knows is not all zeros.
    probed=0
    blkid -p "$device" >/dev/null || probed=$?
    if ((probed != 2)) || ! cmp --quiet --bytes $((16 * 1024 * 1024)) "$device" /dev/zero; then
        echo "\`$device\` is not blank: nothing is made on it" >&2
        exit 1
    fi
    # Not ext4, whose lost+found kubeadm takes for data of etcd.
    mkfs.xfs -q -L etcd "$device"
elif [[ $device == *' '* ]]; then
    echo "more than one file system has the label etcd: \`$device\`" >&2
    exit 1
fi

install -d -m 0700 /var/lib/etcd
mount -o noatime,nodev,nosuid,noexec "$device" /var/lib/etcd
chmod 0700 /var/lib/etcd
