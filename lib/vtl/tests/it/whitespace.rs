//! Which white space directives take along.

use crate::check;

#[test]
fn a_line_with_only_set_vanishes() {
    check("a\n  #set($x = 1)  \nb", "a\nb");
    check("#set($x = 1)\n{}", "{}");
    check("a #set($x = 1) b", "a  b");
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
