//! How a table is paid for.

use appsynth_resources::dynamodb as cfn;

/// How reads and writes are paid for.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Billing {
    /// By request.
    #[default]
    OnDemand,
    /// For capacity set aside, used or not.
    Provisioned(Capacity),
}

/// Units of capacity: reads of 4 KB and writes of 1 KB a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// Read units, at least 1.
    pub read: u32,
    /// Write units, at least 1.
    pub write: u32,
}

/// What storage costs in relation to requests.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.TableClasses.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TableClass {
    /// For most tables.
    #[default]
    Standard,
    /// Cheaper storage and dearer requests, for tables seldom read.
    StandardInfrequentAccess,
}

impl Billing {
    /// Capacity set aside: `read` and `write` units.
    pub fn provisioned(read: u32, write: u32) -> Self {
        Self::Provisioned(Capacity { read, write })
    }

    pub(super) fn capacity(self) -> Option<Capacity> {
        match self {
            Self::OnDemand => None,
            Self::Provisioned(capacity) => Some(capacity),
        }
    }

    pub(super) fn mode(self) -> cfn::TableBillingMode {
        match self {
            Self::OnDemand => cfn::TableBillingMode::PayPerRequest,
            Self::Provisioned(_) => cfn::TableBillingMode::Provisioned,
        }
    }
}

impl From<Capacity> for cfn::TableProvisionedThroughput {
    fn from(capacity: Capacity) -> Self {
        Self::new(i64::from(capacity.read), i64::from(capacity.write))
    }
}
