//! Code of a plan as code of constructs.

use std::borrow::Cow;
use std::iter;
use std::sync::Arc;

use appsynth_appsync::{ApiRef, Code, Text};
use appsynth_cloudformation::Pseudo;
use appsynth_construct::{Expr, Intrinsic, Value};
use appsynth_program::print;
use appsynth_transform::plan::{self, Deployed, HalfCode, Language, Own, Piece, Printed, Resolver};

use crate::graphql_schema::IdentityPool;

/// What the deployment fills in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeployedTexts {
    pub(crate) api: ApiRef,
    pub(crate) identity_pool: Option<IdentityPool>,
}

/// Code in the form in which AppSync gets it; generated code that is not printed yet, in `language`.
pub(crate) fn printed(code: &plan::Code, language: Language) -> Arc<Printed> {
    if let Some(halves) = code.generated_halves() {
        return Arc::new(Printed::of(halves.map(AsRef::as_ref), language));
    }
    match code {
        plan::Code::Printed(printed) => Arc::clone(printed),
        plan::Code::Module(file) => Arc::new(Printed::Js(file.text.as_str().into())),
        plan::Code::Halves { request, response } => Arc::new(Printed::Vtl {
            request: template(request),
            response: template(response),
        }),
    }
}

fn template(half: &HalfCode) -> Arc<str> {
    match half {
        HalfCode::Generated(half) => print::vtl(half).into(),
        HalfCode::Template(file) => file.text.as_str().into(),
    }
}

/// The code of a function as a construct takes it.
pub(crate) fn function_code(printed: &Printed, deployed: DeployedTexts) -> Code {
    code(printed, |text| deployed.value(text))
}

/// The code around a resolver's functions as a construct takes it.
pub(crate) fn code_around(printed: &Printed, resolver: &Resolver, deployed: DeployedTexts) -> Code {
    code(printed, |text| {
        deployed.fill_in(text, |name| resolver.own(name).into())
    })
}

fn code(printed: &Printed, fill_in: impl Fn(&str) -> Value<String>) -> Code {
    let text = |text: &str| Text::Generated(fill_in(text));
    match printed {
        Printed::Js(code) => Code::Js(text(code)),
        Printed::Vtl { request, response } => Code::Vtl {
            request: text(request),
            response: text(response),
        },
    }
}

/// The texts of printed code with the endings of their files.
pub(crate) fn files(printed: &Printed) -> impl Iterator<Item = (&'static str, &Arc<str>)> {
    let (first, second) = match printed {
        Printed::Js(code) => (("js", code), None),
        Printed::Vtl { request, response } => (("req.vtl", request), Some(("res.vtl", response))),
    };
    iter::once(first).chain(second)
}

impl DeployedTexts {
    /// A text with what the deployment knows in place of its marks.
    pub(crate) fn value(self, text: &str) -> Value<String> {
        self.fill_in(text, |name| name.mark().into())
    }

    /// The text with names in place of their marks, and with what the deployment knows.
    fn fill_in<'n>(self, text: &str, name: impl Fn(Own) -> Cow<'n, str>) -> Value<String> {
        let mut parts: Vec<Value<String>> = Vec::new();
        let mut known = String::with_capacity(text.len());
        for piece in Piece::split(text) {
            match piece {
                Piece::Text(text) => known.push_str(text),
                Piece::Own(own) => known.push_str(&name(own)),
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
            Deployed::Region => pseudo(Pseudo::Region),
        }
    }
}

/// The code of a function as people read it: names in place of what the deployment fills in.
pub(crate) fn legible(text: &Arc<str>) -> Arc<str> {
    let pieces = Piece::split(text);
    if let [Piece::Text(_)] = pieces[..] {
        return Arc::clone(text);
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
            Piece::Own(own) => legible.push_str(&own.mark()),
        }
    }
    legible.into()
}
