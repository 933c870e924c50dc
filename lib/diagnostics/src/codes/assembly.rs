//! `AS5…`: templates and the cloud assembly.

use super::codes;

codes! {
    TEMPLATE_SYNTAX = "AS5001", "the file is not a CloudFormation template",
        "The text is neither JSON nor YAML with CloudFormation short tags, or it is no object of sections.\nCorrect it at the place that is marked; a template has at least a `Resources` section.";
    TEMPLATE_SHAPE = "AS5101", "a part of a template has the wrong shape",
        "Each section, resource, parameter and output of a template has members of fixed names and types.\nThe message names the part by its path; give it the shape that is asked for, or correct the spelling\nof the member. See the [template anatomy](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html).";
    INTRINSIC_ARGUMENTS = "AS5102", "an intrinsic function has arguments it cannot take",
        "CloudFormation fixes the number and kind of the arguments of each function, and refuses the whole\ntemplate when one differs. The help shows the form of the function's call; see the\n[function reference](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html).";
    UNRESOLVED_REFERENCE = "AS5103", "a template refers to something it does not have",
        "`Ref` names a resource or parameter of the same template, `Fn::GetAtt` and `DependsOn` a resource,\n`Condition` and `Fn::If` a condition, `Fn::FindInMap` a mapping. CloudFormation refuses a template in\nwhich the name is absent. Correct the name or add what it names; values of another stack come through\na parameter or `Fn::ImportValue`.";
    CIRCULAR_DEPENDENCY = "AS5104", "resources need one another in a circle",
        "A resource is made after everything it refers to or depends on, so a circle has no first member and\nCloudFormation refuses it. Break it by moving one of the references into a resource of its own (a\npolicy, an event source) that needs both sides and that neither side needs.";
    TEMPLATE_QUOTA = "AS5105", "a template exceeds a CloudFormation quota",
        "CloudFormation limits the size of a template and the number of its elements, and these limits cannot\nbe raised. Move a part of the template into a nested stack or another stack. See the\n[quotas](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).";
    EVALUATION = "AS5106", "a value of a template cannot be computed",
        "When a stack is deployed, parameters, conditions and intrinsic functions become plain values. The\nmessage tells which value could not be computed and what was missing: a parameter without a value, an\nindex outside its list, a key that a mapping lacks. Give the parameter a value or correct the function.";
    UNKNOWN_ATTRIBUTE = "AS5107", "a resource type has no attribute of that name",
        "`Fn::GetAtt` reads the attributes that the type's schema lists; CloudFormation refuses any other. The\nhelp names the attribute of a similar name or lists those there are. What `Ref` gives is not an\nattribute.";
    UNKNOWN_PROPERTY = "AS5111", "a resource type has no property of that name",
        "The properties of a resource type are fixed, and CloudFormation refuses unknown ones instead of\nignoring them. The help names the property of a similar name or lists those there are; names are case\nsensitive.";
    MISSING_PROPERTY = "AS5112", "a required property is missing",
        "The resource type cannot be created without this property, and there is no default. Set it.";
    PROPERTY_TYPE = "AS5113", "a property has a value of the wrong type",
        "The type's schema asks for another type of value, such as a list instead of one text. Numbers and\nbooleans may also be written as text, as CloudFormation allows.";
    PROPERTY_VALUE = "AS5114", "a property has a value outside what is allowed",
        "The value is not one of the allowed ones, does not match the required pattern, or is too short, too\nlong, too small, too large or repeated. AWS would refuse it when the resource is made; the message\ngives the limit.";
    PROPERTY_COMBINATION = "AS5115", "properties that do not go together",
        "Some properties exclude one another, need one another, or are alternatives of which one must be set.\nThe message names them; keep one of the alternatives.";
    READ_ONLY_PROPERTY = "AS5116", "a property that only AWS sets",
        "The value is made by AWS when the resource is created and can be read with `Fn::GetAtt`, but not set.\nRemove it.";
}
