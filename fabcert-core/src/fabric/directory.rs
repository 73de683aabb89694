//! Reading an MSP folder through whatever holds the files, in the way of Fabric's loader
//! (`msp/configbuilder.go`).

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::sync::Arc;

use super::configuration::{ConfigFile, Configuration, NodeOus, OuCertificate, OuIdentifier};
use super::material::{FileState, Folder, FolderRole, MaterialFile, MspMaterial, PlaceId, Unread};
use super::{FileContent, Mode, config, go_path};

/// Something that holds files under paths: a file system that was read, or bytes in memory.
///
/// Paths are joined and cleaned as Go's `filepath.Join` does; they begin with the `dir` that was
/// handed to [`MspMaterial::read`], unless a `config.yaml` leads out of it.
pub trait Directory {
    /// What stands at `path`, links followed, as a folder.
    fn list(&self, path: &str) -> Listing;

    /// What stands at `path`, links followed, as a file.
    fn file(&self, path: &str) -> Lookup;
}

/// What a path is, as a folder.
#[derive(Debug)]
pub enum Listing {
    /// Nothing there.
    Missing,
    /// Not a folder.
    NotADirectory,
    /// It is there and was not read.
    Unread(Unread),
    /// Its entries, in any order.
    Entries(Vec<Entry>),
}

/// One entry of a folder.
#[derive(Debug)]
pub struct Entry {
    /// Its name.
    pub name: OsString,
    /// The caller's number for it.
    pub place: Option<PlaceId>,
    /// The entry's own size: of a symlink, the link's.
    pub own_size: u64,
    /// What it is, links followed.
    pub state: FileState,
}

/// What a path is, as a file.
#[derive(Debug)]
pub enum Lookup {
    /// Nothing there (a dangling link included).
    Missing,
    /// A part of the path is a file.
    ThroughFile,
    /// Something is there.
    Found(FileState, Option<PlaceId>),
}

impl MspMaterial {
    /// Reads the MSP folder `dir` as Fabric's loader does: no recursion, names sorted bytewise.
    #[must_use]
    pub fn read(dir: &str, id: &str, mode: Mode, directory: &dyn Directory) -> Self {
        let dir = go_path::clean(dir);
        let mut material = Self::of_folder(dir.clone(), id.to_owned(), mode);
        for role in FolderRole::ALL {
            let local_only = matches!(role, FolderRole::Signcerts | FolderRole::Keystore);
            if mode == Mode::Local || !local_only {
                material.set_folder(
                    role,
                    read_folder(directory, &go_path::join(&dir, role.name())),
                );
            }
        }
        material.config = read_config(directory, &dir);
        material
    }
}

fn read_folder(directory: &dyn Directory, path: &str) -> Folder {
    let mut entries = match directory.list(path) {
        Listing::Missing => return Folder::Missing,
        Listing::NotADirectory => return Folder::NotADirectory,
        Listing::Unread(reason) => return Folder::Unread(reason),
        Listing::Entries(entries) => entries,
    };
    entries.sort_by(|a, b| a.name.as_encoded_bytes().cmp(b.name.as_encoded_bytes()));
    Folder::Files(
        entries
            .into_iter()
            .map(|entry| MaterialFile {
                name: entry.name.to_string_lossy().into_owned(),
                place: entry.place,
                own_size: entry.own_size,
                state: entry.state,
            })
            .collect(),
    )
}

fn read_config(directory: &dyn Directory, dir: &str) -> ConfigFile {
    let state = match directory.file(&go_path::join(dir, "config.yaml")) {
        Lookup::Missing | Lookup::ThroughFile | Lookup::Found(FileState::Broken, _) => {
            return ConfigFile::Absent;
        }
        Lookup::Found(state, _) => state,
    };
    let content = match state {
        FileState::Content(content) => content,
        FileState::Folder => return ConfigFile::IsFolder,
        FileState::Unread(reason) => return ConfigFile::Unread(reason),
        FileState::Broken => return ConfigFile::Absent,
    };
    match content.configuration() {
        Ok(raw) => resolve(directory, dir, raw),
        Err(config::Stop::Refused(fault)) => ConfigFile::Refused(fault),
        Err(config::Stop::Unknown(reason)) => ConfigFile::Unknown(reason),
    }
}

/// Reads the certificates that the configuration names. Fabric reads those of the list first, and
/// stops at a null item of the list.
fn resolve(directory: &dyn Directory, dir: &str, raw: config::RawConfiguration) -> ConfigFile {
    let mut ou_identifiers = Vec::with_capacity(raw.ou_identifiers.len());
    let mut null_item = false;
    for item in raw.ou_identifiers {
        let Some(item) = item else {
            null_item = true;
            break;
        };
        let path = go_path::join(dir, &item.certificate);
        let (certificate, place) = read_certificate(directory, &path);
        ou_identifiers.push(OuIdentifier {
            name: item.name,
            path,
            certificate,
            place,
        });
    }
    let node_ous = raw
        .node_ous
        .filter(|node_ous| node_ous.enable && !null_item)
        .map(|raw| {
            let role = |item: Option<config::RawOu>| {
                let item = item.filter(|item| !item.name.bytes.is_empty())?;
                if item.certificate.is_empty() {
                    return Some(OuIdentifier::any_certifier(item.name));
                }
                let path = go_path::join(dir, &item.certificate);
                let (certificate, place) = read_certificate(directory, &path);
                Some(OuIdentifier {
                    name: item.name,
                    path,
                    certificate,
                    place,
                })
            };
            NodeOus {
                enable: true,
                client: role(raw.client),
                peer: role(raw.peer),
                admin: role(raw.admin),
                orderer: role(raw.orderer),
            }
        });
    ConfigFile::Read(Box::new(Configuration {
        ou_identifiers,
        null_item,
        node_ous,
    }))
}

fn read_certificate(directory: &dyn Directory, path: &str) -> (OuCertificate, Option<PlaceId>) {
    match directory.file(path) {
        Lookup::Missing | Lookup::Found(FileState::Broken, _) => (OuCertificate::Missing, None),
        Lookup::ThroughFile => (OuCertificate::ThroughFile, None),
        Lookup::Found(FileState::Content(content), place) => (OuCertificate::File(content), place),
        Lookup::Found(FileState::Folder, place) => (OuCertificate::IsFolder, place),
        Lookup::Found(FileState::Unread(reason), place) => (OuCertificate::Unread(reason), place),
    }
}

/// Files in memory, for embedders and tests.
#[derive(Clone, Debug, Default)]
pub struct MemoryDirectory {
    files: BTreeMap<String, Arc<FileContent>>,
    folders: BTreeSet<String>,
}

impl MemoryDirectory {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, and the folders above it.
    #[must_use]
    pub fn with_file(mut self, path: &str, bytes: impl Into<Arc<[u8]>>) -> Self {
        let path = go_path::clean(path);
        let mut above = path.as_str();
        while let Some((parent, _)) = above.rsplit_once('/') {
            if !self.folders.insert(parent.to_owned()) {
                break;
            }
            above = parent;
        }
        self.files.insert(path, Arc::new(FileContent::new(bytes)));
        self
    }

    /// Adds an empty folder.
    #[must_use]
    pub fn with_folder(mut self, path: &str) -> Self {
        self.folders.insert(go_path::clean(path));
        self
    }
}

impl Directory for MemoryDirectory {
    fn list(&self, path: &str) -> Listing {
        if self.files.contains_key(path) {
            return Listing::NotADirectory;
        }
        if !self.folders.contains(path) {
            return Listing::Missing;
        }
        let prefix = format!("{path}/");
        let child = |full: &str| {
            full.strip_prefix(&prefix)
                .filter(|name| !name.contains('/'))
                .map(OsString::from)
        };
        let files = self
            .files
            .range(prefix.clone()..)
            .map_while(|(full, content)| {
                full.starts_with(&prefix).then(|| {
                    child(full).map(|name| Entry {
                        name,
                        place: None,
                        own_size: content.len() as u64,
                        state: FileState::Content(Arc::clone(content)),
                    })
                })
            });
        let folders = self.folders.range(prefix.clone()..).map_while(|full| {
            full.starts_with(&prefix).then(|| {
                child(full).map(|name| Entry {
                    name,
                    place: None,
                    own_size: 0,
                    state: FileState::Folder,
                })
            })
        });
        Listing::Entries(files.chain(folders).flatten().collect())
    }

    fn file(&self, path: &str) -> Lookup {
        if let Some(content) = self.files.get(path) {
            return Lookup::Found(FileState::Content(Arc::clone(content)), None);
        }
        if self.folders.contains(path) {
            return Lookup::Found(FileState::Folder, None);
        }
        Lookup::Missing
    }
}
