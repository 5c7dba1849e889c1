//! Staff on the command line, and reading what a shop answers.

mod staff;

pub(crate) use staff::Staff;

use anyhow::Result;
use dough_register::Said;
use dough_wire::Problem;

/// The yes of a shop, or an error with the problem's sentence.
pub(crate) fn yes<T>(said: Said<T>) -> Result<T> {
    said.yes().map_err(|problem| anyhow::anyhow!("{} ({})", problem.detail, problem.code))
}

/// The problem that a shop answers with, or an error where it agrees.
pub(crate) fn no<T>(said: Said<T>) -> Result<Problem> {
    match said {
        Said::Yes(_) => anyhow::bail!("a refusal was expected, but the shop agreed"),
        Said::No(problem) => Ok(*problem),
    }
}
