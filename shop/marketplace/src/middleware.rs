//! What lies between the listener and the routes, from the outside in: request id, log line and metrics
//! (`shop-service`) → compression → [`dress`] → what takes
//! too long becomes 503 → panics become 500 → the route.

pub mod dress;
