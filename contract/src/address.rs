//! E-mail addresses that a message can be sent to.

/// `local@domain.tld` in ASCII (other domains have their `xn--` form), without anything that could end a header line or
/// start another address.
#[must_use]
pub fn is_address(address: &str) -> bool {
    let plain = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
    };
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    address.len() <= 254
        && plain(local)
        && domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !label.starts_with('-')
        })
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn only_plain_addresses_are_usable() {
        for good in ["a@b.fr", "jean.dupont+erp@xn--socit-esab.example.com", "o'neil@x-y.io"] {
            assert!(is_address(good), "{good}");
        }
        for wrong in [
            "",
            "a",
            "@b.fr",
            "a@",
            "a@b",
            "a@b..fr",
            "a b@c.fr",
            "a@b.fr,c@d.fr",
            "a@b.fr\nBcc: x@y.z",
            "<a@b.fr>",
            "a@société.fr",
            "a@-b.fr",
        ] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
