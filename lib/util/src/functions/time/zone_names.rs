//! What zones are called in English: `z` and `zzzz`.
//!
//! Java has the names from the Unicode CLDR. Zones that are not in this table have no name of their own:
//! they are called by their abbreviation in the time zone database.
//!
//! <https://www.unicode.org/reports/tr35/tr35-dates.html#Time_Zone_Names>

struct Name {
    short: &'static str,
    long: &'static str,
    /// The zone that is meant where the name alone is read.
    zone: &'static str,
}

/// The long name for an abbreviation as the zone, or else the zones of its region, have it.
pub(super) fn long(short: &str, zone: &str) -> Option<&'static str> {
    let named = || NAMES.iter().filter(|name| name.short == short);
    let region = |zone: &str| zone.split('/').next().map(str::to_owned);
    named()
        .find(|name| name.zone == zone)
        .or_else(|| named().find(|name| region(name.zone) == region(zone)))
        .or_else(|| named().next())
        .map(|name| name.long)
}

/// The zone that an abbreviation names; none if Java's versions do not agree on it.
pub(super) fn zone_of_short(short: &str) -> Option<&'static str> {
    let is_known = |name: &&Name| name.short == short && !matches!(short, "ACST" | "BST" | "IST");
    NAMES.iter().find(is_known).map(|name| name.zone)
}

/// The long name at the beginning of a text, and the zone that it names.
pub(super) fn zone_of_long(text: &str) -> Option<(&'static str, &'static str)> {
    let name = NAMES.iter().find(|name| text.starts_with(name.long))?;
    Some((name.long, name.zone))
}

const fn name(short: &'static str, long: &'static str, zone: &'static str) -> Name {
    Name { short, long, zone }
}

#[rustfmt::skip]
const NAMES: &[Name] = &[
    name("UTC", "Coordinated Universal Time", "UTC"),
    name("GMT", "Greenwich Mean Time", "GMT"),
    name("EST", "Eastern Standard Time", "America/New_York"),
    name("EDT", "Eastern Daylight Time", "America/New_York"),
    name("CST", "Central Standard Time", "America/Chicago"),
    name("CDT", "Central Daylight Time", "America/Chicago"),
    name("MST", "Mountain Standard Time", "America/Denver"),
    name("MDT", "Mountain Daylight Time", "America/Denver"),
    name("PST", "Pacific Standard Time", "America/Los_Angeles"),
    name("PDT", "Pacific Daylight Time", "America/Los_Angeles"),
    name("AKST", "Alaska Standard Time", "America/Juneau"),
    name("AKDT", "Alaska Daylight Time", "America/Juneau"),
    name("HST", "Hawaii-Aleutian Standard Time", "Pacific/Honolulu"),
    name("AST", "Atlantic Standard Time", "America/Halifax"),
    name("ADT", "Atlantic Daylight Time", "America/Halifax"),
    name("NST", "Newfoundland Standard Time", "America/St_Johns"),
    name("NDT", "Newfoundland Daylight Time", "America/St_Johns"),
    name("CST", "Cuba Standard Time", "America/Havana"),
    name("CDT", "Cuba Daylight Time", "America/Havana"),
    name("BST", "British Summer Time", "Europe/London"),
    name("IST", "Irish Standard Time", "Europe/Dublin"),
    name("WET", "Western European Standard Time", "Atlantic/Canary"),
    name("WEST", "Western European Summer Time", "Atlantic/Canary"),
    name("CET", "Central European Standard Time", "Europe/Paris"),
    name("CEST", "Central European Summer Time", "Europe/Paris"),
    name("EET", "Eastern European Standard Time", "Europe/Bucharest"),
    name("EEST", "Eastern European Summer Time", "Europe/Bucharest"),
    name("MSK", "Moscow Standard Time", "Europe/Moscow"),
    name("WAT", "West Africa Standard Time", "Africa/Lagos"),
    name("CAT", "Central Africa Time", "Africa/Maputo"),
    name("EAT", "East Africa Time", "Africa/Nairobi"),
    name("SAST", "South Africa Standard Time", "Africa/Johannesburg"),
    name("IST", "India Standard Time", "Asia/Kolkata"),
    name("IST", "Israel Standard Time", "Asia/Jerusalem"),
    name("IDT", "Israel Daylight Time", "Asia/Jerusalem"),
    name("PKT", "Pakistan Standard Time", "Asia/Karachi"),
    name("WIB", "Western Indonesia Time", "Asia/Jakarta"),
    name("WITA", "Central Indonesia Time", "Asia/Makassar"),
    name("WIT", "Eastern Indonesia Time", "Asia/Jayapura"),
    name("CST", "China Standard Time", "Asia/Shanghai"),
    name("CST", "Taipei Standard Time", "Asia/Taipei"),
    name("HKT", "Hong Kong Standard Time", "Asia/Hong_Kong"),
    name("PST", "Philippine Standard Time", "Asia/Manila"),
    name("KST", "Korean Standard Time", "Asia/Seoul"),
    name("JST", "Japan Standard Time", "Asia/Tokyo"),
    name("AWST", "Australian Western Standard Time", "Australia/Perth"),
    name("ACST", "Australian Central Standard Time", "Australia/Adelaide"),
    name("ACDT", "Australian Central Daylight Time", "Australia/Adelaide"),
    name("AEST", "Australian Eastern Standard Time", "Australia/Sydney"),
    name("AEDT", "Australian Eastern Daylight Time", "Australia/Sydney"),
    name("NZST", "New Zealand Standard Time", "Pacific/Auckland"),
    name("NZDT", "New Zealand Daylight Time", "Pacific/Auckland"),
    name("ChST", "Chamorro Standard Time", "Pacific/Guam"),
    name("SST", "Samoa Standard Time", "Pacific/Pago_Pago"),
];
