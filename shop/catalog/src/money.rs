//! Prices without rounding errors.

use std::fmt;

/// A currency that the shop sells in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Currency {
    /// Pound sterling; its minor unit is the penny.
    Gbp,
}

impl Currency {
    /// The code of ISO 4217.
    pub fn code(self) -> &'static str {
        match self {
            Self::Gbp => "GBP",
        }
    }
}

/// An amount of money in the currency's minor unit. Displayed for people: `£8.99`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// 899 is £8.99.
    pub minor_units: u32,
    /// What the units are units of.
    pub currency: Currency,
}

impl Money {
    /// An amount in pence.
    pub const fn pence(minor_units: u32) -> Self {
        Self { minor_units, currency: Currency::Gbp }
    }

    /// The price of `count` pieces; `None` when it is more than [`u32::MAX`] minor units.
    pub fn times(self, count: u32) -> Option<Self> {
        let minor_units = self.minor_units.checked_mul(count)?;
        Some(Self { minor_units, ..self })
    }

    /// The sum of two amounts; `None` when it is more than [`u32::MAX`] minor units.
    pub fn plus(self, other: Self) -> Option<Self> {
        let minor_units = self.minor_units.checked_add(other.minor_units)?;
        Some(Self { minor_units, ..self })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { minor_units, currency: Currency::Gbp } = self;
        write!(formatter, "£{}.{:02}", minor_units / 100, minor_units % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::Money;

    #[test]
    fn money_is_shown_with_two_decimals() {
        assert_eq!(Money::pence(899).to_string(), "£8.99");
        assert_eq!(Money::pence(5).to_string(), "£0.05");
        assert_eq!(Money::pence(120_000).to_string(), "£1200.00");
    }

    #[test]
    fn a_sum_that_does_not_fit_is_none() {
        assert_eq!(Money::pence(899).times(3), Some(Money::pence(2697)));
        assert_eq!(Money::pence(u32::MAX).times(2), None);
        assert_eq!(Money::pence(1).plus(Money::pence(2)), Some(Money::pence(3)));
        assert_eq!(Money::pence(1).plus(Money::pence(u32::MAX)), None);
    }
}
