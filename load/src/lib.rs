//! An open-loop HTTP load generator without coordinated omission.
