//! The words that the generated modules are written in.

/// Defines a resource type: a struct of its properties that can be added to a scope, and the handle that
/// adding it gives.
macro_rules! resource {
    (
        $(#[$meta:meta])*
        pub struct $name:ident($kind:literal) -> $handle:ident {
            $($(#[$field_meta:meta])* $field:ident: $type:ty = $property:literal,)*
        }
        $($(#[$new_meta:meta])* new($($required:ident: $required_type:ty),+ $(,)?), optional($($optional:ident),* $(,)?))?
        attributes { $($attribute:ident = $attribute_name:literal,)* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        $(crate::define::new!($(#[$new_meta])* $name($($required: $required_type),+), ($($optional),*));)?

        impl appsynth_construct::Construct for $name {
            type Handle = $handle;

            fn build(self, scope: &mut appsynth_construct::Scope<'_>) -> $handle {
                let mut properties = appsynth_cloudformation::Map::new();
                $(crate::member::put(&mut properties, $property, self.$field);)*
                scope.resource($kind, properties);
                $handle(scope.node())
            }
        }

        #[doc = concat!("A [`", stringify!($name), "`] of the construct tree.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $handle(appsynth_construct::NodeId);

        impl From<$handle> for appsynth_construct::NodeId {
            fn from(handle: $handle) -> Self {
                handle.0
            }
        }

        impl $handle {
            /// Its node.
            pub fn node(self) -> appsynth_construct::NodeId {
                self.0
            }

            /// What `Ref` gives.
            pub fn reference(self) -> Value<String> {
                crate::member::reference(self.0)
            }

            /// What `Fn::GetAtt` of an attribute gives.
            pub fn attribute(self, name: &str) -> Value<String> {
                crate::member::attribute(self.0, name)
            }

            $(
                #[doc = concat!("What `Fn::GetAtt` of `", $attribute_name, "` gives.")]
                pub fn $attribute(self) -> Value<String> {
                    self.attribute($attribute_name)
                }
            )*
        }
    };
}

/// Defines an object within the properties of a resource.
macro_rules! object {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$field_meta:meta])* $field:ident: $type:ty = $property:literal,)*
        }
        $($(#[$new_meta:meta])* new($($required:ident: $required_type:ty),+ $(,)?), optional($($optional:ident),* $(,)?))?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        $(crate::define::new!($(#[$new_meta])* $name($($required: $required_type),+), ($($optional),*));)?

        impl crate::member::Member for $name {
            fn member(self) -> Option<appsynth_construct::Expr> {
                Some(self.into())
            }
        }

        impl From<$name> for appsynth_construct::Expr {
            fn from(object: $name) -> Self {
                let mut members = appsynth_cloudformation::Map::new();
                $(crate::member::put(&mut members, $property, object.$field);)*
                Self::Map(members)
            }
        }
    };
}

/// Defines `new` with everything required.
macro_rules! new {
    ($(#[$meta:meta])* $name:ident($($required:ident: $type:ty),+), ($($optional:ident),*)) => {
        impl $name {
            /// With all that is required and nothing else. For more, use it as the base of a struct
            /// expression: `Self { field: …, ..Self::new(…) }`.
            $(#[$meta])*
            pub fn new($($required: impl Into<$type>),+) -> Self {
                Self {
                    $($required: $required.into(),)+
                    $($optional: Default::default(),)*
                }
            }
        }
    };
}

/// Defines the values that a property may have. AWS adds values over time: one that is not here yet can be
/// given as `Value::AtDeploy("VALUE".into())` to a resource whose properties are left unchecked.
macro_rules! values {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($variant:ident = $value:literal,)+ }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $value, "`")] $variant,)+
        }

        impl $name {
            /// The value as it stands in a template.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $value,)+
                }
            }
        }

        impl From<$name> for appsynth_construct::Expr {
            fn from(value: $name) -> Self {
                value.as_str().into()
            }
        }
    };
}

pub(crate) use {new, object, resource, values};
