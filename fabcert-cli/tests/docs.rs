//! Every console block of the documentation, run as it stands.

#[test]
fn the_documentation_shows_what_the_program_prints() {
    // Blocks are written for the root of the repository.
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    std::env::set_current_dir(root).expect("the repository's root");
    let pages = trycmd::TestCases::new();
    pages
        .register_bin(
            "fabcert",
            std::path::Path::new(env!("CARGO_BIN_EXE_fabcert")),
        )
        .case("docs/*.md");
    pages.case("README.md");
}
