//! Memory in pages of two megabytes, where the system has such.
//!
//! The allocator asks for them: a synthesis takes much memory, each page of it for the first time, and is a fifth faster
//! with few of them.

/// Does without them from now on, in this process: one that serves for hours takes twice the memory with them, and is no
/// faster.
pub(crate) fn do_without() {
    // Where the system cannot do that, more memory is all that comes of it.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}
