//! Feature flags of Amplify's command line with which an API is another than what is made here.
//!
//! <https://docs.amplify.aws/gen1/react/tools/cli/reference/feature-flags/>

use std::path::Path;

use serde_json::Value;

use super::super::existing::{Existing, texts};
use super::json;
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
    /// Names the flags that make a difference to the schema.
    pub(super) fn leave_flags(&mut self, folder: &Path) -> Result<(), CliError> {
        let flags = json(&folder.join(FLAGS_FILE))?;
        let flags = &flags["features"]["graphqltransformer"];
        if !flags.is_object() {
            return Ok(());
        }
        let schema: String = texts(folder, &self.schema)?
            .iter()
            .flat_map(|(_, text)| text.split_whitespace())
            .collect();
        let shows = |flag: &Flag| flag.shows_in.iter().any(|part| schema.contains(part));
        let differs =
            |flag: &Flag| flags[flag.name].as_bool().unwrap_or(flag.unnamed) == flag.differs;
        let left = FLAGS.iter().filter(|flag| differs(flag) && shows(flag));
        self.left.extend(left.map(Flag::told));
        self.leave_old_version(flags);
        Ok(())
    }

    /// Version 1 of the transformer reads other directives and names list queries otherwise.
    fn leave_old_version(&mut self, flags: &Value) {
        if flags["transformerversion"] == 2 {
            return;
        }
        self.left.push(format!(
            "{FLAGS_FILE} does not set `transformerversion` to 2: directives of version 1, such as `@key` and \
             `@connection`, are not taken"
        ));
        if flags["improvepluralization"] != true {
            self.left.push(format!(
                "{FLAGS_FILE} does not set `improvepluralization`: list queries have the plural that a model's name \
                 has in English here, such as `listPeople` and not `listPersons`, which \
                 `@model(queries: {{ list: \"listPersons\" }})` keeps"
            ));
        }
    }
}

impl Flag {
    fn told(&self) -> String {
        let Self {
            name,
            differs,
            says,
            ..
        } = self;
        format!("{FLAGS_FILE} leaves `{name}` {differs}, for which there is no setting: {says}")
    }
}
