//! `AS3…`: constructs.

use super::codes;

codes! {
    INVALID_ID = "AS3001", "an id that cannot be part of a construct path",
        "The ids from the stack down to a construct, joined with `/`, are its path, and logical ids derive\nfrom it. An id is therefore neither empty nor does it contain `/`. Choose one of letters, digits and\nhyphens.";
    DUPLICATE_ID = "AS3002", "two constructs of the same name in one scope",
        "A construct is known by its path, and logical ids derive from it, so an id may occur only once\nin a scope. Rename the newer one: renaming the older would replace what is deployed.";
    LOGICAL_ID_COLLISION = "AS3003", "two constructs with the same logical id",
        "Only the letters and digits of a path are left in a logical id, so ids such as `A-B` and `AB`\nbecome the same one, and a template has each logical id only once. Rename the newer construct, or give\nit a logical id of its own with `override_logical_id`.";
    FOREIGN_HANDLE = "AS3004", "a handle of another app",
        "A handle names a node of the app whose `add` returned it; in another app it would name some other\nnode. Build both constructs in the same app, or describe the resource as an external one.";
    STACK_CYCLE = "AS3005", "stacks that need each other",
        "A stack is deployed after the stacks whose values it uses, which is impossible when they use its\nvalues in turn. Move what both need into one of them or into a third stack.";
    OTHER_ENVIRONMENT = "AS3006", "a reference to another account or region",
        "CloudFormation's exports exist in one account and region, so a value of a stack elsewhere cannot be\nimported. Give the resource a name of your own and describe it as an external resource in the stack\nthat uses it.";
    NOT_REFERABLE = "AS3007", "a reference to what has no value",
        "Only resources, parameters and external resources have values: `Ref` gives a name or identifier,\n`GetAtt` an attribute. Groups of constructs, outputs, rules and stacks have none.";
    NOT_A_RESOURCE = "AS3008", "an edit of what is no resource",
        "Properties, policies and patches belong to a CloudFormation resource. The handle used here stands\nfor something else; use the handle of the resource.";
    PATCH_POINTER = "AS3009", "a patch that leads nowhere",
        "A patch sets one value of a resource by a JSON pointer (RFC 6901) that begins with `/Properties`,\n`/Metadata`, `/CreationPolicy` or `/UpdatePolicy`. Objects on the way are made as needed, but a list is\nnot extended except by `-`, and nothing can be set within a text, a number or an intrinsic function.";
    UNREADABLE_FILE = "AS3010", "a file that cannot be read",
        "A construct names a file of the project that does not exist or is not what it should be. Paths are\nrelative to the project's root, with `/` between folders, on every system.";
    DEPENDENCY_ON_NOTHING = "AS3011", "a dependency without resources",
        "A dependency makes resources wait for resources: those of the one construct for those of the other.\nWhere one of the two has no resources, nothing would wait; remove the dependency or name another\nconstruct.";
    ELEMENT_TWICE = "AS3012", "a construct that is two elements of the template",
        "Each node of the construct tree is at most one element of a template, since its path gives one\nlogical id. Add further elements below it under ids of their own.";
    INVALID_LOGICAL_ID = "AS3013", "a logical id that CloudFormation refuses",
        "A logical id has 1 to 255 letters and digits. One that derives from ids without a letter or digit\nis empty; rename the construct.";
    NOT_IN_THIS_STACK = "AS3014", "a condition or mapping of another stack",
        "Conditions and mappings count only within the template that defines them, and have no value that\ncould be exported. Define them in each stack that uses them.";
    INVALID_STACK_NAME = "AS3015", "a stack name that CloudFormation refuses",
        "The name of a stack begins with a letter and has at most 128 letters, digits and hyphens. It is the\nstack's id unless the stack's options name it.";
    DUPLICATE_STACK_NAME = "AS3016", "two stacks deployed under one name",
        "In one account and region a stack's name is its identity: the second stack would replace the first.\nGive one of them another name.";
    LEGIBLE_FILE = "AS3017", "a file of the assembly that cannot be written",
        "Constructs may write files for people into the assembly, such as resolver code. Their paths are\nrelative, have no `..`, and each belongs to one text.";
    RESOURCE_CYCLE = "AS3018", "resources that need each other",
        "CloudFormation makes a resource after those it refers to or depends on, which is impossible when they\nneed it in turn. Set one of the values without a reference, or move it to a resource of its own, such as\na policy beside a role.";
    UNKNOWN_ATTRIBUTE = "AS3019", "an attribute that a resource does not have",
        "`GetAtt` reads the attributes that CloudFormation returns for a resource of its type, and no others.\nThe message lists those of this type; `Ref` gives its name or identifier.";
}
