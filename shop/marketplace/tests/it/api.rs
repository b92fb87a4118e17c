//! The JSON answer and its problems.

use shop_testkit::RecommendationsPeer;

use crate::{browser::Answer, shop::Shop};

fn json(answer: &Answer) -> serde_json::Value {
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn a_live_list_says_what_it_is_made_of() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let shop = Shop::start(peer.address()).await;
    shop.until_live().await;
    let answer = shop.get("/api/v1/recommendations?limit=1").await;
    assert_eq!((answer.status.as_u16(), answer.source()), (200, "live"));
    assert_eq!(answer.header("content-type"), "application/json");
    insta::assert_json_snapshot!(json(&answer), @r#"
    {
      "source": "live",
      "strategy": "popular",
      "model_version": "canned-1",
      "recommendation_id": "canned",
      "items": [
        {
          "id": 1,
          "title": "The Maltese Falcon",
          "author": "Dashiell Hammett",
          "category": "mystery",
          "price": {
            "currency": "GBP",
            "minor_units": 899
          },
          "reason": {
            "code": "popular",
            "subject": ""
          },
          "url": "/book/1",
          "cover": "/cover/1.svg"
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn a_list_goes_down_the_same_ladder_as_pages_do() {
    let shop = Shop::start_alone().await;
    for query in ["", "?category=poetry", "?book=1"] {
        let answer = shop.get(&format!("/api/v1/recommendations{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.source()), (200, "default"), "{query}");
        assert_eq!(json(&answer)["source"], "default");
        assert_eq!(json(&answer)["items"].as_array().unwrap().len(), 10, "{query}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn mistakes_are_problem_documents() {
    let shop = Shop::start_alone().await;
    let browser = shop.browser();
    let problem = async |path: &str| {
        let answer = browser.send(browser.request("GET", path).header("x-request-id", "r-1"), "").await;
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
        assert_eq!(json(&answer)["status"], answer.status.as_u16());
        json(&answer)["detail"].as_str().unwrap_or_default().to_owned()
    };
    let paths =
        ["?category=nonsense", "?book=x", "?book=999999", "?limit=0", "?book=1&category=mystery", "?page=2"];
    let mut details = Vec::new();
    for query in paths {
        details.push(problem(&format!("/api/v1/recommendations{query}")).await);
    }
    insta::assert_json_snapshot!(details, @r#"
    [
      "`category` is not a shelf of the shop",
      "`book` is a number",
      "the catalogue does not hold that book",
      "`limit` is a number from 1 to 15",
      "either `category` or `book`, not both",
      "the parameters are `category` or `book`, and `limit`, each once"
    ]
    "#);
}

#[tokio::test]
async fn a_problem_has_the_members_of_rfc_9457() {
    let shop = Shop::start_alone().await;
    let browser = shop.browser();
    let request = browser.request("GET", "/api/v2/nothing").header("x-request-id", "r-1");
    let answer = browser.send(request, "").await;
    insta::assert_json_snapshot!(json(&answer), @r#"
    {
      "type": "about:blank",
      "title": "Not Found",
      "status": 404,
      "request_id": "r-1"
    }
    "#);
}
