//! `ninehops lab images`: the shop for a cluster.

use crate::arguments::ImagesArguments;
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) async fn run(arguments: ImagesArguments) -> Result<Exit, Failure> {
    Err(Failure::new(format!("no image can be built into `{}` yet", arguments.output.display())))
}
