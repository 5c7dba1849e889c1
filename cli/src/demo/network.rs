//! The network between the phones and the shop: it can go down, or lose one reply.
//!
//! A relay of bytes in front of the server. Down, it drops every connection. Told to lose a reply,
//! it waits for a request that names a path, lets it through, and drops the connection when the
//! first byte of the answer comes: the server has committed by then, and the phone can't know.

use anyhow::Result;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The network.
pub(super) struct Network {
    address: SocketAddr,
    is_up: watch::Sender<bool>,
    faults: Arc<Faults>,
}

#[derive(Default)]
struct Faults {
    /// The request whose next reply is lost.
    lose: Mutex<Option<String>>,
    lost: watch::Sender<u32>,
}

impl Faults {
    /// Whether the reply to this request is to be lost. It is asked for once.
    fn takes(&self, request: &[u8]) -> bool {
        let mut lose = self.lose.lock().unwrap_or_else(PoisonError::into_inner);
        let hit = lose.as_ref().is_some_and(|line| request.starts_with(line.as_bytes()));
        if hit {
            *lose = None;
        }
        hit
    }
}

impl Network {
    /// A network that listens here.
    pub(super) async fn listen(at: SocketAddr) -> Result<(Self, TcpListener)> {
        let listener = TcpListener::bind(at)
            .await
            .map_err(|error| anyhow::anyhow!("{at} can't be listened on: {error}"))?;
        let address = listener.local_addr()?;
        let network =
            Self { address, is_up: watch::Sender::new(true), faults: Arc::new(Faults::default()) };
        Ok((network, listener))
    }

    /// Where phones and tills find the shop.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Relays to the server until the program ends.
    pub(super) fn relay(&self, listener: TcpListener, server: SocketAddr) {
        let (up, faults) = (self.is_up.clone(), Arc::clone(&self.faults));
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                let (mut up, faults) = (up.subscribe(), Arc::clone(&faults));
                tokio::spawn(async move {
                    if !*up.borrow_and_update() {
                        return;
                    }
                    tokio::select! {
                        // An error is a closed connection, as networks have them.
                        _ = carry(phone, server, &faults) => {}
                        _ = up.changed() => {}
                    }
                });
            }
        });
    }

    /// Takes the network down: open connections break, new ones fail.
    pub(super) fn go_down(&self) {
        self.is_up.send_replace(false);
    }

    /// Brings the network back.
    pub(super) fn come_up(&self) {
        self.is_up.send_replace(true);
    }

    /// Loses the next reply to a request that begins with this line.
    pub(super) fn lose_reply_to(&self, line: &str) {
        *self.faults.lose.lock().unwrap_or_else(PoisonError::into_inner) = Some(line.to_owned());
    }

    /// How many replies were lost.
    pub(super) fn lost(&self) -> u32 {
        *self.faults.lost.borrow()
    }
}

async fn carry(mut phone: TcpStream, server: SocketAddr, faults: &Faults) -> std::io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    phone.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut from_phone, mut from_server) = ([0; 16 * 1024], [0; 16 * 1024]);
    let mut loses = false;
    loop {
        tokio::select! {
            read = phone.read(&mut from_phone) => {
                let read = read?;
                if read == 0 {
                    return Ok(());
                }
                loses |= faults.takes(&from_phone[..read]);
                server.write_all(&from_phone[..read]).await?;
            }
            read = server.read(&mut from_server) => {
                let read = read?;
                if loses && read > 0 {
                    faults.lost.send_modify(|lost| *lost += 1);
                    return Ok(());
                }
                if read == 0 {
                    return Ok(());
                }
                phone.write_all(&from_server[..read]).await?;
            }
        }
    }
}
