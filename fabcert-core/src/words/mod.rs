//! Facts into sentences: the one place of English. A second language is a second room like this.
//!
//! Everything that comes out is safe to show: control characters and the like are written out.

mod cause;
mod group;
mod origin;
#[cfg(feature = "reissue")]
pub mod reissue;
mod remedy;
mod title;
mod verdict;

pub use crate::phrase::{
    count, duration, instant, is_hostile, path, relative, safe, shell, shell_word, short_name,
    short_subject, time_of_day,
};
pub use cause::cause;
pub use origin::origin;
pub use remedy::{Way, way};
pub use title::title;
pub use verdict::{Grade, grade, roles, time_left, verdict};
