//! Whether tables can be imported, and how they are declared then.

use appsynth_assembly::Stack;
use appsynth_cloudformation::Map;
use appsynth_diagnostics::Diagnostics;

use super::declared::{self, Declared};
use super::letting_go::LettingGo;
use super::literal::Names;
use super::refusal;
use super::source::Source;
use super::{ImportedTable, Wanted};
use crate::DeployError;
use crate::aws::{Connection, Owner, Target, stack_name};
use crate::existing_table::ExistingTable;
use crate::kinds::TABLES;
use crate::plan::{Imported, survives};

/// What is wanted, and the table that is meant.
pub(super) type Meant<'m, 'a> = (Wanted, &'m Declared<'a>);

/// What is found out about tables.
pub(super) struct Look<'t> {
    /// The caller's own credentials: roles that deploy may not look at tables.
    pub(super) own: Connection,
    pub(super) target: &'t Target,
    /// The stack to take tables over from.
    pub(super) source: Option<Source>,
    pub(super) letting_go: Vec<LettingGo>,
    pub(super) tables: Vec<ImportedTable>,
    pub(super) problems: Diagnostics,
}

impl<'t> Look<'t> {
    pub(super) fn new(own: Connection, target: &'t Target) -> Self {
        Self {
            own,
            target,
            source: None,
            letting_go: Vec::new(),
            tables: Vec::new(),
            problems: Diagnostics::new(),
        }
    }

    /// The tables that are meant; unless some are named, those that the project says are to be imported.
    pub(super) fn meant<'m, 'a>(
        &mut self,
        wanted: &[Wanted],
        declared: &'m [Declared<'a>],
        stacks: &[&Stack],
    ) -> Result<Vec<Meant<'m, 'a>>, DeployError> {
        if wanted.is_empty() {
            let taken_over = |one: &&Declared<'_>| {
                let tables = self.source.iter().flat_map(|source| &source.tables);
                let mut tables = tables.map(|one| one.table.as_str());
                tables.any(|table| one.table() == Some(table))
            };
            let is_meant = |one: &&Declared<'_>| one.is_marked() || taken_over(one);
            let wanted = declared.iter().filter(is_meant).map(|one| {
                let wanted = Wanted {
                    name: one.name.clone(),
                    table: None,
                };
                (wanted, one)
            });
            return Ok(wanted.collect());
        }
        let mut meant = Vec::new();
        for wanted in wanted {
            let mut called = declared.iter().filter(|one| one.is_called(&wanted.name));
            match (called.next(), called.next()) {
                (Some(one), None) => meant.push((wanted.clone(), one)),
                (Some(one), Some(other)) => {
                    let why = format!("both {} and {} are called so", one.name, other.name);
                    self.problems.push(refusal::cannot(&wanted.name, why));
                }
                (None, _) => match declared::kind_of(stacks, &wanted.name)? {
                    Some(kind) => {
                        let problem = refusal::not_importable(&wanted.name, &kind);
                        self.problems.push(problem);
                    }
                    None => self.unknown(&wanted.name, declared),
                },
            }
        }
        Ok(meant)
    }

    fn unknown(&mut self, name: &str, declared: &[Declared<'_>]) {
        let names: Vec<_> = declared.iter().map(Declared::short_name).collect();
        let why = match names.is_empty() {
            true => "no stack of the project declares a table of its own".to_owned(),
            false => format!("the stacks declare {}", names.join(", ")),
        };
        self.problems.push(refusal::cannot(name, why));
    }

    /// The tables that join their stacks with a deployment, declared as they are. Those that have done so are
    /// passed over where the project means them all.
    pub(super) async fn deployed(
        &mut self,
        meant: &[Meant<'_, '_>],
    ) -> Result<Vec<Imported>, DeployError> {
        let mut imported = Vec::new();
        for (wanted, declared) in meant {
            let Some(table) = self.table_of(wanted, declared) else {
                continue;
            };
            if !survives(declared.resource.deletion_policy) {
                self.problems.push(refusal::not_retained(declared));
                continue;
            }
            let Some(properties) = self.look(declared, &table).await? else {
                continue;
            };
            imported.push(Imported {
                stack: declared.stack.id.clone(),
                path: declared.path.clone(),
                id: declared.id.clone(),
                table,
                properties,
            });
        }
        Ok(imported)
    }

    /// The properties that declare a table as it is; none if it cannot be imported, or has been.
    pub(super) async fn look(
        &mut self,
        declared: &Declared<'_>,
        table: &str,
    ) -> Result<Option<Map>, DeployError> {
        let name = declared.short_name();
        let found = ExistingTable::find(&self.own, table, &declared.resource).await?;
        let Some(actual) = found else {
            let why = format!("DynamoDB has no table `{table}` there");
            self.problems.push(refusal::cannot(name, why));
            return Ok(None);
        };
        if let Some(owner) = self.own.owner(table, &TABLES).await? {
            let stack = &declared.stack.name;
            let is_own = self.is_within(&owner, stack).await?;
            let is_of_source = self.source.as_ref().is_some_and(|one| one.has(&owner));
            if !is_own && is_of_source {
                let names = Names::of(actual.description());
                LettingGo::add(&mut self.letting_go, &owner, names);
            } else {
                if !is_own {
                    let environment = &self.target.environment;
                    let problem = refusal::of_another_stack(name, table, &owner, environment);
                    self.problems.push(problem);
                } else if !declared.is_marked() {
                    let why = format!("the stack `{stack}` has it already");
                    self.problems.push(refusal::cannot(name, why));
                }
                return Ok(None);
            }
        }
        let differences = actual.differences(&declared.resource, declared.stream_is_read);
        if !differences.is_empty() {
            let refusals = differences.iter();
            let refusals = refusals.map(|difference| refusal::differs(name, difference));
            self.problems.extend(refusals.collect::<Diagnostics>());
            return Ok(None);
        }
        self.tables.push(ImportedTable {
            name: declared.name.clone(),
            table: table.to_owned(),
            items: actual.items(),
        });
        actual.as_it_is(&declared.resource).map(Some)
    }

    /// Whether a stack is the one of this name, or nested in it.
    async fn is_within(&self, owner: &Owner, stack: &str) -> Result<bool, DeployError> {
        if owner.stack == stack {
            return Ok(true);
        }
        let info = self.own.stack(&owner.stack).await?;
        let root = info.and_then(|info| info.root);
        Ok(root.is_some_and(|root| stack_name(&root) == stack))
    }

    /// Looks whether the stacks that are to let tables go can do so.
    pub(super) async fn obstacles(&mut self) -> Result<(), DeployError> {
        for one in &self.letting_go {
            if let Some(why) = one.obstacle(&self.own).await? {
                self.problems.push(refusal::not_let_go(&one.stack, &why));
            }
        }
        Ok(())
    }

    /// What DynamoDB calls the table.
    pub(super) fn table_of(&mut self, wanted: &Wanted, declared: &Declared<'_>) -> Option<String> {
        let name = declared.short_name();
        let is_nested = !declared.path.is_empty();
        let problem = match (&wanted.table, declared.table()) {
            (Some(table), Some(fixed)) if table != fixed => {
                let why = format!("its name is to be `{fixed}`, and a table keeps its name");
                refusal::cannot(name, why)
            }
            (_, Some(fixed)) => return Some(fixed.to_owned()),
            (_, None) if is_nested => refusal::unnamed(declared),
            (_, None) if declared.resource.properties.contains_key("TableName") => {
                let why = "its name is made when the stack is, and a table keeps its name";
                refusal::cannot(name, why).help("write the name out")
            }
            (Some(table), None) => return Some(table.clone()),
            (None, None) => {
                let why = format!("which table is it? Say `{}=TABLE`", wanted.name);
                refusal::cannot(name, why)
            }
        };
        self.problems.push(problem);
        None
    }

    /// # Errors
    /// [`DeployError::Refused`] if any of the tables that are meant cannot be imported.
    pub(super) fn refuse(&mut self) -> Result<(), DeployError> {
        match self.problems.is_empty() {
            true => Ok(()),
            false => Err(DeployError::Refused {
                diagnostics: std::mem::take(&mut self.problems),
            }),
        }
    }
}
