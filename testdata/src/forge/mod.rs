//! Certificates and CRLs put together byte for byte, so that everything in them can be bent.

mod certificate;
mod crl;
mod extension;
mod name;

pub use certificate::{Forge, Forged, Time};
pub use crl::Crl;
pub use extension::{
    AuthorityKeyId, ExtendedKeyUsage, Extension, GeneralName, KeyId, KeyUsage, oid,
};
pub use name::{Attribute, AttributeType, Name, StringType};
