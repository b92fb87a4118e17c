use super::*;

fn digest(digit: char) -> String {
    format!("sha256:{}", String::from_iter([digit; 64]))
}

fn images(arguments: &[(&str, char)]) -> Images {
    let mut images = Images::default();
    for (repository, digit) in arguments {
        images.add_argument(&format!("{repository}={}", digest(*digit))).unwrap();
    }
    images
}

fn refused(argument: &str) -> String {
    Images::default().add_argument(argument).expect_err(argument).to_string()
}

#[test]
fn the_file_is_what_the_roots_take_and_is_read_back() {
    let images = images(&[("ninehops/recommendations", 'b'), ("docker.io/ninehops/marketplace", 'a')]);
    insta::assert_snapshot!(images.to_json());
    assert_eq!(Images::parse(images.to_json().as_bytes()), Ok(images));
}

#[test]
fn the_order_of_what_is_given_does_not_matter() {
    let one = images(&[("a/x", 'a'), ("a/y", 'b')]);
    let other = images(&[("a/y", 'b'), ("index.docker.io/a/x", 'a')]);
    assert_eq!(one.to_json(), other.to_json());
}

#[test]
fn what_is_no_image_by_digest_is_refused_with_the_reason() {
    let (digest, port) = (digest('a'), format!("localhost:5000/x={}", digest('a')));
    let bad = [
        "docker.io/ninehops/marketplace".to_owned(),
        "docker.io/ninehops/marketplace=1.0".to_owned(),
        format!("docker.io/ninehops/marketplace:1.0={digest}"),
        format!("marketplace={digest}"),
        format!("docker.io/Ninehops/Marketplace={digest}"),
        format!("docker.io//x={digest}"),
        format!("docker.io/a/../x={digest}"),
        format!("a/x@{digest}={digest}"),
        format!("a/x y={digest}"),
        format!("={digest}"),
    ];
    let sentences: Vec<_> = bad.iter().map(|argument| refused(argument)).collect();
    insta::assert_snapshot!(sentences.join("\n"));
    assert!(Images::default().add_argument(&port).is_ok());
}

#[test]
fn two_digests_for_one_name_are_a_mistake_and_the_same_twice_is_none() {
    let mut images = images(&[("a/x", 'a'), ("a/x", 'a')]);
    let error = images.add_argument(&format!("a/x={}", digest('b'))).unwrap_err();
    assert!(matches!(error, ImagesError::Twice { .. }), "{error}");
}

#[test]
fn what_was_there_stays_unless_it_is_given_anew() {
    let mut file = images(&[("a/x", 'a'), ("a/y", 'a')]);
    file.replace(images(&[("a/y", 'b'), ("a/z", 'b')]));
    assert_eq!(file, images(&[("a/x", 'a'), ("a/y", 'b'), ("a/z", 'b')]));
}

#[test]
fn a_file_with_a_tag_is_refused() {
    let with = |image: &str| format!(r#"{{"images":{{"x":{image}}}}}"#);
    let tagged = with(r#"{"repository":"docker.io/a/x","tag":"1.0"}"#);
    let short = with(&format!(r#"{{"repository":"a/x","digest":"{}"}}"#, digest('a')));
    for bad in ["", "[]", "{}", tagged.as_str(), short.as_str()] {
        assert!(Images::parse(bad.as_bytes()).is_err(), "{bad}");
    }
}

#[test]
fn what_buildkit_wrote_of_a_build_or_a_bake_is_read() {
    let a = digest('a');
    let one = format!(
        r#"{{"buildx.build.ref":"x","containerimage.descriptor":{{"size":1}},"containerimage.digest":"{a}",
            "image.name":"docker.io/a/x:1.0,docker.io/a/x:latest"}}"#
    );
    let bake = format!(
        r#"{{"buildx.build.warnings":[],"storefront":{{"containerimage.digest":"{a}","image.name":"a/x"}},
            "other":{{"containerimage.digest":"{a}","image.name":"localhost:5000/a/y"}},"local":{{}}}}"#
    );
    let mut built = Images::default();
    built.add_metadata(one.as_bytes()).unwrap();
    built.add_metadata(bake.as_bytes()).unwrap();
    assert_eq!(built, images(&[("a/x", 'a'), ("localhost:5000/a/y", 'a')]));
}

#[test]
fn metadata_without_a_name_or_digest_is_refused() {
    let a = digest('a');
    let nameless = format!(r#"{{"containerimage.digest":"{a}"}}"#);
    let two = format!(r#"{{"containerimage.digest":"{a}","image.name":"a/x,a/y"}}"#);
    let short = r#"{"containerimage.digest":"sha256:1","image.name":"a/x"}"#;
    for bad in ["", "[]", "{}", nameless.as_str(), two.as_str(), short] {
        assert!(Images::default().add_metadata(bad.as_bytes()).is_err(), "{bad}");
    }
}

#[test]
fn the_way_back_is_to_the_digests_of_before_and_keeps_what_is_new() {
    let previous = images(&[("a/x", 'a'), ("a/y", 'a')]);
    let failed = images(&[("a/x", 'a'), ("a/y", 'b'), ("a/z", 'b')]);
    let back = go_back(&previous, &failed).unwrap();
    assert_eq!(back.images, images(&[("a/x", 'a'), ("a/y", 'a'), ("a/z", 'b')]));
    assert_eq!(back.replaced.len(), 1);
    assert_eq!(back.replaced[0].to, format!("docker.io/a/y@{}", digest('a')));
    assert_eq!(back.kept, ["z"]);
}

#[test]
fn where_nothing_else_ran_there_is_no_way_back() {
    let failed = images(&[("a/x", 'a')]);
    assert_eq!(go_back(&Images::default(), &failed), Err(StayError::NoPrevious));
    assert_eq!(go_back(&failed, &failed), Err(StayError::Same));
    assert_eq!(go_back(&images(&[("a/y", 'a')]), &failed), Err(StayError::Same));
}
