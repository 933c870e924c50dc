//! The code of a function or of a resolver around its functions.

use std::sync::Arc;

use appsynth_program::{Half, print};

/// The code of a function, or of a resolver around its functions.
#[derive(Debug, Clone, PartialEq)]
pub enum Code {
    /// Two halves, each generated or a template of the user's. With any template of the user's both are VTL.
    Halves {
        /// What makes the request.
        request: HalfCode,
        /// What reads the answer.
        response: HalfCode,
    },
    /// A module of the user's with both halves.
    Module(UserFile),
    /// Two generated halves in the form in which AppSync gets them.
    Printed(Arc<Printed>),
}

/// Printed code, with marks where it has names of its own and texts that only the deployment knows.
#[derive(Debug, PartialEq, Eq, Hash)]
pub enum Printed {
    /// A module with both halves.
    Js(Arc<str>),
    /// Two mapping templates.
    Vtl {
        /// What makes the request.
        request: Arc<str>,
        /// What reads the answer.
        response: Arc<str>,
    },
}

/// One half.
#[derive(Debug, Clone, PartialEq)]
pub enum HalfCode {
    /// Generated, to be printed in either language.
    Generated(Arc<Half>),
    /// A mapping template of the user's.
    Template(UserFile),
}

/// A file of the user's resolvers folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserFile {
    /// Its path in the project.
    pub path: String,
    /// Its text; that of a module with what it imports from other files, without types.
    pub text: String,
    /// The source map of a module that is not the file as it is, as JSON.
    pub source_map: Option<String>,
}

/// The language that generated code is printed in where nothing else decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// APPSYNC_JS
    #[default]
    Js,
    /// VTL
    Vtl,
}

impl Code {
    /// Generated code.
    pub fn generated(request: Half, response: Half) -> Self {
        Self::Halves {
            request: HalfCode::Generated(Arc::new(request)),
            response: HalfCode::Generated(Arc::new(response)),
        }
    }

    /// Whether all of it is generated.
    pub fn is_generated(&self) -> bool {
        match self {
            Self::Printed(_) => true,
            _ => self.generated_halves().is_some(),
        }
    }

    /// Its halves, if both are generated and not printed yet.
    pub fn generated_halves(&self) -> Option<[&Arc<Half>; 2]> {
        match self {
            Self::Halves {
                request: HalfCode::Generated(request),
                response: HalfCode::Generated(response),
            } => Some([request, response]),
            _ => None,
        }
    }

    /// The language it comes out in, where generated code is printed in `language`.
    pub fn language(&self, language: Language) -> Language {
        match self {
            Self::Module(_) => Language::Js,
            Self::Printed(printed) => printed.language(),
            Self::Halves { .. } if self.is_generated() => language,
            Self::Halves { .. } => Language::Vtl,
        }
    }
}

impl Printed {
    /// Prints two halves.
    pub fn of([request, response]: [&Half; 2], language: Language) -> Self {
        match language {
            Language::Js => Self::Js(print::js(request, response).into()),
            Language::Vtl => Self::Vtl {
                request: print::vtl(request).into(),
                response: print::vtl(response).into(),
            },
        }
    }

    /// The language it is in.
    pub fn language(&self) -> Language {
        match self {
            Self::Js(_) => Language::Js,
            Self::Vtl { .. } => Language::Vtl,
        }
    }
}
