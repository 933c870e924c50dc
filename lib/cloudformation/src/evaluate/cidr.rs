//! `Fn::Cidr`: a block of addresses cut into smaller ones.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html>

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The first `count` blocks of `bits` host bits within `block`.
pub(super) fn subnets(block: &str, count: usize, bits: usize) -> Result<Vec<String>, String> {
    if !(1..=256).contains(&count) {
        return Err(format!("gives 1 to 256 blocks, not {count}"));
    }
    let not_a_block = || format!("`{block}` is no block of addresses");
    let (address, prefix) = block.split_once('/').ok_or_else(not_a_block)?;
    let address: IpAddr = address.parse().map_err(|_| not_a_block())?;
    let prefix: usize = prefix.parse().map_err(|_| not_a_block())?;
    let (number, width) = match address {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 32_usize),
        IpAddr::V6(address) => (u128::from(address), 128),
    };
    let host_bits = width.checked_sub(prefix).ok_or_else(not_a_block)?;
    if bits > host_bits || bits == 128 || (host_bits - bits < 8 && count > 1 << (host_bits - bits))
    {
        return Err(format!(
            "`{block}` has no room for {count} blocks of {bits} bits"
        ));
    }
    let start = match u32::try_from(host_bits) {
        Ok(host_bits) if host_bits < 128 => number >> host_bits << host_bits,
        _ => 0,
    };
    Ok((0..count as u128)
        .map(|index| {
            let number = start + (index << bits);
            let address = match address {
                IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from(number as u32)),
                IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from(number)),
            };
            format!("{address}/{}", width - bits)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::subnets;

    #[test]
    fn a_block_is_cut_into_equal_ones() {
        assert_eq!(
            subnets("10.0.0.0/16", 3, 8).unwrap(),
            ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]
        );
        assert_eq!(
            subnets("2001:db8::/56", 2, 64).unwrap(),
            ["2001:db8::/64", "2001:db8:0:1::/64"]
        );
    }

    #[test]
    fn a_block_without_room_is_refused() {
        assert!(subnets("10.0.0.0/24", 2, 8).is_err());
        assert!(subnets("10.0.0.0/40", 1, 8).is_err());
        assert!(subnets("::/0", 1, 128).is_err());
        assert!(subnets("no block", 1, 8).is_err());
    }
}
