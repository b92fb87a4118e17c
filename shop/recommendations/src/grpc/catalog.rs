//! `CatalogService`: the books themselves.

use std::mem::take;

use shop_api::{
    status::ApiError,
    v1::{
        BatchGetBooksRequest, BatchGetBooksResponse, Book, BookOrder, GetBookRequest, GetBookResponse,
        ListBooksRequest, ListBooksResponse, ListCategoriesRequest, ListCategoriesResponse,
        SearchBooksRequest, SearchBooksResponse, catalog_service_server::CatalogService,
    },
};
use tonic::{Request, Response, Status};

use super::{
    Api, answer,
    answers::page_of,
    page_token::{Fingerprint, PageToken},
    violations::{PageSizes, Violations},
};

const PAGE_SIZES: PageSizes = PageSizes { default: 20, max: 100 };
const MAX_IDS: usize = 200;
const MAX_QUERY_BYTES: usize = 256;

#[tonic::async_trait]
impl CatalogService for Api {
    async fn list_categories(
        &self,
        request: Request<ListCategoriesRequest>,
    ) -> Result<Response<ListCategoriesResponse>, Status> {
        answer(request, |_| async {
            Ok(ListCategoriesResponse { categories: self.shop.served().shelf.categories().collect() })
        })
        .await
    }

    async fn list_books(
        &self,
        request: Request<ListBooksRequest>,
    ) -> Result<Response<ListBooksResponse>, Status> {
        answer(request, |request| async { self.list_books(request) }).await
    }

    async fn get_book(&self, request: Request<GetBookRequest>) -> Result<Response<GetBookResponse>, Status> {
        answer(request, |request| async move { self.get_book(request.id) }).await
    }

    async fn batch_get_books(
        &self,
        request: Request<BatchGetBooksRequest>,
    ) -> Result<Response<BatchGetBooksResponse>, Status> {
        answer(request, |request| async move { self.batch_get_books(&request.ids) }).await
    }

    async fn search_books(
        &self,
        request: Request<SearchBooksRequest>,
    ) -> Result<Response<SearchBooksResponse>, Status> {
        answer(request, |request| async { self.search_books(request) }).await
    }
}

impl Api {
    fn list_books(&self, mut request: ListBooksRequest) -> Result<ListBooksResponse, ApiError> {
        let served = self.shop.served();
        let mut violations = Violations::default();
        let category = violations.category(request.category);
        let order = BookOrder::try_from(request.order).unwrap_or_else(|_| {
            violations.add("order", format!("must be an order of the contract, not {}", request.order));
            BookOrder::Unspecified
        });
        let size = violations.page_size(take(&mut request.page_size), PAGE_SIZES);
        let token = take(&mut request.page_token);
        let fingerprint = Fingerprint::of("ListBooks", served.shelf.version(), &request);
        let offset = violations.take(PageToken::offset_in(&token, fingerprint));
        violations.finish()?;

        let books: Vec<&Book> = served.shelf.ordered(order, category).collect();
        let (page, next_page_token) = page(&books, offset, size, fingerprint);
        Ok(ListBooksResponse { books: page, next_page_token, total_size: wire_count(books.len()) })
    }

    fn get_book(&self, id: i32) -> Result<GetBookResponse, ApiError> {
        let mut violations = Violations::default();
        if id <= 0 {
            violations.add("id", "must be greater than zero");
        }
        violations.finish()?;
        match self.shop.served().shelf.book(id) {
            Some(book) => Ok(GetBookResponse { book: Some(book.clone()) }),
            None => Err(ApiError::NotFound { resource_type: "book", name: id.to_string() }),
        }
    }

    fn batch_get_books(&self, ids: &[i32]) -> Result<BatchGetBooksResponse, ApiError> {
        let mut violations = Violations::default();
        violations.at_most_items("ids", ids, MAX_IDS);
        violations.finish()?;
        let served = self.shop.served();
        let mut response = BatchGetBooksResponse::default();
        for &id in ids {
            match served.shelf.book(id) {
                Some(book) => response.books.push(book.clone()),
                None => response.missing_ids.push(id),
            }
        }
        Ok(response)
    }

    fn search_books(&self, mut request: SearchBooksRequest) -> Result<SearchBooksResponse, ApiError> {
        let served = self.shop.served();
        let mut violations = Violations::default();
        violations.some_bytes("query", &request.query, MAX_QUERY_BYTES);
        let size = violations.page_size(take(&mut request.page_size), PAGE_SIZES);
        let token = take(&mut request.page_token);
        let fingerprint = Fingerprint::of("SearchBooks", served.shelf.version(), &request);
        let offset = violations.take(PageToken::offset_in(&token, fingerprint));
        violations.finish()?;

        let books = served.shelf.search(&request.query);
        let (page, next_page_token) = page(&books, offset, size, fingerprint);
        Ok(SearchBooksResponse { books: page, next_page_token, total_size: wire_count(books.len()) })
    }
}

fn page(books: &[&Book], offset: usize, size: usize, fingerprint: Fingerprint) -> (Vec<Book>, String) {
    let page = page_of(books, offset, size);
    let token = page.next_offset.and_then(|offset| PageToken::next(fingerprint, offset));
    let books = page.items.iter().map(|&book| book.clone()).collect();
    (books, token.map(|token| token.to_string()).unwrap_or_default())
}

fn wire_count(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
