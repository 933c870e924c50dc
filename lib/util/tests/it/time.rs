use serde_json::json;

use crate::{check, check_error};

#[test]
fn the_time_is_told_in_every_form() {
    check("time.nowISO8601", json!([]), "2018-02-06T19:01:35.750Z");
    check("time.nowEpochSeconds", json!([]), 1_517_943_695);
    check(
        "time.nowEpochMilliSeconds",
        json!([]),
        1_517_943_695_750_i64,
    );
    check(
        "time.nowFormatted",
        json!(["yyyy-MM-dd HH:mm:ssZ"]),
        "2018-02-06 19:01:35+0000",
    );
    check(
        "time.nowFormatted",
        json!(["yyyy-MM-dd HH:mm:ssZ", "Australia/Perth"]),
        "2018-02-07 03:01:35+0800",
    );
}

#[test]
fn milliseconds_become_other_forms() {
    check(
        "time.epochMilliSecondsToSeconds",
        json!([1_517_943_695_750_i64]),
        1_517_943_695,
    );
    check(
        "time.epochMilliSecondsToISO8601",
        json!([1_517_943_695_750_i64]),
        "2018-02-06T19:01:35.750Z",
    );
    check(
        "time.epochMilliSecondsToISO8601",
        json!([0]),
        "1970-01-01T00:00:00.000Z",
    );
    check(
        "time.epochMilliSecondsToFormatted",
        json!([1_530_446_400_000_i64, "HH:mm", "America/New_York"]),
        "08:00",
    );
    check_error(
        "time.epochMilliSecondsToISO8601",
        json!([i64::MAX]),
        "9223372036854775807 milliseconds are outside of the years -9999 to 9999",
    );
}

#[test]
fn iso_8601_is_parsed_with_its_offset() {
    for (text, millis) in [
        ("1970-01-02T00:00:00Z", 86_400_000),
        ("2018-02-01T17:21:05.180+08:00", 1_517_476_865_180),
        ("2018-02-01T17:21:05", 1_517_505_665_000),
        ("2018-02-01", 1_517_443_200_000_i64),
    ] {
        check(
            "time.parseISO8601ToEpochMilliSeconds",
            json!([text]),
            millis,
        );
    }
    check_error(
        "time.parseISO8601ToEpochMilliSeconds",
        json!(["soon"]),
        "Text 'soon' could not be parsed as an ISO 8601 date and time",
    );
}

#[test]
fn every_letter_of_a_pattern_is_written() {
    for (pattern, text) in [
        ("G GGGG GGGGG", "AD Anno Domini A"),
        ("u y yy yyyy", "2018 2018 18 2018"),
        ("M MM MMM MMMM MMMMM L", "2 02 Feb February F 2"),
        ("d dd D DDD", "6 06 37 037"),
        ("Q QQ QQQ QQQQ", "1 01 Q1 1st quarter"),
        ("Y w W F", "2018 6 2 6"),
        ("E EEEE EEEEE e c", "Tue Tuesday T 3 3"),
        ("a h hh K k H HH", "PM 7 07 7 19 19 19"),
        ("m mm s ss S SSS SSSSSS", "1 01 35 35 7 750 750000"),
        ("A n N", "68495750 750000000 68495750000000"),
        ("VV z O OOOO", "UTC UTC GMT GMT"),
        (
            "X XX XXX x xx xxx Z ZZZZ ZZZZZ",
            "Z Z Z +00 +0000 +00:00 +0000 GMT Z",
        ),
        ("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", "2018-02-06T19:01:35.750Z"),
        ("h 'o''clock' ''", "7 o'clock '"),
        ("[yyyy][-MM]", "2018-02"),
        ("ppd.ppppMMM.ppHH", " 6. Feb.19"),
    ] {
        check("time.nowFormatted", json!([pattern]), text);
    }
    check_error(
        "time.nowFormatted",
        json!(["pHH"]),
        "Cannot print as output of 2 characters exceeds pad width of 1",
    );
}

#[test]
fn offsets_are_written_in_every_form() {
    for (pattern, text) in [
        ("X XX XXX", "+0530 +0530 +05:30"),
        ("x xx xxx", "+0530 +0530 +05:30"),
        ("Z ZZZZ ZZZZZ", "+0530 GMT+05:30 +05:30"),
        ("O OOOO", "GMT+5:30 GMT+05:30"),
        ("VV z", "Asia/Kolkata IST"),
    ] {
        check("time.nowFormatted", json!([pattern, "Asia/Kolkata"]), text);
    }
    check("time.nowFormatted", json!(["HH:mm", "+02:00"]), "21:01");
    check("time.nowFormatted", json!(["HH:mm", "UTC-1"]), "18:01");
    check_error(
        "time.nowFormatted",
        json!(["HH", "Mars/Olympus"]),
        "Unknown time-zone ID: Mars/Olympus",
    );
}

#[test]
fn what_is_written_can_be_read() {
    for (text, pattern, zone, millis) in [
        (
            "2018  2  117:21",
            "yyyypppMpppdHH:mm",
            Some("UTC"),
            1_517_505_660_000_i64,
        ),
        (
            "2018-02-01 17:21:05+0800",
            "yyyy-MM-dd HH:mm:ssZ",
            None,
            1_517_476_865_000_i64,
        ),
        (
            "2018-02-01 17:22:35",
            "yyyy-MM-dd HH:mm:ss",
            Some("Australia/Perth"),
            1_517_476_955_000,
        ),
        ("2018-02-01", "yyyy-MM-dd", None, 1_517_443_200_000),
        ("20180201172105", "yyyyMMddHHmmss", None, 1_517_505_665_000),
        (
            "Thu, 1 Feb 2018 05:21 PM",
            "EEE, d MMM yyyy hh:mm a",
            None,
            1_517_505_660_000,
        ),
        ("2018-032", "yyyy-DDD", None, 1_517_443_200_000),
        ("18/02/01", "yy/MM/dd", None, 1_517_443_200_000),
        (
            "2018-02-01T17:21:05.180Z",
            "yyyy-MM-dd'T'HH:mm:ss.SSSX",
            None,
            1_517_505_665_180,
        ),
        (
            "2018-02-01 17:21 Europe/Paris",
            "yyyy-MM-dd HH:mm VV",
            None,
            1_517_502_060_000,
        ),
        ("2018-02-01", "yyyy-MM-dd[ HH:mm]", None, 1_517_443_200_000),
    ] {
        check(
            "time.parseFormattedToEpochMilliSeconds",
            json!([text, pattern, zone]),
            millis,
        );
    }
}

#[test]
fn times_that_cannot_be_read_say_where() {
    for (text, pattern, message) in [
        (
            "2018-2x",
            "yyyy-MM",
            "Text '2018-2x' could not be parsed at index 5",
        ),
        (
            "2018-02-03",
            "yyyy-MM",
            "Text '2018-02-03' could not be parsed, unparsed text found at index 7",
        ),
        (
            "2018-13-01",
            "yyyy-MM-dd",
            "Text '2018-13-01' could not be parsed: it names no valid date and time",
        ),
        (
            "10:30",
            "HH:mm",
            "Text '10:30' could not be parsed: it names no valid date and time",
        ),
    ] {
        check_error(
            "time.parseFormattedToEpochMilliSeconds",
            json!([text, pattern]),
            message,
        );
    }
}

#[test]
fn bad_patterns_are_refused() {
    for (pattern, message) in [
        ("yyyy-bb", "Unknown pattern letter: b"),
        (
            "'yyyy",
            "Pattern ends with an incomplete string literal: 'yyyy",
        ),
        (
            "yyyy]",
            "Pattern invalid as it contains ] without previous [",
        ),
        ("{y}", "Pattern includes reserved character: '{'"),
        ("HHH", "Too many pattern letters: H"),
        (
            "HHpp-mm",
            "Pad letter 'p' must be followed by valid pad pattern: HHpp-mm",
        ),
        ("ppb", "Unknown pattern letter: b"),
    ] {
        check_error("time.nowFormatted", json!([pattern]), message);
    }
}

#[test]
fn zones_that_are_offsets_have_javas_names() {
    for (zone, name) in [
        ("Z", "Z"),
        ("UT", "UT"),
        ("UTC", "UTC"),
        ("+02:00", "+02:00"),
        ("-05", "-05:00"),
        ("+0530", "+05:30"),
        ("UTC+1", "UTC+01:00"),
        ("GMT-02:30", "GMT-02:30"),
    ] {
        check(
            "time.epochMilliSecondsToFormatted",
            json!([0, "z VV", zone]),
            format!("{name} {name}"),
        );
    }
    for zone in ["EST", "europe/berlin", "+19:00", "UTC*1"] {
        check_error(
            "time.epochMilliSecondsToFormatted",
            json!([0, "z", zone]),
            &format!("Unknown time-zone ID: {zone}"),
        );
    }
}

#[test]
fn zones_are_called_by_their_names() {
    for (zone, name) in [
        (None, "Coordinated Universal Time"),
        (Some("America/Los_Angeles"), "Pacific Standard Time"),
        (Some("Asia/Manila"), "Philippine Standard Time"),
        (Some("America/Mexico_City"), "Central Standard Time"),
        (Some("Asia/Macau"), "China Standard Time"),
        (Some("Europe/Berlin"), "Central European Standard Time"),
        (Some("Asia/Kolkata"), "India Standard Time"),
        (Some("Australia/Sydney"), "Australian Eastern Daylight Time"),
        (Some("Asia/Dubai"), "+04"),
        (Some("UTC+01:00"), "UTC+01:00"),
    ] {
        check("time.nowFormatted", json!(["zzzz", zone]), name);
    }
}

#[test]
fn names_of_zones_are_read() {
    for (text, pattern, millis) in [
        (
            "2018-02-01 12:21 EST",
            "yyyy-MM-dd HH:mm z",
            1_517_505_660_000_i64,
        ),
        (
            "2018-07-01 12:00 PDT",
            "yyyy-MM-dd HH:mm z",
            1_530_471_600_000,
        ),
        (
            "2018-02-01 17:21 GMT",
            "yyyy-MM-dd HH:mm z",
            1_517_505_660_000,
        ),
        (
            "2018-02-01 17:21 UTC",
            "yyyy-MM-dd HH:mm zzzz",
            1_517_505_660_000,
        ),
        (
            "2018-02-01 18:21 Europe/Paris",
            "yyyy-MM-dd HH:mm z",
            1_517_505_660_000,
        ),
        (
            "Eastern Standard Time 2018-02-01 12:21",
            "zzzz yyyy-MM-dd HH:mm",
            1_517_505_660_000,
        ),
    ] {
        check(
            "time.parseFormattedToEpochMilliSeconds",
            json!([text, pattern]),
            millis,
        );
    }
    for (text, pattern) in [
        ("2018-02-01 EST", "yyyy-MM-dd VV"),
        ("2018-02-01 EST", "yyyy-MM-dd zzzz"),
        ("2018-02-01 BST", "yyyy-MM-dd z"),
    ] {
        check_error(
            "time.parseFormattedToEpochMilliSeconds",
            json!([text, pattern]),
            &format!("Text '{text}' could not be parsed at index 11"),
        );
    }
}

#[test]
fn fields_are_padded_to_any_width() {
    let pattern = format!("{}d", "p".repeat(100_000));
    let padded = crate::call("time.nowFormatted", &json!([pattern]));
    assert_eq!(padded.unwrap().as_str().unwrap().len(), 100_000);
}

#[test]
fn days_and_hours_beyond_the_end_are_read_as_in_java() {
    for (text, millis) in [
        ("2018-02-30 00:00:00Z", 1_519_776_000_000_i64),
        ("2018-02-28 00:00:00Z", 1_519_776_000_000),
        ("2018-02-01 24:00:00Z", 1_517_529_600_000),
    ] {
        check(
            "time.parseFormattedToEpochMilliSeconds",
            json!([text, "yyyy-MM-dd HH:mm:ssX"]),
            millis,
        );
    }
    for text in [
        "2018-02-32 00:00:00Z",
        "2018-02-01 24:00:01Z",
        "2018-02-01 25:00:00Z",
    ] {
        check_error(
            "time.parseFormattedToEpochMilliSeconds",
            json!([text, "yyyy-MM-dd HH:mm:ssX"]),
            &format!("Text '{text}' could not be parsed: it names no valid date and time"),
        );
    }
}

#[test]
fn parts_that_contradict_each_other_or_the_pattern_are_refused() {
    let wrong_day = "Fri, 01 Feb 2018 17:21:05 GMT";
    check_error(
        "time.parseFormattedToEpochMilliSeconds",
        json!([wrong_day, "EEE, dd MMM yyyy HH:mm:ss z"]),
        &format!("Text '{wrong_day}' could not be parsed: it names no valid date and time"),
    );
    check_error(
        "time.parseFormattedToEpochMilliSeconds",
        json!(["02/01/2018 13:21 PM +0000", "MM/dd/yyyy hh:mm a Z"]),
        "Text '02/01/2018 13:21 PM +0000' could not be parsed at index 13",
    );
    for (offset, pattern) in [("+05:30", "Z"), ("Z", "Z"), ("+0530", "XXX"), ("Z", "x")] {
        check_error(
            "time.parseFormattedToEpochMilliSeconds",
            json!([
                format!("2018-02-01 {offset}"),
                format!("yyyy-MM-dd {pattern}")
            ]),
            &format!("Text '2018-02-01 {offset}' could not be parsed at index 11"),
        );
    }
}
