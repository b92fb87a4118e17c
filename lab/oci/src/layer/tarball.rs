//! Entries as the bytes of a tar file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use tar::{Builder, EntryType, Header};

use super::{Content, Entry, LayerError};

pub(super) fn write(entries: &BTreeMap<String, Entry>, to: impl Write) -> Result<(), LayerError> {
    let mut builder = Builder::new(to);
    for (path, entry) in complete(entries)? {
        append(&mut builder, &path, entry.as_ref())?;
    }
    builder.into_inner().and_then(|mut to| to.flush()).map_err(LayerError::Write)
}

/// The entries by clean path, with the directories above them (`None`). A parent sorts before what is below it.
fn complete(entries: &BTreeMap<String, Entry>) -> Result<BTreeMap<String, Option<Entry>>, LayerError> {
    let mut all: BTreeMap<String, Option<Entry>> = BTreeMap::new();
    for (path, entry) in entries {
        let path = clean(path)?;
        for (end, _) in path.match_indices('/') {
            all.entry(path[..end].to_owned()).or_default();
        }
        all.insert(path, Some(entry.clone()));
    }
    for path in all.keys() {
        let parent = path.rsplit_once('/').map(|(parent, _)| parent);
        if let Some(parent) = parent
            && let Some(Some(entry)) = all.get(parent)
            && entry.content != Content::Directory
        {
            return Err(LayerError::Below { path: path.clone(), parent: parent.to_owned() });
        }
    }
    Ok(all)
}

fn clean(path: &str) -> Result<String, LayerError> {
    let relative = path.trim_matches('/');
    let sound = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains('\0');
    if relative.split('/').all(sound) {
        Ok(relative.to_owned())
    } else {
        Err(LayerError::Path(path.to_owned()))
    }
}

fn append(builder: &mut Builder<impl Write>, path: &str, entry: Option<&Entry>) -> Result<(), LayerError> {
    let directory = Entry::directory(0o755);
    let entry = entry.unwrap_or(&directory);
    match &entry.content {
        Content::Directory => {
            let mut header = header(entry, EntryType::Directory, 0);
            builder.append_data(&mut header, format!("{path}/"), io::empty()).map_err(LayerError::Write)
        }
        Content::Bytes(bytes) => {
            let mut header = header(entry, EntryType::Regular, bytes.len() as u64);
            builder.append_data(&mut header, path, bytes.as_slice()).map_err(LayerError::Write)
        }
        Content::File(source) => append_file(builder, path, entry, source),
    }
}

fn append_file(
    builder: &mut Builder<impl Write>,
    path: &str,
    entry: &Entry,
    source: &Path,
) -> Result<(), LayerError> {
    let unreadable = |error| LayerError::Source { path: source.to_owned(), source: error };
    let file = File::open(source).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(unreadable(io::Error::other("it is no regular file")));
    }
    let mut header = header(entry, EntryType::Regular, metadata.len());
    // tar trusts the size in the header; a file that shrinks meanwhile would shift all that follows.
    let mut counted = Counted { from: file.take(metadata.len()), bytes: 0 };
    builder.append_data(&mut header, path, &mut counted).map_err(LayerError::Write)?;
    if counted.bytes == metadata.len() { Ok(()) } else { Err(LayerError::Changed(source.to_owned())) }
}

fn header(entry: &Entry, kind: EntryType, bytes: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(bytes);
    header.set_mode(entry.mode);
    header.set_uid(entry.owner.user.into());
    header.set_gid(entry.owner.group.into());
    header.set_mtime(0);
    header
}

struct Counted<R> {
    from: R,
    bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.bytes += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::Layer;

    fn listing(layer: &Layer) -> String {
        let mut bytes = Vec::new();
        layer.write_tar(&mut bytes).unwrap();
        let mut archive = tar::Archive::new(bytes.as_slice());
        let lines = archive.entries().unwrap().map(|entry| {
            let entry = entry.unwrap();
            let header = entry.header();
            format!(
                "{:04o} {}:{} {} {} {}\n",
                header.mode().unwrap(),
                header.uid().unwrap(),
                header.gid().unwrap(),
                header.mtime().unwrap(),
                entry.size(),
                entry.path().unwrap().display(),
            )
        });
        lines.collect()
    }

    #[test]
    fn entries_are_sorted_below_their_directories() {
        let source = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(source.path(), "program").unwrap();
        let layer = Layer::new()
            .with("/usr/lib/libc.so.6", Entry::bytes(0o644, "libc"))
            .with("/bin/program", Entry::file(0o755, source.path()))
            .with("/data", Entry::directory(0o700).owned_by(65532, 65532));
        assert_snapshot!(listing(&layer), @"
        0755 0:0 0 0 bin/
        0755 0:0 0 7 bin/program
        0700 65532:65532 0 0 data/
        0755 0:0 0 0 usr/
        0755 0:0 0 0 usr/lib/
        0644 0:0 0 4 usr/lib/libc.so.6
        ");
    }

    #[test]
    fn a_path_longer_than_the_header_survives() {
        let long = format!("{}/{}", "d".repeat(120), "f".repeat(120));
        let layer = Layer::new().with(&long, Entry::bytes(0o644, "x"));
        assert!(listing(&layer).contains(&long));
    }

    #[test]
    fn a_path_that_climbs_or_names_nothing_is_refused() {
        for path in ["", "/", "../etc/passwd", "a/../b", "a//b", "./a", "a/."] {
            let layer = Layer::new().with(path, Entry::directory(0o755));
            assert!(matches!(layer.write_tar(io::sink()), Err(LayerError::Path(named)) if named == path));
        }
    }

    #[test]
    fn nothing_lies_below_a_file() {
        let layer = Layer::new().with("/a", Entry::bytes(0o644, "")).with("/a/b", Entry::bytes(0o644, ""));
        let error = layer.write_tar(io::sink()).unwrap_err();
        assert_snapshot!(error, @"`a/b` lies below `a`, which is no directory in this layer");
    }

    #[test]
    fn a_source_that_is_missing_is_named() {
        let layer = Layer::new().with("/a", Entry::file(0o755, "/nowhere/program"));
        assert_snapshot!(layer.write_tar(io::sink()).unwrap_err(), @"cannot read `/nowhere/program`");
    }
}
