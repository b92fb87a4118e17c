//! The images of this very checkout.

use std::path::Path;

use lab_images::{Event, ImagesError, Options, build};
use lab_oci::Archive;
use tempfile::TempDir;

/// What an image may have in uncompressed layers.
const LARGEST_IMAGE_BYTES: u64 = 20 << 20;
/// And that of the agent, which runs on every node.
const LARGEST_AGENT_BYTES: u64 = 8 << 20;

fn options(output: &Path) -> Options {
    Options { source: env!("CARGO_MANIFEST_DIR").into(), output: output.to_owned() }
}

#[tokio::test]
async fn a_directory_without_a_workspace_is_named() {
    let directory = TempDir::new().unwrap();
    let options = Options { source: directory.path().to_owned(), output: directory.path().join("out") };
    let error = build(&options, &|_| ()).await.unwrap_err();
    assert!(matches!(&error, ImagesError::NoWorkspace(named) if named == directory.path()), "{error}");
    assert!(!options.output.try_exists().unwrap());
}

#[tokio::test]
async fn a_source_that_is_no_directory_is_named() {
    let directory = TempDir::new().unwrap();
    let options = Options { source: directory.path().join("absent"), output: directory.path().join("out") };
    let error = build(&options, &|_| ()).await.unwrap_err();
    assert_eq!(error.to_string(), format!("cannot use `{}`", options.source.display()));
}

#[tokio::test]
async fn an_output_that_cannot_be_written_is_named_before_anything_is_compiled() {
    let directory = TempDir::new().unwrap();
    let output = directory.path().join("out");
    std::fs::write(&output, "").unwrap();
    let compiling = |event| panic!("{event:?}");
    let error = build(&options(&output), &compiling).await.unwrap_err();
    assert_eq!(error.to_string(), format!("cannot use `{}`", output.display()));
}

#[tokio::test]
async fn the_workspace_of_others_is_not_built() {
    let directory = TempDir::new().unwrap();
    std::fs::create_dir(directory.path().join("src")).unwrap();
    std::fs::write(directory.path().join("src/lib.rs"), "").unwrap();
    std::fs::write(directory.path().join("Cargo.toml"), "[package]\nname = \"other\"\n[workspace]\n")
        .unwrap();
    std::fs::write(
        directory.path().join("Cargo.lock"),
        "version = 4\n[[package]]\nname = \"other\"\nversion = \"0.0.0\"\n",
    )
    .unwrap();
    let options = Options { source: directory.path().join("src"), output: directory.path().join("out") };
    let error = build(&options, &|_| ()).await.unwrap_err();
    assert!(error.to_string().ends_with("is not Nine Hops: it has no package `marketplace`"), "{error}");
}

#[tokio::test]
#[ignore = "needs minutes for a release build"]
async fn the_shops_images_are_small_static_and_the_same_twice() {
    let directory = TempDir::new().unwrap();
    let (first, second) = (directory.path().join("first"), directory.path().join("second"));
    let images = build(&options(&first), &|event| {
        if let Event::Cargo(line) = event {
            println!("{line}");
        }
    })
    .await
    .unwrap();
    let again = build(&options(&second), &|_| ()).await.unwrap();
    assert_eq!(
        images.iter().map(|image| image.name).collect::<Vec<_>>(),
        ["marketplace", "recommendations", "agent"]
    );
    for (image, again) in images.iter().zip(&again) {
        println!("{} {} bytes {}", image.reference, image.layer_bytes, image.digest);
        let largest = if image.name == "agent" { LARGEST_AGENT_BYTES } else { LARGEST_IMAGE_BYTES };
        assert!(image.layer_bytes <= largest, "{image:?}");
        Archive::open(&image.archive).unwrap().verify().unwrap();
        let bytes = std::fs::read(&image.archive).unwrap();
        // A program that names a dynamic loader would not start in an image that has none.
        assert!(!bytes.windows(9).any(|window| window == b"/ld-linux"), "{} is not static", image.name);
        assert_eq!(bytes, std::fs::read(&again.archive).unwrap());
        let materials = std::fs::read_to_string(&image.materials).unwrap();
        assert_eq!(materials, std::fs::read_to_string(&again.materials).unwrap());
        let bill: serde_json::Value = serde_json::from_str(&materials).unwrap();
        let names: Vec<&str> =
            bill["components"].as_array().unwrap().iter().filter_map(|part| part["name"].as_str()).collect();
        let own = if image.name == "agent" { "hops-probe" } else { "shop-catalog" };
        assert!(names.contains(&"tokio") && names.contains(&own), "{names:?}");
        assert!(!names.contains(&"proptest") && !names.contains(&"serde_derive"), "{names:?}");
    }
}
