//! The key that signs cookies, kept beside the data: without it every restart would empty the carts.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use marketplace::cookies::Keyring;

const FILE_NAME: &str = "cookie-key";
const RANDOM_BYTES: usize = 48;

/// The key in `directory`, made if there is none or what is there is no key. `None` when it can be neither read nor
/// written: the storefront then makes one for itself and warns.
pub(super) fn keyring(directory: &Path) -> Option<Keyring> {
    let path = directory.join(FILE_NAME);
    let kept = match fs::read_to_string(&path) {
        Ok(key) => Keyring::from_secret(&key.trim().into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            tracing::warn!(%error, ?path, "the cookie key cannot be read");
            return None;
        }
    };
    kept.or_else(|| {
        let key =
            create(&path).inspect_err(|error| tracing::warn!(%error, ?path, "no cookie key is kept")).ok()?;
        Keyring::from_secret(&key.into())
    })
}

/// For the eyes of this user only, and in one step: half a key would empty the carts at every start.
fn create(path: &Path) -> io::Result<String> {
    let mut random = [0; RANDOM_BYTES];
    File::open("/dev/urandom")?.read_exact(&mut random)?;
    let key = random.iter().fold(String::new(), |key, byte| key + &format!("{byte:02x}"));
    let aside = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&aside)?;
    writeln!(file, "{key}")?;
    file.sync_all()?;
    fs::rename(aside, path)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn the_key_of_yesterday_is_the_key_of_today() {
        let directory = tempfile::tempdir().unwrap();
        assert!(keyring(directory.path()).is_some());
        let path = directory.path().join(FILE_NAME);
        let yesterday = fs::read_to_string(&path).unwrap();
        assert!(keyring(directory.path()).is_some());
        assert_eq!(fs::read_to_string(&path).unwrap(), yesterday);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_holds_no_key_is_replaced() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join(FILE_NAME), "").unwrap();
        assert!(keyring(directory.path()).is_some());
        assert!(!fs::read_to_string(directory.path().join(FILE_NAME)).unwrap().is_empty());
    }

    #[test]
    fn a_directory_that_is_not_there_yields_no_key() {
        let directory = tempfile::tempdir().unwrap();
        assert!(keyring(&directory.path().join("gone")).is_none());
    }
}
