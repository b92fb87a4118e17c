//! A node's power.

use super::Lab;
use crate::error::LabError;
use crate::lock::{Attempt, Lock};
use crate::state::State;
use crate::up::machines;

impl Lab {
    /// Cuts a node's power: its first process gets SIGKILL, which takes every other along. The disk stays.
    ///
    /// # Errors
    /// When there is no such node, or it is stopped.
    pub async fn stop(&self, node: &str) -> Result<(), LabError> {
        self.node(node)?;
        let _lock = self.lock()?;
        let machine = Self::open(&self.plan().name)?.machine(node)?;
        machine.power_cut().await?;
        Ok(())
    }

    /// Switches a stopped node on: the same disk, the same address. Returns when its services have been started, not
    /// when it is Ready.
    ///
    /// # Errors
    /// When there is no such node, or it runs.
    pub async fn start(&self, node: &str) -> Result<(), LabError> {
        let planned = self.node(node)?;
        let _lock = self.lock()?;
        // As it is now that it is ours: another command may have switched it on since this lab was opened.
        let mut state = Self::open(&self.plan().name)?.state;
        let booted = &state.machines[node];
        if Self::runs(&booted.machine)? {
            return Err(LabError::Running(node.to_owned()));
        }
        // A `start` that was killed left a machine that no file knows of.
        booted.machine.power_cut().await?;
        let router = machines::router(self.plan(), &self.machine("router")?)?;
        router.detach(planned).await.map_err(machines::of(node))?;
        let machine = lab_machine::boot(&state.program, &booted.spec).await?;
        if let Err(error) = machines::connect(self.plan(), &router, planned, &machine).await {
            machine.power_cut().await?;
            return Err(error);
        }
        if let Some(booted) = state.machines.get_mut(node) {
            booted.machine = machine;
        }
        self.save(&state)
    }

    fn save(&self, state: &State) -> Result<(), LabError> {
        let path = self.places().state();
        state.write(&path).map_err(|source| LabError::Io { doing: "write", path, source })
    }

    fn lock(&self) -> Result<Lock, LabError> {
        let path = self.places().lock();
        let attempt = Lock::try_take(path).map_err(|source| LabError::Io {
            doing: "lock",
            path: path.to_owned(),
            source,
        })?;
        match attempt {
            Attempt::Held(lock) => Ok(lock),
            Attempt::HeldBy(process) => Err(LabError::Busy { name: self.plan().name.clone(), process }),
        }
    }
}
