//! A catalogue file of somebody else's: nothing in it becomes markup, and a bad one does not replace a good one.

use std::{fs, path::Path, time::Duration};

use crate::shop::Shop;

const HEAD: &str = "ninehops-catalogue\t1\n\
                    id\ttitle\tauthor\tborn\tdied\tcategory\tyear\tprice\tsubjects\tsentence\n";

const HOSTILE: &str = "<script>alert(1)</script> & \"quotes\" 'n' </title>";

fn write(file: &Path, title: &str) {
    let book = format!("1\t{title}\t{title}\t\t\tmystery\t\t899\t{title}\t{title}\n");
    fs::write(file, format!("{HEAD}{book}")).unwrap();
}

#[tokio::test]
async fn words_of_a_catalogue_never_become_markup() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("catalogue.tsv");
    write(&file, HOSTILE);
    let shop = Shop::start_with("127.0.0.1:1", |config| config.catalog = Some(file.clone())).await;
    for path in ["/", "/book/1", "/category/mystery", "/search?q=alert", "/for-you", "/cover/1.svg"] {
        let page = shop.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains("<script"), "{path}");
        assert_eq!(page.body.matches("</title>").count(), page.body.matches("<title>").count(), "{path}");
    }
    let json = shop.get("/api/v1/recommendations").await;
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(json["items"][0]["title"], HOSTILE);
}

#[tokio::test]
async fn what_a_visitor_searches_for_never_becomes_markup() {
    let shop = Shop::start_alone().await;
    let page = shop.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E%22%20onfocus=%22x").await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("<script") && !page.body.contains("\" onfocus=\""), "{}", page.body);
}

#[tokio::test]
async fn a_catalogue_that_changes_is_sold_and_a_bad_one_is_not() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("catalogue.tsv");
    write(&file, "First Book");
    let shop = Shop::start_with("127.0.0.1:1", |config| {
        config.catalog = Some(file.clone());
        config.catalog_check = Duration::from_millis(10);
    })
    .await;
    let sells = async |title: &str| shop.get("/book/1").await.body.contains(title);
    assert!(sells("First Book").await);
    fs::write(&file, "nonsense").unwrap();
    write(&directory.path().join("next.tsv"), "Second Book");
    fs::rename(directory.path().join("next.tsv"), &file).unwrap();
    shop.until("the second book", async || sells("Second Book").await).await;
    fs::write(&file, "nonsense again").unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(sells("Second Book").await);
}

#[tokio::test]
async fn a_catalogue_without_a_shelf_has_an_empty_page_for_it() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("catalogue.tsv");
    write(&file, "One Book");
    let shop = Shop::start_with("127.0.0.1:1", |config| config.catalog = Some(file.clone())).await;
    let page = shop.get("/category/poetry").await;
    assert_eq!((page.status.as_u16(), page.source()), (200, "none"));
}
