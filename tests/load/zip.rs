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
            &[number(name.len()) as u16, 0].map(u16::to_le_bytes).concat(),
        ]
        .concat();
        directory.extend([b"PK\x01\x02\x14\0", &entry[..], &[0; 10], &number(archive.len()).to_le_bytes()].concat());
        directory.extend(name.as_bytes());
        archive.extend([b"PK\x03\x04", &entry[..], name.as_bytes(), &packed].concat());
    }
    let (n, at) = (number(members.len()) as u16, number(archive.len()));
    let end =
        [&[0, 0, n, n].map(u16::to_le_bytes).concat()[..], &number(directory.len()).to_le_bytes(), &at.to_le_bytes()];
    [archive, directory, b"PK\x05\x06".to_vec(), end.concat(), vec![0; 2]].concat()
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(content).and_then(|()| writer.finish()).unwrap_or_default()
}
