//! The client that runs on tokio.

use super::asks::{self, Answered};
use super::calls::Calls;
use super::drive::{Job, drive};
use super::error::ClientError;
use super::options::Options;
use super::page::{Page, Pages};
use crate::node::{Access, Decree, NodeId, Question, Request, Status, SystemNonces};
use crate::paxos::Value;
use tokio::sync::{mpsc, oneshot};

/// So many questions can be on their way to the task that asks; who asks more waits.
const JOBS: usize = 256;

/// A client for any number of questions at once; clones are one client. To drop the future of a question gives it
/// up, which tells nothing of what comes of it. See the [module](super).
#[derive(Clone)]
pub struct AsyncClient {
    jobs: mpsc::Sender<Job>,
    options: Options,
}

impl AsyncClient {
    /// A client by this file. It has a task on the current runtime, which ends with the last clone.
    ///
    /// # Panics
    /// Outside of a tokio runtime, or on one without I/O and time.
    pub fn new(access: &Access, options: Options) -> Result<Self, ClientError> {
        let calls = Calls::new(access, options, Box::new(SystemNonces::new()?))?;
        let (jobs, receiver) = mpsc::channel(JOBS);
        tokio::spawn(drive(calls, receiver));
        Ok(Self { jobs, options })
    }

    /// Has a value chosen for the decree, this one or whichever was chosen before, and tells which. The value has
    /// at most [`MAX_VALUE`](crate::node::MAX_VALUE) bytes.
    pub async fn propose(&self, decree: &Decree, value: &str) -> Result<Value, ClientError> {
        asks::chosen(self.ask(asks::propose(decree, value)?, self.options).await)
    }

    /// Asks which value is chosen for the decree; none if none was at a moment between the call and its end. A
    /// node says that after it has heard a quorum of acceptors; where there is none, there is no answer.
    pub async fn read(&self, decree: &Decree) -> Result<Option<Value>, ClientError> {
        asks::value(self.ask(asks::about(decree, Question::Learn), self.options).await)
    }

    /// Asks what this node, or the first that answers, has learned for the decree, at once. A value is chosen for
    /// good; that the node knows of none tells nothing.
    pub async fn peek(
        &self,
        node: Option<NodeId>,
        decree: &Decree,
    ) -> Result<Option<Value>, ClientError> {
        asks::value(self.ask(asks::about(decree, Question::Peek), self.at(node)).await)
    }

    /// Waits until a value is chosen for the decree, however long that takes, and tells which. Proposes nothing.
    /// Who does not want to wait any longer drops the future.
    pub async fn watch(&self, decree: &Decree) -> Result<Value, ClientError> {
        let options = Options { timeout: None, ..self.options };
        asks::chosen(self.ask(asks::about(decree, Question::Watch), options).await)
    }

    /// Some of the decrees whose value this node, or the first that answers, has learned: those whose names begin
    /// so and come after that one, in their order. [`Page::next`] tells how to go on, at [`Page::node`].
    pub async fn page(
        &self,
        node: Option<NodeId>,
        prefix: &str,
        after: Option<&Decree>,
    ) -> Result<Page, ClientError> {
        asks::page(self.ask(asks::list(prefix, after)?, self.at(node)).await, after)
    }

    /// All decrees whose value this node, or the first that answers, has learned and whose names begin so. Each page
    /// is a question of its own: what is learned meanwhile may or may not be there.
    pub async fn list(
        &self,
        node: Option<NodeId>,
        prefix: &str,
    ) -> Result<Vec<(Decree, Value)>, ClientError> {
        let mut pages = Pages::at(node);
        while let Some((node, after)) = pages.next() {
            let page = self.page(node, prefix, after).await?;
            pages.add(page);
        }
        Ok(pages.into_decrees())
    }

    /// Asks a node how it is.
    pub async fn status(&self, node: NodeId) -> Result<Status, ClientError> {
        asks::status(self.ask(Request::Status, self.at(Some(node))).await)
    }

    fn at(&self, node: Option<NodeId>) -> Options {
        Options { only: node.or(self.options.only), ..self.options }
    }

    async fn ask(&self, request: Request, options: Options) -> Answered {
        let (answer, answered) = oneshot::channel();
        let job = Job { request, options, answer };
        self.jobs.send(job).await.map_err(|_| ClientError::Gone)?;
        answered.await.map_err(|_| ClientError::Gone)?
    }
}
