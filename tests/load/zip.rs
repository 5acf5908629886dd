//! Writes zip archives for tests. Tests nothing itself.

use std::io::Write as _;

/// One file of an archive: name, content, whether it is deflated.
pub(crate) type Member<'a> = (&'a str, &'a [u8], bool);

/// An archive of these files.
pub(crate) fn zip_of(members: &[Member<'_>]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, content, is_deflated) in members {
        let packed = if *is_deflated { deflated(content) } else { content.to_vec() };
        let mut sum = flate2::Crc::new();
        sum.update(content);
        let entry = [
            &[20_u16, 0, if *is_deflated { 8 } else { 0 }, 0, 0].map(u16::to_le_bytes).concat()[..],
            &[sum.sum(), number(packed.len()), number(content.len())].map(u32::to_le_bytes).concat(),
            &[short(name.len()), 0].map(u16::to_le_bytes).concat(),
        ]
        .concat();
        directory.extend([b"PK\x01\x02\x14\0", &entry[..], &[0; 10], &number(archive.len()).to_le_bytes()].concat());
        directory.extend(name.as_bytes());
        archive.extend([b"PK\x03\x04", &entry[..], name.as_bytes(), &packed].concat());
    }
    let (n, at) = (short(members.len()), number(archive.len()));
    let end =
        [&[0, 0, n, n].map(u16::to_le_bytes).concat()[..], &number(directory.len()).to_le_bytes(), &at.to_le_bytes()];
    [archive, directory, b"PK\x05\x06".to_vec(), end.concat(), vec![0; 2]].concat()
}

fn short(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(content).and_then(|()| writer.finish()).unwrap_or_default()
}

/// An archive of one stored file whose numbers are all written with 64 bits, as those beyond four gigabytes are.
pub(crate) fn long_zip_of(name: &str, content: &[u8]) -> Vec<u8> {
    let mut archive = zip_of(&[(name, content, false)]);
    let directory_at = archive.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap_or(0);
    let mut entry = archive.split_off(directory_at);
    entry.truncate(46 + name.len());
    for at in [20, 24, 42] {
        entry[at..at + 4].fill(0xff);
    }
    entry[30] = 28;
    let size = content.len() as u64;
    let extra = [&[1, 0, 24, 0][..], &[size, size, 0].map(u64::to_le_bytes).concat()].concat();
    let directory = [entry, extra].concat();
    let long_at = (archive.len() + directory.len()) as u64;
    let sizes = [1, 1, directory.len() as u64, directory_at as u64].map(u64::to_le_bytes).concat();
    let long_end = [b"PK\x06\x06", &44_u64.to_le_bytes()[..], &[0; 12], &sizes].concat();
    let locator = [b"PK\x06\x07", &[0; 4][..], &long_at.to_le_bytes(), &[1, 0, 0, 0]].concat();
    let end = [b"PK\x05\x06", &[0; 4][..], &[0xff; 12], &[0; 2]].concat();
    [archive, directory, long_end, locator, end].concat()
}
