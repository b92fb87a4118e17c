//! The books of the shop: parsing, validation, search and paging, without IO.
