//! One question of DNS (RFC 1035), A records alone.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

/// Bytes of the header.
const HEADER: usize = 12;
const NXDOMAIN: u8 = 3;

/// Asks once: `answered`, `no such name`, `no answer`, or another response code.
pub(crate) fn resolve(server: SocketAddr, name: &str, timeout: Duration) -> io::Result<String> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    socket.connect(server)?;
    socket.set_read_timeout(Some(timeout))?;
    let mut answer = [0; 512];
    let received = socket.send(&question(name)).and_then(|_| socket.recv(&mut answer));
    Ok(match received {
        Ok(length) if length >= HEADER => meaning(&answer),
        Ok(_) => "an answer without a header".to_owned(),
        Err(error) => format!("no answer: {error}"),
    })
}

fn question(name: &str) -> Vec<u8> {
    let recursion_desired = 1;
    let mut query = vec![0x68, 0x9b, recursion_desired, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.').filter(|label| !label.is_empty()) {
        query.push(u8::try_from(label.len()).unwrap_or(u8::MAX));
        query.extend(label.bytes());
    }
    let type_a_class_in = [0, 1, 0, 1];
    query.push(0);
    query.extend(type_a_class_in);
    query
}

fn meaning(answer: &[u8]) -> String {
    let answers = u16::from_be_bytes([answer[6], answer[7]]);
    match answer[3] & 0x0f {
        0 if answers > 0 => "answered".to_owned(),
        0 => "no address".to_owned(),
        NXDOMAIN => "no such name".to_owned(),
        code => format!("response code {code}"),
    }
}
