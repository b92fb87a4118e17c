//! Which books a visitor may like and why: a model without IO and without a clock.
