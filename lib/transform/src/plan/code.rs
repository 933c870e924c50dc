//! The code of a function or of a resolver around its functions.

use std::sync::Arc;

use appsynth_program::Half;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFile {
    /// Its path in the project.
    pub path: String,
    /// Its text.
    pub text: String,
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
        matches!(
            self,
            Self::Halves {
                request: HalfCode::Generated(_),
                response: HalfCode::Generated(_),
            }
        )
    }

    /// The language it comes out in, where generated code is printed in `language`.
    pub fn language(&self, language: Language) -> Language {
        match self {
            Self::Module(_) => Language::Js,
            Self::Halves { .. } if self.is_generated() => language,
            Self::Halves { .. } => Language::Vtl,
        }
    }
}
