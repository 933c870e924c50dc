//! Subscriptions to generated mutations.

use appsynth_program::{
    Half, Utility, any, call, empty_list, empty_map, if_, is_empty, let_, not, null, return_,
    set_subscription_filter, stash, var,
};

use super::super::Code;
use super::super::local::no_request;
use super::transformed_arguments;

/// Sets the filter that AppSync holds events against: the caller's and the rules'.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/transformation-helpers-in-utils-js.html>
pub(super) fn code() -> Code {
    let filter = || var("args").get("filter");
    let request = Half::new([], no_request());
    let response = Half::new(
        [
            let_("args", transformed_arguments()),
            if_(
                any([not(is_empty(filter())), not(is_empty(stash("authFilter")))]),
                [set_subscription_filter(call(
                    Utility::ToSubscriptionFilter,
                    [
                        filter().or(empty_map()).into(),
                        empty_list().into(),
                        stash("authFilter").or(empty_map()).into(),
                    ],
                ))],
            ),
        ],
        return_(null()),
    );
    Code::generated(request, response)
}
