//! Which white space directives take along.

use crate::check;

#[test]
fn set_takes_the_rest_of_its_line_and_blanks_that_stand_alone() {
    check("#set($x = 1)\n{}", "{}");
    check("a\n#set($x = 1)  \nb", "a\nb");
    check("a #set($x = 1) b", "a  b");
    check(
        "#set($x = 1)\n  #set($x = 2)\n  $x  #set($x = 3)\n|",
        "  2|",
    );
    check("#if(true)\n  #set($x = 1)\n  $x\n#end", "  1\n");
    for (before, text) in [
        ("## c\n", ""),
        ("#* c *#", ""),
        ("#[[a]]#", "a"),
        ("a## c\n", "a"),
        ("\\", "\\"),
    ] {
        check(&format!("{before} \t#set($x = 1)b"), &format!("{text}b"));
    }
    check("a\n  #set($x = 1)  \nb", "a\n  b");
    check("\n  #set($x = 1)\nb", "\n  b");
    check("#* c *#\n  #set($x = 1)\nb", "\n  b");
}

#[test]
fn directives_take_the_rest_of_their_line_but_not_what_is_before() {
    check("#if(true)\n  a\n#end\nb", "  a\nb");
    check("#if(false)\n#else \n  a\n  #end\nb", "  a\n  b");
    check("[#foreach($i in [1, 2])\n  $i\n#end\n]", "[  1\n  2\n]");
    check("#if(true) a#end b", " a b");
}

#[test]
fn line_breaks_may_be_of_any_system() {
    check("#if(true)\r\na\r\n#end\r\nb", "a\r\nb");
}
