//! Reads expressions as plain code.

use oxc::{
    ast::ast::{
        Argument, ArrayExpression, ArrayExpressionElement, AssignmentExpression, AssignmentTarget,
        CallExpression, ChainElement, ComputedMemberExpression, Expression as Read,
        ObjectExpression, ObjectPropertyKind, PropertyKind, StaticMemberExpression,
        TemplateLiteral,
    },
    syntax::operator::{AssignmentOperator, BinaryOperator, LogicalOperator, UnaryOperator},
};

use super::{
    Reader,
    names::{DYNAMODB, Name, OPERATIONS},
};
use crate::{
    console,
    plain::tree::{
        Binary, Call, DynamoDb, Effect, Element, Expression, Global, Iteration, Key, Logical,
        Method, Property, Target,
    },
    utilities,
};

impl Reader<'_> {
    pub(super) fn expression(&mut self, expression: &Read<'_>) -> Option<Expression> {
        self.deeper(|reader| reader.any(expression))
    }

    fn any(&mut self, expression: &Read<'_>) -> Option<Expression> {
        Some(match expression {
            Read::NullLiteral(_) => Expression::Null,
            Read::BooleanLiteral(literal) => Expression::Bool(literal.value),
            Read::NumericLiteral(literal) => Expression::Number(literal.value),
            Read::StringLiteral(literal) if !literal.lone_surrogates => {
                Expression::Text(literal.value.as_str().into())
            }
            Read::TemplateLiteral(template) => self.template(template)?,
            Read::Identifier(identifier) => self.variable(&identifier.name)?,
            Read::ParenthesizedExpression(inner) => self.any(&inner.expression)?,
            Read::ObjectExpression(object) => self.object(object)?,
            Read::ArrayExpression(list) => self.list(list)?,
            Read::StaticMemberExpression(member) => self.member(member)?,
            Read::ComputedMemberExpression(member) => self.index(member)?,
            Read::ChainExpression(chain) => Expression::Chain(Box::new(match &chain.expression {
                ChainElement::CallExpression(call) => self.call(call)?,
                ChainElement::StaticMemberExpression(member) => self.member(member)?,
                ChainElement::ComputedMemberExpression(member) => self.index(member)?,
                _ => return None,
            })),
            Read::CallExpression(call) => self.call(call)?,
            Read::UnaryExpression(unary) => {
                if unary.operator == UnaryOperator::Delete {
                    return self.delete(&unary.argument);
                }
                let value = Box::new(self.expression(&unary.argument)?);
                match unary.operator {
                    UnaryOperator::LogicalNot => Expression::Not(value),
                    UnaryOperator::UnaryNegation => Expression::Negative(value),
                    UnaryOperator::Typeof => Expression::TypeOf(value),
                    _ => return None,
                }
            }
            Read::BinaryExpression(binary) => {
                let operator = binary_operator(binary.operator)?;
                let left = self.expression(&binary.left)?;
                let right = self.expression(&binary.right)?;
                Expression::Binary(operator, Box::new((left, right)))
            }
            Read::LogicalExpression(logical) => {
                let operator = match logical.operator {
                    LogicalOperator::And => Logical::And,
                    LogicalOperator::Or => Logical::Or,
                    LogicalOperator::Coalesce => Logical::Coalesce,
                };
                let left = self.expression(&logical.left)?;
                let right = self.expression(&logical.right)?;
                Expression::Logical(operator, Box::new((left, right)))
            }
            Read::ConditionalExpression(conditional) => {
                let test = self.expression(&conditional.test)?;
                let then = self.expression(&conditional.consequent)?;
                let otherwise = self.expression(&conditional.alternate)?;
                Expression::Conditional(Box::new((test, then, otherwise)))
            }
            Read::AssignmentExpression(assignment) => self.assignment(assignment)?,
            _ => return None,
        })
    }

    fn variable(&mut self, name: &str) -> Option<Expression> {
        match self.names.find(name) {
            Name::Variable {
                slot,
                of_module,
                is_declared: true,
                ..
            } => Some(match of_module {
                true => Expression::ModuleVariable(slot),
                false => Expression::Variable(slot),
            }),
            Name::Global("undefined") => Some(Expression::Undefined),
            _ => None,
        }
    }

    fn template(&mut self, template: &TemplateLiteral<'_>) -> Option<Expression> {
        let texts = template.quasis.iter().map(|text| match &text.value.cooked {
            Some(cooked) if !text.lone_surrogates => Some(cooked.as_str().into()),
            _ => None,
        });
        let texts = texts.collect::<Option<_>>()?;
        let values = template.expressions.iter();
        let values = values.map(|value| self.expression(value));
        Some(Expression::Template(texts, values.collect::<Option<_>>()?))
    }

    fn object(&mut self, object: &ObjectExpression<'_>) -> Option<Expression> {
        let properties = object.properties.iter().map(|property| match property {
            ObjectPropertyKind::SpreadProperty(spread) => {
                self.expression(&spread.argument).map(Property::Spread)
            }
            ObjectPropertyKind::ObjectProperty(property) => {
                if property.kind != PropertyKind::Init || property.method {
                    return None;
                }
                let key = match property.computed {
                    true => {
                        Key::Computed(Box::new(self.expression(property.key.as_expression()?)?))
                    }
                    false => Key::Name(property.key.static_name()?.into_owned().into()),
                };
                Some(Property::Member(key, self.expression(&property.value)?))
            }
        });
        properties.collect::<Option<_>>().map(Expression::Object)
    }

    fn list(&mut self, list: &ArrayExpression<'_>) -> Option<Expression> {
        let elements = list.elements.iter().map(|element| match element {
            ArrayExpressionElement::SpreadElement(spread) => {
                self.expression(&spread.argument).map(Element::Spread)
            }
            ArrayExpressionElement::Elision(_) => None,
            item => self.expression(item.as_expression()?).map(Element::Item),
        });
        elements.collect::<Option<_>>().map(Expression::List)
    }

    fn member(&mut self, member: &StaticMemberExpression<'_>) -> Option<Expression> {
        Some(Expression::Member {
            object: Box::new(self.expression(&member.object)?),
            name: member.property.name.as_str().into(),
            optional: member.optional,
        })
    }

    fn index(&mut self, member: &ComputedMemberExpression<'_>) -> Option<Expression> {
        Some(Expression::Index {
            object: Box::new(self.expression(&member.object)?),
            index: Box::new(self.expression(&member.expression)?),
            optional: member.optional,
        })
    }

    fn delete(&mut self, of: &Read<'_>) -> Option<Expression> {
        let (object, key) = match of {
            Read::StaticMemberExpression(member) if !member.optional => {
                let key = Key::Name(member.property.name.as_str().into());
                (self.expression(&member.object)?, key)
            }
            Read::ComputedMemberExpression(member) if !member.optional => {
                let object = self.expression(&member.object)?;
                let key = self.expression(&member.expression)?;
                (object, Key::Computed(Box::new(key)))
            }
            _ => return None,
        };
        Some(Expression::Delete(Box::new(object), key))
    }

    fn assignment(&mut self, assignment: &AssignmentExpression<'_>) -> Option<Expression> {
        let target = Box::new(self.target(&assignment.left)?);
        let value = Box::new(self.expression(&assignment.right)?);
        let operator = match assignment.operator {
            AssignmentOperator::Assign => return Some(Expression::Assign(target, value)),
            AssignmentOperator::LogicalAnd => Logical::And,
            AssignmentOperator::LogicalOr => Logical::Or,
            AssignmentOperator::LogicalNullish => Logical::Coalesce,
            other => {
                let operator = binary_operator(other.to_binary_operator()?)?;
                return Some(Expression::AssignBinary(operator, target, value));
            }
        };
        Some(Expression::AssignLogical(operator, target, value))
    }

    fn target(&mut self, target: &AssignmentTarget<'_>) -> Option<Target> {
        Some(match target {
            AssignmentTarget::AssignmentTargetIdentifier(name) => {
                match self.names.find(&name.name) {
                    Name::Variable {
                        slot,
                        of_module: false,
                        is_constant: false,
                        is_declared: true,
                    } => Target::Variable(slot),
                    _ => return None,
                }
            }
            AssignmentTarget::StaticMemberExpression(member) => Target::Member(
                self.expression(&member.object)?,
                Key::Name(member.property.name.as_str().into()),
            ),
            AssignmentTarget::ComputedMemberExpression(member) => {
                let object = self.expression(&member.object)?;
                let key = self.expression(&member.expression)?;
                Target::Member(object, Key::Computed(Box::new(key)))
            }
            _ => return None,
        })
    }

    fn call(&mut self, call: &CallExpression<'_>) -> Option<Expression> {
        if call.optional {
            return None;
        }
        let read = match &call.callee {
            Read::Identifier(identifier) => match self.names.find(&identifier.name) {
                Name::Function(number) => {
                    self.called.push(number);
                    Call::Own(number, self.arguments(call)?)
                }
                Name::DynamoDb(function) => Call::DynamoDb(function, self.arguments(call)?),
                Name::Global("String") => Call::Global(Global::StringOf, self.arguments(call)?),
                _ => return None,
            },
            Read::StaticMemberExpression(member) => match self.of_global(member) {
                Some((global, path)) => self.call_of_global(global, &path, call)?,
                None => self.method(member, call)?,
            },
            _ => return None,
        };
        Some(Expression::Call(Box::new(read)))
    }

    fn arguments(&mut self, call: &CallExpression<'_>) -> Option<Box<[Expression]>> {
        let arguments = call.arguments.iter();
        let arguments = arguments.map(|argument| match argument {
            Argument::SpreadElement(_) => None,
            argument => self.expression(argument.as_expression()?),
        });
        arguments.collect()
    }

    /// The global that a member is of, and the way to the member.
    fn of_global(&self, member: &StaticMemberExpression<'_>) -> Option<(&'static str, String)> {
        if member.optional {
            return None;
        }
        match &member.object {
            Read::Identifier(identifier) => match self.names.find(&identifier.name) {
                Name::Global(global) => Some((global, member.property.name.to_string())),
                _ => None,
            },
            Read::StaticMemberExpression(outer) => {
                let (global, path) = self.of_global(outer)?;
                Some((global, format!("{path}.{}", member.property.name)))
            }
            _ => None,
        }
    }

    fn call_of_global(
        &mut self,
        global: &str,
        path: &str,
        call: &CallExpression<'_>,
    ) -> Option<Call> {
        let arguments = self.arguments(call)?;
        let effect = match (global, path) {
            ("util", "error") => Effect::Error,
            ("util", "appendError") => Effect::AppendError,
            ("util", "unauthorized") => Effect::Unauthorized,
            ("util", "authType") => Effect::AuthType,
            ("util", "dynamodb.toDynamoDB") => {
                return Some(Call::Global(Global::ToDynamoDb, arguments));
            }
            ("util", "dynamodb.toMapValues") => {
                return Some(Call::Global(Global::ToMapValues, arguments));
            }
            // Its patterns may take long.
            ("util", "matches") => return None,
            ("util", path) => match path
                .strip_prefix("http.")
                .and_then(|name| utilities::recorded_as("http", name))
            {
                Some(name) => Effect::Record(name),
                None => {
                    let utility = appsynth_util::find(path)?;
                    let is_known = utility.availability.in_js();
                    return is_known.then_some(Call::Utility(utility, arguments));
                }
            },
            (DYNAMODB, name) => {
                return DynamoDb::named(name).map(|function| Call::DynamoDb(function, arguments));
            }
            (OPERATIONS, name) => {
                let function = DynamoDb::named(&format!("operations.{name}"))?;
                return Some(Call::DynamoDb(function, arguments));
            }
            ("runtime", "earlyReturn") => Effect::EarlyReturn,
            ("extensions", name) => Effect::Record(utilities::recorded_as("extensions", name)?),
            ("console", method) => {
                let level = console::level(method)?;
                Effect::Log(level, self.lines.position(call.span.start as usize))
            }
            (object, function) => {
                return Global::named(object, function)
                    .map(|function| Call::Global(function, arguments));
            }
        };
        Some(Call::Effect(effect, arguments))
    }

    fn method(
        &mut self,
        member: &StaticMemberExpression<'_>,
        call: &CallExpression<'_>,
    ) -> Option<Call> {
        let name = member.property.name.as_str();
        let receiver = self.expression(&member.object)?;
        let optional = member.optional;
        if let Some(method) = Method::named(name) {
            return Some(Call::Method {
                receiver,
                optional,
                method,
                arguments: self.arguments(call)?,
            });
        }
        let method = Iteration::named(name)?;
        let [callback] = &call.arguments[..] else {
            return None;
        };
        Some(Call::Each {
            receiver,
            optional,
            method,
            callback: self.callback(callback.as_expression()?)?,
        })
    }
}

fn binary_operator(operator: BinaryOperator) -> Option<Binary> {
    Some(match operator {
        BinaryOperator::StrictEquality => Binary::Same { not: false },
        BinaryOperator::StrictInequality => Binary::Same { not: true },
        BinaryOperator::Equality => Binary::Equal { not: false },
        BinaryOperator::Inequality => Binary::Equal { not: true },
        BinaryOperator::LessThan => Binary::Less,
        BinaryOperator::LessEqualThan => Binary::LessOrEqual,
        BinaryOperator::GreaterThan => Binary::Greater,
        BinaryOperator::GreaterEqualThan => Binary::GreaterOrEqual,
        BinaryOperator::Addition => Binary::Add,
        BinaryOperator::Subtraction => Binary::Subtract,
        BinaryOperator::Multiplication => Binary::Multiply,
        BinaryOperator::Division => Binary::Divide,
        BinaryOperator::Remainder => Binary::Remainder,
        _ => return None,
    })
}
