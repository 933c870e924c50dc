//! Code of a plan as code of constructs.

use std::borrow::Cow;
use std::iter;
use std::rc::Rc;
use std::sync::Arc;

use appsynth_appsync::{ApiRef, Code, Text};
use appsynth_cloudformation::Pseudo;
use appsynth_construct::{Expr, Intrinsic, Value};
use appsynth_parallel as parallel;
use appsynth_program::{Half, print};
use appsynth_transform::Plan;
use appsynth_transform::plan::{self, Deployed, HalfCode, Language, Own, Piece, Resolver};
use rustc_hash::{FxHashMap, FxHashSet};

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
    printed: FxHashMap<[*const Half; 2], Rc<Printed>>,
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
            printed: FxHashMap::default(),
        }
    }

    /// Prints all generated code of a plan at once, so that it is there when it is asked for.
    pub(crate) fn print_all(&mut self, plan: &Plan) {
        let codes = plan.resolvers.values().flat_map(|resolver| {
            let steps = resolver.steps.iter().map(|step| &step.code);
            iter::once(&resolver.around).chain(steps)
        });
        let mut known = FxHashSet::default();
        let halves = codes.filter_map(generated);
        let halves: Vec<Halves<'_>> = halves.filter(|one| known.insert(addresses(one))).collect();
        let language = self.language;
        let printed = parallel::map(&halves, CODES_OF_A_THREAD, |halves| print(halves, language));
        let printed = halves.iter().zip(printed);
        let printed = printed.map(|(halves, printed)| (addresses(halves), Rc::new(printed)));
        self.printed.extend(printed);
    }

    pub(crate) fn print(&mut self, code: &plan::Code) -> Rc<Printed> {
        match code {
            plan::Code::Module(file) => Rc::new(Printed::Js(file.text.clone())),
            plan::Code::Halves { request, response } => match generated(code) {
                None => Rc::new(Printed::Vtl {
                    request: template(request).into_owned(),
                    response: template(response).into_owned(),
                }),
                Some(halves) => {
                    let printed = self.printed.entry(addresses(&halves));
                    let language = self.language;
                    Rc::clone(printed.or_insert_with(|| Rc::new(print(&halves, language))))
                }
            },
        }
    }
}

/// Two generated halves.
type Halves<'a> = [&'a Arc<Half>; 2];

const CODES_OF_A_THREAD: usize = 16;

/// The halves of code that is all generated.
fn generated(code: &plan::Code) -> Option<Halves<'_>> {
    match code {
        plan::Code::Halves {
            request: HalfCode::Generated(request),
            response: HalfCode::Generated(response),
        } => Some([request, response]),
        _ => None,
    }
}

fn addresses(halves: &Halves<'_>) -> [*const Half; 2] {
    halves.map(Arc::as_ptr)
}

fn print([request, response]: &Halves<'_>, language: Language) -> Printed {
    match language {
        Language::Js => Printed::Js(print::js(request, response)),
        Language::Vtl => Printed::Vtl {
            request: print::vtl(request),
            response: print::vtl(response),
        },
    }
}

fn template(half: &HalfCode) -> Cow<'_, str> {
    match half {
        HalfCode::Generated(half) => print::vtl(half).into(),
        HalfCode::Template(file) => file.text.as_str().into(),
    }
}

impl Printed {
    /// The code of a function as a construct takes it.
    pub(crate) fn code(&self, deployed: DeployedTexts) -> Code {
        self.map(|text| deployed.fill_in(text, |_| unreachable!("{NO_OWN_NAMES}")))
    }

    /// The code around a resolver's functions as a construct takes it.
    pub(crate) fn code_around(&self, resolver: &Resolver, deployed: DeployedTexts) -> Code {
        self.map(|text| deployed.fill_in(text, |name| resolver.own(name)))
    }

    fn map(&self, fill_in: impl Fn(&str) -> Value<String>) -> Code {
        let text = |text: &str| Text::Generated(fill_in(text));
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
        iter::once(first)
            .chain(second)
            .map(|(ending, text)| (ending, text.as_str()))
    }
}

impl DeployedTexts {
    /// The text with names in place of their marks, and with what the deployment knows.
    fn fill_in<'a>(self, text: &'a str, name: impl Fn(Own) -> &'a str) -> Value<String> {
        let mut parts: Vec<Value<String>> = Vec::new();
        let mut known = String::with_capacity(text.len());
        for piece in Piece::split(text) {
            match piece {
                Piece::Text(text) => known.push_str(text),
                Piece::Own(own) => known.push_str(name(own)),
                Piece::Deployed(deployed) => match self.text(deployed) {
                    Value::Known(text) => known.push_str(&text),
                    later => parts.extend([std::mem::take(&mut known).into(), later]),
                },
            }
        }
        if parts.is_empty() {
            return known.into();
        }
        parts.push(known.into());
        Value::AtDeploy(Intrinsic::Join(String::new(), Expr::from(parts)).into())
    }

    fn text(self, deployed: Deployed) -> Value<String> {
        let role = |role: fn(IdentityPool) -> Value<String>| {
            // Without an identity pool nobody has such a role; no ARN has this text in it.
            self.identity_pool.map_or_else(|| "no role".into(), role)
        };
        let pseudo = |parameter| Value::AtDeploy(Intrinsic::Pseudo(parameter).into());
        match deployed {
            Deployed::ApiId => self.api.id(),
            Deployed::AuthenticatedRole => role(|pool| pool.authenticated.name()),
            Deployed::UnauthenticatedRole => role(|pool| pool.unauthenticated.name()),
            Deployed::AccountId => pseudo(Pseudo::AccountId),
            Deployed::Partition => pseudo(Pseudo::Partition),
        }
    }
}

/// The code of a function as people read it: names in place of what the deployment fills in.
pub(crate) fn legible(text: &str) -> Cow<'_, str> {
    let pieces = Piece::split(text);
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
            Piece::Own(_) => unreachable!("{NO_OWN_NAMES}"),
        }
    }
    legible.into()
}

const NO_OWN_NAMES: &str = "invariant: only what is around functions has marks for names";
