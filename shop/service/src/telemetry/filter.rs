use tracing_subscriber::filter::{LevelFilter, Targets};

/// A text that is no log filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a level (`error`, `warn`, `info`, `debug`, `trace` or `off`), or levels by target like \
     `info,shop_rpc=debug`"
)]
pub struct FilterError;

/// Parses `RUST_LOG`: levels, alone or by target, separated by commas.
///
/// Unlike `env_logger` it does not take a lone word that is no level for a target: it is a misspelt level, and would
/// switch everything else off.
///
/// # Errors
/// A lone word that is no level, or a level that is none.
pub fn log_filter(text: &str) -> Result<Targets, FilterError> {
    let mut filter = Targets::new();
    for directive in text.split(',').map(str::trim).filter(|directive| !directive.is_empty()) {
        filter = match directive.split_once('=') {
            Some((target, level)) => filter.with_target(target, parse_level(level)?),
            None => filter.with_default(parse_level(directive)?),
        };
    }
    Ok(filter)
}

fn parse_level(text: &str) -> Result<LevelFilter, FilterError> {
    text.parse().map_err(|_| FilterError)
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn a_target_has_its_own_level() {
        let filter = log_filter("info, shop_rpc=debug,request=off").unwrap();
        assert!(filter.would_enable("shop_service", &Level::INFO));
        assert!(filter.would_enable("shop_rpc::balance", &Level::DEBUG));
        assert!(!filter.would_enable("request", &Level::ERROR));
    }

    #[test]
    fn a_misspelt_level_is_no_target() {
        for bad in ["inf", "info,loud", "shop_rpc=verbose"] {
            assert_eq!(log_filter(bad), Err(FilterError), "{bad}");
        }
    }
}
