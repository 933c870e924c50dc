//! Both printings of everything that is generated do the same.

mod callers;
mod halves;
mod resolvers;
mod schemas;
mod values;
