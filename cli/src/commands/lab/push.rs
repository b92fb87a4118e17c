//! `ninehops lab push`: an image for the nodes.

use lab_plan::LabName;
use lab_registry::{Reference, ReferenceError};

use super::progress::Progress;
use super::{failure, interrupt, open, output};
use crate::arguments::PushArguments;
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) async fn run(name: &LabName, arguments: PushArguments) -> Result<Exit, Failure> {
    let image: Reference = arguments.image.parse().map_err(|error: ReferenceError| {
        Failure::new(&error)
            .with_hint("give it the name that stands after `image:` in a pod, like `marketplace:1.0`")
    })?;
    let lab = open(name)?;
    let progress = Progress::start();
    let (step, doing) = (format!("{image} pushed"), format!("pushing {image}"));
    progress.begin(step.clone(), doing);
    let pushing = progress.beside(lab.push(&arguments.archive, &image));
    let pushed = interrupt::patiently(pushing).await?.map_err(|error| failure(&error))?;
    progress.end(&step);
    if arguments.json {
        output::print_json(&pushed)?;
    } else {
        output::print(format!("{}\n", pushed.digest));
    }
    Ok(Exit::Healthy)
}
