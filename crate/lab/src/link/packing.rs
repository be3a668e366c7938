//! JSON as the letters of a link, and back: deflated, with or without a check value, in base64url.

use std::io::{Read, Write};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use crate::error::{Error, Result};

/// The longest link, in characters after the prefix.
pub const MAX_ENCODED: usize = 8 * 1024;
/// The most bytes that a link may unpack to.
pub const MAX_INFLATED: usize = 64 * 1024;

pub fn pack(json: &[u8], checked: bool) -> Result<String> {
    if json.len() > MAX_INFLATED {
        return Err(Error::LargeLink { max: MAX_INFLATED });
    }
    let start = if checked { crc(json).to_be_bytes().to_vec() } else { Vec::new() };
    let mut deflate = DeflateEncoder::new(start, Compression::best());
    let packed = deflate.write_all(json).and_then(|()| deflate.finish());
    let packed = packed.map_err(|error| Error::Json { reason: error.to_string() })?;
    let encoded = BASE64.encode(packed);
    if encoded.len() > MAX_ENCODED {
        return Err(Error::LongLink { got: encoded.len(), max: MAX_ENCODED });
    }
    Ok(encoded)
}

pub fn unpack(encoded: &str, checked: bool) -> Result<Vec<u8>> {
    if encoded.len() > MAX_ENCODED {
        return Err(Error::LongLink { got: encoded.len(), max: MAX_ENCODED });
    }
    let packed =
        BASE64.decode(encoded).map_err(|_| Error::DamagedLink { reason: "its letters are not base64url" })?;
    let (check, packed) = match packed.split_first_chunk::<4>() {
        Some((check, rest)) if checked => (Some(u32::from_be_bytes(*check)), rest),
        None if checked => return Err(Error::DamagedLink { reason: "it is too short" }),
        _ => (None, packed.as_slice()),
    };
    let mut json = Vec::new();
    let limit = MAX_INFLATED as u64 + 1;
    let inflated = DeflateDecoder::new(packed).take(limit).read_to_end(&mut json);
    inflated.map_err(|_| Error::DamagedLink { reason: "it does not unpack" })?;
    if json.len() > MAX_INFLATED {
        return Err(Error::LargeLink { max: MAX_INFLATED });
    }
    if check.is_some_and(|check| check != crc(&json)) {
        return Err(Error::DamagedLink { reason: "its check value is another one" });
    }
    Ok(json)
}

/// CRC-32 as in gzip (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}
