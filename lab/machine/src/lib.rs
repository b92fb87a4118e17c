//! A machine out of namespaces: one init process, its services, its limits.
