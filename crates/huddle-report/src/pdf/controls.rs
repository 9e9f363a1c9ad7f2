//! Files that are wrong on purpose, so that the tests' own walk is seen to fail.

use super::{fonts, make_with, world::World};

const PICTURE: &str = "#set document(title: \"Wrong\")\n= Wrong\n#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' \
    viewBox='0 0 9 9'><rect width='9' height='9'/></svg>\"), format: \"svg\")";

/// Makes a tagged file with a picture nobody put into words; empty when it cannot be made.
pub fn picture_without_words() -> Vec<u8> {
    make_with(&World::with(fonts(), "control.typ", PICTURE, Vec::new()), false, true).unwrap_or_default()
}

/// Makes a file without any structure; empty when it cannot be made.
pub fn without_tags() -> Vec<u8> {
    make_with(&World::with(fonts(), "control.typ", PICTURE, Vec::new()), false, false).unwrap_or_default()
}
