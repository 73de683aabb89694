//! How far a check has come, told to whoever wants to show it. Nothing is printed here.

/// What a check is doing, in the order in which it does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Listing folders and reading files.
    Reading,
    /// Taking certificates, keys and CRLs out of what was read.
    Parsing,
    /// Verifying who issued whom, and finding out what the folders mean.
    Signatures,
    /// Judging MSPs and identities.
    Judging,
    /// Running the rules over the judged tree.
    Rules,
    /// Putting the report together.
    Report,
}

/// Is told how far a check has come, from several threads at once, and often: it should do little.
pub trait Progress: Sync {
    /// A phase begins; the one before it has ended.
    fn phase(&self, _phase: Phase) {}

    /// So many files more were read (or could not be).
    fn files(&self, _more: usize) {}

    /// So many distinct certificates were found.
    fn certificates(&self, _found: usize) {}
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {}
