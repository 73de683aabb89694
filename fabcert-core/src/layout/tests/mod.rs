mod homes;
mod loose;
mod trees;

use fabcert_testdata::{Forged, Tree};

use super::*;

/// A tree with its meaning.
struct Read {
    snapshot: Snapshot,
    store: Store,
    layout: Layout,
}

impl Read {
    fn of(tree: &Tree) -> Self {
        let mut builder = Snapshot::builder();
        for (path, bytes) in tree.files() {
            builder.add_file(path, bytes);
        }
        for path in tree.empty_directories() {
            builder.add_dir(path);
        }
        let snapshot = builder.finish();
        let store = Store::read(&snapshot);
        let layout = Layout::of(&snapshot, &store);
        Self {
            snapshot,
            store,
            layout,
        }
    }

    fn organisation(&self, id: Option<OrganisationId>) -> &str {
        id.and_then(|it| self.layout.organisation(it))
            .map_or("-", |it| &it.name)
    }

    /// `folder: standing, kind name of organisation`.
    fn msps(&self) -> Vec<String> {
        let line = |it: &MspFolder| {
            let dir = self.snapshot.dir_path(it.dir);
            let local = if it.judged_local { " local" } else { "" };
            format!(
                "{}: {:?}{local}, {:?} {} of {}",
                dir.display(),
                it.standing,
                it.owner.kind,
                it.owner.name,
                self.organisation(it.owner.organisation)
            )
        };
        self.layout.msps.iter().map(line).collect()
    }

    /// `folder: kind of owner's kind, role file + key…`.
    fn tls(&self) -> Vec<String> {
        let line = |it: &TlsFolder| {
            let dir = self.snapshot.dir_path(it.dir);
            let pairs: String = it
                .pairs
                .iter()
                .map(|pair| {
                    let key = pair.key.map_or("no key", |_| "key");
                    format!(", {:?} {} + {key}", pair.role, self.name(pair.certificate))
                })
                .collect();
            format!(
                "{}: {:?} of {:?}{pairs}",
                dir.display(),
                it.kind,
                it.owner.kind
            )
        };
        self.layout.tls.iter().map(line).collect()
    }

    /// `folder: kind of organisation, certificate + key`.
    fn authorities(&self) -> Vec<String> {
        let line = |it: &CaHome| {
            format!(
                "{}: {:?} of {}, {} + {}",
                self.snapshot.dir_path(it.dir).display(),
                it.kind,
                self.organisation(it.organisation),
                self.name(it.certificate),
                it.key.map_or("no key", |_| "key"),
            )
        };
        self.layout.authorities.iter().map(line).collect()
    }

    fn name(&self, file: Option<FileId>) -> String {
        file.map_or("-".to_owned(), |it| {
            self.snapshot.file(it).name.to_string_lossy().into_owned()
        })
    }

    fn certificate(&self, certificate: &Forged) -> CertId {
        let fingerprint = crate::certificate::Fingerprint::of(certificate.der());
        self.store.find(fingerprint).expect("in the tree")
    }

    fn roles(&self, certificate: &Forged) -> Vec<Role> {
        self.layout
            .roles(self.certificate(certificate))
            .iter()
            .collect()
    }

    fn purpose(&self, certificate: &Forged) -> Purpose {
        self.layout.purpose(self.certificate(certificate))
    }

    /// `path: role of key` for every file with a private key.
    fn keys(&self) -> Vec<String> {
        let tree = super::tree::Tree {
            snapshot: &self.snapshot,
            store: &self.store,
        };
        self.snapshot
            .files()
            .filter(|&file| tree.has_key(file))
            .map(|file| {
                let role = match self.layout.key_role(file) {
                    KeyRole::Keystore(_) => "keystore",
                    KeyRole::Tls(_) => "TLS",
                    KeyRole::Authority(_) => "CA",
                    KeyRole::Idemix => "Idemix",
                    KeyRole::Loose => "loose",
                };
                format!("{}: {role}", self.snapshot.path(file).display())
            })
            .collect()
    }
}
