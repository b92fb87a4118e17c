//! An answer of whatever is behind the address of a registry.

#![no_main]

use libfuzzer_sys::fuzz_target;
use platform::Platform;

// By their files: the crate shows neither, and is the client with its TLS besides.
#[expect(dead_code, reason = "what only the client needs")]
#[path = "../../hops/registry/src/document.rs"]
mod document;
#[path = "../../hops/registry/src/platform.rs"]
mod platform;

use document::Document;

fuzz_target!(|body: &[u8]| {
    if let Ok(Document::Index(children)) = Document::read(body) {
        let node = Platform::of_node("arm64");
        let _ = children.iter().filter_map(|child| child.platform.as_ref()).any(|image| node.runs(image));
    }
    let _ = document::platform(body);
    let _ = document::token(body);
    if let Some(told) = document::refusal(body) {
        assert!(!told.contains(|character: char| character.is_control()), "{told:?}");
    }
});
