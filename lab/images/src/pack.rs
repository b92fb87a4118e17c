//! A program as an image.

use std::path::Path;

use lab_oci::{Entry, Image, Layer, Platform};

use crate::ImagesError;
use crate::checkout::Checkout;
use crate::recipe::{Recipe, USER};

/// The image and its whole name. It says nothing of when it was made: the same sources are the same bytes.
pub(crate) fn image(
    checkout: &Checkout,
    recipe: &Recipe,
    program: &Path,
    revision: Option<&str>,
) -> Result<(Image, String), ImagesError> {
    let package = checkout.package(recipe.package)?;
    let path = format!("/{}", recipe.program);
    let mut layer = Layer::new().with(&path, Entry::file(0o555, program));
    for directory in recipe.directories {
        layer = layer.with(*directory, Entry::directory(0o700).owned_by(USER, USER));
    }
    let mut image = Image::new(Platform::linux(architecture(&checkout.target)));
    image.layers.push(layer);
    image.user = format!("{USER}:{USER}");
    image.entrypoint = vec![path];
    image.exposed_ports = recipe.ports.iter().map(|port| (*port).to_owned()).collect();
    image.environment =
        recipe.environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut label = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            image.labels.insert(format!("org.opencontainers.image.{key}"), value.to_owned());
        }
    };
    label("title", Some(recipe.name));
    label("description", package.description.as_deref());
    label("version", Some(&package.version.to_string()));
    label("licenses", package.license.as_deref());
    label("source", package.repository.as_deref());
    label("revision", revision);
    let reference = format!("docker.io/library/{}:{}", recipe.name, package.version);
    Ok((image, reference))
}

/// Rust's name of a processor in Go's words.
fn architecture(target: &str) -> &str {
    match target.split('-').next() {
        Some("x86_64") => "amd64",
        Some("aarch64") => "arm64",
        Some("riscv64gc") => "riscv64",
        Some(other) => other,
        None => target,
    }
}
