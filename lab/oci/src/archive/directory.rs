//! The files of a tar archive, by name, without reading them.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use serde::de::DeserializeOwned;
use tar::EntryType;

use super::{Blobs, LARGEST_DOCUMENT_BYTES, Location, Problem};

/// An image has a few dozen blobs; an archive of a whole cluster some hundreds.
const MOST_ENTRIES: usize = 10_000;

pub(super) struct Directory<'a> {
    path: &'a Path,
    entries: HashMap<String, Found>,
}

enum Found {
    File {
        offset: u64,
        bytes: u64,
    },
    /// Old versions of Docker store a layer once and link to it.
    Link(String),
}

impl<'a> Directory<'a> {
    pub(super) fn read(path: &'a Path) -> Result<Self, Problem> {
        let mut file = File::open(path).map_err(Problem::Read)?;
        let total = file.metadata().and_then(|metadata| regular(&metadata)).map_err(Problem::Read)?;
        refuse_compressed(&mut file)?;
        let mut directory = Self { path, entries: HashMap::new() };
        let mut archive = tar::Archive::new(file);
        for entry in archive.entries_with_seek().map_err(tar_problem)? {
            let entry = entry.map_err(tar_problem)?;
            directory.add(&entry, total)?;
            if directory.entries.len() > MOST_ENTRIES {
                return Err(Problem::TooManyEntries(MOST_ENTRIES));
            }
        }
        Ok(directory)
    }

    fn add(&mut self, entry: &tar::Entry<'_, impl Read>, total: u64) -> Result<(), Problem> {
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let refuse = |what| Err(Problem::Entry { entry: name.clone(), what });
        let clean = name.strip_prefix("./").unwrap_or(&name).trim_end_matches('/').to_owned();
        if clean.split('/').any(|part| part == "..") || clean.starts_with('/') {
            return refuse("climbs out of the archive");
        }
        let found = match entry.header().entry_type() {
            EntryType::Directory => return Ok(()),
            EntryType::Regular | EntryType::Continuous => {
                let (offset, bytes) = (entry.raw_file_position(), entry.size());
                let left = total.saturating_sub(offset);
                if bytes > left {
                    return Err(Problem::CutShort { entry: name, expected: bytes, left });
                }
                Found::File { offset, bytes }
            }
            EntryType::Symlink | EntryType::Link => {
                let target = entry.link_name_bytes().unwrap_or_default();
                Found::Link(String::from_utf8_lossy(&target).into_owned())
            }
            _ => return refuse("is neither a file nor a directory nor a link"),
        };
        match self.entries.insert(clean, found) {
            None => Ok(()),
            Some(_) => refuse("is there twice"),
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// The files below `blobs/sha256`.
    pub(super) fn blobs(&self) -> Blobs {
        let blob = |(name, found): (&String, &Found)| match found {
            Found::File { offset, bytes } => {
                let digest = name.strip_prefix("blobs/sha256/")?.to_owned();
                Some((digest, Location::Range { offset: *offset, bytes: *bytes }))
            }
            Found::Link(_) => None,
        };
        self.entries.iter().filter_map(blob).collect()
    }

    /// Where a file lies and how long it is; one link is followed.
    pub(super) fn range(&self, name: &str) -> Result<(u64, u64), Problem> {
        let missing = || Problem::MissingFile(name.to_owned());
        match self.entries.get(name).ok_or_else(missing)? {
            Found::File { offset, bytes } => Ok((*offset, *bytes)),
            Found::Link(target) => match self.entries.get(&beside(name, target)) {
                Some(Found::File { offset, bytes }) => Ok((*offset, *bytes)),
                _ => Err(missing()),
            },
        }
    }

    pub(super) fn open(&self, name: &str) -> Result<impl Read + use<>, Problem> {
        let (offset, bytes) = self.range(name)?;
        let mut file = File::open(self.path).map_err(Problem::Read)?;
        file.seek(SeekFrom::Start(offset)).map_err(Problem::Read)?;
        Ok(file.take(bytes))
    }

    pub(super) fn document<T: DeserializeOwned>(&self, name: &str) -> Result<T, Problem> {
        let (_, bytes) = self.range(name)?;
        parse(name, bytes, self.open(name)?)
    }
}

/// A bounded JSON document.
pub(super) fn parse<T: DeserializeOwned>(name: &str, bytes: u64, reader: impl Read) -> Result<T, Problem> {
    if bytes > LARGEST_DOCUMENT_BYTES {
        return Err(Problem::DocumentSize { name: name.to_owned(), bytes, limit: LARGEST_DOCUMENT_BYTES });
    }
    let mut text = Vec::new();
    reader.take(bytes).read_to_end(&mut text).map_err(Problem::Read)?;
    serde_json::from_slice(&text).map_err(|source| Problem::Document { name: name.to_owned(), source })
}

/// A link's target as a name in the archive: relative to where the link lies, or, for hard links, already one.
fn beside(name: &str, target: &str) -> String {
    let mut parts: Vec<&str> = name.split('/').collect();
    parts.pop();
    if !target.starts_with("../") {
        return target.to_owned();
    }
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn regular(metadata: &std::fs::Metadata) -> io::Result<u64> {
    if metadata.is_file() { Ok(metadata.len()) } else { Err(io::Error::other("it is no regular file")) }
}

/// Without the library's words, which quote whatever the file holds.
fn tar_problem(error: io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::Other | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Problem::Tar,
        _ => Problem::Read(error),
    }
}

fn refuse_compressed(file: &mut File) -> Result<(), Problem> {
    let mut magic = Vec::new();
    file.by_ref().take(4).read_to_end(&mut magic).map_err(Problem::Read)?;
    file.seek(SeekFrom::Start(0)).map_err(Problem::Read)?;
    match magic[..] {
        [0x1f, 0x8b, ..] => Err(Problem::Compressed("gzip")),
        [0x28, 0xb5, 0x2f, 0xfd] => Err(Problem::Compressed("zstd")),
        [0xfd, b'7', b'z', b'X'] => Err(Problem::Compressed("xz")),
        _ => Ok(()),
    }
}
