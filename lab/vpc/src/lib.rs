//! The router between the nodes: routes, security groups, the source/destination check.
