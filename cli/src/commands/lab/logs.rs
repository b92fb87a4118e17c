//! What the services of a node said.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::time::Duration;

use lab_cluster::{Lab, LogFile};

use super::output::Reader;
use super::{failure, interrupt, output};
use crate::arguments::LogsArguments;
use crate::exit::Exit;
use crate::failure::Failure;

/// How soon a new line is seen.
const LOOK: Duration = Duration::from_millis(200);

pub(super) async fn run(lab: &Lab, arguments: LogsArguments) -> Result<Exit, Failure> {
    let files = lab.logs(&arguments.node, arguments.service.as_deref()).map_err(|error| failure(&error))?;
    let is_one = files.len() == 1;
    let mut logs: Vec<_> = files.into_iter().map(|file| Log::new(file, is_one)).collect();
    let reader = print_news(&mut logs)?;
    if arguments.follow && reader == Reader::Present {
        follow(&mut logs).await?;
    } else if logs.iter().all(|log| log.printed == 0) {
        anstream::eprintln!("nothing was said yet");
    }
    Ok(Exit::Healthy)
}

/// Until Ctrl-C, or until nobody reads.
async fn follow(logs: &mut [Log]) -> Result<(), Failure> {
    let mut signals = interrupt::install()?;
    let mut look = tokio::time::interval(LOOK);
    loop {
        tokio::select! {
            _ = signals.recv() => return Ok(()),
            _ = look.tick() => if print_news(logs)? == Reader::Gone {
                return Ok(());
            },
        }
    }
}

fn print_news(logs: &mut [Log]) -> Result<Reader, Failure> {
    for log in logs {
        let news = log
            .news()
            .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", log.file.path.display())))?;
        if !news.is_empty() && output::print(news) == Reader::Gone {
            return Ok(Reader::Gone);
        }
    }
    Ok(Reader::Present)
}

/// A log file, and how much of it was printed.
struct Log {
    file: LogFile,
    prefix: String,
    printed: u64,
}

impl Log {
    fn new(file: LogFile, is_one: bool) -> Self {
        let prefix = if is_one { String::new() } else { format!("{}: ", file.service) };
        Self { file, prefix, printed: 0 }
    }

    /// The whole lines since the last call.
    fn news(&mut self) -> io::Result<String> {
        let mut file = match File::open(&self.file.path) {
            Ok(file) => file,
            // A service that did not start yet.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(String::new()),
            Err(error) => return Err(error),
        };
        if file.metadata()?.len() < self.printed {
            // Begun anew.
            self.printed = 0;
        }
        file.seek(SeekFrom::Start(self.printed))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        bytes.truncate(bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1));
        self.printed += bytes.len() as u64;
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.split_inclusive('\n').flat_map(|line| [self.prefix.as_str(), line]).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_whole_and_new_lines_are_printed_with_the_service_where_there_are_several() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("kubelet.log");
        let file = LogFile { service: "kubelet".to_owned(), path: path.clone() };
        let mut log = Log::new(file, false);
        assert_eq!(log.news().unwrap(), "");
        fs::write(&path, "one\ntw").unwrap();
        assert_eq!(log.news().unwrap(), "kubelet: one\n");
        fs::write(&path, "one\ntwo\n").unwrap();
        assert_eq!(log.news().unwrap(), "kubelet: two\n");
        fs::write(&path, "new\n").unwrap();
        assert_eq!(log.news().unwrap(), "kubelet: new\n");
    }
}
