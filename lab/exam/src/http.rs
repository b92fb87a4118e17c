//! As much of HTTP/1.0 as the probe needs of it.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// Answers for ever.
pub(crate) fn serve(port: u16) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port))?;
    for stream in listener.incoming() {
        let stream = stream?;
        std::thread::spawn(move || drop(answer(stream)));
    }
    Ok(())
}

fn answer(mut stream: TcpStream) -> io::Result<()> {
    let mut line = String::new();
    let mut reader = BufReader::new(stream.try_clone()?);
    reader.read_line(&mut line)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let bytes = line.split(['/', ' ']).nth(2).and_then(|path| path.parse().ok()).unwrap_or(0);
    write!(stream, "HTTP/1.0 200 OK\r\nContent-Length: {bytes}\r\n\r\n")?;
    stream.write_all(&vec![b'x'; bytes])
}

/// `STATUS, N bytes`, all within the time.
pub(crate) fn get(address: SocketAddr, path: &str, timeout: Duration) -> io::Result<String> {
    let end = Instant::now() + timeout;
    let mut stream = TcpStream::connect_timeout(&address, timeout)?;
    stream.set_read_timeout(Some(timeout))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n")?;
    let mut answer = Vec::new();
    let mut part = [0; 16 << 10];
    loop {
        let length = stream.read(&mut part)?;
        answer.extend(&part[..length]);
        if length == 0 {
            break;
        }
        if Instant::now() > end {
            return Err(io::ErrorKind::TimedOut.into());
        }
    }
    let text = String::from_utf8_lossy(&answer);
    let status = text.split(' ').nth(1).unwrap_or("no status").to_owned();
    let body = text.split_once("\r\n\r\n").map_or(0, |(_, body)| body.len());
    Ok(format!("{status}, {body} bytes"))
}
