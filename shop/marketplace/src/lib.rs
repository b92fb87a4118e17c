//! The storefront: server-rendered pages that never fail for want of recommendations.
