//! GraphQL's syntax as plain data. Parsed nodes know their place; nodes made by a program have none.

use appsynth_diagnostics::Span;

/// Definitions in source order, of the type system and of requests alike.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Each definition.
    pub definitions: Vec<Definition>,
}

/// A top-level definition.
#[derive(Debug, Clone)]
pub enum Definition {
    /// `schema { … }` or `extend schema`.
    Schema(SchemaDefinition),
    /// A type, or an extension of one.
    Type(TypeDefinition),
    /// `directive @… on …`.
    Directive(DirectiveDefinition),
    /// `query`, `mutation` or `subscription`.
    Operation(OperationDefinition),
    /// `fragment … on …`.
    Fragment(FragmentDefinition),
}

impl Definition {
    /// Whether it adds to what another one defines.
    pub(crate) fn is_extension(&self) -> bool {
        match self {
            Self::Schema(one) => one.extend,
            Self::Type(one) => one.extend,
            Self::Directive(_) | Self::Operation(_) | Self::Fragment(_) => false,
        }
    }
}

/// An identifier.
#[derive(Debug, Clone)]
pub struct Name {
    /// Its letters.
    pub text: String,
    /// Where it was read.
    pub span: Option<Span>,
}

/// The root operation types of a schema.
#[derive(Debug, Clone)]
pub struct SchemaDefinition {
    /// Whether it is `extend schema`.
    pub extend: bool,
    /// The description.
    pub description: Option<String>,
    /// Directives on the schema.
    pub directives: Vec<Directive>,
    /// Such as `query: Query`.
    pub root_operations: Vec<(OperationType, Name)>,
    /// The whole definition.
    pub span: Option<Span>,
}

/// A type definition of any kind.
#[derive(Debug, Clone)]
pub struct TypeDefinition {
    /// Whether it is `extend type` and its like.
    pub extend: bool,
    /// The description.
    pub description: Option<String>,
    /// The type's name.
    pub name: Name,
    /// Directives on the type.
    pub directives: Vec<Directive>,
    /// What kind of type it is, with its members.
    pub kind: TypeKind,
    /// The whole definition.
    pub span: Option<Span>,
}

/// The kinds of type.
#[derive(Debug, Clone)]
pub enum TypeKind {
    /// `scalar`
    Scalar,
    /// `type`
    Object {
        /// Interfaces it implements.
        implements: Vec<Name>,
        /// Its fields.
        fields: Vec<FieldDefinition>,
    },
    /// `interface`
    Interface {
        /// Interfaces it implements.
        implements: Vec<Name>,
        /// Its fields.
        fields: Vec<FieldDefinition>,
    },
    /// `union`
    Union {
        /// Its object types.
        members: Vec<Name>,
    },
    /// `enum`
    Enum {
        /// Its values.
        values: Vec<EnumValueDefinition>,
    },
    /// `input`
    InputObject {
        /// Its members.
        fields: Vec<InputValueDefinition>,
    },
}

/// A field of an object type or interface.
#[derive(Debug, Clone)]
pub struct FieldDefinition {
    /// The description.
    pub description: Option<String>,
    /// The field's name.
    pub name: Name,
    /// The field's arguments.
    pub arguments: Vec<InputValueDefinition>,
    /// What it gives.
    pub ty: Type,
    /// Directives on the field.
    pub directives: Vec<Directive>,
    /// The whole definition.
    pub span: Option<Span>,
}

/// An argument of a field or directive, or a member of an input type.
#[derive(Debug, Clone)]
pub struct InputValueDefinition {
    /// The description.
    pub description: Option<String>,
    /// Its name.
    pub name: Name,
    /// What it takes.
    pub ty: Type,
    /// Taken when it is not given.
    pub default_value: Option<Value>,
    /// Directives on it.
    pub directives: Vec<Directive>,
    /// The whole definition.
    pub span: Option<Span>,
}

/// A value of an enum.
#[derive(Debug, Clone)]
pub struct EnumValueDefinition {
    /// The description.
    pub description: Option<String>,
    /// The value.
    pub name: Name,
    /// Directives on it.
    pub directives: Vec<Directive>,
}

/// The definition of a directive.
#[derive(Debug, Clone)]
pub struct DirectiveDefinition {
    /// The description.
    pub description: Option<String>,
    /// The name without `@`.
    pub name: Name,
    /// Its arguments.
    pub arguments: Vec<InputValueDefinition>,
    /// Whether it may stand several times in one place.
    pub repeatable: bool,
    /// Where it may stand.
    pub locations: Vec<DirectiveLocation>,
    /// The whole definition.
    pub span: Option<Span>,
}

/// A use of a directive.
#[derive(Debug, Clone)]
pub struct Directive {
    /// The name without `@`.
    pub name: Name,
    /// The given arguments.
    pub arguments: Vec<Argument>,
    /// From `@` to the closing parenthesis.
    pub span: Option<Span>,
}

/// A given argument.
#[derive(Debug, Clone)]
pub struct Argument {
    /// Its name.
    pub name: Name,
    /// What is given.
    pub value: Value,
}

/// A reference to a type.
#[derive(Debug, Clone)]
pub enum Type {
    /// `T`
    Named(Name),
    /// `[T]`
    List(Box<Type>),
    /// `T!`
    NonNull(Box<Type>),
}

/// A literal, or a variable in its place.
#[derive(Debug, Clone)]
pub struct Value {
    /// What is written.
    pub kind: ValueKind,
    /// Where.
    pub span: Option<Span>,
}

/// The kinds of literal. Numbers are kept as written.
#[derive(Debug, Clone)]
pub enum ValueKind {
    /// `null`
    Null,
    /// A bare name.
    Enum(String),
    /// A name after `$`.
    Variable(String),
    /// The string that the quotes mean.
    String(String),
    /// Digits.
    Int(String),
    /// Digits with a fraction or exponent.
    Float(String),
    /// `true` or `false`
    Boolean(bool),
    /// `[ … ]`
    List(Vec<Value>),
    /// `{ … }`
    Object(Vec<(Name, Value)>),
}

/// The three kinds of operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperationType {
    /// Reads; its fields run at once.
    Query,
    /// Writes; its fields run one after the other.
    Mutation,
    /// Listens.
    Subscription,
}

/// An operation of a request.
#[derive(Debug, Clone)]
pub struct OperationDefinition {
    /// What kind it is.
    pub operation_type: OperationType,
    /// Its name; `None` for `{ … }`.
    pub name: Option<Name>,
    /// Its variables.
    pub variables: Vec<VariableDefinition>,
    /// Directives on the operation.
    pub directives: Vec<Directive>,
    /// What it asks for.
    pub selection_set: Vec<Selection>,
    /// The whole operation.
    pub span: Option<Span>,
}

/// A variable of an operation.
#[derive(Debug, Clone)]
pub struct VariableDefinition {
    /// The name without `$`.
    pub name: Name,
    /// What it takes.
    pub ty: Type,
    /// Taken when it is not given.
    pub default_value: Option<Value>,
    /// Directives on it.
    pub directives: Vec<Directive>,
    /// The whole definition.
    pub span: Option<Span>,
}

/// A named fragment.
#[derive(Debug, Clone)]
pub struct FragmentDefinition {
    /// Its name.
    pub name: Name,
    /// The type after `on`.
    pub type_condition: Name,
    /// Directives on the fragment.
    pub directives: Vec<Directive>,
    /// What it asks for.
    pub selection_set: Vec<Selection>,
    /// The whole fragment.
    pub span: Option<Span>,
}

/// A member of a selection set.
#[derive(Debug, Clone)]
pub enum Selection {
    /// A field.
    Field(Field),
    /// `...Name`
    FragmentSpread(FragmentSpread),
    /// `... on Type { … }`
    InlineFragment(InlineFragment),
}

/// A selected field.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name it has in the answer, if another.
    pub alias: Option<Name>,
    /// The field's name.
    pub name: Name,
    /// The given arguments.
    pub arguments: Vec<Argument>,
    /// Directives on it.
    pub directives: Vec<Directive>,
    /// What is asked of its value.
    pub selection_set: Vec<Selection>,
    /// The whole selection.
    pub span: Option<Span>,
}

/// The use of a named fragment.
#[derive(Debug, Clone)]
pub struct FragmentSpread {
    /// The fragment's name.
    pub name: Name,
    /// Directives on it.
    pub directives: Vec<Directive>,
    /// The whole spread.
    pub span: Option<Span>,
}

/// A fragment in place.
#[derive(Debug, Clone)]
pub struct InlineFragment {
    /// The type after `on`.
    pub type_condition: Option<Name>,
    /// Directives on it.
    pub directives: Vec<Directive>,
    /// What it asks for.
    pub selection_set: Vec<Selection>,
    /// The whole fragment.
    pub span: Option<Span>,
}

/// Declares [`DirectiveLocation`] with the names of the language.
macro_rules! directive_locations {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// Where a directive may stand.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum DirectiveLocation {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl DirectiveLocation {
            /// The name in GraphQL's language, such as `FIELD_DEFINITION`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// The location of a name in GraphQL's language.
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

directive_locations! {
    Query = "QUERY",
    Mutation = "MUTATION",
    Subscription = "SUBSCRIPTION",
    Field = "FIELD",
    FragmentDefinition = "FRAGMENT_DEFINITION",
    FragmentSpread = "FRAGMENT_SPREAD",
    InlineFragment = "INLINE_FRAGMENT",
    VariableDefinition = "VARIABLE_DEFINITION",
    Schema = "SCHEMA",
    Scalar = "SCALAR",
    Object = "OBJECT",
    FieldDefinition = "FIELD_DEFINITION",
    ArgumentDefinition = "ARGUMENT_DEFINITION",
    Interface = "INTERFACE",
    Union = "UNION",
    Enum = "ENUM",
    EnumValue = "ENUM_VALUE",
    InputObject = "INPUT_OBJECT",
    InputFieldDefinition = "INPUT_FIELD_DEFINITION",
}

impl Document {
    /// The type definitions, extensions included.
    pub fn types(&self) -> impl Iterator<Item = &TypeDefinition> {
        self.definitions.iter().filter_map(|one| match one {
            Definition::Type(definition) => Some(definition),
            _ => None,
        })
    }

    /// The operations of a request.
    pub fn operations(&self) -> impl Iterator<Item = &OperationDefinition> {
        self.definitions.iter().filter_map(|one| match one {
            Definition::Operation(operation) => Some(operation),
            _ => None,
        })
    }

    /// The named fragments of a request.
    pub fn fragments(&self) -> impl Iterator<Item = &FragmentDefinition> {
        self.definitions.iter().filter_map(|one| match one {
            Definition::Fragment(fragment) => Some(fragment),
            _ => None,
        })
    }
}

impl Name {
    /// A name without a place.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            span: None,
        }
    }
}

impl std::ops::Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl TypeDefinition {
    /// The fields of an object type or interface; none for other kinds.
    pub fn fields(&self) -> &[FieldDefinition] {
        match &self.kind {
            TypeKind::Object { fields, .. } | TypeKind::Interface { fields, .. } => fields,
            TypeKind::Scalar
            | TypeKind::Union { .. }
            | TypeKind::Enum { .. }
            | TypeKind::InputObject { .. } => &[],
        }
    }

    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&FieldDefinition> {
        self.fields().iter().find(|field| &*field.name == name)
    }

    /// The interfaces that an object type or interface implements; none for other kinds.
    pub fn implements(&self) -> &[Name] {
        match &self.kind {
            TypeKind::Object { implements, .. } | TypeKind::Interface { implements, .. } => {
                implements
            }
            TypeKind::Scalar
            | TypeKind::Union { .. }
            | TypeKind::Enum { .. }
            | TypeKind::InputObject { .. } => &[],
        }
    }

    /// A directive by name, the first if there are several.
    pub fn directive(&self, name: &str) -> Option<&Directive> {
        self.directives.iter().find(|one| &*one.name == name)
    }
}

impl FieldDefinition {
    /// An argument by name.
    pub fn argument(&self, name: &str) -> Option<&InputValueDefinition> {
        self.arguments.iter().find(|one| &*one.name == name)
    }

    /// A directive by name, the first if there are several.
    pub fn directive(&self, name: &str) -> Option<&Directive> {
        self.directives.iter().find(|one| &*one.name == name)
    }

    /// The mutations whose answers it tells, by `@aws_subscribe(mutations: […])`, and where they are named.
    pub fn subscribed_mutations(&self) -> impl Iterator<Item = (&str, Option<Span>)> {
        let directive = self.directive("aws_subscribe");
        let value = directive.and_then(|directive| directive.argument("mutations"));
        let named = value.map_or(&[][..], |value| match &value.kind {
            ValueKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(value),
        });
        named.iter().filter_map(|item| match &item.kind {
            ValueKind::String(name) => Some((name.as_str(), item.span)),
            _ => None,
        })
    }
}

impl InputValueDefinition {
    /// Whether it has to be given: non-null and without a default.
    pub fn is_required(&self) -> bool {
        self.ty.is_non_null() && self.default_value.is_none()
    }
}

impl Directive {
    /// A given argument's value by name.
    pub fn argument(&self, name: &str) -> Option<&Value> {
        self.arguments
            .iter()
            .find(|one| &*one.name == name)
            .map(|one| &one.value)
    }
}

impl TypeKind {
    /// The word that starts such a definition, such as `input`.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Object { .. } => "type",
            Self::Interface { .. } => "interface",
            Self::Union { .. } => "union",
            Self::Enum { .. } => "enum",
            Self::InputObject { .. } => "input",
        }
    }

    /// Whether values of it can be arguments.
    pub fn is_input(&self) -> bool {
        matches!(
            self,
            Self::Scalar | Self::Enum { .. } | Self::InputObject { .. }
        )
    }

    /// Whether fields can give it.
    pub fn is_output(&self) -> bool {
        !matches!(self, Self::InputObject { .. })
    }

    /// Whether its fields have to be selected.
    pub fn is_composite(&self) -> bool {
        matches!(
            self,
            Self::Object { .. } | Self::Interface { .. } | Self::Union { .. }
        )
    }
}

impl Type {
    /// The named type inside all lists and non-nulls.
    pub fn named(&self) -> &Name {
        match self {
            Self::Named(name) => name,
            Self::List(inner) | Self::NonNull(inner) => inner.named(),
        }
    }

    /// Whether null is refused.
    pub fn is_non_null(&self) -> bool {
        matches!(self, Self::NonNull(_))
    }

    /// The same type with null allowed.
    pub fn nullable(&self) -> &Type {
        match self {
            Self::NonNull(inner) => inner,
            Self::Named(_) | Self::List(_) => self,
        }
    }
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Named(one), Self::Named(two)) => one.text == two.text,
            (Self::List(one), Self::List(two)) | (Self::NonNull(one), Self::NonNull(two)) => {
                one == two
            }
            _ => false,
        }
    }
}

impl Eq for Type {}

impl OperationType {
    /// The word in GraphQL's language, such as `query`.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }

    /// The type's name when the schema does not say, such as `Query`.
    pub fn default_type_name(self) -> &'static str {
        match self {
            Self::Query => "Query",
            Self::Mutation => "Mutation",
            Self::Subscription => "Subscription",
        }
    }
}

impl Field {
    /// The member's name in the answer.
    pub fn response_key(&self) -> &str {
        self.alias.as_ref().unwrap_or(&self.name)
    }
}
