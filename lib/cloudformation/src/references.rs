//! Walking the references of a value, and changing what names them.

use crate::{Expr, Intrinsic, Map, SubPart};

impl<R> Expr<R> {
    /// The same value with every reference renamed.
    pub fn map_refs<S>(self, mut rename: impl FnMut(R) -> S) -> Expr<S> {
        let renamed: Result<_, std::convert::Infallible> =
            self.try_map_refs(|reference| Ok(rename(reference)));
        match renamed {
            Ok(expr) => expr,
        }
    }

    /// The same value with every reference renamed.
    ///
    /// # Errors
    /// The first error of `rename`.
    pub fn try_map_refs<S, E>(
        self,
        mut rename: impl FnMut(R) -> Result<S, E>,
    ) -> Result<Expr<S>, E> {
        expr(self, &mut rename)
    }

    /// Calls `visit` with every reference in the order it is written: resources, parameters and
    /// conditions alike.
    pub fn visit_refs<'a>(&'a self, mut visit: impl FnMut(&'a R)) {
        self.visit_intrinsics(&mut |intrinsic| match intrinsic {
            Intrinsic::Ref(name)
            | Intrinsic::GetAtt(name, _)
            | Intrinsic::If(name, _, _)
            | Intrinsic::Condition(name) => visit(name),
            Intrinsic::Sub(parts, _) => {
                for part in parts {
                    if let SubPart::Ref(name) | SubPart::GetAtt(name, _) = part {
                        visit(name);
                    }
                }
            }
            _ => {}
        });
    }

    /// Calls `visit` with every intrinsic function in this value, outer ones first.
    pub fn visit_intrinsics<'a>(&'a self, visit: &mut impl FnMut(&'a Intrinsic<R>)) {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => {}
            Self::List(items) => items.iter().for_each(|item| item.visit_intrinsics(visit)),
            Self::Map(map) => map.values().for_each(|value| value.visit_intrinsics(visit)),
            Self::Call(intrinsic) => {
                visit(intrinsic);
                intrinsic.for_each_argument(|_, argument| argument.visit_intrinsics(visit));
            }
        }
    }
}

impl<R> Intrinsic<R> {
    /// The name of the function in a template, such as `Fn::Join`.
    pub fn name(&self) -> &str {
        match self {
            Self::Ref(_) | Self::Pseudo(_) => "Ref",
            Self::GetAtt(..) => "Fn::GetAtt",
            Self::Sub(..) => "Fn::Sub",
            Self::Join(..) => "Fn::Join",
            Self::Select(..) => "Fn::Select",
            Self::Split(..) => "Fn::Split",
            Self::If(..) => "Fn::If",
            Self::Equals(..) => "Fn::Equals",
            Self::And(_) => "Fn::And",
            Self::Or(_) => "Fn::Or",
            Self::Not(_) => "Fn::Not",
            Self::Condition(_) => "Condition",
            Self::FindInMap(..) => "Fn::FindInMap",
            Self::ImportValue(_) => "Fn::ImportValue",
            Self::Base64(_) => "Fn::Base64",
            Self::Cidr(..) => "Fn::Cidr",
            Self::GetAZs(_) => "Fn::GetAZs",
            Self::ToJsonString(_) => "Fn::ToJsonString",
            Self::Length(_) => "Fn::Length",
            Self::Other(name, _) => name,
        }
    }

    /// Calls `visit` with every argument that is a value itself, in order, and with its index in the list
    /// of arguments if the function takes a list. The variables of `Fn::Sub` have the index of them all.
    pub fn for_each_argument<'a>(&'a self, mut visit: impl FnMut(Option<usize>, &'a Expr<R>)) {
        match self {
            Self::Ref(_) | Self::Pseudo(_) | Self::Condition(_) => {}
            Self::ImportValue(one)
            | Self::Base64(one)
            | Self::GetAZs(one)
            | Self::ToJsonString(one)
            | Self::Length(one)
            | Self::Other(_, one) => visit(None, one),
            Self::Not(one) => visit(Some(0), one),
            Self::GetAtt(_, one) | Self::Join(_, one) | Self::Split(_, one) => visit(Some(1), one),
            Self::Sub(_, variables) => {
                let variables = variables.iter().flat_map(Map::values);
                variables.for_each(|value| visit(Some(1), value));
            }
            Self::Select(one, two) | Self::Equals(one, two) => {
                visit(Some(0), one);
                visit(Some(1), two);
            }
            Self::If(_, yes, no) => {
                visit(Some(1), yes);
                visit(Some(2), no);
            }
            Self::And(list) | Self::Or(list) => {
                for (index, one) in list.iter().enumerate() {
                    visit(Some(index), one);
                }
            }
            Self::FindInMap(map, top, second, default) => {
                visit(Some(0), map);
                visit(Some(1), top);
                visit(Some(2), second);
                default.iter().for_each(|default| visit(Some(3), default));
            }
            Self::Cidr(block, count, bits) => {
                visit(Some(0), block);
                visit(Some(1), count);
                bits.iter().for_each(|bits| visit(Some(2), bits));
            }
        }
    }
}

fn expr<R, S, E>(value: Expr<R>, rename: &mut impl FnMut(R) -> Result<S, E>) -> Result<Expr<S>, E> {
    Ok(match value {
        Expr::Null => Expr::Null,
        Expr::Bool(value) => Expr::Bool(value),
        Expr::Number(number) => Expr::Number(number),
        Expr::Text(text) => Expr::Text(text),
        Expr::List(items) => Expr::List(list(items, rename)?),
        Expr::Map(members) => Expr::Map(map(members, rename)?),
        Expr::Call(call) => Expr::Call(Box::new(intrinsic(*call, rename)?)),
    })
}

fn list<R, S, E>(
    items: Vec<Expr<R>>,
    rename: &mut impl FnMut(R) -> Result<S, E>,
) -> Result<Vec<Expr<S>>, E> {
    items.into_iter().map(|item| expr(item, rename)).collect()
}

fn map<R, S, E>(members: Map<R>, rename: &mut impl FnMut(R) -> Result<S, E>) -> Result<Map<S>, E> {
    members
        .into_iter()
        .map(|(key, value)| Ok((key, expr(value, rename)?)))
        .collect()
}

fn intrinsic<R, S, E>(
    call: Intrinsic<R>,
    rename: &mut impl FnMut(R) -> Result<S, E>,
) -> Result<Intrinsic<S>, E> {
    use Intrinsic as I;
    Ok(match call {
        I::Ref(name) => I::Ref(rename(name)?),
        I::Pseudo(pseudo) => I::Pseudo(pseudo),
        I::GetAtt(name, attribute) => I::GetAtt(rename(name)?, expr(attribute, rename)?),
        I::Sub(parts, variables) => I::Sub(
            parts
                .into_iter()
                .map(|part| sub_part(part, rename))
                .collect::<Result<_, E>>()?,
            variables
                .map(|variables| map(variables, rename))
                .transpose()?,
        ),
        I::Join(delimiter, items) => I::Join(delimiter, expr(items, rename)?),
        I::Select(index, items) => I::Select(expr(index, rename)?, expr(items, rename)?),
        I::Split(delimiter, text) => I::Split(delimiter, expr(text, rename)?),
        I::If(condition, yes, no) => {
            I::If(rename(condition)?, expr(yes, rename)?, expr(no, rename)?)
        }
        I::Equals(one, two) => I::Equals(expr(one, rename)?, expr(two, rename)?),
        I::And(conditions) => I::And(list(conditions, rename)?),
        I::Or(conditions) => I::Or(list(conditions, rename)?),
        I::Not(condition) => I::Not(expr(condition, rename)?),
        I::Condition(name) => I::Condition(rename(name)?),
        I::FindInMap(name, top, second, default) => I::FindInMap(
            expr(name, rename)?,
            expr(top, rename)?,
            expr(second, rename)?,
            default.map(|default| expr(default, rename)).transpose()?,
        ),
        I::ImportValue(name) => I::ImportValue(expr(name, rename)?),
        I::Base64(text) => I::Base64(expr(text, rename)?),
        I::Cidr(block, count, bits) => I::Cidr(
            expr(block, rename)?,
            expr(count, rename)?,
            bits.map(|bits| expr(bits, rename)).transpose()?,
        ),
        I::GetAZs(region) => I::GetAZs(expr(region, rename)?),
        I::ToJsonString(value) => I::ToJsonString(expr(value, rename)?),
        I::Length(list) => I::Length(expr(list, rename)?),
        I::Other(name, argument) => I::Other(name, expr(argument, rename)?),
    })
}

fn sub_part<R, S, E>(
    part: SubPart<R>,
    rename: &mut impl FnMut(R) -> Result<S, E>,
) -> Result<SubPart<S>, E> {
    Ok(match part {
        SubPart::Text(text) => SubPart::Text(text),
        SubPart::Ref(name) => SubPart::Ref(rename(name)?),
        SubPart::Pseudo(pseudo) => SubPart::Pseudo(pseudo),
        SubPart::GetAtt(name, attribute) => SubPart::GetAtt(rename(name)?, attribute),
        SubPart::Variable(name) => SubPart::Variable(name),
    })
}
