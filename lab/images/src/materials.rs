//! A bill of materials: what is linked into a program, as `CycloneDX` 1.6.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::path::Path;

use cargo_metadata::Package;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::ImagesError;
use crate::checkout::Checkout;

/// A package's name and version.
type Key = (String, String);

/// `tree` is what `cargo tree` prints of all that is built together, `DEPTH NAME vVERSION …` a line. The metadata are of
/// the whole workspace, and do not know which optional dependencies that leaves.
pub(crate) fn document(checkout: &Checkout, name: &'static str, tree: &str) -> Result<Value, ImagesError> {
    let root = checkout.package(name)?;
    let packages: BTreeMap<Key, &Package> =
        checkout.metadata.packages.iter().map(|package| (key(package), package)).collect();
    let linked = linked(tree, name);
    let checksums = checksums(&checkout.root.join("Cargo.lock"))?;
    let mut components: Vec<Value> = linked
        .keys()
        .filter_map(|key| Some((key, *packages.get(key)?)))
        .filter(|(_, package)| package.id != root.id)
        .map(|(key, package)| component(package, "library", checksums.get(key)))
        .collect();
    components.extend(of_the_toolchain(checkout));
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": component(root, "application", None) },
        "components": components,
        "dependencies": dependencies(&packages, &linked),
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

/// The packages below `root`, and which of them each needs.
fn linked(tree: &str, root: &str) -> BTreeMap<Key, BTreeSet<Key>> {
    let mut linked: BTreeMap<Key, BTreeSet<Key>> = BTreeMap::new();
    let mut above: Vec<Key> = Vec::new();
    for (depth, key) in tree.lines().filter_map(depth_and_key) {
        above.truncate(depth);
        let parent = above.last().cloned();
        above.push(key.clone());
        if above[0].0 == root {
            linked.entry(key.clone()).or_default();
            if let Some(parent) = parent {
                linked.entry(parent).or_default().insert(key);
            }
        }
    }
    linked
}

fn depth_and_key(line: &str) -> Option<(usize, Key)> {
    let mut words = line.split_whitespace();
    let depth = words.next()?.parse().ok()?;
    Some((depth, (words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned())))
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

fn dependencies(packages: &BTreeMap<Key, &Package>, linked: &BTreeMap<Key, BTreeSet<Key>>) -> Vec<Value> {
    let reference = |key: &Key| packages.get(key).map(|package| bom_reference(package));
    let edges = linked.iter().filter_map(|(from, to)| Some((reference(from)?, to)));
    edges
        .map(|(from, to)| json!({ "ref": from, "dependsOn": to.iter().filter_map(reference).collect::<Vec<_>>() }))
        .collect()
}

fn key(package: &Package) -> Key {
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

fn checksums(path: &Path) -> Result<BTreeMap<Key, String>, ImagesError> {
    let file = |source| ImagesError::File { path: path.to_owned(), source };
    let text = std::fs::read_to_string(path).map_err(file)?;
    let lock: LockFile = toml::from_str(&text).map_err(|error| file(io::Error::other(error)))?;
    let packages = lock.package.into_iter();
    Ok(packages.filter_map(|package| Some(((package.name, package.version), package.checksum?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_what_stands_below_its_root() {
        let tree = "0 shop v1.0.0 (/shop)\n1 http v1.0.0\n2 bytes v1.0.0\n1 bytes v1.0.0\n\n0 mill v1.0.0\n1 wind v2.0.0\n";
        let named = |(name, version): &Key| format!("{name}@{version}");
        let linked = linked(tree, "shop");
        let lines = linked.iter().map(|(from, to)| {
            format!("{}: {}", named(from), to.iter().map(named).collect::<Vec<_>>().join(" "))
        });
        let lines: Vec<String> = lines.collect();
        assert_eq!(lines, ["bytes@1.0.0: ", "http@1.0.0: bytes@1.0.0", "shop@1.0.0: bytes@1.0.0 http@1.0.0"]);
    }
}
