//! What stops the loader.

use crate::{Trial, ca, sound};

#[test]
fn folders_that_stop_the_loader() {
    let ca = ca();
    let missing = "stat msp/signcerts: no such file or directory";
    for (release, tree, expected) in [
        ("3.1", sound(&ca).without("signcerts"), format!("could not load signing certificate from directory msp/signcerts: {missing}")),
        ("3.1.3", sound(&ca).without("signcerts"), format!("could not load a valid signer certificate from directory msp/signcerts: {missing}")),
        ("1.0.6", sound(&ca).without("signcerts"), format!("Could not load a valid signer certificate from directory msp/signcerts, err {missing}")),
        ("3.1", sound(&ca).without("cacerts").file("cacerts/readme", "no PEM"), "no ca certificate found in directory msp/cacerts".into()),
        ("2.5", sound(&ca).without("cacerts").file("cacerts/readme", "no PEM"), "Setup error: nil conf reference".into()),
        ("3.1", sound(&ca).without("cacerts").file("cacerts", "x"), "could not load a valid ca certificate from directory msp/cacerts: could not read directory msp/cacerts: open msp/cacerts: not a directory".into()),
        ("1.0.6", sound(&ca).without("admincerts"), "Could not load a valid admin certificate from directory msp/admincerts, err stat msp/admincerts: no such file or directory".into()),
        ("3.1", sound(&ca).file("tlscacerts", "x"), "failed loading TLS ca certs at [msp/tlsintermediatecerts]: could not read directory msp/tlscacerts: open msp/tlscacerts: not a directory".into()),
        // Without a TLS root that folder is not read.
        ("3.1", sound(&ca).file("tlsintermediatecerts", "x"), String::new()),
        ("3.1", sound(&ca).without("keystore").file("keystore", "x"), "could not initialize BCCSP Factories: Failed initializing BCCSP: Could not initialize BCCSP SW [Failed to initialize software key store: readdirent msp/keystore: not a directory]".into()),
        ("3.1", sound(&ca).without("config.yaml").file("config.yaml/x", "x"), "failed loading configuration file at [msp/config.yaml]: read msp/config.yaml: is a directory".into()),
        ("3.1", sound(&ca).config("OrganizationalUnitIdentifiers:\n- OrganizationalUnitIdentifier: x\n"), "failed loading OrganizationalUnit certificate at [msp]: could not read file msp: read msp: is a directory".into()),
        ("3.1", sound(&ca).config("OrganizationalUnitIdentifiers:\n-\n"), "panic: runtime error: invalid memory address or nil pointer dereference".into()),
    ] {
        assert_eq!(Trial::of(release).text(&tree.tree()), expected, "{release}");
    }
}
