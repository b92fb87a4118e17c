//! The books themselves.

use shop_api::v1::{
    BatchGetBooksRequest, BookOrder, Category, GetBookRequest, ListBooksRequest, ListCategoriesRequest,
    SearchBooksRequest, catalog_service_client::CatalogServiceClient,
};
use tonic::{Code, transport::Channel};
use tonic_types::StatusExt;

use crate::server::Server;

async fn client() -> (CatalogServiceClient<Channel>, Server) {
    let server = Server::start().await;
    (CatalogServiceClient::new(server.channel.clone()), server)
}

#[tokio::test]
async fn categories_say_how_many_books_they_hold() {
    let (mut client, _server) = client().await;
    let categories = client.list_categories(ListCategoriesRequest {}).await.unwrap().into_inner().categories;
    assert!(categories.len() >= 10);
    let science_fiction = categories.iter().find(|info| info.category() == Category::ScienceFiction).unwrap();
    assert_eq!(science_fiction.slug, "science-fiction");
    assert_eq!(science_fiction.display_name, "Science fiction");
    let books = ListBooksRequest { category: Category::ScienceFiction.into(), ..Default::default() };
    let total = client.list_books(books).await.unwrap().into_inner().total_size;
    assert_eq!(science_fiction.book_count, total);
}

#[tokio::test]
async fn pages_of_books_add_up_to_the_catalogue() {
    let (mut client, _server) = client().await;
    for order in [BookOrder::Unspecified, BookOrder::Title, BookOrder::Author, BookOrder::Price] {
        let mut request = ListBooksRequest { order: order.into(), page_size: 1000, ..Default::default() };
        let mut met = Vec::new();
        let total = loop {
            let page = client.list_books(request.clone()).await.unwrap().into_inner();
            assert!(page.books.len() <= 100);
            met.extend(page.books.into_iter().map(|book| book.id));
            if page.next_page_token.is_empty() {
                break page.total_size;
            }
            request.page_token = page.next_page_token;
        };
        assert_eq!(met.len(), usize::try_from(total).unwrap());
        met.sort_unstable();
        met.dedup();
        assert_eq!(met.len(), usize::try_from(total).unwrap());
    }
}

#[tokio::test]
async fn books_come_in_the_order_asked_for() {
    let (mut client, _server) = client().await;
    let request = |order: BookOrder| ListBooksRequest {
        order: order.into(),
        category: Category::Mystery.into(),
        page_size: 100,
        ..Default::default()
    };
    let by_price = client.list_books(request(BookOrder::Price)).await.unwrap().into_inner().books;
    assert!(by_price.is_sorted_by_key(|book| book.price.as_ref().unwrap().minor_units));
    let by_title = client.list_books(request(BookOrder::Title)).await.unwrap().into_inner().books;
    assert!(by_title.is_sorted_by_key(|book| book.title.to_lowercase()));
    let as_listed = client.list_books(request(BookOrder::Unspecified)).await.unwrap().into_inner().books;
    assert_eq!(as_listed.iter().take(3).map(|book| book.id).collect::<Vec<_>>(), [1, 2, 3]);
}

#[tokio::test]
async fn an_unknown_order_and_an_unknown_category_are_refused_together() {
    let (mut client, _server) = client().await;
    let request = ListBooksRequest { order: 9, category: -1, page_size: -1, ..Default::default() };
    let status = client.list_books(request).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let fields: Vec<_> =
        status.get_details_bad_request().unwrap().field_violations.into_iter().map(|it| it.field).collect();
    assert_eq!(fields, ["category", "order", "page_size"]);
}

#[tokio::test]
async fn a_book_is_found_by_its_id() {
    let (mut client, _server) = client().await;
    let book = client.get_book(GetBookRequest { id: 6 }).await.unwrap().into_inner().book.unwrap();
    assert_eq!(book.title, "The Dune Chronicles");
    let missing = client.get_book(GetBookRequest { id: 1_000_000 }).await.unwrap_err();
    assert_eq!(missing.code(), Code::NotFound);
    assert_eq!(missing.get_details_resource_info().unwrap().resource_type, "book");
    assert_eq!(client.get_book(GetBookRequest { id: 0 }).await.unwrap_err().code(), Code::InvalidArgument);
}

#[tokio::test]
async fn several_books_come_in_the_order_asked_for_and_the_missing_are_named() {
    let (mut client, _server) = client().await;
    let request = BatchGetBooksRequest { ids: vec![9, 1_000_000, 1, -3] };
    let response = client.batch_get_books(request).await.unwrap().into_inner();
    assert_eq!(response.books.iter().map(|book| book.id).collect::<Vec<_>>(), [9, 1]);
    assert_eq!(response.missing_ids, [1_000_000, -3]);
    let too_many = BatchGetBooksRequest { ids: vec![1; 201] };
    assert_eq!(client.batch_get_books(too_many).await.unwrap_err().code(), Code::InvalidArgument);
}

#[tokio::test]
async fn a_search_is_paged_like_a_list() {
    let (mut client, _server) = client().await;
    let mut request = SearchBooksRequest { query: "THE".into(), page_size: 7, ..Default::default() };
    let first = client.search_books(request.clone()).await.unwrap().into_inner();
    assert_eq!(first.books.len(), 7);
    assert!(first.total_size > 7);
    request.page_token = first.next_page_token;
    let second = client.search_books(request.clone()).await.unwrap().into_inner();
    assert!(second.books.iter().all(|book| !first.books.contains(book)));
    request.query = "falcon".into();
    assert_eq!(client.search_books(request).await.unwrap_err().code(), Code::InvalidArgument);
}

#[tokio::test]
async fn a_search_finds_by_the_beginning_of_a_word_and_may_find_nothing() {
    let (mut client, _server) = client().await;
    let mut search = async |query: &str| {
        let request = SearchBooksRequest { query: query.to_owned(), ..Default::default() };
        client.search_books(request).await.map(tonic::Response::into_inner)
    };
    assert_eq!(search("maltes falc").await.unwrap().books[0].id, 1);
    assert_eq!(search("xyzzyplugh").await.unwrap().total_size, 0);
    assert_eq!(search("").await.unwrap_err().code(), Code::InvalidArgument);
    assert_eq!(search(&"x".repeat(257)).await.unwrap_err().code(), Code::InvalidArgument);
}
