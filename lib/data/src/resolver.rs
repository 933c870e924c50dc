//! Resolvers of a plan.

use appsynth_appsync::{self as appsync, ApiRef, FunctionConfigurationRef, ResolverRef};
use appsynth_construct::Scope;
use appsynth_transform::plan::{Language, Resolver};

use crate::code::{DeployedTexts, code_around, printed};

/// Adds a resolver that runs these functions.
pub(crate) fn add(
    scope: &mut Scope<'_>,
    api: ApiRef,
    resolver: &Resolver,
    functions: impl IntoIterator<Item = FunctionConfigurationRef>,
    language: Language,
    deployed: DeployedTexts,
) -> ResolverRef {
    let coordinate = resolver.coordinate();
    let around = code_around(&printed(&resolver.around, language), resolver, deployed);
    let construct = appsync::Resolver::pipeline(api.field(&coordinate), functions).around(around);
    let whole = scope.node();
    let mut group = scope.scope("Resolvers").shown_with(whole);
    group.part(&coordinate, construct)
}
