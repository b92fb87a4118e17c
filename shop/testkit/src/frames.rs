//! Follows the HTTP/2 frames of one direction, so that a fault can strike inside an answer.

use std::ops::ControlFlow;

const HEADER_LENGTH: usize = 9;
const DATA: u8 = 0x0;

/// Keeps its place in a stream of HTTP/2 frames (RFC 9113 §4.1) that arrives in pieces of any size.
///
/// For the server's direction only, which has no preface. Padding is not looked for: our servers send none.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    header: [u8; HEADER_LENGTH],
    header_seen: usize,
    payload_seen: usize,
}

impl Frames {
    /// Calls `on_data` with each piece of a DATA frame's payload and the offset of that piece inside the
    /// payload. When `on_data` breaks with an offset inside the piece, the walk ends there, and the
    /// offset inside `bytes` is returned.
    pub(crate) fn visit_data(
        &mut self,
        bytes: &mut [u8],
        mut on_data: impl FnMut(&mut [u8], usize) -> ControlFlow<usize>,
    ) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if self.header_seen < HEADER_LENGTH {
                self.header[self.header_seen] = bytes[at];
                self.header_seen += 1;
                at += 1;
            } else {
                let length = (self.payload_length() - self.payload_seen).min(bytes.len() - at);
                if self.header[3] == DATA
                    && let ControlFlow::Break(cut) = on_data(&mut bytes[at..at + length], self.payload_seen)
                {
                    return Some(at + cut);
                }
                self.payload_seen += length;
                at += length;
            }
            if self.header_seen == HEADER_LENGTH && self.payload_seen == self.payload_length() {
                self.header_seen = 0;
                self.payload_seen = 0;
            }
        }
        None
    }

    fn payload_length(&self) -> usize {
        let [high, middle, low, ..] = self.header;
        usize::from(high) << 16 | usize::from(middle) << 8 | usize::from(low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
        let length = u8::try_from(payload.len()).unwrap();
        let mut frame = vec![0, 0, length, kind, 0, 0, 0, 0, 1];
        frame.extend_from_slice(payload);
        frame
    }

    #[test]
    fn data_is_found_whatever_the_pieces() {
        let stream =
            [frame(4, b""), frame(1, b"head"), frame(DATA, b"body"), frame(DATA, b""), frame(1, b"end")];
        let stream = stream.concat();
        for piece_length in 1..=stream.len() {
            let mut frames = Frames::default();
            let mut seen = vec![0; 4];
            for piece in stream.clone().chunks_mut(piece_length) {
                frames.visit_data(piece, |data, offset| {
                    seen[offset..offset + data.len()].copy_from_slice(data);
                    ControlFlow::Continue(())
                });
            }
            assert_eq!(seen, b"body", "in pieces of {piece_length}");
        }
    }

    #[test]
    fn a_cut_is_reported_by_its_place_in_the_piece() {
        let mut stream = [frame(1, b"head"), frame(DATA, b"body")].concat();
        let cut = Frames::default().visit_data(&mut stream, |data, _| ControlFlow::Break(data.len() / 2));
        assert_eq!(cut, Some(9 + 4 + 9 + 2));
    }
}
