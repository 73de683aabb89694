//! What the fuzz targets share: how a folder of files is written as one input, and how a report is
//! read out whole.

pub mod authority;
pub mod files;
pub mod judge;
pub mod read_out;
