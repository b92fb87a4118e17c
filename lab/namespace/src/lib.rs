//! Processes named without doubt, and work inside their namespaces.
