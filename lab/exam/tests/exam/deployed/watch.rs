//! When a pod became what it is: the API server keeps whole seconds only, so somebody has to watch.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Deserializer, Value};

use super::NAMESPACE;
use super::pods::{name, node};
use crate::LAB;
use crate::boot::is_ready;

/// Sees every change of the shop's pods while it lives.
#[derive(Debug)]
pub(crate) struct Watch {
    kubectl: Child,
    reader: Option<JoinHandle<()>>,
    seen: Arc<Mutex<BTreeMap<String, Seen>>>,
}

/// A pod's first moments.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// It was given a node.
    pub(crate) bound: Option<Instant>,
    /// Its readiness probe succeeded.
    pub(crate) ready: Option<Instant>,
}

impl Watch {
    /// Begins to watch. Pods that are there already count from this moment.
    pub(crate) fn begin() -> Self {
        let arguments = ["kubectl", "get", "pods", NAMESPACE, "--watch", "--output=json"];
        let mut kubectl = LAB.command(&arguments).stdout(Stdio::piped()).spawn().unwrap();
        let pods = Deserializer::from_reader(BufReader::new(kubectl.stdout.take().unwrap()));
        let seen = Arc::<Mutex<BTreeMap<String, Seen>>>::default();
        let kept = Arc::clone(&seen);
        let reader = std::thread::spawn(move || {
            for pod in pods.into_iter::<Value>().map_while(Result::ok) {
                let mut seen = kept.lock().unwrap_or_else(PoisonError::into_inner);
                seen.entry(name(&pod).to_owned()).or_default().notice(&pod);
            }
        });
        Self { kubectl, reader: Some(reader), seen }
    }

    /// Each pod that was ever seen, by name.
    pub(crate) fn seen(&self) -> BTreeMap<String, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // What runs kubectl hands the signal on.
        let _ = kill_process(Pid::from_child(&self.kubectl), Signal::TERM);
        drop(self.kubectl.wait());
        drop(self.reader.take().map(JoinHandle::join));
    }
}

impl Seen {
    fn notice(&mut self, pod: &Value) {
        let now = Instant::now();
        if !node(pod).is_empty() {
            self.bound.get_or_insert(now);
        }
        if is_ready(pod) {
            self.ready.get_or_insert(now);
        }
    }

    /// From the moment when a node had it to the moment when it could serve.
    pub(crate) fn start(self) -> Option<Duration> {
        Some(self.ready? - self.bound?)
    }
}
