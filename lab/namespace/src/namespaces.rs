//! The namespaces of a process, and work inside them.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::process::{Child, Command};
use std::sync::Arc;
use std::thread;

use nix::sched::{CloneFlags, unshare};
use rtnetlink::Handle;
use rustix::io::Errno;
use rustix::thread::{ThreadNameSpaceType as Kind, move_into_thread_name_spaces};
use tokio::runtime::Builder;

use crate::ProcessId;

/// The mount, UTS, IPC, network and pid namespaces of one process. A clone is cheap.
///
/// They can be entered as long as the process lives; the network namespace itself stays as long as this value.
#[derive(Clone, Debug)]
pub struct Namespaces {
    process: ProcessId,
    files: Arc<Files>,
}

#[derive(Debug)]
struct Files {
    process: OwnedFd,
    network: OwnedFd,
}

impl Namespaces {
    /// Those of `process`.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] when it has ended; the kernel's when it is not ours.
    pub fn of(process: ProcessId) -> io::Result<Self> {
        let pidfd = process.open()?.ok_or_else(|| gone(process))?;
        let network = File::open(format!("/proc/{process}/ns/net"))?.into();
        // Only if it still lives was the path its own.
        if !process.is_alive()? {
            return Err(gone(process));
        }
        Ok(Self { process, files: Arc::new(Files { process: pidfd, network }) })
    }

    /// The process.
    pub fn process(&self) -> ProcessId {
        self.process
    }

    /// The network namespace, to move an interface into it (`IFLA_NET_NS_FD`).
    pub fn network_file(&self) -> BorrowedFd<'_> {
        self.files.network.as_fd()
    }

    /// Starts a command inside. It is found along the `PATH` given to `command`, in the file system inside, and
    /// begins in `/`. The child is one of the calling process: wait for it wherever it suits ([`crate::wait`]).
    ///
    /// # Errors
    /// When the namespaces are gone or the command cannot be started.
    pub fn spawn(&self, mut command: Command) -> io::Result<Child> {
        self.on_a_thread(Kind::PROCESS_ID, move || command.spawn())?
    }

    /// Runs `work` inside and gives back what it returns. It may block. It is in every namespace but that for
    /// processes, since there no thread could be started.
    ///
    /// The work goes on when the future is dropped.
    ///
    /// # Errors
    /// When the namespaces are gone.
    ///
    /// # Panics
    /// When `work` does.
    pub async fn run<T, F>(&self, work: F) -> io::Result<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let namespaces = self.clone();
        // The thread that enters must be a fresh one, and somebody has to join it even when nobody listens any more.
        let entered = tokio::task::spawn_blocking(move || namespaces.on_a_thread(Kind::empty(), work)).await;
        entered.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
    }

    /// Runs `work` with a netlink connection of the network namespace, on a runtime of its own.
    ///
    /// The work goes on when the future is dropped.
    ///
    /// # Errors
    /// When the namespaces are gone or the connection cannot be made or ends early.
    ///
    /// # Panics
    /// When `work` does.
    pub async fn netlink<T, F>(&self, work: F) -> io::Result<T>
    where
        T: Send + 'static,
        F: AsyncFnOnce(Handle) -> T + Send + 'static,
    {
        self.run(move || with_netlink(work)).await?
    }

    /// Nothing undoes an entry, so the thread is used once.
    fn on_a_thread<T: Send>(&self, also: Kind, work: impl FnOnce() -> T + Send) -> io::Result<T> {
        let enter_and_work = || {
            // A thread may enter a mount namespace only when it shares its root and working directory with nobody.
            unshare(CloneFlags::CLONE_FS)?;
            let kinds = Kind::MOUNT
                | Kind::HOST_NAME_AND_NIS_DOMAIN_NAME
                | Kind::INTER_PROCESS_COMMUNICATION
                | Kind::NETWORK
                | also;
            match move_into_thread_name_spaces(self.files.process.as_fd(), kinds) {
                Ok(()) => Ok(work()),
                Err(Errno::SRCH) => Err(gone(self.process)),
                Err(error) => Err(error.into()),
            }
        };
        thread::scope(|scope| {
            let thread =
                thread::Builder::new().name("namespaces".into()).spawn_scoped(scope, enter_and_work)?;
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

fn gone(process: ProcessId) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("process {process} has ended"))
}

fn with_netlink<T>(work: impl AsyncFnOnce(Handle) -> T) -> io::Result<T> {
    let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
    runtime.block_on(async {
        let (connection, handle, _messages) = rtnetlink::new_connection()?;
        tokio::select! {
            result = work(handle) => Ok(result),
            () = connection => Err(io::Error::other("the netlink connection ended")),
        }
    })
}
