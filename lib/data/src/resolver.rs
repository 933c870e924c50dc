//! Resolvers of a plan.

use appsynth_appsync::{self as appsync, ApiRef, FunctionConfigurationRef, ResolverRef};
use appsynth_construct::Scope;
use appsynth_transform::plan::Resolver;

use crate::code::{DeployedTexts, Printer, code_around};

/// Adds a resolver that runs these functions.
pub(crate) fn add(
    scope: &mut Scope<'_>,
    api: ApiRef,
    resolver: &Resolver,
    functions: impl IntoIterator<Item = FunctionConfigurationRef>,
    printer: &mut Printer,
    deployed: DeployedTexts,
) -> ResolverRef {
    let coordinate = resolver.coordinate();
    let around = code_around(&printer.print(&resolver.around), resolver, deployed);
    let construct = appsync::Resolver::pipeline(api.field(&coordinate), functions).around(around);
    scope.scope("Resolvers").part(&coordinate, construct)
}
