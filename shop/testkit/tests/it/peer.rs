use std::net::SocketAddr;

use shop_api::v1::{ListRecommendationsRequest, recommendation_service_client::RecommendationServiceClient};
use shop_testkit::RecommendationsPeer;
use tonic::{Code, Status};

/// The titles that one call on a connection of its own brings.
pub(crate) async fn titles(address: SocketAddr) -> Result<Vec<String>, Status> {
    let client = RecommendationServiceClient::connect(format!("http://{address}")).await;
    let mut client = client.map_err(|error| Status::unavailable(error.to_string()))?;
    let answer = client.list_recommendations(ListRecommendationsRequest::default()).await?;
    let books = answer.into_inner().items.into_iter().filter_map(|item| item.book);
    Ok(books.map(|book| book.title).collect())
}

#[tokio::test]
async fn a_peer_answers_three_books_until_told_otherwise() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let expected = ["The Maltese Falcon", "Murder on the Orient Express", "The Hound of the Baskervilles"];
    assert_eq!(titles(peer.address()).await.unwrap(), expected);
    peer.set_status(Some(Status::internal("broken")));
    assert_eq!(titles(peer.address()).await.unwrap_err().code(), Code::Internal);
    assert_eq!(peer.calls(), 2);
}

#[tokio::test]
async fn a_stopped_peer_refuses_and_comes_back_where_it_was() {
    let mut peer = RecommendationsPeer::start().await.unwrap();
    let address = peer.address();
    peer.stop().await;
    let refused = tokio::net::TcpStream::connect(address).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    peer.restart().await.unwrap();
    assert_eq!(titles(address).await.unwrap().len(), 3);
}

#[tokio::test]
async fn the_peers_of_a_group_share_a_port_and_nothing_else() {
    let peers = RecommendationsPeer::start_group(3).await.unwrap();
    let ports: Vec<_> = peers.iter().map(|peer| peer.address().port()).collect();
    assert!(ports.iter().all(|port| *port == ports[0]), "{ports:?}");
    titles(peers[1].address()).await.unwrap();
    assert_eq!(peers.iter().map(RecommendationsPeer::calls).collect::<Vec<_>>(), [0, 1, 0]);
}

#[tokio::test]
async fn a_peer_that_was_dropped_leaves_nothing_behind() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let address = peer.address();
    drop(peer);
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
