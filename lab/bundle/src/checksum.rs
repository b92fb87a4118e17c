//! SHA-256 of files, as many at a time as there are processors.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use sha2::{Digest as _, Sha256};

const BLOCK_BYTES: usize = 1 << 20;

/// The SHA-256 of a file, 64 hexadecimal digits. Blocks.
///
/// # Errors
/// Whatever reading it gives.
pub(crate) fn of_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        match file.read(&mut block)? {
            0 => return Ok(hexadecimal(&hasher.finalize())),
            length => hasher.update(&block[..length]),
        }
    }
}

/// The checksums of many files, in their order. Blocks.
pub(crate) fn of_files(paths: &[PathBuf]) -> Vec<io::Result<String>> {
    let results: Vec<Mutex<Option<io::Result<String>>>> = paths.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some((path, result)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            paths.get(index).zip(results.get(index))
        } {
            *result.lock().expect("no thread panics with a result in hand") = Some(of_file(path));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(paths.len());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    results
        .into_iter()
        .map(|result| result.into_inner().ok().flatten().expect("every index was taken once"))
        .collect()
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}
