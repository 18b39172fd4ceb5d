//! Finds out which of several things the module fails on: bisects them to isolate each one that fails, so that the others go on.

use std::ops::ControlFlow;

use crate::error::{Kind, Result};

/// Calls with all items, and with halves of what failed. A single item that fails is handed to `alone`, which says whether to go on;
/// what was not asked for then is in no answer.
///
/// # Errors
/// Whatever is not the fault of the items: settings that are refused, the store.
pub fn each<'t, T, R>(
    items: &'t [T],
    mut call: impl FnMut(&'t [T]) -> Result<Vec<R>>,
    mut alone: impl FnMut(&'t T, &crate::error::Error) -> ControlFlow<()>,
) -> Result<Vec<R>> {
    let (mut waiting, mut answers) = (vec![items], Vec::new());
    while let Some(part) = waiting.pop() {
        match call(part) {
            Ok(answered) => answers.extend(answered),
            Err(error) if error.kind() != Kind::Module && !error.is_too_large() => return Err(error),
            Err(error) => match part {
                [] => {}
                [one] => {
                    if alone(one, &error).is_break() {
                        break;
                    }
                }
                _ => {
                    let (first, second) = part.split_at(part.len() / 2);
                    waiting.extend([second, first]);
                }
            },
        }
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn asked(items: &[u32], stop_after: usize) -> (Vec<u32>, Vec<u32>) {
        let mut culprits = Vec::new();
        let call = |part: &[u32]| {
            // 3 and 7 are bad alone; five together are too much.
            if part.len() > 4 || part.iter().any(|one| matches!(one, 3 | 7)) {
                Err(Error::new(Kind::Module, "no"))
            } else {
                Ok(part.to_vec())
            }
        };
        let alone = |one: &u32, _: &Error| {
            culprits.push(*one);
            if culprits.len() >= stop_after { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let answers = each(items, call, alone).unwrap();
        (answers, culprits)
    }

    #[test]
    fn the_others_are_answered_in_their_order() {
        let items: Vec<_> = (1..=9).collect();
        assert_eq!(asked(&items, 9), (vec![1, 2, 4, 5, 6, 8, 9], vec![3, 7]));
        assert_eq!(asked(&[1, 2, 4, 5, 6, 8], 9).1, Vec::<u32>::new(), "too much together, nothing wrong alone");
        assert_eq!(asked(&[], 9), (Vec::new(), Vec::new()));
    }

    #[test]
    fn enough_is_enough_and_other_faults_are_nobodys() {
        assert_eq!(asked(&[3, 7, 1], 1), (Vec::new(), vec![3]));
        let refused = each(
            &[1, 2],
            |_| Err::<Vec<u32>, _>(Error::new(Kind::Input, "settings")),
            |_, _| ControlFlow::Continue(()),
        );
        assert_eq!(refused.unwrap_err().kind(), Kind::Input);
    }
}
