//! Wire-level fakes for tests: a DNS server, a fault proxy and gRPC peers.
