//! PEM: text armour around DER.
//!
//! [`blocks`] is tolerant and keeps everything a file holds, faulty blocks too; [`go_decode`] sees the
//! one block that Go's `pem.Decode`, and so Fabric, sees.

mod block;
mod boundary;
mod canonical;
mod encode;
mod go;
mod lines;
mod split;

pub use block::{Block, BlockFault};
pub use encode::encode;
pub use go::{GoBlock, go_decode};
pub use split::blocks;

pub(crate) use block::{BASE64, is_private};
pub(crate) use canonical::{Canonical, canonical, canonical_length};
pub(crate) use lines::Lines;
pub(crate) use split::{Blocks, Found, Position};
