//! `AS4…`: resolver code.

use super::codes;

codes! {
    VTL_SYNTAX = "AS4001", "the template is not valid VTL",
        "AppSync refuses a mapping template that the Velocity grammar does not accept. The label marks\nthe place where reading stopped.";
    VTL_UNCLOSED_BLOCK = "AS4002", "a directive has no `#end`",
        "`#if`, `#foreach`, `#define` and `#macro` enclose what stands between them and their `#end`, so\nAppSync refuses a template in which one is missing. The label marks the directive that stays open;\nadd an `#end` where it should close.";
    VTL_UNMATCHED_DIRECTIVE = "AS4003", "`#end`, `#else` or `#elseif` without a directive that it belongs to",
        "Each `#end` closes one open `#if`, `#foreach`, `#define` or `#macro`, and `#else` and `#elseif` stand\nonly within an `#if`. Remove the surplus one, or look above it for a block that ends too early. A\nplaceholder such as `#end` in a DynamoDB expression is read as a directive too: name it otherwise.";
    VTL_UNCLOSED_TEXT = "AS4004", "a string, comment or unparsed block does not end",
        "A string ends with the quote it began with, `#*` with `*#`, and `#[[` with `]]#`. The label marks\nwhere the open one begins. A quote within a string is written twice, not escaped by a backslash.";
    VTL_TOO_DEEP = "AS4005", "directives, brackets or strings are nested too deeply",
        "The template nests blocks, brackets and strings beyond what appsynth reads, to stay safe from\nhostile templates. Compute the inner parts first, with `#set`, and use the variables.";
}
