//! The protobuf contract between the storefront and recommendations, its generated code and the table
//! that relates an error's meaning to its gRPC and HTTP status.
//!
//! No logic lives here. The contract is under `proto/`; a test compares it with the committed snapshot
//! and refuses a change that breaks a client on the wire.

pub mod status;

/// The current contract, package `marketplace.recommendations.v1`.
#[expect(
    missing_docs,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    reason = "generated; the protos carry the words"
)]
pub mod v1 {
    tonic::include_proto!("marketplace.recommendations.v1");
}

/// The contract of the first clients, `Recommendations/Recommend` without a package.
#[expect(
    missing_docs,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    reason = "generated; the protos carry the words"
)]
pub mod legacy {
    tonic::include_proto!("_");
}

/// Every file of the contract, encoded as a `google.protobuf.FileDescriptorSet`, for reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.binpb"));
