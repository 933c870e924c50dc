//! The YAML tree with byte spans; the YAML library's types end here.

use appsynth_diagnostics::{Diagnostics, LineColumn, Source, SourceId, Sources, Span};
use indexmap::IndexMap;
use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};

use crate::diagnostics;

/// A value of the file.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) span: Span,
    /// The key this is the value of.
    pub(crate) key: Option<Span>,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text {
        text: String,
        /// Whether a variable was put in: such text may stand for a number or a boolean.
        substituted: bool,
    },
    List(Vec<Node>),
    Mapping(Mapping),
    /// Holds a variable that is not known, in an environment that is not the one in use.
    Unknown,
}

/// The entries of a mapping by key; each value knows its key's span.
pub(crate) type Mapping = IndexMap<String, Node>;

impl Node {
    /// Where to point: the value itself if it is on one line, the key of a collection.
    pub(crate) fn place(&self) -> Span {
        match self.value {
            Value::List(_) | Value::Mapping(_) => self.key.unwrap_or(Span {
                end: self.span.start,
                ..self.span
            }),
            _ => self.span,
        }
    }

    /// Where to point when something is missing inside.
    pub(crate) fn key_place(&self) -> Span {
        self.key.unwrap_or_else(|| self.place())
    }

    /// What kind of value it is, in YAML's words, with an article.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Boolean(_) => "a boolean",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::Text { .. } => "text",
            Value::List(_) => "a list",
            Value::Mapping(_) => "a mapping",
            Value::Unknown => "a variable",
        }
    }
}

/// Reads the one document of a source. An empty file is an empty mapping.
pub(crate) fn parse(sources: &Sources, id: SourceId) -> Result<Node, Diagnostics> {
    let source = sources
        .get(id)
        .expect("invariant: the source was added to these sources");
    parse_as(source, id, source.text())
}

/// Reads a source as if it were this text, in which everything is where it is in the source.
pub(crate) fn parse_as(source: &Source, id: SourceId, text: &str) -> Result<Node, Diagnostics> {
    let position = |marker: &saphyr::Marker| {
        source.offset(LineColumn {
            line: marker.line(),
            column: marker.col() + 1,
        })
    };
    let documents = MarkedYaml::load_from_str(text).map_err(|error| {
        let start = position(error.marker());
        diagnostics::not_yaml(
            Span {
                source: id,
                start,
                end: start,
            },
            error.info(),
        )
    })?;
    let mut documents = documents.into_iter();
    let reader = Reader { source, id };
    let root = match documents.next() {
        Some(document) if !matches!(document.data, YamlData::BadValue) => {
            reader.node(document, None)?
        }
        _ => Node {
            value: Value::Mapping(Mapping::new()),
            span: Span {
                source: id,
                start: 0,
                end: 0,
            },
            key: None,
        },
    };
    match documents.next() {
        Some(second) => Err(diagnostics::second_document(reader.span(&second)).into()),
        None => Ok(root),
    }
}

struct Reader<'s> {
    source: &'s Source,
    id: SourceId,
}

impl Reader<'_> {
    fn span(&self, node: &MarkedYaml<'_>) -> Span {
        let offset = |marker: saphyr::Marker| {
            self.source.offset(LineColumn {
                line: marker.line(),
                column: marker.col() + 1,
            })
        };
        let start = offset(node.span.start);
        Span {
            source: self.id,
            start,
            end: offset(node.span.end).max(start),
        }
    }

    fn node(&self, node: MarkedYaml<'_>, key: Option<Span>) -> Result<Node, Diagnostics> {
        let span = self.span(&node);
        let value = match node.data {
            YamlData::Value(Scalar::Null) => Value::Null,
            YamlData::Value(Scalar::Boolean(value)) => Value::Boolean(value),
            YamlData::Value(Scalar::Integer(value)) => Value::Integer(value),
            YamlData::Value(Scalar::FloatingPoint(value)) => Value::Float(value.0),
            YamlData::Value(Scalar::String(text)) => Value::Text {
                text: text.into_owned(),
                substituted: false,
            },
            YamlData::Sequence(items) => Value::List(
                items
                    .into_iter()
                    .map(|item| self.node(item, None))
                    .collect::<Result<_, _>>()?,
            ),
            YamlData::Mapping(entries) => {
                let mut mapping = Mapping::new();
                for (key, value) in entries {
                    let (name, key_span) = self.key(key)?;
                    mapping.insert(name, self.node(value, Some(key_span))?);
                }
                Value::Mapping(mapping)
            }
            YamlData::Tagged(tag, _) => return Err(diagnostics::tag(span, &tag.suffix).into()),
            YamlData::Representation(..) | YamlData::Alias(_) | YamlData::BadValue => {
                return Err(diagnostics::not_yaml(span, "this value cannot be read").into());
            }
        };
        Ok(Node { value, span, key })
    }

    /// A key as it is written: `404:` and `true:` are names, too.
    fn key(&self, key: MarkedYaml<'_>) -> Result<(String, Span), Diagnostics> {
        let span = self.span(&key);
        match key.data {
            YamlData::Value(Scalar::String(text)) => Ok((text.into_owned(), span)),
            YamlData::Value(_) => {
                let written = self.source.text().get(span.start..span.end);
                Ok((written.unwrap_or_default().to_owned(), span))
            }
            _ => Err(diagnostics::not_yaml(span, "a key must be a plain name").into()),
        }
    }
}
