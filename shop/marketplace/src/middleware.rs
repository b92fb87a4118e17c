//! What lies between the listener and the routes, from the outside in: request id, log line and metrics
//! (`shop-service`) → compression → [`dress`] → panics become 500 → the route.

pub mod dress;
