//! A channel of blocks on which whoever sends anything else is cut off: the library only notes it, and would note it for ever.

use std::fmt;
use std::num::NonZeroUsize;

use commonware_codec::Decode as _;
use commonware_p2p::{Blocker, Message, Receiver};

use crate::block::{BlockLimits, CommitteeBlock};

/// Receives blocks.
pub(crate) struct CheckedBlocks<R, B> {
    receiver: R,
    blocker: B,
    limits: BlockLimits,
}

impl<R: fmt::Debug, B> fmt::Debug for CheckedBlocks<R, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CheckedBlocks")
            .field("receiver", &self.receiver)
            .finish_non_exhaustive()
    }
}

impl<R, B> CheckedBlocks<R, B> {
    /// Over a channel.
    pub(crate) const fn new(receiver: R, blocker: B, limits: BlockLimits) -> Self {
        Self {
            receiver,
            blocker,
            limits,
        }
    }
}

impl<R, B> Receiver for CheckedBlocks<R, B>
where
    R: Receiver,
    B: Blocker<PublicKey = R::PublicKey>,
{
    type Error = R::Error;
    type PublicKey = R::PublicKey;

    async fn recv(&mut self) -> Result<Message<R::PublicKey>, R::Error> {
        loop {
            let (from, bytes) = self.receiver.recv().await?;
            // The body stays where it is: this reads the header.
            match CommitteeBlock::decode_cfg(bytes.clone(), &self.limits) {
                Ok(_) => return Ok((from, bytes)),
                Err(error) => {
                    commonware_p2p::block!(self.blocker, from, %error, "sent what is no block");
                }
            }
        }
    }

    fn capacity(&self) -> NonZeroUsize {
        self.receiver.capacity()
    }
}
