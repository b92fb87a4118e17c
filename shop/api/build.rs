//! Compiles the protos in pure Rust, so that no machine needs `protoc`.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message;

const PROTOS: &[&str] = &[
    "legacy/recommendations.proto",
    "marketplace/recommendations/v1/catalog.proto",
    "marketplace/recommendations/v1/feedback.proto",
    "marketplace/recommendations/v1/recommendations.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");
    let descriptors = protox::compile(PROTOS, ["proto"])?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.binpb"), descriptors.encode_to_vec())?;
    tonic_prost_build::configure().compile_fds(descriptors)?;
    Ok(())
}
