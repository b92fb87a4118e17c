//! Pod packets from node to node: a VXLAN device with static entries.
