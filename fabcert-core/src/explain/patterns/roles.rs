//! Texts about organizational units, roles and admins (FABRIC A.8, A.11.9).

use super::{Found, Pattern, Weight, pattern};
use crate::explain::diagnosis::Diagnosis;
use crate::explain::extract::{keep, keep_some, msp_id, number, ous, word};

pub(super) static PATTERNS: &[Pattern] = &[
    pattern(
        "does not have an OU that resolves to client",
        Weight::Cause,
        |found| {
            Some(Diagnosis::NoRoleOu {
                ous: ous(found.after, "OUs: ["),
                msp_id: msp_id(found.after),
            })
        },
    ),
    pattern(
        "an admin OU role to be valid, not a combination of them",
        Weight::Cause,
        several,
    ),
    pattern(
        "a peer identity to be valid, not a combination of them",
        Weight::Cause,
        several,
    ),
    pattern(
        "certifiersIdentifier does not match",
        Weight::Cause,
        |found| {
            Some(Diagnosis::OuCertifierMismatch {
                ous: ous(found.after, ": ["),
                msp_id: msp_id(found.after),
            })
        },
    ),
    pattern(
        "none of the identity's organizational units ",
        Weight::Cause,
        |found| {
            let msp = found
                .after
                .split_once("are in MSP ")
                .map(|(_, msp)| word(msp));
            Some(Diagnosis::OuNotListed {
                ous: ous(found.after, "["),
                msp_id: msp.and_then(keep_some),
            })
        },
    ),
    pattern(
        "does not contain an Organizational Unit (OU)",
        Weight::Cause,
        |_| {
            Some(Diagnosis::OuNotListed {
                ous: Vec::new(),
                msp_id: None,
            })
        },
    ),
    pattern("must be different from nil", Weight::Cause, |found| {
        let entry = found.before.split_whitespace().next_back()?;
        Some(Diagnosis::NodeOuMissing { entry: keep(entry) })
    }),
    pattern(
        "administrators must be declared when no admin ou classification is set",
        Weight::Cause,
        |_| Some(Diagnosis::NoAdmins),
    ),
    // `admin 0 is invalid [E1,E2]` of MSP 1.4.3, where E1 and E2 are two halves of one reason.
    pattern(" is invalid [", Weight::Whole, |found| {
        let (before, index) = found.before.rsplit_once(' ')?;
        if !before.ends_with("admin") {
            return None;
        }
        Some(Diagnosis::AdminWithoutRole {
            index: Some(number(index)?),
            reason: keep(found.after.trim_end_matches(']')),
        })
    }),
    pattern(
        "The identity is not a [CLIENT] under this MSP",
        Weight::Whole,
        without_role,
    ),
    pattern(
        "The identity does not contain OU [",
        Weight::Detail,
        without_role,
    ),
    pattern(
        "cannot test for classification, node ou for type [",
        Weight::Detail,
        without_role,
    ),
    pattern(
        "Attempted to define two different versions of MSP: ",
        Weight::Cause,
        |found| {
            Some(Diagnosis::TwoVersionsOfMsp {
                msp_id: keep_some(word(found.after)),
            })
        },
    ),
];

fn several(found: &Found<'_>) -> Option<Diagnosis> {
    Some(Diagnosis::SeveralRoleOus {
        ous: ous(found.after, "OUs: ["),
        msp_id: msp_id(found.after),
    })
}

fn without_role(found: &Found<'_>) -> Option<Diagnosis> {
    let index = found
        .before
        .rsplit_once("admin ")
        .and_then(|(_, index)| number(index));
    Some(Diagnosis::AdminWithoutRole {
        index,
        reason: keep(found.after.trim_start_matches([' ', ':'])),
    })
}
