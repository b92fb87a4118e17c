//! `lab-probe`: what a pod can see of its network, in words that a test reads.
//!
//! ```text
//! lab-probe serve PORT                          HTTP: `/N` is answered with N bytes
//! lab-probe resolve SERVER NAME COUNT MILLIS    DNS over UDP, a line for each query
//! lab-probe get ADDRESS:PORT PATH MILLIS        HTTP: status and bytes, or why not
//! lab-probe connect ADDRESS:PORT MILLIS         TCP: `connected`, or why not
//! ```

mod dns;
mod http;

use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            drop(writeln!(io::stderr(), "error: {error}"));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[&str]) -> io::Result<()> {
    match *arguments {
        ["serve", port] => http::serve(parse(port)?),
        ["resolve", server, name, count, millis] => {
            let server = SocketAddr::new(parse(server)?, 53);
            for _ in 0..parse(count)? {
                say(&dns::resolve(server, name, millis_of(millis)?)?)?;
            }
            Ok(())
        }
        ["get", address, path, millis] => say(&seen(http::get(parse(address)?, path, millis_of(millis)?))),
        ["connect", address, millis] => {
            let connected = TcpStream::connect_timeout(&parse(address)?, millis_of(millis)?);
            say(&seen(connected.map(|_| "connected".to_owned())))
        }
        _ => Err(io::Error::other("expected `serve`, `resolve`, `get` or `connect` and what it takes")),
    }
}

/// A failure of the network is what was looked for, and so no failure of the probe.
fn seen(result: io::Result<String>) -> String {
    result.unwrap_or_else(|error| format!("failed: {error}"))
}

fn say(line: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}

fn millis_of(text: &str) -> io::Result<Duration> {
    Ok(Duration::from_millis(parse(text)?))
}

fn parse<T: std::str::FromStr>(text: &str) -> io::Result<T> {
    text.parse().map_err(|_| io::Error::other(format!("`{text}` is not understood")))
}
