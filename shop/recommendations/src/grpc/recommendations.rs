//! `RecommendationService`: which books, and why.

use std::{mem::take, sync::Arc};

use shop_api::{
    status::ApiError,
    v1::{
        ListRecommendationsRequest, ListRecommendationsResponse, ListSimilarRequest, ListSimilarResponse,
        recommendation_service_server::RecommendationService,
    },
};
use shop_recommender::{Answer, MODEL_VERSION, Query};
use tonic::{Request, Response, Status};

use super::{
    Api, answer,
    answers::{now, page_of, recommendation_id, recommendations, strategy},
    page_token::{Fingerprint, PageToken},
    violations::{PageSizes, Violations},
};
use crate::{metrics::Method, shelf::category_key, shop::Served};

const PAGE_SIZES: PageSizes = PageSizes { default: 10, max: 50 };
const MAX_USER_ID_BYTES: usize = 64;
const MAX_LOCALE_BYTES: usize = 64;
const MAX_SEEDS: usize = 50;
const MAX_EXCLUDED: usize = 200;

#[tonic::async_trait]
impl RecommendationService for Api {
    async fn list_recommendations(
        &self,
        request: Request<ListRecommendationsRequest>,
    ) -> Result<Response<ListRecommendationsResponse>, Status> {
        answer(request, |request| self.list_recommendations(request)).await
    }

    async fn list_similar(
        &self,
        request: Request<ListSimilarRequest>,
    ) -> Result<Response<ListSimilarResponse>, Status> {
        answer(request, |request| async { self.list_similar(request) }).await
    }
}

/// Where a list begins and how to name the rest of it.
struct Paging {
    fingerprint: Fingerprint,
    offset: usize,
    size: usize,
}

impl Paging {
    /// How much of the ranking must be known: the page and one more, which says whether there is a next page.
    fn limit(&self) -> usize {
        self.offset + self.size + 1
    }
}

impl Api {
    async fn list_recommendations(
        &self,
        mut request: ListRecommendationsRequest,
    ) -> Result<ListRecommendationsResponse, ApiError> {
        // Kept over a wait, in which the catalogue may be replaced: both halves of the answer must be of one.
        let served = Arc::clone(&self.shop.served());
        let mut violations = Violations::default();
        let category = violations.category(request.category);
        violations.at_most_bytes("user_id", &request.user_id, MAX_USER_ID_BYTES);
        violations.at_most_items("seed_item_ids", &request.seed_item_ids, MAX_SEEDS);
        violations.at_most_items("exclude_item_ids", &request.exclude_item_ids, MAX_EXCLUDED);
        violations.at_most_bytes("locale", &request.locale, MAX_LOCALE_BYTES);
        let size = violations.page_size(take(&mut request.page_size), PAGE_SIZES);
        let (token, min_seq) = (take(&mut request.page_token), take(&mut request.min_seq));
        let fingerprint = Fingerprint::of("ListRecommendations", served.shelf.version(), &request);
        let offset = violations.take(PageToken::offset_in(&token, fingerprint));
        violations.finish()?;
        let paging = Paging { fingerprint, offset, size };

        self.shop.wait_for(min_seq).await;
        let query = Query {
            user: Some(request.user_id.as_str()).filter(|user| !user.is_empty()),
            category: category.map(category_key),
            seeds: &model_ids(&request.seed_item_ids),
            exclude: &model_ids(&request.exclude_item_ids),
            limit: paging.limit(),
        };
        let answer = served.ask(|model| model.recommend(&query));
        Ok(self.recommendations_page(&served, &answer, &paging))
    }

    fn recommendations_page(
        &self,
        served: &Served,
        answer: &Answer,
        paging: &Paging,
    ) -> ListRecommendationsResponse {
        let (items, next_page_token) = page(served, answer, paging);
        self.answered(Method::ListRecommendations, answer.strategy, items.len());
        ListRecommendationsResponse {
            items,
            next_page_token,
            recommendation_id: recommendation_id(),
            strategy: strategy(answer.strategy).into(),
            model_version: MODEL_VERSION.to_owned(),
            generated_at: Some(now()),
            as_of_seq: answer.as_of_seq,
            model_seq: answer.model_seq,
        }
    }

    fn list_similar(&self, mut request: ListSimilarRequest) -> Result<ListSimilarResponse, ApiError> {
        let served = self.shop.served();
        let mut violations = Violations::default();
        violations.at_most_items("exclude_item_ids", &request.exclude_item_ids, MAX_EXCLUDED);
        if request.item_id <= 0 {
            violations.add("item_id", "must be greater than zero");
        }
        let size = violations.page_size(take(&mut request.page_size), PAGE_SIZES);
        let token = take(&mut request.page_token);
        let fingerprint = Fingerprint::of("ListSimilar", served.shelf.version(), &request);
        let offset = violations.take(PageToken::offset_in(&token, fingerprint));
        violations.finish()?;
        let paging = Paging { fingerprint, offset, size };

        let item = u32::try_from(request.item_id).unwrap_or_default();
        let exclude = model_ids(&request.exclude_item_ids);
        let answer = served.ask(|model| model.similar(item, &exclude, paging.limit()));
        let answer = answer
            .ok_or_else(|| ApiError::NotFound { resource_type: "book", name: request.item_id.to_string() })?;
        let (items, next_page_token) = page(&served, &answer, &paging);
        self.answered(Method::ListSimilar, answer.strategy, items.len());
        Ok(ListSimilarResponse {
            items,
            next_page_token,
            recommendation_id: recommendation_id(),
            strategy: strategy(answer.strategy).into(),
            model_version: MODEL_VERSION.to_owned(),
            generated_at: Some(now()),
        })
    }
}

fn page(served: &Served, answer: &Answer, paging: &Paging) -> (Vec<shop_api::v1::Recommendation>, String) {
    let page = page_of(&answer.items, paging.offset, paging.size);
    let token = page.next_offset.and_then(|offset| PageToken::next(paging.fingerprint, offset));
    let items = recommendations(&served.shelf, page.items, paging.offset);
    (items, token.map(|token| token.to_string()).unwrap_or_default())
}

/// Ids as the model counts them. A negative one names no book and is passed over, as unknown ones are.
fn model_ids(ids: &[i32]) -> Vec<u32> {
    ids.iter().filter_map(|&id| u32::try_from(id).ok()).collect()
}
