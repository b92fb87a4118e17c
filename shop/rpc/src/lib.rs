//! The client side of gRPC: DNS-fed balancing, deadline, retry budget, breaker.
