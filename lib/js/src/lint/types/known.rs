//! Types, as far as they are known.

use oxc::semantic::NodeId;

use super::MAX_PARTS;

/// What is known of a value's type.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::lint) enum Type {
    /// Nothing, or too many things.
    Unknown,
    /// `null` or `undefined`.
    Nullish,
    String,
    Number,
    Boolean,
    /// A list of values of one type.
    Array(Box<Type>),
    /// A list whose places have types of their own.
    Tuple(Vec<Type>),
    /// A list of values of one type that TypeScript lets nobody change: it has other methods than lists.
    ReadonlyArray(Box<Type>),
    /// An object with these members.
    Object(Vec<(String, Type)>),
    /// An object whose members are all of one type.
    Dictionary(Box<Type>),
    /// A function of the file.
    Function(NodeId),
    /// A function whose parameters and result are known by an annotation.
    Callable(Vec<Type>, Box<Type>),
    /// A map from values of one type to values of another.
    Map(Box<Type>, Box<Type>),
    /// A set of values of one type.
    Set(Box<Type>),
    /// What gives values of one type, one after the other.
    Iterator(Box<Type>),
    /// An object of a class of JavaScript's library.
    Instance(&'static str),
    /// A promise of a value.
    Promise(Box<Type>),
    /// A global object of JavaScript, such as `Object` or `Math`.
    Global(&'static str),
    /// A module of AppSync's, or an object in it.
    Module(String),
}

impl Type {
    /// The type of a value that is of one of two types; what may be null is taken not to be.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nullish, one) | (one, Self::Nullish) => one,
            (Self::Array(one), Self::Array(other)) => Self::Array(Box::new(one.or(*other))),
            (Self::ReadonlyArray(one), Self::ReadonlyArray(other)) => {
                Self::ReadonlyArray(Box::new(one.or(*other)))
            }
            (one, other) if one == other => one,
            (Self::Object(one), Self::Object(other)) => merged(one, other),
            _ => Self::Unknown,
        }
    }

    /// The type, unless it has too many parts.
    pub(super) fn limited(self) -> Self {
        if self.parts() > MAX_PARTS {
            Self::Unknown
        } else {
            self
        }
    }

    pub(super) fn parts(&self) -> usize {
        1 + match self {
            Self::Array(one)
            | Self::ReadonlyArray(one)
            | Self::Dictionary(one)
            | Self::Set(one)
            | Self::Iterator(one)
            | Self::Promise(one) => one.parts(),
            Self::Map(key, value) => key.parts() + value.parts(),
            Self::Tuple(places) => places.iter().map(Self::parts).sum(),
            Self::Callable(parameters, result) => {
                parameters.iter().map(Self::parts).sum::<usize>() + result.parts()
            }
            Self::Object(members) => members.iter().map(|(_, value)| value.parts()).sum(),
            _ => 0,
        }
    }

    /// The type of what a list holds.
    pub(super) fn element(&self) -> Self {
        match self {
            Self::Array(element) | Self::ReadonlyArray(element) => (**element).clone(),
            Self::Tuple(elements) => one_of(elements.iter().cloned()),
            Self::String => Self::String,
            _ => Self::Unknown,
        }
    }

    /// The type of what comes when a value is gone through.
    pub(super) fn iterated(&self) -> Self {
        match self {
            Self::Set(value) | Self::Iterator(value) => (**value).clone(),
            Self::Map(key, value) => Self::Tuple(vec![(**key).clone(), (**value).clone()]),
            other => other.element(),
        }
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(
            self,
            Self::Array(_) | Self::Tuple(_) | Self::ReadonlyArray(_)
        )
    }

    /// The type after `as const`.
    pub(super) fn constant(self) -> Self {
        match self {
            Self::Array(_) | Self::Tuple(_) => Self::ReadonlyArray(Box::new(self.element())),
            Self::Object(members) => Self::Object(
                members
                    .into_iter()
                    .map(|(name, value)| (name, value.constant()))
                    .collect(),
            ),
            other => other,
        }
    }

    pub(super) fn place(&self, index: usize) -> Self {
        match self {
            Self::Tuple(elements) => elements.get(index).cloned().unwrap_or(Self::Unknown),
            other => other.element(),
        }
    }
}

pub(super) fn one_of(types: impl Iterator<Item = Type>) -> Type {
    types.fold(Type::Nullish, Type::or)
}

/// An object that is one of two: members that only one of them has may be missing, which is no difference here.
fn merged(mut one: Vec<(String, Type)>, other: Vec<(String, Type)>) -> Type {
    if one.len() * other.len() > MAX_PARTS {
        return Type::Unknown;
    }
    for (name, value) in other {
        match one.iter_mut().rev().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = std::mem::replace(known, Type::Unknown).or(value),
            None => one.push((name, value)),
        }
    }
    Type::Object(one)
}
