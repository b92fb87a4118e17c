//! A question as bytes, and whether bytes are its answer.

use std::net::IpAddr;

use hickory_proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{DNSClass, Name, RData, RecordType as WireType};

use super::{Rcode, RecordType};

/// One question, under an id of its own.
#[derive(Debug)]
pub(super) struct Question {
    id: u16,
    name: Name,
    record_type: WireType,
    bytes: Vec<u8>,
}

/// What an answer to the question says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Reading {
    pub(super) rcode: Rcode,
    pub(super) truncated: bool,
    pub(super) addresses: Vec<IpAddr>,
}

/// Why bytes are not the answer.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(super) enum NoAnswer {
    #[error("not a DNS message")]
    NotDns,
    #[error("a query, not an answer")]
    NotAnAnswer,
    #[error("the id of another query")]
    OtherId,
    #[error("an answer to another question")]
    OtherQuestion,
}

impl Question {
    /// Any bytes may be in a label, so that a name with a mistake in it can be asked as it is.
    pub(super) fn new(name: &str, record_type: RecordType) -> Result<Self, String> {
        let wrong = |error: &dyn std::fmt::Display| format!("`{name}` is no name for DNS: {error}");
        let labels = name.strip_suffix('.').unwrap_or(name).split('.').map(str::as_bytes);
        let mut absolute = Name::from_labels(labels).map_err(|error| wrong(&error))?;
        absolute.set_fqdn(true);
        let record_type = match record_type {
            RecordType::A => WireType::A,
            RecordType::Aaaa => WireType::AAAA,
        };
        let mut message = Message::query();
        message.metadata.op_code = OpCode::Query;
        message.metadata.recursion_desired = true;
        message.add_query(Query::query(absolute.clone(), record_type));
        let bytes = message.to_vec().map_err(|error| wrong(&error))?;
        Ok(Self { id: message.metadata.id, name: absolute, record_type, bytes })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What `bytes` answer.
    pub(super) fn read(&self, bytes: &[u8]) -> Result<Reading, NoAnswer> {
        let message = Message::from_vec(bytes).map_err(|_| NoAnswer::NotDns)?;
        if message.metadata.message_type != MessageType::Response {
            return Err(NoAnswer::NotAnAnswer);
        }
        if message.metadata.id != self.id {
            return Err(NoAnswer::OtherId);
        }
        let rcode = rcode(message.metadata.response_code);
        // A server that did not understand the question need not repeat it.
        let mute = message.queries.is_empty() && !matches!(rcode, Rcode::NoError | Rcode::NoSuchName);
        if !mute && !self.is_repeated_in(&message) {
            return Err(NoAnswer::OtherQuestion);
        }
        let addresses = message.answers.iter().filter_map(|record| self.address(&record.data)).collect();
        Ok(Reading { rcode, truncated: message.metadata.truncation, addresses })
    }

    fn is_repeated_in(&self, message: &Message) -> bool {
        let [query] = message.queries.as_slice() else { return false };
        query.query_type() == self.record_type
            && query.query_class() == DNSClass::IN
            && query.name().eq_ignore_root(&self.name)
    }

    fn address(&self, data: &RData) -> Option<IpAddr> {
        match data {
            RData::A(address) if self.record_type == WireType::A => Some(address.0.into()),
            RData::AAAA(address) if self.record_type == WireType::AAAA => Some(address.0.into()),
            _ => None,
        }
    }
}

fn rcode(code: ResponseCode) -> Rcode {
    match code {
        ResponseCode::NoError => Rcode::NoError,
        ResponseCode::NXDomain => Rcode::NoSuchName,
        ResponseCode::ServFail => Rcode::ServerFailure,
        ResponseCode::Refused => Rcode::Refused,
        other => Rcode::Other(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use hickory_proto::rr::Record;
    use hickory_proto::rr::rdata::CNAME;
    use proptest::prelude::*;

    use super::*;

    fn question() -> Question {
        Question::new("recommendations.marketplace.svc.cluster.local", RecordType::A).unwrap()
    }

    fn answer_to(question: &Question) -> Message {
        let query = Message::from_vec(question.bytes()).unwrap();
        let mut answer = Message::response(query.metadata.id, OpCode::Query);
        answer.add_queries(query.queries);
        answer
    }

    #[test]
    fn addresses_behind_an_alias_are_found() {
        let question = question();
        let mut answer = answer_to(&question);
        let alias = Name::from_ascii("real.example.").unwrap();
        answer.add_answer(Record::from_rdata(question.name.clone(), 5, RData::CNAME(CNAME(alias.clone()))));
        answer.add_answer(Record::from_rdata(alias, 5, RData::from(IpAddr::from([10, 0, 0, 7]))));
        let reading = question.read(&answer.to_vec().unwrap()).unwrap();
        assert_eq!(reading.addresses, [IpAddr::from([10, 0, 0, 7])]);
        assert_eq!(reading.rcode, Rcode::NoError);
    }

    #[test]
    fn another_id_is_another_answer() {
        let question = question();
        let mut answer = answer_to(&question);
        answer.metadata.id = question.id.wrapping_add(1);
        assert_eq!(question.read(&answer.to_vec().unwrap()), Err(NoAnswer::OtherId));
    }

    #[test]
    fn another_name_or_type_is_another_question() {
        let question = question();
        for (name, record_type) in [
            ("other.example.", WireType::A),
            ("recommendations.marketplace.svc.cluster.local.", WireType::AAAA),
        ] {
            let mut answer = answer_to(&question);
            answer.queries = vec![Query::query(Name::from_ascii(name).unwrap(), record_type)];
            assert_eq!(question.read(&answer.to_vec().unwrap()), Err(NoAnswer::OtherQuestion));
        }
    }

    #[test]
    fn a_name_in_other_capitals_is_the_same_name() {
        let question = question();
        let mut answer = answer_to(&question);
        let shouted = Name::from_ascii("RECOMMENDATIONS.Marketplace.svc.cluster.local.").unwrap();
        answer.queries = vec![Query::query(shouted, WireType::A)];
        assert!(question.read(&answer.to_vec().unwrap()).is_ok());
    }

    #[test]
    fn a_query_sent_back_is_no_answer() {
        let question = question();
        assert_eq!(question.read(question.bytes()), Err(NoAnswer::NotAnAnswer));
    }

    #[test]
    fn a_refusal_need_not_repeat_the_question() {
        let question = question();
        let mut answer = answer_to(&question);
        answer.queries.clear();
        assert_eq!(question.read(&answer.to_vec().unwrap()), Err(NoAnswer::OtherQuestion));
        answer.metadata.response_code = ResponseCode::FormErr;
        assert_eq!(question.read(&answer.to_vec().unwrap()).unwrap().rcode, Rcode::Other(1));
    }

    #[test]
    fn a_name_with_a_scheme_in_it_can_be_asked() {
        assert!(Question::new("http://recommendations.marketplace", RecordType::A).is_ok());
        assert!(Question::new("a..b", RecordType::A).is_err());
        assert!(Question::new(&"a".repeat(64), RecordType::A).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange_to_read(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let _ = question().read(&bytes);
        }

        #[test]
        fn no_damage_to_an_answer_is_too_strange_to_read(
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
            end in any::<prop::sample::Index>(),
        ) {
            let question = question();
            let mut answer = answer_to(&question);
            answer.add_answer(Record::from_rdata(question.name.clone(), 5, RData::from(IpAddr::from([10, 0, 0, 7]))));
            let mut bytes = answer.to_vec().unwrap();
            for (at, byte) in damage {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            let _ = question.read(&bytes);
            bytes.truncate(end.index(bytes.len()));
            let _ = question.read(&bytes);
        }

        #[test]
        fn no_name_is_too_strange_to_ask(name in ".{0,300}") {
            if let Ok(question) = Question::new(&name, RecordType::Aaaa) {
                let answer = answer_to(&question).to_vec().unwrap();
                prop_assert!(question.read(&answer).is_ok());
            }
        }
    }
}
