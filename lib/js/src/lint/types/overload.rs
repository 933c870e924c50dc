//! Which of several signatures of a function a call has.

use oxc::{
    ast::{
        AstKind,
        ast::{Argument, Expression, FormalParameters, TSLiteral, TSType},
    },
    semantic::{NodeId, SymbolId},
};

use super::{Type, Types};

impl<'a> Types<'_, 'a> {
    /// The first signature of an overloaded function that takes these arguments.
    pub(super) fn overload(
        &self,
        function: Option<SymbolId>,
        arguments: &[Argument<'a>],
    ) -> Option<NodeId> {
        let scoping = self.semantic.scoping();
        let function = function?;
        if scoping.symbol_redeclarations(function).is_empty() {
            return None;
        }
        let mut declarations = scoping.symbol_declarations(function);
        declarations.find(
            |declaration| match self.semantic.nodes().kind(*declaration) {
                AstKind::Function(signature) => {
                    signature.body.is_none() && self.takes(&signature.params, arguments)
                }
                _ => false,
            },
        )
    }

    fn takes(&self, parameters: &FormalParameters<'a>, arguments: &[Argument<'a>]) -> bool {
        let needed = parameters.items.iter().filter(|one| !one.optional).count();
        if arguments.len() < needed
            || (arguments.len() > parameters.items.len() && parameters.rest.is_none())
        {
            return false;
        }
        let mut pairs = parameters.items.iter().zip(arguments);
        pairs.all(|(parameter, argument)| {
            match (&parameter.type_annotation, argument.as_expression()) {
                (Some(annotation), Some(value)) => self.fits(value, &annotation.type_annotation),
                _ => true,
            }
        })
    }

    /// Whether a value may be of a type; what is not known may be anything.
    fn fits(&self, value: &Expression<'a>, wanted: &TSType<'a>) -> bool {
        if let (Expression::StringLiteral(text), TSType::TSLiteralType(literal)) = (value, wanted)
            && let TSLiteral::StringLiteral(wanted) = &literal.literal
        {
            return text.value == wanted.value;
        }
        match (self.of(value), self.annotated(wanted)) {
            (Type::Unknown | Type::Nullish, _) | (_, Type::Unknown | Type::Nullish) => true,
            (Type::Object(given), Type::Object(wanted)) => wanted
                .iter()
                .all(|(name, _)| given.iter().any(|(member, _)| member == name)),
            (Type::Object(_), Type::Dictionary(_)) => true,
            (Type::Function(_), Type::Callable(..)) => true,
            (given, wanted) if given.is_list() => wanted.is_list(),
            (given, wanted) => std::mem::discriminant(&given) == std::mem::discriminant(&wanted),
        }
    }
}
