//! What every process of the shop shares: settings, ops port, readiness, drain, telemetry.
