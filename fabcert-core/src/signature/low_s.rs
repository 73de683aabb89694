//! The two halves of an ECDSA signature's s: Fabric keeps to the lower one.

use crate::certificate::Curve;
use crate::der::ecdsa::EcdsaValue;

/// Whether an ECDSA signature of a key on this curve has its s in the upper half, so that Fabric
/// rewrites it; `None` where it is no ECDSA signature.
#[must_use]
pub fn is_high_s(signature: &[u8], curve: Curve) -> Option<bool> {
    EcdsaValue::parse(signature).map(|value| value.is_high_s(curve))
}

impl EcdsaValue {
    /// Whether s is in the upper half of the curve's order, so that Fabric rewrites it
    /// (`utils.IsLowS`).
    pub(crate) fn is_high_s(&self, curve: Curve) -> bool {
        self.s > curve.order() >> 1
    }

    /// The same signature with s in the lower half (`utils.ToLowS`).
    pub(crate) fn into_low_s(self, curve: Curve) -> Self {
        if self.is_high_s(curve) && self.s < *curve.order() {
            Self {
                s: curve.order() - self.s,
                r: self.r,
            }
        } else {
            self
        }
    }
}

#[cfg(test)]
mod tests {
    use der_parser::num_bigint::BigUint;

    use super::*;

    #[test]
    fn low_s_is_the_other_half() {
        for curve in [Curve::P224, Curve::P256, Curve::P384, Curve::P521] {
            let half: BigUint = curve.order() >> 1;
            let value = |s| EcdsaValue { r: 1u8.into(), s };
            let at_half = value(half.clone());
            assert!(!at_half.is_high_s(curve));
            assert_eq!(at_half.clone().into_low_s(curve), at_half);
            let high = value(&half + 1u8);
            assert!(high.is_high_s(curve));
            // n is odd, so n − (⌊n/2⌋ + 1) = ⌊n/2⌋.
            assert_eq!(high.into_low_s(curve).s, half, "{curve}");
        }
    }
}
