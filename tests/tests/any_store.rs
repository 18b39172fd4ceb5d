//! The suite that any store must pass, on each of those there are.

mod in_sqlite {
    relance_tests::any_store!(|folder| relance::sqlite::create(&folder.join("t.db")).unwrap());
}
