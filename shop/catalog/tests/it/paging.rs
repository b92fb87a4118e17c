use proptest::prelude::*;
use shop_catalog::page::{Page, paginate};

proptest! {
    #[test]
    fn pages_meet_every_position_once(total in 0_usize..500, page_size in 0_usize..60) {
        let mut met = Vec::new();
        let mut offset = Some(0);
        while let Some(at) = offset {
            let page = paginate(total, page_size, at);
            prop_assert!(page.range.len() <= page_size.max(1));
            met.extend(page.range.clone());
            offset = page.next_offset;
        }
        prop_assert!(met.into_iter().eq(0..total));
    }

    #[test]
    fn the_way_back_is_the_way_there(total in 0_usize..500, page_size in 1_usize..60) {
        let mut page = paginate(total, page_size, 0);
        prop_assert_eq!(page.previous_offset, None);
        while let Some(next) = page.next_offset {
            let following = paginate(total, page_size, next);
            prop_assert_eq!(following.previous_offset, Some(page.range.start));
            page = following;
        }
    }

    #[test]
    fn no_numbers_overflow(total: usize, page_size: usize, offset: usize) {
        let page = paginate(total, page_size, offset);
        prop_assert!(page.range.start <= page.range.end && page.range.end <= total);
    }
}

#[test]
fn an_offset_behind_the_end_shows_nothing_and_leads_back() {
    assert_eq!(paginate(10, 4, 99), Page { range: 10..10, previous_offset: Some(6), next_offset: None });
    assert_eq!(paginate(0, 4, 0), Page { range: 0..0, previous_offset: None, next_offset: None });
}
