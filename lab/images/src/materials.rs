//! A bill of materials: what is linked into a program, as `CycloneDX` 1.6.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::path::Path;

use cargo_metadata::{DependencyKind, Metadata, Package, PackageId};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::ImagesError;
use crate::checkout::Checkout;

/// `tree` is what `cargo tree` prints, one `NAME vVERSION …` a line: unlike the metadata, it knows which optional
/// dependencies this package has by itself, and which only by its neighbours in the workspace.
pub(crate) fn document(checkout: &Checkout, name: &'static str, tree: &str) -> Result<Value, ImagesError> {
    let root = checkout.package(name)?;
    let linked = linked(&checkout.metadata, tree);
    let checksums = checksums(&checkout.root.join("Cargo.lock"))?;
    let mut components: Vec<Value> = linked
        .values()
        .filter(|package| package.id != root.id)
        .map(|package| component(package, "library", checksums.get(&key(package))))
        .collect();
    components.extend(of_the_toolchain(checkout));
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": component(root, "application", None) },
        "components": components,
        "dependencies": dependencies(&checkout.metadata, &linked),
    }))
}

/// Written beside its path and renamed.
pub(crate) fn write(path: &Path, document: &Value) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    serde_json::to_writer_pretty(&mut file, document)?;
    file.write_all(b"\n")?;
    let readable = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    file.as_file().set_permissions(readable)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The packages of the tree, sorted by name and version.
fn linked<'a>(metadata: &'a Metadata, tree: &str) -> BTreeMap<(String, String), &'a Package> {
    let named: BTreeSet<(String, String)> = tree
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
        })
        .collect();
    let packages = metadata.packages.iter().map(|package| (key(package), package));
    packages.filter(|(key, _)| named.contains(key)).collect()
}

fn component(package: &Package, kind: &str, checksum: Option<&String>) -> Value {
    let mut component = json!({
        "type": kind,
        "bom-ref": bom_reference(package),
        "name": package.name.as_str(),
        "version": package.version.to_string(),
    });
    // Ours are in no registry, and what has their name there is not theirs.
    if package.source.is_some() {
        component["purl"] = json!(purl(package));
    }
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(description) = &package.description {
        component["description"] = json!(one_line(description));
    }
    if let Some(license) = &package.license {
        // Before 2020 crates.io took `/` for OR.
        component["licenses"] = json!([{ "expression": one_line(&license.replace('/', " OR ")) }]);
    }
    if let Some(checksum) = checksum {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    component
}

/// What no manifest names and every static program holds.
fn of_the_toolchain(checkout: &Checkout) -> Vec<Value> {
    let mut components = vec![json!({
        "type": "library",
        "bom-ref": "rust-std",
        "name": "rust-std",
        "version": checkout.compiler_version,
        "licenses": [{ "expression": "MIT OR Apache-2.0" }],
    })];
    if checkout.target.ends_with("-gnu") {
        components.push(json!({
            "type": "library",
            "bom-ref": "glibc",
            "name": "glibc",
            "licenses": [{ "expression": "LGPL-2.1-or-later" }],
        }));
    }
    components
}

fn dependencies(metadata: &Metadata, linked: &BTreeMap<(String, String), &Package>) -> Vec<Value> {
    let references: BTreeMap<&PackageId, String> =
        linked.values().map(|package| (&package.id, bom_reference(package))).collect();
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let mut edges: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    for node in nodes {
        let Some(from) = references.get(&node.id) else { continue };
        let normal = node
            .deps
            .iter()
            .filter(|dependency| dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
        edges
            .entry(from)
            .or_default()
            .extend(normal.filter_map(|dependency| references.get(&dependency.pkg)));
    }
    edges.into_iter().map(|(from, to)| json!({ "ref": from, "dependsOn": to })).collect()
}

fn key(package: &Package) -> (String, String) {
    (package.name.to_string(), package.version.to_string())
}

fn bom_reference(package: &Package) -> String {
    if package.source.is_some() { purl(package) } else { format!("{}@{}", package.name, package.version) }
}

fn purl(package: &Package) -> String {
    // `+` would be read as a space.
    format!("pkg:cargo/{}@{}", package.name, package.version.to_string().replace('+', "%2B"))
}

#[derive(Deserialize)]
struct LockFile {
    package: Vec<LockedPackage>,
}

#[derive(Deserialize)]
struct LockedPackage {
    name: String,
    version: String,
    checksum: Option<String>,
}

fn checksums(path: &Path) -> Result<BTreeMap<(String, String), String>, ImagesError> {
    let file = |source| ImagesError::File { path: path.to_owned(), source };
    let text = std::fs::read_to_string(path).map_err(file)?;
    let lock: LockFile = toml::from_str(&text).map_err(|error| file(io::Error::other(error)))?;
    let packages = lock.package.into_iter();
    Ok(packages.filter_map(|package| Some(((package.name, package.version), package.checksum?))).collect())
}
