//! Changes of generated resolvers by code of the user's: from files and settings to pieces of code, each with
//! the function it belongs to.

use std::collections::HashSet;

use appsynth_appsync::{self as appsync, Text};
use appsynth_construct::Scope;
use appsynth_diagnostics::{Diagnostic, Diagnostics, SourceId, Span};
use appsynth_transform::Plan;
use appsynth_transform::plan::{Code, HalfCode, UserFile};
use indexmap::{IndexMap, IndexSet};

use crate::file_name::FileName;
use crate::{amplify_names, diagnostics, pipeline};

/// A change of generated resolvers.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Edit {
    /// A file, whose name says what it changes.
    File(String),
    /// The files of a folder.
    Folder(String),
    /// Code for a place.
    Code {
        /// The field, such as `Query.getPost`.
        field: String,
        /// The slot and the number in it; none for the function that asks the data source.
        slot: Option<(String, u32)>,
        /// The code of both halves.
        code: appsync::Code,
    },
    /// One half of the function that asks the data source.
    Half {
        /// The field that has the resolver, as `Type.field`.
        field: String,
        /// Which half.
        part: Part,
        /// The mapping template in its place.
        template: Text,
    },
}

/// A part of a function's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The request template.
    Request,
    /// The response template.
    Response,
    /// A JavaScript module with both halves.
    Module,
}

/// What edits come to.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pieces: Vec<Piece>,
    /// Paths of files whose names are Amplify's, or say nothing.
    nameless: Vec<String>,
    problems: Diagnostics,
}

impl Changes {
    /// Reads the code of edits.
    pub(crate) fn read(scope: &mut Scope<'_>, edits: Vec<Edit>) -> Self {
        let mut changes = Self::default();
        for edit in edits {
            let pieces = pieces(scope, edit, &mut changes);
            changes.pieces.extend(pieces);
        }
        changes
    }

    /// The fields whose resolvers change; none if the plan has to be there to tell.
    pub(crate) fn fields(&self) -> Option<impl Iterator<Item = &str>> {
        let fields = self.pieces.iter().map(|piece| piece.place.field.as_str());
        self.nameless.is_empty().then_some(fields)
    }

    /// Changes the plan; what fits nothing is reported at the scope's construct. Gives the texts of the code.
    pub(crate) fn apply(mut self, scope: &mut Scope<'_>, plan: &mut Plan) -> Vec<OwnText> {
        self.read_nameless(scope, plan);
        self.settle_responses(plan);
        let (mut functions, mut texts) = (IndexMap::<Place, Parts>::new(), Vec::new());
        for piece in self.pieces {
            if let Some(source) = piece.source {
                let place = piece.place.clone();
                texts.push(OwnText { place, source });
            }
            let parts = functions.entry(piece.place).or_default();
            parts.add(piece.part, piece.file, &mut self.problems);
        }
        let fields: IndexSet<String> = functions.keys().map(|place| place.field.clone()).collect();
        for (place, parts) in functions {
            let text = texts.iter().find(|text| text.place == place);
            let source = text.map(|text| text.source);
            let problem = pipeline::change(plan, &place, parts);
            self.problems
                .extend(problem.map(|one| in_file(one, source)));
        }
        for problem in self.problems {
            scope.report(problem);
        }
        for field in fields {
            pipeline::settle_language(plan, &field);
        }
        texts
    }

    /// Reads the files that Amplify's names are those of.
    fn read_nameless(&mut self, scope: &mut Scope<'_>, plan: &Plan) {
        for path in std::mem::take(&mut self.nameless) {
            let places = amplify_names::places(plan, file_name(&path));
            if places.is_empty() {
                let problem = diagnostics::file_name(&path);
                self.problems.push(in_file(problem, scope.read(&path)));
            }
            for (place, part) in places {
                self.pieces
                    .extend(piece(scope, place, part, Text::File(path.clone())));
            }
        }
    }

    /// A response without a request, named for a field of `@function` or `@http` alone, is that of the resolver:
    /// Amplify has no other file of this name.
    fn settle_responses(&mut self, plan: &Plan) {
        let is_of_field = |piece: &Piece| piece.is_file && piece.place.step == StepName::Data;
        let requests = self
            .pieces
            .iter()
            .filter(|piece| is_of_field(piece) && piece.part != Part::Response);
        let with_request: HashSet<String> =
            requests.map(|piece| piece.place.field.clone()).collect();
        for piece in self.pieces.iter_mut().filter(|piece| is_of_field(piece)) {
            let field = &piece.place.field;
            if !with_request.contains(field) && pipeline::asks_no_table(plan, field) {
                piece.place.step = StepName::Around;
            }
        }
    }
}

/// Points at the beginning of the file that is wrong.
fn in_file(problem: Diagnostic, source: Option<SourceId>) -> Diagnostic {
    match source {
        Some(source) => problem.at(
            Span {
                source,
                start: 0,
                end: 0,
            },
            "",
        ),
        None => problem,
    }
}

/// A text of the user's and the function it is for.
#[derive(Debug)]
pub(crate) struct OwnText {
    pub(crate) place: Place,
    pub(crate) source: SourceId,
}

/// A part of a resolver.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) field: String,
    pub(crate) step: StepName,
}

/// Which part of a resolver.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum StepName {
    /// The function that asks the data source, the last of them if there are several.
    Data,
    /// Every function that asks this data source.
    Asking(String),
    /// A function of a slot, counted from 1.
    Slot(String, u32),
    /// What runs around the functions.
    Around,
}

impl StepName {
    fn new(slot: Option<(String, u32)>) -> Self {
        slot.map_or(Self::Data, |(slot, number)| Self::Slot(slot, number))
    }
}

impl Place {
    /// The name of a file with code for it.
    fn file_name(&self, part: Part) -> String {
        let ending = match part {
            Part::Request => "req.vtl",
            Part::Response => "res.vtl",
            Part::Module => "js",
        };
        match &self.step {
            StepName::Slot(slot, number) => format!("{}.{slot}.{number}.{ending}", self.field),
            _ => format!("{}.{ending}", self.field),
        }
    }
}

/// A piece of code and where it belongs.
#[derive(Debug)]
struct Piece {
    place: Place,
    part: Part,
    file: UserFile,
    /// Whether the name of a file says where it belongs.
    is_file: bool,
    /// None for code that something else than the user wrote.
    source: Option<SourceId>,
}

fn pieces(scope: &mut Scope<'_>, edit: Edit, changes: &mut Changes) -> Vec<Piece> {
    match edit {
        Edit::File(path) => file(scope, &path, changes).into_iter().collect(),
        Edit::Folder(folder) => {
            let mut paths = scope.list(&folder).unwrap_or_default();
            paths.retain(|path| is_code(path) && !is_for_import(&folder, path));
            let files = paths.iter().filter_map(|path| file(scope, path, changes));
            files.collect()
        }
        Edit::Code { field, slot, code } => {
            let texts = match code {
                appsync::Code::Js(text) => vec![(Part::Module, text)],
                appsync::Code::Vtl { request, response } => {
                    vec![(Part::Request, request), (Part::Response, response)]
                }
                appsync::Code::Direct => {
                    changes.problems.push(diagnostics::direct(&field));
                    Vec::new()
                }
            };
            let step = StepName::new(slot);
            let place = Place { field, step };
            let texts = texts.into_iter();
            texts
                .filter_map(|(part, text)| piece(scope, place.clone(), part, text))
                .collect()
        }
        Edit::Half {
            field,
            part,
            template,
        } => {
            let step = StepName::Data;
            let place = Place { field, step };
            piece(scope, place, part, template).into_iter().collect()
        }
    }
}

fn is_code(path: &str) -> bool {
    path.ends_with(".vtl")
        || path.ends_with(".js")
        || path.ends_with(".ts") && !path.ends_with(".d.ts")
}

/// Whether a module lies in a folder below and is not named as resolver code is.
fn is_for_import(folder: &str, path: &str) -> bool {
    let own = path.strip_prefix(folder).unwrap_or(path);
    let (below, name) = own.rsplit_once('/').unwrap_or(("", own));
    !below.is_empty() && !name.ends_with(".vtl") && FileName::parse(name).is_none()
}

fn file(scope: &mut Scope<'_>, path: &str, changes: &mut Changes) -> Option<Piece> {
    let Some(name) = FileName::parse(file_name(path)) else {
        changes.nameless.push(path.to_owned());
        return None;
    };
    let place = Place {
        field: name.field,
        step: StepName::new(name.slot),
    };
    let piece = piece(scope, place, name.part, Text::File(path.to_owned()))?;
    Some(Piece {
        is_file: true,
        ..piece
    })
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn piece(scope: &mut Scope<'_>, place: Place, part: Part, text: Text) -> Option<Piece> {
    let inline = |text: String| UserFile {
        path: format!("code for {}", place.field),
        text,
        source_map: None,
    };
    let (file, source) = match text {
        Text::File(path) if part == Part::Module => {
            let module = appsync::read_module(scope, &path)?;
            let source = scope.read(&path);
            let file = UserFile {
                path,
                text: module.code,
                source_map: module.source_map,
            };
            (file, source)
        }
        Text::File(path) => {
            let source = scope.read(&path)?;
            let file = UserFile {
                path,
                text: scope.text(source).to_owned(),
                source_map: None,
            };
            (file, Some(source))
        }
        Text::Inline(text) => {
            let name = place.file_name(part);
            let source = scope.source(name.as_str(), text.as_str());
            (inline(text), Some(source))
        }
        Text::Generated(value) => (inline(value.known().cloned().unwrap_or_default()), None),
    };
    Some(Piece {
        place,
        part,
        file,
        is_file: false,
        source,
    })
}

/// The user's code for one function.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    request: Option<UserFile>,
    response: Option<UserFile>,
    module: Option<UserFile>,
}

impl Parts {
    fn add(&mut self, part: Part, file: UserFile, problems: &mut Diagnostics) {
        let known = match part {
            Part::Request => &mut self.request,
            Part::Response => &mut self.response,
            Part::Module => &mut self.module,
        };
        if let Some(first) = known {
            problems.push(diagnostics::twice(&quoted(first), &quoted(&file)));
        }
        *known = Some(file);
    }

    /// Any of its files, to speak of it.
    pub(crate) fn name(&self) -> String {
        let mut files = [&self.module, &self.request, &self.response].into_iter();
        files
            .find_map(Option::as_ref)
            .map_or_else(String::new, quoted)
    }

    /// Says so if there is code in both languages.
    pub(crate) fn problem(&self) -> Option<Diagnostic> {
        let module = self.module.as_ref()?;
        let template = self.request.as_ref().or(self.response.as_ref())?;
        Some(diagnostics::two_languages(
            &quoted(module),
            &quoted(template),
        ))
    }

    /// The code of a function; the halves that are not the user's are these.
    pub(crate) fn code(self, request: HalfCode, response: HalfCode) -> Code {
        match self.module {
            Some(module) => Code::Module(module),
            None => Code::Halves {
                request: self.request.map_or(request, HalfCode::Template),
                response: self.response.map_or(response, HalfCode::Template),
            },
        }
    }
}

fn quoted(file: &UserFile) -> String {
    format!("`{}`", file.path)
}
