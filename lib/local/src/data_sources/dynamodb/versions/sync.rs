//! `Sync`: all items of a table, or what changed since the last time.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-conflict-detection-and-sync-sync-operations.html>

use appsynth_store::{Operation, plain_item};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::changes::{INDEX_PARTITION, INDEX_SORT, PARTITION, SORT, time_of};
use super::{DynamoDb, Item, Versioning, refused};
use crate::data_sources::dynamodb::expression::WithExpressions;
use crate::data_sources::dynamodb::token;
use crate::data_sources::error::Failure;
use crate::data_sources::request::Members;

/// How many items a page looks at unless the request says so, and at most.
const DEFAULT_LIMIT: i64 = 100;
const MAX_LIMIT: i64 = 1000;

/// What a request asks for.
struct Sync<'a> {
    source: &'a DynamoDb,
    versioning: &'a Versioning,
    limit: i64,
    filter: Option<Members>,
    /// The value of the table's partition key, to ask for its items only.
    partition: Option<Value>,
    /// The index of the table of changes that has them all.
    index: Option<String>,
}

/// Where a page begins.
#[derive(Serialize, Deserialize)]
struct Place {
    /// When the first page was asked for, in milliseconds since 1970.
    started_at: i64,
    /// The day whose changes are next; none in the table itself.
    day: Option<Date>,
    /// The key of the last item that was looked at.
    key: Option<Item>,
}

#[derive(Default)]
struct Page {
    items: Vec<Value>,
    scanned: i64,
    next: Option<(Option<Date>, Option<Item>)>,
}

pub(in super::super) async fn sync(
    source: &DynamoDb,
    versioning: &Versioning,
    mut request: Members,
) -> Result<Value, Failure> {
    let now = Timestamp::now();
    let since = request
        .optional_integer("lastSync")?
        .and_then(|millis| Timestamp::from_millisecond(millis).ok());
    let place = match request.optional_text("nextToken")? {
        Some(token) => token::decode(&token)?,
        None => {
            let kept = SignedDuration::from_mins(versioning.keep_changes_minutes);
            Place {
                started_at: now.as_millisecond(),
                day: since.filter(|since| *since >= now - kept).map(date),
                key: None,
            }
        }
    };
    let limit = request.optional_integer("limit")?.unwrap_or(DEFAULT_LIMIT);
    let sync = Sync {
        source,
        versioning,
        limit: limit.clamp(1, MAX_LIMIT),
        filter: request.optional_members("filter")?,
        partition: request.optional("basePartitionKey"),
        index: request.optional_text("deltaIndexName")?,
    };
    let page = match (place.day, since) {
        (Some(day), Some(since)) => sync.changes(since, date(now), day, place.key).await?,
        _ => sync.items(place.key).await?,
    };
    let next_token = page.next.map(|(day, key)| {
        token::encode(&Place {
            started_at: place.started_at,
            day,
            key,
        })
    });
    Ok(json!({
        "items": page.items,
        "nextToken": next_token,
        "scannedCount": page.scanned,
        "startedAt": place.started_at,
    }))
}

impl Sync<'_> {
    /// Items of the table itself.
    async fn items(&self, from: Option<Item>) -> Result<Page, Failure> {
        let mut to = WithExpressions::new(self.source.on_table());
        let operation = match &self.partition {
            None => Operation::Scan,
            Some(value) => {
                let key = self.versioning.key(self.source).await.map_err(refused)?;
                let (name, kind) = &key.partition;
                let value = json!({kind: value});
                to.add_key_condition("#partition = :partition", &[("partition", name, value)]);
                Operation::Query
            }
        };
        let mut page = Page::default();
        let last = self.read(&mut page, operation, to, from).await?;
        page.next = last.map(|key| (None, Some(key)));
        Ok(page)
    }

    /// Changes since a moment, from a day on.
    async fn changes(
        &self,
        since: Timestamp,
        today: Date,
        mut day: Date,
        mut from: Option<Item>,
    ) -> Result<Page, Failure> {
        let mut page = Page::default();
        while day <= today {
            let earliest = (day == date(since)).then(|| time_of(since));
            let to = self.changes_of(day, earliest);
            let last = self
                .read(&mut page, Operation::Query, to, from.take())
                .await?;
            if last.is_some() {
                page.next = Some((Some(day), last));
                break;
            }
            let Ok(tomorrow) = day.tomorrow() else { break };
            day = tomorrow;
            if page.scanned >= self.limit && day <= today {
                page.next = Some((Some(day), None));
                break;
            }
        }
        Ok(page)
    }

    /// The request for the changes of a day, from a time of it on.
    fn changes_of(&self, day: Date, earliest: Option<String>) -> WithExpressions {
        let mut table = Map::new();
        table.insert(
            "TableName".to_owned(),
            self.versioning.changes.clone().into(),
        );
        let mut to = WithExpressions::new(table);
        let mut of = format!("{}:{day}", self.versioning.source);
        let (mut partition, mut sort) = (PARTITION, SORT);
        match (&self.partition, &self.index) {
            (Some(Value::String(value)), _) => of = format!("{of}:{value}"),
            (Some(value), _) => of = format!("{of}:{value}"),
            (None, Some(index)) => {
                to.insert("IndexName", index.clone());
                (partition, sort) = (INDEX_PARTITION, INDEX_SORT);
            }
            (None, None) => {}
        }
        let of = ("changes", partition, json!({"S": of}));
        match earliest {
            None => to.add_key_condition("#changes = :changes", &[of]),
            Some(time) => to.add_key_condition(
                "#changes = :changes AND #changed >= :changed",
                &[of, ("changed", sort, json!({"S": time}))],
            ),
        }
        to
    }

    /// Adds what is left of the limit to a page and gives the key that it ended with, if there may be more.
    async fn read(
        &self,
        page: &mut Page,
        operation: Operation,
        mut to: WithExpressions,
        from: Option<Item>,
    ) -> Result<Option<Item>, Failure> {
        if let Some(mut filter) = self.filter.clone() {
            to.add("FilterExpression", &mut filter)?;
        }
        to.insert("Limit", self.limit - page.scanned);
        if let Some(key) = from {
            to.insert("ExclusiveStartKey", key);
        }
        let mut answer = self
            .source
            .execute(operation, to.finish())
            .await
            .map_err(refused)?;
        page.scanned += answer["ScannedCount"].as_i64().unwrap_or(0);
        if let Value::Array(items) = answer["Items"].take() {
            page.items.extend(items.into_iter().map(plain_item));
        }
        match answer.get_mut("LastEvaluatedKey").map(Value::take) {
            Some(Value::Object(key)) => Ok(Some(key)),
            _ => Ok(None),
        }
    }
}

fn date(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}
