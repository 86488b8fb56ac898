//! The form of a system of actors that is searched.
//!
//! However many states a system has, each actor has few local ones, and there are few different
//! messages. So before a search the local states of each actor are *closed* under all that can happen to
//! it ([`close`](mod@close)), and a state of the whole is *packed*: the numbers of the local states, a set or
//! multiset of messages, and the facts of its history, in a few words ([`state`], [`layout`]). A step is a
//! look-up and a few bits ([`steps`]); the actors' own code runs before the search and never in it.
//!
//! What a system is, its own readable form says; here it is known through [`Actors`], by numbers. A test
//! compares the two forms, step by step.
//!
//! Which states may be left out of a search, and why, is in [`reductions`], one file for each way.

mod about;
mod abstraction;
mod actors;
mod ahead;
mod chosen;
mod close;
mod layout;
mod meaning;
mod pack;
mod packed;
mod reductions;
mod rows;
mod said;
mod state;
mod steps;
mod tables;
mod told;

pub(crate) use actors::{Actors, Allowance, Change, Entered, Happening};
pub(crate) use pack::pack;
pub(crate) use reductions::MAX_SETTLED_ACCEPTORS;
pub(crate) use tables::{ALONE, COUNTED};
