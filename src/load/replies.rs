//! Threads of messages where a log says what each message answers: a reply belongs to the thread of the first message of
//! its chain, however long the chain is. Reads no file.

use std::collections::{HashMap, HashSet};

use super::values::{CleanId, clean_id};
use crate::claim::{Dictionary, Sym};

/// A message: its patient and its number. A number of one patient's never names a message of another's.
type Message = (Sym, Sym);

/// What messages answer.
pub(super) struct Replies {
    /// Numbers of patients, messages and threads: texts of this module alone, so that rows that are not kept leave no
    /// trace elsewhere.
    texts: Dictionary,
    said: HashMap<Message, Said>,
    answered: HashSet<Message>,
    /// The first message of every chain looked at so far, by each message on it.
    roots: HashMap<Message, Message>,
}

/// What a message says of itself; absent where it does not.
#[derive(Clone, Copy, Default)]
struct Said {
    /// The number of the message it answers.
    answers: Sym,
    thread: Sym,
}

/// What the log holds of one message, as texts; blank where absent.
#[derive(Clone, Copy)]
pub(super) struct Mention<'a> {
    pub(super) patient: &'a str,
    pub(super) id: &'a str,
    /// The number of the message it answers.
    pub(super) answers: &'a str,
    pub(super) thread: &'a str,
}

impl Default for Replies {
    fn default() -> Self {
        Self { texts: Dictionary::new(), said: HashMap::new(), answered: HashSet::new(), roots: HashMap::new() }
    }
}

impl Replies {
    /// Whether no message answers another: then threads are what the log calls them.
    pub(super) fn is_empty(&self) -> bool {
        self.answered.is_empty()
    }

    /// Takes note of a message; gives a number for what it answers. Of two rows that say different things of one message
    /// the same counts, whatever their order.
    pub(super) fn see(&mut self, mention: Mention<'_>) -> Sym {
        let Mention { patient, id, answers, thread } = mention;
        let [id, answers] = [id, answers].map(message_number);
        let [patient, id, answers, thread] = [patient, id, answers, thread].map(|text| self.texts.intern(number(text)));
        if !patient.is_known() || !id.is_known() {
            return Sym::NONE;
        }
        // A message that answers itself begins its thread.
        let answers = if answers == id { Sym::NONE } else { answers };
        let known = self.said.get(&(patient, id)).copied().unwrap_or_default();
        let said = Said { answers: self.first(known.answers, answers), thread: self.first(known.thread, thread) };
        self.said.insert((patient, id), said);
        if answers.is_known() {
            self.answered.insert((patient, answers));
        }
        answers
    }

    /// Whether a message says that it answers another.
    pub(super) fn is_reply(&self, patient: &str, id: &str) -> bool {
        let message = self.message(patient, id);
        message.and_then(|message| self.said.get(&message)).is_some_and(|said| said.answers.is_known())
    }

    /// The thread of a message: the one that the first message of its chain names, or that message's own number; `None`
    /// when it answers nothing, nothing answers it, and it names no thread.
    pub(super) fn thread(&mut self, patient: &str, id: &str) -> Option<&str> {
        let message = self.message(patient, id)?;
        let root = self.root(message);
        let named = self.said.get(&root).map_or(Sym::NONE, |said| said.thread);
        let is_chain = root != message || self.answered.contains(&root);
        let thread = if named.is_known() || !is_chain { named } else { root.1 };
        thread.is_known().then(|| self.texts.text(thread))
    }

    fn message(&self, patient: &str, id: &str) -> Option<Message> {
        Some((self.texts.find(number(patient))?, self.texts.find(number(message_number(id)))?))
    }

    /// The first message of the chain. Of messages that answer each other in a circle, the first by number.
    fn root(&mut self, message: Message) -> Message {
        let mut chain: Vec<Message> = Vec::new();
        let mut on_chain = HashSet::new();
        let mut at = message;
        let root = loop {
            if let Some(root) = self.roots.get(&at) {
                break *root;
            }
            if !on_chain.insert(at) {
                let circle = chain.iter().skip_while(|earlier| **earlier != at);
                break circle.copied().min_by_key(|(_, id)| self.texts.text(*id)).unwrap_or(at);
            }
            chain.push(at);
            match self.said.get(&at).map(|said| said.answers).filter(|answers| answers.is_known()) {
                Some(answers) => at = (at.0, answers),
                None => break at,
            }
        };
        self.roots.extend(chain.into_iter().map(|earlier| (earlier, root)));
        root
    }

    /// Of two numbers the first by text; one that is absent never is.
    fn first(&self, a: Sym, b: Sym) -> Sym {
        match (a.is_known(), b.is_known()) {
            (true, true) if self.texts.text(b) < self.texts.text(a) => b,
            (true, _) => a,
            (false, _) => b,
        }
    }
}

/// Of an absolute reference, such as `https://x.org/fhir/Communication/m1/_history/2` or `urn:uuid:m1`, the number that
/// the message has itself.
fn message_number(text: &str) -> &str {
    match text.strip_prefix("urn:").and_then(|rest| rest.split_once(':')) {
        Some((_, id)) => id,
        None if text.contains("://") => {
            let resource = text.split_once("/_history").map_or(text, |(resource, _)| resource);
            resource.trim_end_matches('/').rsplit('/').next().unwrap_or(resource)
        }
        None => text,
    }
}

/// An identifier as entries have it; blank when its digits are lost.
fn number(text: &str) -> &str {
    match clean_id(text) {
        CleanId::Whole(id) | CleanId::Repaired(id) => id,
        CleanId::Unrecoverable => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replies(messages: &[(&str, &str, &str, &str)]) -> Replies {
        let mut replies = Replies::default();
        for (patient, id, answers, thread) in messages {
            replies.see(Mention { patient, id, answers, thread });
        }
        replies
    }

    fn threads(messages: &[(&str, &str, &str, &str)]) -> Vec<String> {
        let mut replies = replies(messages);
        let thread =
            |(patient, id, ..): &(&str, &str, &str, &str)| replies.thread(patient, id).unwrap_or("-").to_owned();
        messages.iter().map(thread).collect()
    }

    #[test]
    fn a_chain_is_one_thread_in_any_order() {
        let chain = [("P", "m4", "m3", ""), ("P", "m2", "m1", ""), ("P", "m1", "", ""), ("P", "m3", "m2", "")];
        assert_eq!(threads(&chain), ["m1"; 4]);
        let mut backwards = chain;
        backwards.reverse();
        assert_eq!(threads(&backwards), ["m1"; 4]);
        // The first message is in no file, or says what its thread is called.
        assert_eq!(threads(&chain[..2]), ["m3", "m1"]);
        assert_eq!(threads(&[("P", "m1", "", "T"), ("P", "m2", "m1", "other")]), ["T", "T"]);
    }

    #[test]
    fn absolute_references_name_the_message_they_lead_to() {
        for reference in [
            "https://x.org/fhir/Communication/m1",
            "https://x.org/fhir/Communication/m1/_history/2",
            "urn:uuid:m1",
            "urn:oid:m1",
        ] {
            assert_eq!(threads(&[("P", "m1", "", ""), ("P", "m2", reference, "")]), ["m1"; 2], "{reference}");
        }
        // A log may call its messages by addresses.
        let (first, second) = ("https://x.org/m1", "https://x.org/m2");
        assert_eq!(threads(&[("P", first, "", ""), ("P", second, first, "")]), ["m1"; 2]);
    }

    #[test]
    fn a_reply_is_known_by_what_it_answers() {
        let replies = replies(&[("P", "m1", "", ""), ("P", "m2", "m1", ""), ("P", "m3", "m3", "")]);
        assert_eq!(["m1", "m2", "m3", "m4"].map(|id| replies.is_reply("P", id)), [false, true, false, false]);
    }

    #[test]
    fn what_answers_nothing_keeps_its_thread() {
        assert_eq!(threads(&[("P", "m1", "", ""), ("P", "m2", "", "T")]), ["-", "T"]);
        assert!(replies(&[("P", "m1", "m1", "")]).is_empty(), "a message that answers itself");
    }

    #[test]
    fn numbers_of_other_patients_are_other_messages() {
        assert_eq!(threads(&[("P", "m2", "m1", ""), ("Q", "m1", "m0", ""), ("", "m9", "m1", "")]), ["m1", "m0", "-"]);
    }

    #[test]
    fn a_circle_has_one_thread_whatever_the_order() {
        let circle = [("P", "b", "c", ""), ("P", "c", "a", ""), ("P", "a", "b", ""), ("P", "z", "c", "")];
        assert_eq!(threads(&circle), ["a"; 4]);
        let mut backwards = circle;
        backwards.reverse();
        assert_eq!(threads(&backwards), ["a"; 4]);
    }

    #[test]
    fn one_message_that_answers_two_counts_the_same_in_any_order() {
        let twice = [("P", "m", "y", ""), ("P", "m", "x", "")];
        let turned = [twice[1], twice[0]];
        assert_eq!((threads(&twice), threads(&turned)), (vec!["x".to_owned(); 2], vec!["x".to_owned(); 2]));
    }
}
