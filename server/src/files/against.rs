//! What a new version may not do to the one in force.

use super::{CatalogueFiles, FileProblem, FilesError, PROGRAMME, SHOPS};
use dough_rules::Catalogue;

impl CatalogueFiles {
    /// Refuses a version that takes a shop away, or that changes the odds without a new
    /// `odds_version`.
    ///
    /// A shop's receipts, orders and debts stand for good, so a shop is closed by having no hours.
    /// A surprise that waits names its odds by their version, so one version means one set of odds.
    pub fn check_against(&self, old: &Catalogue) -> Result<(), FilesError> {
        let mut problems = vec![];
        let kept = |id| self.shops.iter().any(|shop| shop.id == id);
        for shop in old.shops.iter().filter(|shop| !kept(shop.id.clone())) {
            problems.push(FileProblem {
                file: SHOPS.to_owned(),
                line: 1,
                message: format!(
                    "shop {} is gone; a shop can't be taken away, but closed: leave its hours empty",
                    shop.id
                ),
            });
        }
        problems.extend(self.odds_problem(old).map(|message| FileProblem {
            file: PROGRAMME.to_owned(),
            line: self.odds_line,
            message,
        }));
        if problems.is_empty() { Ok(()) } else { Err(FilesError::Invalid(problems)) }
    }

    fn odds_problem(&self, old: &Catalogue) -> Option<String> {
        let (before, after) = (&old.programme.surprise, &self.programme.surprise);
        let (from, to) = (before.odds_version, after.odds_version);
        if to < from {
            return Some(format!("odds_version went down from {from} to {to}; it only goes up"));
        }
        let changed = before.prizes != after.prizes;
        (changed && to == from).then(|| {
            format!(
                "the odds have changed, so odds_version must go up: write {}",
                from.saturating_add(1)
            )
        })
    }
}
