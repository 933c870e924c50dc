//! Feature flags of Amplify's command line with which an API is another than what is made here.
//!
//! <https://docs.amplify.aws/gen1/react/tools/cli/reference/feature-flags/>

use std::path::Path;

use serde_json::{Map, Value};

use super::super::existing::{Existing, texts};
use super::{json, names};
use crate::CliError;

const FLAGS_FILE: &str = "amplify/cli.json";

/// A flag.
struct Flag {
    name: &'static str,
    /// The value with which the API is another.
    differs: bool,
    /// Its value if the file does not name it.
    unnamed: bool,
    /// What schemas have that differ; spaces do not count.
    shows_in: &'static [&'static str],
    /// What differs, and what keeps it as it is.
    says: &'static str,
}

const FLAGS: &[Flag] = &[
    Flag {
        name: "usesubusernamefordefaultidentityclaim",
        differs: false,
        unnamed: true,
        shows_in: &["allow:owner"],
        says: "owners are known by `sub::username` here, so nobody owns the items that are there: \
               `identityClaim: \"username\"` in each rule with `allow: owner` keeps their owners",
    },
    Flag {
        name: "populateownerfieldforstaticgroupauth",
        differs: false,
        unnamed: false,
        shows_in: &["allow:owner"],
        says: "a new item's owner is filled in here also where another rule, such as one for a group, lets its \
               creator in",
    },
    Flag {
        name: "subscriptionsinheritprimaryauth",
        differs: true,
        unnamed: false,
        shows_in: &["@hasOne", "@hasMany", "@belongsTo", "@manyToMany"],
        says: "related items that subscribers may not read are null in the answers of mutations here: \
               `subscriptions: { level: off }` of `@model` keeps them",
    },
    Flag {
        name: "enableautoindexquerynames",
        differs: false,
        unnamed: false,
        shows_in: &["@index"],
        says: "an `@index` without a `queryField` has a query here: `queryField: null` leaves it out",
    },
    Flag {
        name: "secondarykeyasgsi",
        differs: false,
        unnamed: false,
        shows_in: &["@index"],
        says: "an `@index` of the primary key's partition key is a global secondary index here, and a local one of \
               tables that are there",
    },
    Flag {
        name: "respectprimarykeyattributesonconnectionfield",
        differs: false,
        unnamed: false,
        shows_in: &["@primaryKey"],
        says: "the fields that relations to a model with `@primaryKey` add are named for its key here, such as \
               `postCommentsSlug` and not `postCommentsId`, which items that are there do not have",
    },
    Flag {
        name: "shoulddeepmergedirectiveconfigdefaults",
        differs: false,
        unnamed: false,
        shows_in: &["queries:{", "mutations:{"],
        says: "`@model(queries: { get: \"one\" })` leaves out only what is null here, and Amplify what is not named \
               as well: `list: null` leaves the list query out, and likewise with `mutations`",
    },
];

impl Existing {
    /// Names the flags that make a difference to the schema, also those that only one environment has.
    pub(super) fn leave_flags(&mut self, folder: &Path) -> Result<(), CliError> {
        let Some(flags) = of_file(folder, FLAGS_FILE)? else {
            return Ok(());
        };
        let schema: String = texts(folder, &self.schema)?
            .iter()
            .flat_map(|(_, text)| text.split_whitespace())
            .collect();
        let shows = |flag: &&Flag| flag.shows_in.iter().any(|part| schema.contains(part));
        let shown: Vec<_> = FLAGS.iter().filter(shows).collect();
        for flag in shown.iter().filter(|flag| flag.differs_in(&flags)) {
            self.left.push(flag.told(FLAGS_FILE));
        }
        for file in files_of_environments(folder)? {
            let mut own = flags.clone();
            own.extend(of_file(folder, &file)?.unwrap_or_default());
            let differs = |flag: &&&Flag| flag.differs_in(&own) && !flag.differs_in(&flags);
            for flag in shown.iter().filter(differs) {
                self.left.push(flag.told(&file));
            }
        }
        self.leave_old_version(&flags);
        Ok(())
    }

    /// Version 1 of the transformer reads other directives and names list queries otherwise.
    fn leave_old_version(&mut self, flags: &Flags) {
        if flags
            .get("transformerversion")
            .is_some_and(|version| version == 2)
        {
            return;
        }
        self.left.push(format!(
            "{FLAGS_FILE} does not set `transformerversion` to 2: directives of version 1, such as `@key` and \
             `@connection`, are not taken"
        ));
        if flags.get("improvepluralization") != Some(&Value::Bool(true)) {
            self.left.push(format!(
                "{FLAGS_FILE} does not set `improvepluralization`: list queries have the plural that a model's name \
                 has in English here, such as `listPeople` and not `listPersons`, which \
                 `@model(queries: {{ list: \"listPersons\" }})` keeps"
            ));
        }
    }
}

type Flags = Map<String, Value>;

/// The flags of the transformer that a file sets; none if it does not speak of them.
fn of_file(folder: &Path, file: &str) -> Result<Option<Flags>, CliError> {
    let flags = json(&folder.join(file))?;
    Ok(flags["features"]["graphqltransformer"].as_object().cloned())
}

/// The files of flags that one environment has otherwise, such as `amplify/cli.prod.json`.
fn files_of_environments(folder: &Path) -> Result<Vec<String>, CliError> {
    let mut files = names(&folder.join("amplify"), Path::is_file)?;
    files.retain(|name| {
        let environment = name.strip_prefix("cli.");
        environment.is_some_and(|environment| environment.ends_with(".json"))
    });
    Ok(files.iter().map(|name| format!("amplify/{name}")).collect())
}

impl Flag {
    /// Whether the API is another with these flags.
    fn differs_in(&self, flags: &Flags) -> bool {
        let value = flags.get(self.name).and_then(Value::as_bool);
        value.unwrap_or(self.unnamed) == self.differs
    }

    fn told(&self, file: &str) -> String {
        let Self {
            name,
            differs,
            says,
            ..
        } = self;
        format!("{file} leaves `{name}` {differs}, for which there is no setting: {says}")
    }
}
