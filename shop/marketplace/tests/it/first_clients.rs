//! What the shop's first clients look for on the first page.

use shop_testkit::RecommendationsPeer;

use crate::shop::Shop;

#[tokio::test]
async fn the_first_page_has_its_title_and_exactly_three_plain_list_items() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    let page = shop.get("/").await;
    assert!(page.body.contains("<title>Online Books For You</title>"));
    let items: Vec<&str> = page.body.split("<li>").skip(1).collect();
    assert_eq!(items.len(), 3);
    let titles = ["The Maltese Falcon", "Murder on the Orient Express", "The Hound of the Baskervilles"];
    for (item, title) in items.iter().zip(titles) {
        assert!(item.split("</li>").next().unwrap().contains(title), "{item}");
    }
}

#[tokio::test]
async fn nobody_is_told_to_have_viewed_what_a_search_only_found() {
    use shop_api::v1::{Book, ListRecommendationsResponse, Reason, ReasonCode, Recommendation};
    let peer = RecommendationsPeer::start().await.unwrap();
    let reason = Reason {
        code: ReasonCode::BecauseYouViewed.into(),
        subject: "The Maltese Falcon".to_owned(),
        subject_item_id: 1,
    };
    let book = Some(Book { id: 4, ..Book::default() });
    let items = vec![Recommendation { book, reason: Some(reason), ..Recommendation::default() }];
    peer.set_answer(ListRecommendationsResponse { items, ..Default::default() });
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    let told = "Because you viewed The Maltese Falcon";
    let result = shop.get("/search?q=falcon").await;
    assert!(result.body.contains("Hitchhiker") && !result.body.contains(told));
    assert!(shop.get("/category/science-fiction").await.body.contains(told));
}

#[tokio::test]
async fn a_recommended_book_that_the_catalogue_does_not_hold_is_left_out() {
    use shop_api::v1::{Book, ListRecommendationsResponse, Recommendation};
    let peer = RecommendationsPeer::start().await.unwrap();
    let item =
        |id| Recommendation { book: Some(Book { id, ..Book::default() }), ..Recommendation::default() };
    let items = vec![item(1_000_000), item(-5), item(4)];
    peer.set_answer(ListRecommendationsResponse { items, ..Default::default() });
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    let page = shop.get("/").await;
    assert_eq!(page.source(), "live");
    assert_eq!(page.body.matches("<li>").count(), 1);
    assert!(page.between("<li>", "</li>").contains("Hitchhiker"));
}
