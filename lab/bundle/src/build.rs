//! Building what is missing: make it in a working directory, pack, move into place, record.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::process::Command;
use tokio_util::sync::CancellationToken;

use crate::blocking::blocking;
use crate::checksum;
use crate::error::BundleError;
use crate::event::{Event, Events};
use crate::host::Host;
use crate::nft::Nft;
use crate::pack::pack;
use crate::parts::{Carries, Module, Part, Place, Product, Source};
use crate::process;
use crate::record::{Output, Record};
use crate::toolbox::{Job, Toolbox};

/// While one part links, which a single processor does, another compiles.
const AT_ONCE: usize = 2;

/// A build of one bundle; whoever has it holds the bundle's lock.
pub(crate) struct Build<'a> {
    /// The bundle's directory.
    pub(crate) directory: &'a Path,
    /// This machine.
    pub(crate) host: &'a Host,
    /// Its compilers.
    pub(crate) toolbox: &'a Toolbox,
    /// Who is told.
    pub(crate) events: &'a Events<'a>,
    /// When to stop.
    pub(crate) cancelled: &'a CancellationToken,
    /// What is finished.
    pub(crate) record: Mutex<Record>,
}

impl Build<'_> {
    /// Does all jobs, in their order, some at the same time.
    ///
    /// # Errors
    /// The first that occurs; the others are then stopped.
    pub(crate) async fn run(&self, jobs: Vec<Job>) -> Result<(), BundleError> {
        let log = self.directory.join("log");
        fs::create_dir_all(&log).map_err(BundleError::directory(&log))?;
        let work = self.work();
        remove(&work)?;
        let done = stream::iter(jobs)
            .map(|job| self.part(job))
            .buffer_unordered(AT_ONCE)
            .try_collect::<Vec<()>>()
            .await
            .map(drop);
        let removed = remove(&work);
        done.and(removed)
    }

    fn work(&self) -> PathBuf {
        self.directory.join("work")
    }

    async fn part(&self, (part, products): Job) -> Result<(), BundleError> {
        if self.cancelled.is_cancelled() {
            return Err(BundleError::Cancelled);
        }
        let began = Instant::now();
        let outputs = products.iter().map(|product| product.name).collect();
        (self.events)(Event::Started { part: part.name, outputs });
        let made = self.make(part, &products).await?;
        for product in products {
            let built = made.join(built_name(part, product));
            self.finish(product, built).await?;
        }
        let took = began.elapsed();
        (self.events)(Event::Built { part: part.name, took });
        Ok(())
    }

    /// Gives the directory with the products.
    async fn make(&self, part: &Part, products: &[&'static Product]) -> Result<PathBuf, BundleError> {
        let directory = self.work().join(part.name);
        let output = directory.join("out");
        fs::create_dir_all(&output).map_err(BundleError::directory(&output))?;
        let log = self.directory.join("log").join(format!("{}.log", part.name));
        let go = || self.toolbox.go.as_ref().expect("the toolbox was gathered for this part");
        match &part.source {
            Source::Go(module) => {
                write_module(&directory, module)?;
                let places = (directory.as_path(), output.as_path());
                go().build((part, module), products, places, (self.host, &log), self.cancelled).await?;
            }
            Source::Files(files) => {
                write_module(&directory, &files.required_by)?;
                let module = go().fetch((part, files), &directory, &log, self.cancelled).await?;
                for product in products {
                    copy(&module.join(product.origin), &output.join(product.name))?;
                }
            }
            Source::C(source) => {
                let path = directory.join(format!("{}.c", part.name));
                write(&path, source)?;
                self.compile_c(part, &path, &output.join(part.name), &log).await?;
            }
        }
        Ok(output)
    }

    async fn compile_c(
        &self,
        part: &Part,
        source: &Path,
        program: &Path,
        log: &Path,
    ) -> Result<(), BundleError> {
        let compiler = self.toolbox.compiler_of_c.as_ref().expect("the toolbox was gathered for this part");
        let mut command = Command::new(compiler);
        command
            .args(["-std=gnu11", "-O2", "-static", "-s", "-Wl,--build-id=none", "-o"])
            .arg(program)
            .arg(source);
        if process::run(command, log, self.cancelled).await?.success() {
            return Ok(());
        }
        Err(crate::go::explain(part.name, log))
    }

    /// Moves a product to where it belongs, and records it.
    async fn finish(&self, product: &'static Product, built: PathBuf) -> Result<(), BundleError> {
        let nft = (product.carries() == Carries::Nft).then(|| self.toolbox.nft.clone()).flatten();
        let carries = nft.as_ref().map(|nft| nft.checksum.clone());
        let target = self.directory.join(product.output());
        let (sha256, bytes) = blocking(move || place(product, &built, nft.as_ref(), &target)).await?;
        let mut record = self.record.lock().expect("nobody panics with the record in hand");
        record.outputs.insert(product.output(), Output { sha256, bytes, carries });
        record.write(self.directory)
    }
}

/// Gives the checksum and size of what is then at `target`.
fn place(
    product: &Product,
    built: &Path,
    nft: Option<&Nft>,
    target: &Path,
) -> Result<(String, u64), BundleError> {
    let finished = match &product.place {
        Place::Node | Place::Definition => built.to_owned(),
        Place::Image(recipe) => {
            let archive = built.with_extension("image.tar");
            pack(recipe, built, nft, &archive)?;
            archive
        }
    };
    let sha256 = checksum::of_file(&finished).map_err(BundleError::file(&finished))?;
    let bytes = fs::metadata(&finished).map_err(BundleError::file(&finished))?.len();
    if let Some(directory) = target.parent() {
        fs::create_dir_all(directory).map_err(BundleError::directory(directory))?;
    }
    fs::rename(&finished, target).map_err(BundleError::file(target))?;
    Ok((sha256, bytes))
}

fn built_name(part: &Part, product: &Product) -> &'static str {
    match &part.source {
        Source::Go(_) => product.built_name(),
        Source::Files(_) | Source::C(_) => product.name,
    }
}

fn write_module(directory: &Path, module: &Module) -> Result<(), BundleError> {
    write(&directory.join("go.mod"), module.go_mod)?;
    write(&directory.join("go.sum"), module.go_sum)
}

fn write(path: &Path, text: &str) -> Result<(), BundleError> {
    fs::write(path, text).map_err(BundleError::file(path))
}

/// The content alone: Go's cache keeps its files unwritable.
fn copy(source: &Path, target: &Path) -> Result<(), BundleError> {
    let content = fs::read(source).map_err(BundleError::file(source))?;
    fs::write(target, content).map_err(BundleError::file(target))
}

fn remove(directory: &Path) -> Result<(), BundleError> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(BundleError::directory(directory)(error))
        }
        _ => Ok(()),
    }
}
