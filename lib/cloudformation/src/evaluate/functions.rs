//! What each intrinsic function gives.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Evaluation, cidr, text_of};
use crate::place::Trail;
use crate::{Expr, Intrinsic, LogicalId, Map, SubPart, sub};

impl Evaluation<'_> {
    pub(super) fn call(&mut self, intrinsic: &Intrinsic, around: &Trail<'_>) -> Option<Value> {
        let at = &around.key(intrinsic.name());
        match intrinsic {
            Intrinsic::Ref(name) => self.reference(name, at),
            Intrinsic::Pseudo(pseudo) => self.stack.pseudo_parameter(*pseudo),
            Intrinsic::GetAtt(resource, attribute) => {
                let attribute = self.text(attribute, &at.index(1))?;
                self.attribute(resource, &attribute, at)
            }
            Intrinsic::Sub(parts, variables) => self.sub(parts, variables.as_ref(), at),
            Intrinsic::Join(delimiter, items) => self.join(delimiter, items, at),
            Intrinsic::Select(index, items) => self.select(index, items, at),
            Intrinsic::Split(delimiter, text) => self.split(delimiter, text, at),
            Intrinsic::If(name, yes, no) => match self.stack.condition(name) {
                Some(true) => self.expr(yes, &at.index(1)),
                Some(false) => self.expr(no, &at.index(2)),
                None => self.error(at, format!("there is no condition `{name}`")),
            },
            Intrinsic::Equals(..)
            | Intrinsic::And(_)
            | Intrinsic::Or(_)
            | Intrinsic::Not(_)
            | Intrinsic::Condition(_) => self.condition(intrinsic, at).map(Value::Bool),
            Intrinsic::FindInMap(map, top, second, default) => {
                self.find_in_map([map, top, second], default.as_ref(), at)
            }
            Intrinsic::ImportValue(name) => {
                let name = self.text(name, at)?;
                self.given(self.deployed.import(&name), at)
            }
            Intrinsic::Base64(text) => self
                .text(text, at)
                .map(|text| Value::String(STANDARD.encode(text))),
            Intrinsic::Cidr(block, count, bits) => self.cidr(block, count, bits.as_ref(), at),
            Intrinsic::GetAZs(region) => {
                let region = self.text(region, at)?;
                let region = if region.is_empty() {
                    &self.stack.pseudo.region
                } else {
                    &region
                };
                Some(self.deployed.availability_zones(region).into())
            }
            Intrinsic::ToJsonString(value) => {
                let value = self.wanted(value, at)?;
                Some(Value::String(value.to_string()))
            }
            Intrinsic::Length(list) => self.items(list, at).map(|items| items.len().into()),
            Intrinsic::Other(name, argument) => self.other(name, argument, at),
        }
    }

    fn reference(&mut self, name: &LogicalId, at: &Trail<'_>) -> Option<Value> {
        match self.stack.parameter(name) {
            Some(value) => Some(value.clone()),
            None => self.given(self.deployed.reference(name), at),
        }
    }

    fn attribute(
        &mut self,
        resource: &LogicalId,
        attribute: &str,
        at: &Trail<'_>,
    ) -> Option<Value> {
        self.given(self.deployed.attribute(resource, attribute), at)
    }

    fn given(&mut self, value: Result<Value, String>, at: &Trail<'_>) -> Option<Value> {
        match value {
            Ok(value) => Some(value),
            Err(reason) => self.error(at, reason),
        }
    }

    fn sub(&mut self, parts: &[SubPart], variables: Option<&Map>, at: &Trail<'_>) -> Option<Value> {
        let mut out = Some(String::new());
        for part in parts {
            let value = match part {
                SubPart::Text(text) => Some(text.clone()),
                SubPart::Ref(name) => {
                    let value = self.reference(name, at);
                    self.part_text(value, part, at)
                }
                SubPart::Pseudo(pseudo) => {
                    let value = self.stack.pseudo_parameter(*pseudo);
                    self.part_text(value, part, at)
                }
                SubPart::GetAtt(resource, attribute) => {
                    let value = self.attribute(resource, attribute, at);
                    self.part_text(value, part, at)
                }
                SubPart::Variable(name) => {
                    match variables.and_then(|variables| variables.get(name)) {
                        Some(value) => self.text(value, &at.index(1).key(name)),
                        None => self.error(at, format!("there is no variable `{name}`")),
                    }
                }
            };
            match (&mut out, value) {
                (Some(out), Some(text)) => out.push_str(&text),
                // The rest is still looked at, for its errors.
                _ => out = None,
            }
        }
        out.map(Value::String)
    }

    fn part_text(
        &mut self,
        value: Option<Value>,
        part: &SubPart,
        at: &Trail<'_>,
    ) -> Option<String> {
        let value = value?;
        match text_of(&value) {
            Some(text) => Some(text),
            None => {
                let part = sub::print(std::slice::from_ref(part));
                self.error(
                    at,
                    format!("`{part}` must be text, but is a list or an object"),
                )
            }
        }
    }

    fn join(&mut self, delimiter: &str, items: &Expr, at: &Trail<'_>) -> Option<Value> {
        let at = &at.index(1);
        let mut texts = Vec::new();
        for item in self.items(items, at)? {
            match text_of(&item) {
                Some(text) => texts.push(text),
                None => return self.error(at, "has an item that is no text"),
            }
        }
        Some(Value::String(texts.join(delimiter)))
    }

    fn select(&mut self, index: &Expr, items: &Expr, at: &Trail<'_>) -> Option<Value> {
        let index = self.number(index, &at.index(0))?;
        let mut items = self.items(items, &at.index(1))?;
        if index < items.len() {
            Some(items.swap_remove(index))
        } else {
            let message = format!("selects item {index} of a list of {}", items.len());
            self.error(at, message)
        }
    }

    fn split(&mut self, delimiter: &str, text: &Expr, at: &Trail<'_>) -> Option<Value> {
        if delimiter.is_empty() {
            return self.error(&at.index(0), "the delimiter must not be empty");
        }
        let text = self.text(text, &at.index(1))?;
        Some(text.split(delimiter).collect())
    }

    fn find_in_map(
        &mut self,
        [map, top, second]: [&Expr; 3],
        default: Option<&Expr>,
        at: &Trail<'_>,
    ) -> Option<Value> {
        let map = self.text(map, &at.index(0));
        let top = self.text(top, &at.index(1));
        let second = self.text(second, &at.index(2));
        let (map, top, second) = (map?, top?, second?);
        let mappings = &self.stack.template.mappings;
        let found = mappings
            .get(&LogicalId(map.clone()))
            .and_then(|mapping| mapping.get(&top)?.get(&second));
        match (found, default) {
            (Some(value), _) => Some(value.clone()),
            (None, Some(default)) => self.expr(default, &at.index(3).key("DefaultValue")),
            (None, None) => self.error(
                at,
                format!("the mapping `{map}` has no `{top}`, `{second}`"),
            ),
        }
    }

    fn cidr(
        &mut self,
        block: &Expr,
        count: &Expr,
        bits: Option<&Expr>,
        at: &Trail<'_>,
    ) -> Option<Value> {
        let block = self.text(block, &at.index(0));
        let count = self.number(count, &at.index(1));
        let Some(bits) = bits else {
            return self.error(at, "needs the number of bits of a block");
        };
        let bits = self.number(bits, &at.index(2));
        match cidr::subnets(&block?, count?, bits?) {
            Ok(subnets) => Some(subnets.into()),
            Err(message) => self.error(at, message),
        }
    }

    /// The functions that only rules have; any other is none that CloudFormation itself computes.
    fn other(&mut self, name: &str, argument: &Expr, at: &Trail<'_>) -> Option<Value> {
        let Expr::List(arguments) = argument else {
            return self.error(at, "cannot be computed here");
        };
        match (name, arguments.as_slice()) {
            ("Fn::Contains", [list, value]) => {
                let list = self.items(list, &at.index(0));
                let value = self.wanted(value, &at.index(1));
                Some(list?.contains(&value?).into())
            }
            ("Fn::EachMemberEquals", [list, value]) => {
                let list = self.items(list, &at.index(0));
                let value = self.wanted(value, &at.index(1))?;
                Some(list?.iter().all(|item| *item == value).into())
            }
            ("Fn::EachMemberIn", [list, allowed]) => {
                let list = self.items(list, &at.index(0));
                let allowed = self.items(allowed, &at.index(1))?;
                Some(list?.iter().all(|item| allowed.contains(item)).into())
            }
            _ => self.error(at, "cannot be computed here"),
        }
    }
}
