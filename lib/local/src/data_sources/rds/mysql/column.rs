//! Columns as the RDS Data API describes them, which takes names and numbers of types from Java's driver.
//!
//! <https://docs.aws.amazon.com/rdsdataservice/latest/APIReference/API_ColumnMetadata.html>,
//! <https://dev.mysql.com/doc/connector-j/en/connector-j-reference-type-conversions.html>,
//! <https://docs.oracle.com/javase/8/docs/api/constant-values.html#java.sql.Types.ARRAY>

use mysql_async::Column;
use mysql_async::consts::{ColumnFlags, ColumnType as Of};
use serde_json::{Value, json};

/// The member of a field that has values of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Form {
    Boolean,
    Long,
    Double,
    Text,
    Blob,
}

/// The collation of columns that hold bytes.
const BINARY: u16 = 63;

/// The most bytes of a character in utf8mb4, in which results come.
const BYTES_OF_A_CHARACTER: u32 = 4;

pub(super) fn form(column: &Column) -> Form {
    kind(column).2
}

pub(super) fn metadata(column: &Column) -> Value {
    let (type_name, number, form) = kind(column);
    let flag = |flag| column.flags().contains(flag);
    let is_number = matches!(form, Form::Long | Form::Double) || type_name == "DECIMAL";
    let is_text = form == Form::Text && column.character_set() != BINARY;
    let is_unsigned = flag(ColumnFlags::UNSIGNED_FLAG);
    let scale = match type_name {
        "DECIMAL" => column.decimals(),
        _ => 0,
    };
    let precision = match type_name {
        // Its length counts the sign and the point, too.
        "DECIMAL" => column
            .column_length()
            .saturating_sub(u32::from(!is_unsigned) + u32::from(scale > 0)),
        _ if is_text => column.column_length() / BYTES_OF_A_CHARACTER,
        _ => column.column_length(),
    };
    let label = column.name_str();
    let name = match column.org_name_ref().is_empty() {
        true => label.clone(),
        false => column.org_name_str(),
    };
    json!({
        "arrayBaseColumnType": 0,
        "isAutoIncrement": flag(ColumnFlags::AUTO_INCREMENT_FLAG),
        "isCaseSensitive": is_text && flag(ColumnFlags::BINARY_FLAG),
        "isCurrency": false,
        "isSigned": is_number && !is_unsigned,
        "label": label,
        "name": name,
        "nullable": i32::from(!flag(ColumnFlags::NOT_NULL_FLAG)),
        "precision": precision,
        "scale": scale,
        "schemaName": "",
        "tableName": column.org_table_str(),
        "type": number,
        "typeName": match is_unsigned && is_number {
            true => format!("{type_name} UNSIGNED"),
            false => type_name.to_owned(),
        },
    })
}

/// The name of a column's type, its number among `java.sql.Types`, and the form of its values.
fn kind(column: &Column) -> (&'static str, i32, Form) {
    let flag = |flag| column.flags().contains(flag);
    let is_binary = column.character_set() == BINARY;
    match column.column_type() {
        // What MySQL calls BOOLEAN.
        Of::MYSQL_TYPE_TINY if column.column_length() == 1 => ("BIT", -7, Form::Boolean),
        Of::MYSQL_TYPE_BIT if column.column_length() == 1 => ("BIT", -7, Form::Boolean),
        Of::MYSQL_TYPE_BIT => ("BIT", -3, Form::Blob),
        Of::MYSQL_TYPE_TINY => ("TINYINT", -6, Form::Long),
        Of::MYSQL_TYPE_SHORT => ("SMALLINT", 5, Form::Long),
        Of::MYSQL_TYPE_INT24 => ("MEDIUMINT", 4, Form::Long),
        Of::MYSQL_TYPE_LONG => ("INT", 4, Form::Long),
        Of::MYSQL_TYPE_LONGLONG => ("BIGINT", -5, Form::Long),
        Of::MYSQL_TYPE_FLOAT => ("FLOAT", 7, Form::Double),
        Of::MYSQL_TYPE_DOUBLE => ("DOUBLE", 8, Form::Double),
        Of::MYSQL_TYPE_DECIMAL | Of::MYSQL_TYPE_NEWDECIMAL => ("DECIMAL", 3, Form::Text),
        Of::MYSQL_TYPE_YEAR => ("YEAR", 91, Form::Text),
        Of::MYSQL_TYPE_DATE | Of::MYSQL_TYPE_NEWDATE => ("DATE", 91, Form::Text),
        Of::MYSQL_TYPE_TIME | Of::MYSQL_TYPE_TIME2 => ("TIME", 92, Form::Text),
        Of::MYSQL_TYPE_DATETIME | Of::MYSQL_TYPE_DATETIME2 => ("DATETIME", 93, Form::Text),
        Of::MYSQL_TYPE_TIMESTAMP | Of::MYSQL_TYPE_TIMESTAMP2 => ("TIMESTAMP", 93, Form::Text),
        Of::MYSQL_TYPE_JSON => ("JSON", -1, Form::Text),
        Of::MYSQL_TYPE_NULL => ("NULL", 0, Form::Text),
        Of::MYSQL_TYPE_GEOMETRY => ("GEOMETRY", -2, Form::Blob),
        _ if flag(ColumnFlags::ENUM_FLAG) => ("ENUM", 1, Form::Text),
        _ if flag(ColumnFlags::SET_FLAG) => ("SET", 1, Form::Text),
        Of::MYSQL_TYPE_STRING if is_binary => ("BINARY", -2, Form::Blob),
        Of::MYSQL_TYPE_STRING => ("CHAR", 1, Form::Text),
        Of::MYSQL_TYPE_VARCHAR | Of::MYSQL_TYPE_VAR_STRING if is_binary => {
            ("VARBINARY", -3, Form::Blob)
        }
        Of::MYSQL_TYPE_VARCHAR | Of::MYSQL_TYPE_VAR_STRING => ("VARCHAR", 12, Form::Text),
        _ if is_binary => ("BLOB", -4, Form::Blob),
        _ => ("TEXT", -1, Form::Text),
    }
}
