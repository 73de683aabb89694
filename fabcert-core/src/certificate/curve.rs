//! Which points lie on which curve: what Go checks when it reads an elliptic-curve key.

use std::sync::LazyLock;

use der_parser::num_bigint::BigUint;

use super::fault::GoFault;
use super::public_key::Curve;

/// A short Weierstrass curve y² = x³ − 3x + b over a prime field.
struct Parameters {
    p: BigUint,
    b: BigUint,
    n: BigUint,
}

impl Parameters {
    fn of_hex(p: &[u8], b: &[u8], n: &[u8]) -> Self {
        let number = |hex| BigUint::parse_bytes(hex, 16).unwrap_or_default();
        Self {
            p: number(p),
            b: number(b),
            n: number(n),
        }
    }
}

// SEC 2, version 2, sections 2.3.1, 2.4.2, 2.5.1 and 2.6.1.
static P224: LazyLock<Parameters> = LazyLock::new(|| {
    Parameters::of_hex(
        b"ffffffffffffffffffffffffffffffff000000000000000000000001",
        b"b4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4",
        b"ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d",
    )
});
static P256: LazyLock<Parameters> = LazyLock::new(|| {
    Parameters::of_hex(
        b"ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        b"5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        b"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    )
});
static P384: LazyLock<Parameters> = LazyLock::new(|| {
    Parameters::of_hex(
        b"fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe\
          ffffffff0000000000000000ffffffff",
        b"b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a\
          c656398d8a2ed19d2a85c8edd3ec2aef",
        b"ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf\
          581a0db248b0a77aecec196accc52973",
    )
});
static P521: LazyLock<Parameters> = LazyLock::new(|| {
    Parameters::of_hex(
        b"01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
          ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
          ffff",
        b"51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109\
          e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f\
          00",
        b"01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
          fffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e9138\
          6409",
    )
});

impl Curve {
    fn parameters(self) -> &'static Parameters {
        match self {
            Self::P224 => &P224,
            Self::P256 => &P256,
            Self::P384 => &P384,
            Self::P521 => &P521,
        }
    }

    /// Length of a coordinate and of a scalar in bytes.
    #[must_use]
    pub const fn byte_length(self) -> usize {
        match self {
            Self::P224 => 28,
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// The order n of the curve's group.
    pub(crate) fn order(self) -> &'static BigUint {
        &self.parameters().n
    }

    /// The curve's name in Go's texts about points.
    const fn go_name(self) -> &'static str {
        match self {
            Self::P224 => "P224",
            Self::P256 => "P256",
            Self::P384 => "P384",
            Self::P521 => "P521",
        }
    }

    /// What Go's `ecdsa.ParseUncompressedPublicKey` says of this point.
    ///
    /// # Errors
    /// Go's refusal: not uncompressed, of another length, a coordinate too large, not on the curve.
    pub(crate) fn check_point(self, point: &[u8]) -> Result<(), GoFault> {
        let name = self.go_name();
        let Some((4, coordinates)) = point.split_first() else {
            return Err(GoFault::new("ecdsa: invalid uncompressed public key"));
        };
        let length = self.byte_length();
        if coordinates.len() != 2 * length {
            return Err(GoFault::telling(format!("invalid {name} point encoding")));
        }
        let Parameters { p, b, .. } = self.parameters();
        let (x, y) = coordinates.split_at(length);
        let (x, y) = (BigUint::from_bytes_be(x), BigUint::from_bytes_be(y));
        if x >= *p || y >= *p {
            // P-256 has a reader of its own in Go, with a text of its own.
            return Err(GoFault::telling(match self {
                Self::P256 => "invalid P256 element encoding".to_owned(),
                _ => format!("invalid {name}Element encoding"),
            }));
        }
        // x³ − 3x + b = x (x² + p − 3) + b
        let x_squared = &x * &x % p;
        let right = (x * (x_squared + p - 3u8) + b) % p;
        if &y * &y % p == right {
            Ok(())
        } else {
            Err(GoFault::telling(format!("{name} point not on curve")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    /// The generators.
    fn points() -> [(Curve, Vec<u8>); 4] {
        [
            (
                Curve::P224,
                hex("04b70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21\
                     bd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34"),
            ),
            (
                Curve::P256,
                hex(
                    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296\
                     4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
                ),
            ),
            (
                Curve::P384,
                hex(
                    "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38\
                     5502f25dbf55296c3a545e3872760ab73617de4a96262c6f5d9e98bf9292dc29f8\
                     f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
                ),
            ),
            (
                Curve::P521,
                hex(
                    "0400c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d\
                     3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd\
                     66011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e\
                     662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd166\
                     50",
                ),
            ),
        ]
    }

    #[test]
    fn knows_points_of_each_curve() {
        for (curve, point) in points() {
            assert_eq!(curve.check_point(&point), Ok(()), "{curve}");
            assert_eq!(curve.order().bits().div_ceil(8), curve.byte_length() as u64);
            let fault = |point: &[u8]| curve.check_point(point).unwrap_err().to_string();
            let name = curve.go_name();

            let mut off = point.clone();
            *off.last_mut().unwrap() ^= 1;
            assert_eq!(fault(&off), format!("{name} point not on curve"));
            assert_eq!(fault(&point[..9]), format!("invalid {name} point encoding"));
            assert_eq!(fault(&[4]), format!("invalid {name} point encoding"));

            let mut huge = point.clone();
            huge[1..=curve.byte_length()].fill(0xff);
            let expected = match curve {
                Curve::P256 => "invalid P256 element encoding".to_owned(),
                _ => format!("invalid {name}Element encoding"),
            };
            assert_eq!(fault(&huge), expected);

            let mut compressed = point[..=curve.byte_length()].to_vec();
            compressed[0] = 2;
            for other in [&compressed[..], &[0], &[]] {
                assert_eq!(fault(other), "ecdsa: invalid uncompressed public key");
            }
        }
    }
}
