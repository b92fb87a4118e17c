//! Log lines on their way out: a bounded buffer and a thread that empties it.
//!
//! A caller copies its line under a lock and goes on; it never waits for the file behind. Lines that come within a
//! few milliseconds share one `write(2)`. A crash loses at most those.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use tracing_subscriber::fmt::MakeWriter;

/// Lines beyond this many bytes are dropped. At 350 bytes a line and 6,000 lines a second it bridges two seconds.
const CAPACITY: usize = 4 << 20;

/// How long a first line waits for company.
const LINGER: Duration = Duration::from_millis(5);

/// As much as is worth a write of its own.
const BATCH: usize = 64 << 10;

/// Takes whole lines. Clones write to the same place.
#[derive(Clone, Debug)]
pub(super) struct LogWriter {
    shared: Arc<Shared>,
    dropped: Counter,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    /// To the thread: there is work.
    work: Condvar,
    /// From the thread: everything is written.
    idle: Condvar,
}

#[derive(Debug, Default)]
struct State {
    pending: Vec<u8>,
    writing: bool,
    urgent: bool,
}

impl LogWriter {
    /// Starts the thread, which lives as long as the process.
    pub(super) fn start(output: impl Write + Send + 'static) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        thread::Builder::new().name("log".to_owned()).spawn(move || of_thread.write_for_ever(output))?;
        Ok(Self { shared, dropped: Counter::default() })
    }

    /// Takes `line`, which ends with a newline, or drops and counts it.
    pub(super) fn write_line(&self, line: &[u8]) {
        let mut state = self.shared.lock();
        if state.pending.len() + line.len() > CAPACITY {
            drop(state);
            self.dropped.inc();
            return;
        }
        let before = state.pending.len();
        state.pending.extend_from_slice(line);
        let wakes = before == 0 || (before < BATCH && state.pending.len() >= BATCH);
        drop(state);
        if wakes {
            self.shared.work.notify_one();
        }
    }

    /// Waits until everything taken so far is written, at most for `patience`. Blocks.
    pub(super) fn flush(&self, patience: Duration) {
        let mut state = self.shared.lock();
        state.urgent = true;
        self.shared.work.notify_one();
        let is_busy = |state: &mut State| state.writing || !state.pending.is_empty();
        // Whether the time was enough does not change what can be done about it.
        let _ = self.shared.idle.wait_timeout_while(state, patience, is_busy);
    }

    pub(super) fn dropped_lines(&self) -> Counter {
        self.dropped.clone()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_for_ever(&self, mut output: impl Write) {
        let mut batch = Vec::new();
        loop {
            self.take(&mut batch);
            // Nobody could be told: this is where telling happens.
            let _ = output.write_all(&batch).and_then(|()| output.flush());
            batch.clear();
            batch.shrink_to(BATCH);
            self.lock().writing = false;
        }
    }

    /// Waits for lines and moves them into `batch`, which is empty.
    fn take(&self, batch: &mut Vec<u8>) {
        let mut state = self.lock();
        while state.pending.is_empty() {
            state.urgent = false;
            self.idle.notify_all();
            state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let may_wait = |state: &mut State| !state.urgent && state.pending.len() < BATCH;
        let waited = self.work.wait_timeout_while(state, LINGER, may_wait);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        std::mem::swap(&mut state.pending, batch);
        state.writing = true;
    }
}

/// Lines of the text format arrive here, whole.
impl Write for LogWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.write_line(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for LogWriter {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    /// Hands over what is written. With no room in the channel it blocks, as a full pipe does.
    struct Pipe(SyncSender<Vec<u8>>);

    impl Write for Pipe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn start(room: usize) -> (LogWriter, Receiver<Vec<u8>>) {
        let (sender, receiver) = sync_channel(room);
        (LogWriter::start(Pipe(sender)).unwrap(), receiver)
    }

    #[test]
    fn lines_arrive_in_order_and_a_flush_waits_for_them() {
        let (writer, written) = start(100);
        let lines: Vec<_> = (0..1_000).map(|number| format!("{number}\n")).collect();
        for line in &lines {
            writer.write_line(line.as_bytes());
        }
        writer.flush(PATIENCE);
        let text = written.try_iter().flatten().collect::<Vec<_>>();
        assert_eq!(String::from_utf8(text).unwrap(), lines.concat());
    }

    #[test]
    fn a_reader_that_stalls_costs_lines_and_not_time() {
        let (writer, written) = start(0);
        let line = [b'x'; 1 << 10];
        // One buffer is on its way, a second fills up; what comes then is lost.
        for _ in 0..3 * (CAPACITY >> 10) {
            writer.write_line(&line);
        }
        assert!(writer.dropped_lines().get() >= (CAPACITY >> 10) as u64);
        drop(written);
        writer.flush(PATIENCE);
    }
}
