//! Functions of a translation that do what JavaScript has no short word for.

/// A function that a translation may need. Each is written into the module that uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Helper {
    IsTrue,
    IsNullOrEmpty,
    IsNullOrBlank,
    Size,
    Divide,
    IsMap,
}

impl Helper {
    pub(crate) const ALL: [Self; 6] = [
        Self::IsTrue,
        Self::IsNullOrEmpty,
        Self::IsNullOrBlank,
        Self::Size,
        Self::Divide,
        Self::IsMap,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::IsTrue => "isTrue",
            Self::IsNullOrEmpty => "isNullOrEmpty",
            Self::IsNullOrBlank => "isNullOrBlank",
            Self::Size => "size",
            Self::Divide => "divide",
            Self::IsMap => "isMap",
        }
    }

    /// The function that it calls.
    pub(crate) fn needs(self) -> Option<Self> {
        match self {
            Self::IsNullOrEmpty => Some(Self::Size),
            Self::IsNullOrBlank => Some(Self::IsNullOrEmpty),
            _ => None,
        }
    }

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::IsTrue => {
                "/** Templates take everything for true but null and false. */
const isTrue = (value) => value != null && value !== false;
"
            }
            Self::IsNullOrEmpty => {
                "/** Whether the value is null, or a string, list or map with nothing in it. */
const isNullOrEmpty = (value) =>
  value == null || ((typeof value === 'string' || typeof value === 'object') && size(value) === 0);
"
            }
            Self::IsNullOrBlank => {
                "/** Whether the value is null, empty, or a string of blanks. */
const isNullOrBlank = (value) =>
  typeof value === 'string' ? value.trim() === '' : isNullOrEmpty(value);
"
            }
            Self::Size => {
                "/** The length of a string or list, or how many members a map has. */
const size = (value) =>
  value == null || typeof value === 'string' || Array.isArray(value)
    ? value?.length
    : Object.keys(value).length;
"
            }
            Self::Divide => {
                "/** The quotient, without its fraction if both numbers are whole; null if there is none. */
const divide = (left, right) => {
  if (left == null || right == null || right === 0) return null;
  return left % 1 === 0 && right % 1 === 0 ? (left - (left % right)) / right : left / right;
};
"
            }
            Self::IsMap => {
                "/** Whether the value is an object and neither null nor a list. */
const isMap = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
"
            }
        }
    }
}
