//! Addresses of other PCs as people type them: a name or a number, with or without a port.

/// The TCP port other PCs are reached at unless an address says another (DESIGN.md 4).
pub const PORT: u16 = 47_810;
/// Lowest port a ward may choose; those below belong to the system.
pub const PORT_MIN: u16 = 1_024;
/// Longest name of a host, bytes (RFC 1035).
const HOST_MAX: usize = 253;

/// Reads an address as somebody typed it and writes it as "host:port"; `usual` is the port when none was typed.
/// None when it is no address of a PC.
#[must_use]
pub fn read(typed: &str, usual: u16) -> Option<String> {
    let typed = typed.trim();
    let (host, port) = match typed.rsplit_once(':') {
        // More than one colon and no bracket is a bare IPv6 address.
        Some((host, _)) if host.contains(':') && !host.ends_with(']') => (format!("[{typed}]"), usual),
        Some((host, port)) => (host.to_owned(), port.parse().ok().filter(|p| *p > 0)?),
        None => (typed.to_owned(), usual),
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(&host);
    let good = match bare.contains([':', '[', ']']) {
        true => host.len() != bare.len() && bare.parse::<core::net::Ipv6Addr>().is_ok(),
        false => host.len() == bare.len() && host.len() <= HOST_MAX && host.chars().all(fits),
    };
    (good && !host.is_empty()).then(|| format!("{host}:{port}"))
}

/// Reads a port as somebody typed it: [`PORT_MIN`] to 65535.
#[must_use]
pub fn read_port(typed: &str) -> Option<u16> {
    typed.trim().parse().ok().filter(|p| *p >= PORT_MIN)
}

/// Reads a list of addresses, one a line; what follows a `#` is a remark. Returns at most `most` addresses, and
/// the numbers of the lines that are no address, counted from 1.
#[must_use]
pub fn read_list(text: &str, usual: u16, most: usize) -> (Vec<String>, Vec<usize>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (n, line) in lines(text) {
        match read(line, usual) {
            Some(address) if good.contains(&address) => {}
            Some(address) if good.len() < most => good.push(address),
            _ => bad.push(n),
        }
    }
    (good, bad)
}

/// Gives the lines of a file people write: numbered from 1, without remarks, blanks and a byte-order mark.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines()
        .enumerate()
        .map(|(n, line)| (n + 1, line.split('#').next().unwrap_or_default().trim()))
        .filter(|(_, line)| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        for (typed, wanted) in [
            ("10.1.2.3", "10.1.2.3:47810"),
            (" 10.1.2.3:5000 ", "10.1.2.3:5000"),
            ("ward-6a-station2", "ward-6a-station2:47810"),
            ("ward-6a.hospital.local:47810", "ward-6a.hospital.local:47810"),
            ("[fe80::1]:47811", "[fe80::1]:47811"),
            ("fe80::1", "[fe80::1]:47810"),
        ] {
            assert_eq!(read(typed, PORT).as_deref(), Some(wanted));
        }
        for wrong in [
            "",
            "   ",
            ":47810",
            "10.1.2.3:0",
            "10.1.2.3:99999",
            "http://10.1.2.3",
            "a b",
            "10.1.2.3:x",
            "[10.1.2.3]:5",
            "a::b::c",
            "[]:5",
            "x]:5",
            "10.1.2.3:-1",
            "é:5",
        ] {
            assert_eq!(read(wrong, PORT), None, "{wrong:?}");
        }
        assert_eq!(read(&"a".repeat(254), PORT), None);
    }

    #[test]
    fn a_port_is_a_number_above_those_of_the_system() {
        assert_eq!(read_port(" 47820 "), Some(47_820));
        for wrong in ["", "0", "80", "1023", "65536", "-5", "port", "47820.5", "4 7"] {
            assert_eq!(read_port(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_list_names_the_lines_it_left_out() {
        let text = "\u{feff}# the ward's PCs\r\n10.1.2.3\r\n\r\nhttp://x # no\nstation2:5000 # by the door\n10.1.2.3:47810\n";
        let (good, bad) = read_list(text, PORT, 64);
        assert_eq!(good, ["10.1.2.3:47810", "station2:5000"]);
        assert_eq!(bad, [4]);
        assert_eq!(
            read_list("a\nb\nc", PORT, 2),
            (vec!["a:47810".to_owned(), "b:47810".to_owned()], vec![3])
        );
    }
}
