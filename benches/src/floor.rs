//! The floor: what no check of a tree can do without. List it, read every file, tell equal contents
//! apart from others, parse each distinct certificate, verify each one's signature, work out the public
//! half of each distinct key. No places, no layout, no judge, no findings, no report.

use std::collections::{HashMap, HashSet};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};
use std::{fs, io, thread};

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1, EcdsaKeyPair,
    UnparsedPublicKey, VerificationAlgorithm,
};
use sha2::{Digest, Sha256};
use x509_parser::prelude::{FromDer, ParsedExtension, X509Certificate};

type Set<T> = HashSet<T, foldhash::fast::RandomState>;
type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// What there was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Floor {
    /// Files read.
    pub files: usize,
    /// Distinct contents.
    pub contents: usize,
    /// Distinct certificates.
    pub certificates: usize,
    /// Certificates whose signature was verified.
    pub verified: usize,
    /// Private keys whose public half is known.
    pub keys: usize,
}

/// Does it, on every core.
///
/// # Errors
/// The file system's.
pub fn run(tree: &Path) -> io::Result<Floor> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (files, contents) = read(tree, threads)?;
    let (certificates, keys) = parse(&contents, threads);
    let verified = verify(&certificates, threads);
    Ok(Floor {
        files,
        contents: contents.len(),
        certificates: certificates.len(),
        verified,
        keys,
    })
}

/// Folders that are still to be listed.
struct Folders {
    waiting: Vec<PathBuf>,
    /// Threads that may still find more.
    busy: usize,
}

fn read(tree: &Path, threads: usize) -> io::Result<(usize, Vec<Box<[u8]>>)> {
    let folders = Mutex::new(Folders {
        waiting: vec![tree.to_owned()],
        busy: 0,
    });
    let more = Condvar::new();
    let found = in_parallel(threads, || read_folders(&folders, &more));
    let mut all = Set::default();
    let mut files = 0;
    for part in found {
        let (count, contents) = part?;
        files += count;
        if all.is_empty() {
            all = contents;
        } else {
            all.extend(contents);
        }
    }
    Ok((files, all.into_iter().collect()))
}

fn read_folders(folders: &Mutex<Folders>, more: &Condvar) -> io::Result<(usize, Set<Box<[u8]>>)> {
    let mut files = 0;
    let mut contents = Set::default();
    let mut buffer = Vec::new();
    let mut below = Vec::new();
    let mut state = folders.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let Some(folder) = state.waiting.pop() else {
            if state.busy == 0 {
                more.notify_all();
                return Ok((files, contents));
            }
            state = more.wait(state).unwrap_or_else(PoisonError::into_inner);
            continue;
        };
        state.busy += 1;
        drop(state);
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                below.push(entry.path());
                continue;
            }
            buffer.clear();
            io::Read::read_to_end(&mut fs::File::open(entry.path())?, &mut buffer)?;
            files += 1;
            if !contents.contains(buffer.as_slice()) {
                contents.insert(buffer.as_slice().into());
            }
        }
        state = folders.lock().unwrap_or_else(PoisonError::into_inner);
        state.waiting.append(&mut below);
        state.busy -= 1;
        more.notify_all();
    }
}

/// What verifying needs of a certificate.
struct Parsed {
    fingerprint: [u8; 32],
    signed: Vec<u8>,
    signature: Vec<u8>,
    issuer: Vec<u8>,
    issuer_key: Vec<u8>,
    /// Name, key identifier and key, where it is a CA.
    authority: Option<(Vec<u8>, Vec<u8>, Vec<u8>)>,
}

fn parse(contents: &[Box<[u8]>], threads: usize) -> (Vec<Parsed>, usize) {
    let parts = chunks(contents, threads);
    let parsed = thread::scope(|scope| {
        let threads: Vec<_> = parts.map(|part| scope.spawn(|| parse_part(part))).collect();
        join(threads)
    });
    let mut seen = Set::default();
    let (mut distinct, mut keys) = (Vec::new(), 0);
    for (certificates, more) in parsed {
        distinct.extend(certificates);
        keys += more;
    }
    distinct.retain(|it: &Parsed| seen.insert(it.fingerprint));
    (distinct, keys)
}

fn parse_part(contents: &[Box<[u8]>]) -> (Vec<Parsed>, usize) {
    let (mut certificates, mut keys) = (Vec::new(), 0);
    for block in contents
        .iter()
        .filter_map(|it| pem::parse_many(it).ok())
        .flatten()
    {
        match block.tag() {
            "CERTIFICATE" => certificates.extend(certificate(block.contents())),
            "PRIVATE KEY" => keys += usize::from(has_public_half(block.contents())),
            _ => {}
        }
    }
    (certificates, keys)
}

/// Whose key it is only its public half tells.
fn has_public_half(pkcs8: &[u8]) -> bool {
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8).is_ok()
}

fn certificate(der: &[u8]) -> Option<Parsed> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let (mut own_key, mut issuer_key, mut is_ca) = (Vec::new(), Vec::new(), false);
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(id) => own_key = id.0.to_vec(),
            ParsedExtension::AuthorityKeyIdentifier(id) => {
                issuer_key = id
                    .key_identifier
                    .as_ref()
                    .map_or_else(Vec::new, |it| it.0.to_vec());
            }
            ParsedExtension::BasicConstraints(it) => is_ca = it.ca,
            _ => {}
        }
    }
    if issuer_key.is_empty() {
        // cryptogen's roots say nothing of their issuer.
        issuer_key.clone_from(&own_key);
    }
    let key = certificate.public_key().subject_public_key.data.to_vec();
    Some(Parsed {
        fingerprint: Sha256::digest(der).into(),
        signed: certificate.tbs_certificate.as_ref().to_vec(),
        signature: certificate.signature_value.data.to_vec(),
        issuer: certificate.issuer().as_raw().to_vec(),
        issuer_key,
        authority: is_ca.then(|| (certificate.subject().as_raw().to_vec(), own_key, key)),
    })
}

fn verify(certificates: &[Parsed], threads: usize) -> usize {
    let authorities: Map<(&[u8], &[u8]), &[u8]> = certificates
        .iter()
        .filter_map(|it| it.authority.as_ref())
        .map(|(name, id, key)| ((name.as_slice(), id.as_slice()), key.as_slice()))
        .collect();
    let is_good = |certificate: &&Parsed| {
        let issuer = (
            certificate.issuer.as_slice(),
            certificate.issuer_key.as_slice(),
        );
        authorities
            .get(&issuer)
            .is_some_and(|key| is_signed_by(certificate, key))
    };
    thread::scope(|scope| {
        let threads: Vec<_> = chunks(certificates, threads)
            .map(|part| scope.spawn(move || part.iter().filter(is_good).count()))
            .collect();
        join(threads).into_iter().sum()
    })
}

fn is_signed_by(certificate: &Parsed, key: &[u8]) -> bool {
    // An uncompressed point of P-256 has 65 bytes, one of P-384 has 97.
    let algorithm: &'static dyn VerificationAlgorithm = match key.len() {
        65 => &ECDSA_P256_SHA256_ASN1,
        _ => &ECDSA_P384_SHA384_ASN1,
    };
    UnparsedPublicKey::new(algorithm, key)
        .verify(&certificate.signed, &certificate.signature)
        .is_ok()
}

fn chunks<T>(items: &[T], threads: usize) -> std::slice::Chunks<'_, T> {
    items.chunks(items.len().div_ceil(threads).max(1))
}

fn in_parallel<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    thread::scope(|scope| join((0..threads).map(|_| scope.spawn(&work)).collect()))
}

fn join<T>(threads: Vec<thread::ScopedJoinHandle<'_, T>>) -> Vec<T> {
    threads
        .into_iter()
        .map(|thread| match thread.join() {
            Ok(value) => value,
            Err(panic) => std::panic::resume_unwind(panic),
        })
        .collect()
}
