//! An MSP folder put to the judge in every mode and version.

use std::hint::black_box;

use fabcert_core::fabric::{
    Acceptance, FileContent, Judge, MemoryDirectory, Mode, MspMaterial, MspVersion, Release, Stage,
};
use fabcert_core::signature::Signatures;
use time::OffsetDateTime;

use crate::files::File;

/// The folder that is judged.
pub const DIR: &str = "msp";

/// Judges the folder `msp` as Fabric of all versions does, and puts every file to it as an identity.
///
/// # Panics
/// Where a verdict contradicts itself.
pub fn judge(files: &[File]) {
    let directory = files.iter().fold(
        MemoryDirectory::new().with_folder(DIR),
        |all, (path, bytes)| all.with_file(&format!("{DIR}/{path}"), bytes.as_slice()),
    );
    let identities: Vec<FileContent> = files
        .iter()
        .filter(|(path, _)| path.starts_with("signcerts/"))
        .take(3)
        .map(|(_, bytes)| FileContent::new(bytes.as_slice()))
        .collect();
    let signatures = Signatures::new();
    let now = OffsetDateTime::from(fabcert_testdata::NOW);
    for mode in [Mode::Local, Mode::Verifying] {
        let material = MspMaterial::read(DIR, "Org1MSP", mode, &directory);
        for (version, release) in [
            (MspVersion::V1_0, Release::line(1, 0)),
            (MspVersion::V1_3, Release::line(1, 4)),
            (MspVersion::V1_4_3, Release::line(2, 5)),
            (MspVersion::V3_0, Release::NEWEST),
        ] {
            let judge = Judge::new(version, now, &signatures).with_release(release);
            let msp = judge.set_up(&material);
            let refused = matches!(msp.stage(), Stage::Load | Stage::SetUp);
            assert_eq!(refused, msp.error().is_some());
            assert!(msp.stage() != Stage::Ok || msp.refusals().is_empty());
            assert!(msp.stage() != Stage::Undecided || !msp.undecided().is_empty());
            for identity in &identities {
                let verdict = msp.validate(identity);
                let refused = verdict.acceptance() == Acceptance::Refused;
                assert_eq!(refused, verdict.error().is_some());
                black_box(&verdict);
            }
        }
    }
}
