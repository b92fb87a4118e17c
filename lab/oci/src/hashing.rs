//! SHA-256 of what passes by.

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::str::FromStr;

use oci_spec::image::{Digest, Sha256Digest};
use sha2::{Digest as _, Sha256};

/// Hashes and counts what is written, and hands it on.
pub(crate) struct Hashing<W> {
    to: W,
    state: Sha256,
    bytes: u64,
}

impl<W: Write> Hashing<W> {
    pub(crate) fn new(to: W) -> Self {
        Self { to, state: Sha256::new(), bytes: 0 }
    }

    /// The digest, and how many bytes it covers.
    pub(crate) fn finish(self) -> (Digest, u64) {
        (sha256(self.state), self.bytes)
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.to.write(buffer)?;
        self.state.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// The digest of bytes in memory.
pub(crate) fn digest_of(bytes: &[u8]) -> Digest {
    sha256(Sha256::new_with_prefix(bytes))
}

/// The digest of everything that is left to read, and how much that was.
pub(crate) fn digest_of_reader(mut reader: impl Read) -> io::Result<(Digest, u64)> {
    let mut hashing = Hashing::new(io::sink());
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(hashing.finish()),
            Ok(count) => hashing.write_all(&buffer[..count])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn sha256(state: Sha256) -> Digest {
    let mut hex = String::with_capacity(64);
    for byte in state.finalize() {
        write!(hex, "{byte:02x}").expect("a string takes any text");
    }
    Sha256Digest::from_str(&hex).expect("64 lower-case hexadecimal digits").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_abc_is_that_of_fips_180() {
        let expected = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest_of(b"abc").to_string(), expected);
        let (digest, bytes) = digest_of_reader(&b"abc"[..]).unwrap();
        assert_eq!((digest.to_string().as_str(), bytes), (expected, 3));
    }
}
