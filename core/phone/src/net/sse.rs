//! Reading server-sent events: as much of the format as the contract uses.

/// The longest line that is kept; a longer one is no event of ours.
const MAX_LINE: usize = 64 * 1024;

/// Collects bytes into events. Lines beginning with a colon are heartbeats.
#[derive(Debug, Default)]
pub(crate) struct SseReader {
    line: Vec<u8>,
    data: String,
    too_long: bool,
}

impl SseReader {
    /// Takes bytes as they come; returns the data of each event that they complete.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut events = Vec::new();
        for byte in bytes {
            match byte {
                b'\n' => events.extend(self.end_line()),
                _ if self.line.len() >= MAX_LINE => self.too_long = true,
                _ => self.line.push(*byte),
            }
        }
        events
    }

    fn end_line(&mut self) -> Option<String> {
        let line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.too_long) {
            return None;
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            return Some(std::mem::take(&mut self.data)).filter(|data| !data.is_empty());
        }
        if let Some(data) = line.strip_prefix("data:") {
            if !self.data.is_empty() {
                self.data.push('\n');
            }
            self.data.push_str(data.strip_prefix(' ').unwrap_or(data));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_whole_however_the_bytes_are_cut() {
        let stream =
            b": hello\r\n\r\ndata: {\"head\":1}\n\nevent: head\ndata:{\"head\":\ndata:2}\n\n";
        for size in 1..stream.len() {
            let mut reader = SseReader::default();
            let events: Vec<_> = stream.chunks(size).flat_map(|c| reader.take(c)).collect();
            assert_eq!(events, ["{\"head\":1}", "{\"head\":\n2}"], "cut at {size}");
        }
    }

    #[test]
    fn a_line_without_end_takes_no_room() {
        let mut reader = SseReader::default();
        assert!(reader.take(&vec![b'x'; 3 * MAX_LINE]).is_empty());
        assert!(reader.line.len() <= MAX_LINE);
        assert_eq!(reader.take(b"\ndata: {}\n\n"), ["{}"]);
    }
}
