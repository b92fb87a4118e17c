//! The nine hops as lines, for `curl`.

use std::fmt::Write;

use crate::views::hops::Hop;

/// One line a hop: its number, whether it was seen, its name, what was seen of it and how long it took; its
/// further facts below it.
pub(super) fn lines(hops: &[Hop], request_id: &str) -> String {
    let mut text = String::from("The nine hops of this request\n=============================\n\n");
    for hop in hops {
        let took = hop.took.map(|took| format!(" ({:.2} ms)", took.as_secs_f64() * 1e3)).unwrap_or_default();
        let (number, title, sight, brief) = (hop.map.number, hop.map.title, hop.sight.word(), &hop.brief);
        writeln!(text, "{number}  {sight:<12}  {title:<24}  {brief}{took}").expect(INFALLIBLE);
        for fact in &hop.facts {
            writeln!(text, "{:43}{fact}", "").expect(INFALLIBLE);
        }
    }
    writeln!(text, "\nRequest {request_id}. A page with a picture of it is at the same address.")
        .expect(INFALLIBLE);
    text
}

const INFALLIBLE: &str = "a string takes whatever is written to it";
