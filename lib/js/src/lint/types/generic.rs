//! What type parameters stand for, as a reference or a call gives them.

use std::collections::HashMap;

use oxc::{
    ast::{
        AstKind,
        ast::{
            Argument, CallExpression, Expression, FormalParameters, TSType, TSTypeName,
            TSTypeParameterDeclaration,
        },
    },
    semantic::{NodeId, SymbolId},
};

use super::{Type, Types, named_member, one_of};

/// What type parameters stand for.
pub(super) type Bindings = HashMap<SymbolId, Bound>;

/// What one type parameter stands for.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    pub(super) value: Type,
    /// The texts that a parameter for keys stands for.
    pub(super) names: Vec<String>,
}

impl Bound {
    fn of(value: Type) -> Self {
        Self {
            value,
            names: Vec::new(),
        }
    }

    pub(super) fn key(name: String) -> Self {
        Self {
            value: Type::String,
            names: vec![name],
        }
    }
}

impl<'a> Types<'_, 'a> {
    /// What a type parameter stands for where it is asked, if that is known.
    pub(super) fn bound_to(&self, parameter: SymbolId) -> Option<Bound> {
        let bindings = self.bindings.borrow();
        let innermost = bindings.iter().rev();
        innermost
            .filter_map(|one| one.get(&parameter))
            .next()
            .cloned()
    }

    /// An answer that is given while type parameters stand for something.
    pub(super) fn bind(&self, bindings: Bindings, answer: impl FnOnce() -> Type) -> Type {
        self.bindings.borrow_mut().push(bindings);
        let found = answer();
        self.bindings.borrow_mut().pop();
        found
    }

    /// What type parameters stand for by the arguments written for them, or by their defaults.
    pub(super) fn given(
        &self,
        parameters: Option<&TSTypeParameterDeclaration<'a>>,
        arguments: Vec<Type>,
    ) -> Bindings {
        let mut arguments = arguments.into_iter();
        let parameters = parameters.iter().flat_map(|list| &list.params);
        parameters
            .filter_map(|parameter| {
                let default = || parameter.default.as_ref().map(|one| self.annotated(one));
                let value = arguments.next().or_else(default)?;
                Some((parameter.name.symbol_id.get()?, Bound::of(value)))
            })
            .collect()
    }

    /// What a call of a function of the file gives.
    pub(super) fn called(&self, function: NodeId, call: &CallExpression<'a>) -> Type {
        let (generic, parameters) = match self.semantic.nodes().kind(function) {
            AstKind::Function(declared) => (&declared.type_parameters, &declared.params),
            AstKind::ArrowFunctionExpression(arrow) => (&arrow.type_parameters, &arrow.params),
            _ => return self.result_of(function),
        };
        let Some(generic) = generic else {
            return self.result_of(function);
        };
        if self.calling.borrow().contains(&function) {
            return Type::Unknown;
        }
        let written = call.type_arguments.as_ref();
        let written = written.map(|list| list.params.iter().map(|one| self.annotated(one)));
        let mut bindings = match written {
            Some(written) => self.given(Some(generic), written.collect()),
            None => self.inferred(parameters, &call.arguments),
        };
        for (parameter, default) in self.given(Some(generic), Vec::new()) {
            bindings.entry(parameter).or_insert(default);
        }
        // What was found out about names within the function holds for other calls only.
        let symbols = self.symbols.take();
        let results = self.results.take();
        self.calling.borrow_mut().push(function);
        let found = self.bind(bindings, || self.result_of(function));
        self.calling.borrow_mut().pop();
        self.symbols.replace(symbols);
        self.results.replace(results);
        found
    }

    fn inferred(&self, parameters: &FormalParameters<'a>, arguments: &[Argument<'a>]) -> Bindings {
        let mut bindings = Bindings::new();
        for (parameter, argument) in parameters.items.iter().zip(arguments) {
            let (Some(annotation), Some(value)) =
                (&parameter.type_annotation, argument.as_expression())
            else {
                continue;
            };
            if let (Some(key), Expression::StringLiteral(text)) =
                (self.parameter_named(&annotation.type_annotation), value)
            {
                let bound = Bound::key(text.value.to_string());
                bindings.entry(key).or_insert(bound);
            } else {
                let value = self.of(value);
                self.infer(&annotation.type_annotation, &value, &mut bindings);
            }
        }
        bindings
    }

    /// The type parameter that a type is, if it is one.
    fn parameter_named(&self, written: &TSType<'a>) -> Option<SymbolId> {
        let TSType::TSTypeReference(reference) = written else {
            return None;
        };
        let TSTypeName::IdentifierReference(name) = &reference.type_name else {
            return None;
        };
        let symbol = self.symbol(name)?;
        let declaration = self.semantic.scoping().symbol_declaration(symbol);
        let declaration = self.semantic.nodes().kind(declaration);
        matches!(declaration, AstKind::TSTypeParameter(_)).then_some(symbol)
    }

    /// Finds what type parameters stand for, so that a written type is a given one.
    fn infer(&self, written: &TSType<'a>, given: &Type, bindings: &mut Bindings) {
        if let Some(parameter) = self.parameter_named(written) {
            if !matches!(given, Type::Unknown | Type::Nullish) {
                let bound = Bound::of(given.clone());
                bindings.entry(parameter).or_insert(bound);
            }
            return;
        }
        match written {
            TSType::TSArrayType(list) => {
                self.infer(&list.element_type, &given.element(), bindings);
            }
            TSType::TSParenthesizedType(inner) => {
                self.infer(&inner.type_annotation, given, bindings);
            }
            TSType::TSUnionType(union) => {
                for one in &union.types {
                    self.infer(one, given, bindings);
                }
            }
            TSType::TSTypeLiteral(object) => {
                for member in &object.members {
                    if let oxc::ast::ast::TSSignature::TSPropertySignature(property) = member
                        && let (Some(annotation), Some(name)) =
                            (&property.type_annotation, property.key.static_name())
                    {
                        let given = named_member(given, &name);
                        self.infer(&annotation.type_annotation, &given, bindings);
                    }
                }
            }
            TSType::TSTupleType(tuple) => {
                for (index, place) in tuple.element_types.iter().enumerate() {
                    if let Some(place) = place.as_ts_type() {
                        self.infer(place, &given.place(index), bindings);
                    }
                }
            }
            TSType::TSFunctionType(function) => {
                let result = match given {
                    Type::Function(given) => self.result_of(*given),
                    Type::Callable(_, result) => (**result).clone(),
                    _ => Type::Unknown,
                };
                self.infer(&function.return_type.type_annotation, &result, bindings);
            }
            TSType::TSTypeReference(reference) => {
                let inner = match given {
                    Type::Promise(value) | Type::Dictionary(value) => (**value).clone(),
                    Type::Object(members) => one_of(members.iter().map(|(_, one)| one.clone())),
                    other => other.iterated(),
                };
                let arguments = reference
                    .type_arguments
                    .iter()
                    .flat_map(|list| &list.params);
                if let Some(last) = arguments.last() {
                    self.infer(last, &inner, bindings);
                }
            }
            _ => {}
        }
    }
}
