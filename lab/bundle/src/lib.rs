//! The programs and images of a cluster, built from pinned Go modules and checked before use.
