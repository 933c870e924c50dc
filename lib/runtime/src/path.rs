//! The way from the root of an answer to a field.

use std::fmt;
use std::sync::Arc;

use crate::PathSegment;

/// A path that shares its beginning with the paths around it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Path(Option<Arc<Step>>);

#[derive(Debug)]
struct Step {
    before: Path,
    segment: PathSegment,
    /// How many response keys there are up to here.
    depth: u32,
}

impl Path {
    pub(crate) fn key(&self, key: &str) -> Self {
        self.then(PathSegment::Key(key.to_owned()), self.depth() + 1)
    }

    pub(crate) fn index(&self, index: usize) -> Self {
        self.then(PathSegment::Index(index), self.depth())
    }

    /// How many fields deep; positions in lists do not count.
    pub(crate) fn depth(&self) -> u32 {
        self.0.as_ref().map_or(0, |step| step.depth)
    }

    pub(crate) fn segments(&self) -> Vec<PathSegment> {
        let mut segments = Vec::new();
        let mut path = self;
        while let Some(step) = &path.0 {
            segments.push(step.segment.clone());
            path = &step.before;
        }
        segments.reverse();
        segments
    }

    fn then(&self, segment: PathSegment, depth: u32) -> Self {
        Self(Some(Arc::new(Step {
            before: self.clone(),
            segment,
            depth,
        })))
    }
}

impl fmt::Display for Path {
    /// As messages show it: `/list/items[0]/name`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in self.segments() {
            match segment {
                PathSegment::Key(key) => write!(f, "/{key}")?,
                PathSegment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
