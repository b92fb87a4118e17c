//! `Recommendations/Recommend`: the call of the first clients, answered as it always was.
//!
//! `user_id` was never looked at, and still is not: a number that any client may choose names nobody.

use shop_api::{
    legacy::{
        BookCategory, BookRecommendation, RecommendationRequest, RecommendationResponse,
        recommendations_server::Recommendations,
    },
    status::ApiError,
};
use shop_catalog::Category;
use shop_recommender::Query;
use tonic::{Request, Response, Status};

use super::{Api, answer, violations::Violations};
use crate::{metrics::Method, shelf::category_key};

#[tonic::async_trait]
impl Recommendations for Api {
    async fn recommend(
        &self,
        request: Request<RecommendationRequest>,
    ) -> Result<Response<RecommendationResponse>, Status> {
        answer(request, |request| async move { self.recommend(request) }).await
    }
}

impl Api {
    fn recommend(&self, request: RecommendationRequest) -> Result<RecommendationResponse, ApiError> {
        let mut violations = Violations::default();
        let limit = usize::try_from(request.max_results).unwrap_or_else(|_| {
            violations.add("max_results", "must not be negative");
            0
        });
        violations.finish()?;
        let category = category(request.category).ok_or_else(|| ApiError::NotFound {
            resource_type: "category",
            name: request.category.to_string(),
        })?;

        let served = self.shop.served();
        let limit = limit.min(served.shelf.books().len());
        let query = Query { category: Some(category_key(category)), limit, ..Query::default() };
        let answer = served.ask(|model| model.recommend(&query));
        let ids = answer.items.iter().filter_map(|scored| i32::try_from(scored.item).ok());
        let recommendations: Vec<_> = ids
            .filter_map(|id| served.shelf.book(id))
            .map(|book| BookRecommendation { id: book.id, title: book.title.clone() })
            .collect();
        self.answered(Method::Recommend, answer.strategy, recommendations.len());
        Ok(RecommendationResponse { recommendations })
    }
}

/// The shelf that an old number stands for. The old contract began at 0 and knew three.
fn category(number: i32) -> Option<Category> {
    match BookCategory::try_from(number).ok()? {
        BookCategory::Mystery => Some(Category::Mystery),
        BookCategory::ScienceFiction => Some(Category::ScienceFiction),
        BookCategory::SelfHelp => Some(Category::SelfHelp),
    }
}
