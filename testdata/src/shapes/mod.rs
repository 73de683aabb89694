//! Certificates laid out as Fabric's tools lay them out.

mod cryptogen;
mod dress;
mod fabric_ca;
mod homes;
mod msp;
mod test_network;

use time::{Duration, UtcDateTime};

pub use cryptogen::{Cryptogen, CryptogenRelease, large_network};
pub use dress::{
    SecretFiles, bundle, configtxlator_json, connection_profile_json, connection_profile_yaml,
    kubernetes_secret, kubernetes_secret_list, node_sdk_key_value_store, wallet_id,
};
pub use fabric_ca::{Enrollment, FabricCa, FabricCaVersion};
pub use homes::{client_home, server_home, tls_client_home};
pub use msp::{Msp, NodeOus, RoleNames};
pub use test_network::test_network;

/// The instant rounded to the minute, half a minute up, as Go's `Time.Round(time.Minute)` does.
pub fn round_to_minute(at: UtcDateTime) -> UtcDateTime {
    let half_up = at + Duration::seconds(30);
    without_fraction(half_up) - Duration::seconds(half_up.second().into())
}

/// The instant cut to whole seconds, which is all that a certificate can hold.
fn without_fraction(at: UtcDateTime) -> UtcDateTime {
    at - Duration::nanoseconds(at.nanosecond().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::utc_datetime;

    #[test]
    fn half_a_minute_rounds_up() {
        let minute = utc_datetime!(2026-11-22 06:03:00);
        assert_eq!(round_to_minute(utc_datetime!(2026-11-22 06:02:30)), minute);
        assert_eq!(
            round_to_minute(utc_datetime!(2026-11-22 06:03:29.999)),
            minute
        );
        assert_ne!(round_to_minute(utc_datetime!(2026-11-22 06:03:30)), minute);
    }
}
