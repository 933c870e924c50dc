//! Code of a plan as code of constructs.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use appsynth_appsync::{ApiRef, Code, Text};
use appsynth_cloudformation::Pseudo;
use appsynth_construct::{Expr, Intrinsic, Value};
use appsynth_program::{Half, print};
use appsynth_transform::plan::{self, Deployed, HalfCode, Language, Piece};

use crate::graphql_schema::IdentityPool;

/// Printed code, with marks where texts are that only the deployment knows.
#[derive(Debug)]
pub(crate) enum Printed {
    Js(String),
    Vtl { request: String, response: String },
}

/// Prints code; halves that several functions share once.
#[derive(Debug)]
pub(crate) struct Printer {
    language: Language,
    printed: HashMap<(*const Half, *const Half), Rc<Printed>>,
}

/// What the deployment fills in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeployedTexts {
    pub(crate) api: ApiRef,
    pub(crate) identity_pool: Option<IdentityPool>,
}

impl Printer {
    pub(crate) fn new(language: Language) -> Self {
        Self {
            language,
            printed: HashMap::new(),
        }
    }

    pub(crate) fn print(&mut self, code: &plan::Code) -> Rc<Printed> {
        let (request, response) = match code {
            plan::Code::Module(file) => return Rc::new(Printed::Js(file.text.clone())),
            plan::Code::Halves { request, response } => (request, response),
        };
        let (HalfCode::Generated(request), HalfCode::Generated(response)) = (request, response)
        else {
            return Rc::new(Printed::Vtl {
                request: template(request).into_owned(),
                response: template(response).into_owned(),
            });
        };
        let halves = (Arc::as_ptr(request), Arc::as_ptr(response));
        let language = self.language;
        let printed = self.printed.entry(halves).or_insert_with(|| {
            Rc::new(match language {
                Language::Js => Printed::Js(print::js(request, response)),
                Language::Vtl => Printed::Vtl {
                    request: print::vtl(request),
                    response: print::vtl(response),
                },
            })
        });
        Rc::clone(printed)
    }
}

fn template(half: &HalfCode) -> Cow<'_, str> {
    match half {
        HalfCode::Generated(half) => print::vtl(half).into(),
        HalfCode::Template(file) => file.text.as_str().into(),
    }
}

impl Printed {
    /// As a construct takes it.
    pub(crate) fn code(&self, deployed: DeployedTexts) -> Code {
        let text = |text: &str| Text::Generated(deployed.fill_in(text));
        match self {
            Self::Js(code) => Code::Js(text(code)),
            Self::Vtl { request, response } => Code::Vtl {
                request: text(request),
                response: text(response),
            },
        }
    }

    /// Its texts with the endings of their files.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let (first, second) = match self {
            Self::Js(code) => (("js", code), None),
            Self::Vtl { request, response } => (("req.vtl", request), Some(("res.vtl", response))),
        };
        std::iter::once(first)
            .chain(second)
            .map(|(ending, text)| (ending, text.as_str()))
    }
}

impl DeployedTexts {
    /// The text with what the deployment knows in place of the marks.
    pub(crate) fn fill_in(self, text: &str) -> Value<String> {
        let pieces = Deployed::split(text);
        if let [Piece::Text(text)] = pieces[..] {
            return text.into();
        }
        let parts: Vec<Value<String>> = pieces.into_iter().map(|piece| self.piece(piece)).collect();
        Value::AtDeploy(Intrinsic::Join(String::new(), Expr::from(parts)).into())
    }

    fn piece(self, piece: Piece<'_>) -> Value<String> {
        let role = |role: fn(IdentityPool) -> Value<String>| {
            // Without an identity pool nobody has such a role; no ARN has this text in it.
            self.identity_pool.map_or_else(|| "no role".into(), role)
        };
        let pseudo = |parameter| Value::AtDeploy(Intrinsic::Pseudo(parameter).into());
        match piece {
            Piece::Text(text) => text.into(),
            Piece::Deployed(Deployed::ApiId) => self.api.id(),
            Piece::Deployed(Deployed::AuthenticatedRole) => role(|pool| pool.authenticated.name()),
            Piece::Deployed(Deployed::UnauthenticatedRole) => {
                role(|pool| pool.unauthenticated.name())
            }
            Piece::Deployed(Deployed::AccountId) => pseudo(Pseudo::AccountId),
            Piece::Deployed(Deployed::Partition) => pseudo(Pseudo::Partition),
        }
    }
}

/// The text as people read it: names in place of what the deployment fills in.
pub(crate) fn legible(text: &str) -> Cow<'_, str> {
    let pieces = Deployed::split(text);
    if let [Piece::Text(text)] = pieces[..] {
        return text.into();
    }
    let mut legible = String::with_capacity(text.len());
    for piece in pieces {
        match piece {
            Piece::Text(text) => legible.push_str(text),
            Piece::Deployed(deployed) => {
                legible.push_str("${");
                legible.push_str(deployed.name());
                legible.push('}');
            }
        }
    }
    legible.into()
}
