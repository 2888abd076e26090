//! Goal: an address that somebody else chose leads to nothing inside, and an answer from there costs little.
//! Method: hostile addresses as text; names whose addresses a test gives; servers that redirect, send without end, slowly, or bombs.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use aurigraph_portal::outbound::network::{Connected, Later, Network};
use aurigraph_portal::outbound::target::{InternalHost, Target, TargetRefused};
use aurigraph_portal::outbound::{
    ANSWER_BYTES_MAX, Caller, Cause, IN_FLIGHT_MAX, Outbound, OutboundError, OutboundRequest,
    OutboundSettings, PATIENCE,
};
use axum::http::header::{ACCEPT, COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method, Response};
use parking_lot::Mutex;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What is wrong with each.
fn hostile() -> Vec<(&'static str, TargetRefused)> {
    use TargetRefused::{Form, Host, LooksLikeAnother, NotPublic, Port, Scheme, UserInfo};
    vec![
        // Not an address, or not one way to read it.
        ("", Form),
        ("example.org", Form),
        ("//example.org/", Form),
        ("https:example.org", Form),
        ("https:/example.org", Form),
        ("https://example.org\\@127.0.0.1/", Form),
        ("https:\\\\example.org", Form),
        (" https://example.org/", Form),
        ("https://example.org/ x", Form),
        ("https://exa\tmple.org/", Form),
        ("https://example.org/\r\nHost: localhost", Form),
        ("https://example.org/\0", Form),
        ("https://exämple.org/", Form),
        ("https://127。0。0。1/", Form),
        ("https://ⓛocalhost/", Form),
        ("https://１２７.0.0.1/", Form),
        // Schemes.
        ("http://example.org/", Scheme),
        ("ftp://example.org/", Scheme),
        ("file:///etc/passwd", Scheme),
        ("gopher://127.0.0.1:70/_", Scheme),
        ("HTTPS://example.org/", Scheme),
        ("jar:https://example.org!/", Scheme),
        ("data://text/html,x", Scheme),
        ("unix:///var/run/docker.sock", Scheme),
        // User names.
        ("https://user@example.org/", UserInfo),
        ("https://user:password@example.org/", UserInfo),
        ("https://example.org@127.0.0.1/", UserInfo),
        ("https://@example.org/", UserInfo),
        // Numbers in other forms.
        ("https://2130706433/", Host),
        ("https://0x7f000001/", Host),
        ("https://0x7f.0.0.1/", Host),
        ("https://0177.0.0.1/", Host),
        ("https://017700000001/", Host),
        ("https://127.1/", Host),
        ("https://127.0.1/", Host),
        ("https://127.0.0.1./", Host),
        ("https://00127.0.0.1/", Host),
        ("https://1.2.3.4.5/", Host),
        ("https://256.1.1.1/", Host),
        ("https://[::ffff:127.0.0.1]/", Host),
        ("https://[0:0:0:0:0:0:0:1]/", Host),
        ("https://[fe80::1%25eth0]/", Host),
        ("https://[::1/", Host),
        // Names in other forms.
        ("https:///", Host),
        ("https://example.org./", Host),
        ("https://example..org/", Host),
        ("https://.example.org/", Host),
        ("https://EXAMPLE.org/", Host),
        ("https://exam%70le.org/", Host),
        ("https://%6c%6f%63alhost/", Host),
        ("https://-example.org/", Host),
        ("https://exa_mple.org/", Host),
        ("https://exa*mple.org/", Host),
        ("https://example.123/", Host),
        ("https://xn--a/", Host),
        // Names that look like others: "аpple" with a Cyrillic а, "аррӏе" in Cyrillic alone, Greek in Latin.
        ("https://xn--pple-43d.com/", LooksLikeAnother),
        ("https://xn--80ak6aa92e.com/", LooksLikeAnother),
        ("https://xn--gogle-jye.com/", LooksLikeAnother),
        // Inside.
        ("https://localhost/", NotPublic),
        ("https://intranet/", NotPublic),
        ("https://a.localhost/", NotPublic),
        ("https://metadata.google.internal/", NotPublic),
        ("https://printer.local/", NotPublic),
        ("https://router.home.arpa/", NotPublic),
        ("https://127.0.0.1/", NotPublic),
        ("https://127.8.8.8/", NotPublic),
        ("https://10.0.0.1/", NotPublic),
        ("https://172.31.0.1/", NotPublic),
        ("https://192.168.1.1/", NotPublic),
        ("https://169.254.169.254/latest/meta-data/", NotPublic),
        ("https://100.64.0.1/", NotPublic),
        ("https://100.100.100.200/", NotPublic),
        ("https://168.63.129.16/", NotPublic),
        ("https://0.0.0.0/", NotPublic),
        ("https://224.0.0.1/", NotPublic),
        ("https://255.255.255.255/", NotPublic),
        ("https://198.18.0.1/", NotPublic),
        ("https://[::]/", NotPublic),
        ("https://[::1]/", NotPublic),
        ("https://[::ffff:7f00:1]/", NotPublic),
        ("https://[::7f00:1]/", NotPublic),
        ("https://[64:ff9b::7f00:1]/", NotPublic),
        ("https://[2002:7f00:1::]/", NotPublic),
        ("https://[2001:0:7f00:1::]/", NotPublic),
        ("https://[2001::7f00:1]/", NotPublic),
        ("https://[fc00::1]/", NotPublic),
        ("https://[fd00:ec2::254]/", NotPublic),
        ("https://[fe80::1]/", NotPublic),
        ("https://[ff02::1]/", NotPublic),
        // Ports.
        ("https://example.org:22/", Port),
        ("https://example.org:80/", Port),
        ("https://example.org:8443/", Port),
        ("https://example.org:9003/", Port),
        ("https://example.org:0/", Port),
        ("https://example.org:/", Port),
        ("https://example.org:00443/", Port),
    ]
}

#[test]
fn a_hostile_address_is_refused_for_what_is_wrong_with_it() {
    let internal = [InternalHost::parse("http://localhost:8180").unwrap()];
    let table = hostile();
    assert!(table.len() >= 60, "{}", table.len());
    let mut wrong = Vec::new();
    for (text, reason) in table {
        let refused = Target::parse(text, &internal)
            .map(|_| ())
            .unwrap_err_or_none();
        if refused != Some(reason) {
            wrong.push(format!("{text:?}: {refused:?} and not {reason:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for text in [
        "https://example.org",
        "https://example.org:443/path?query#fragment",
        "https://a-b.example.co.uk/",
        "https://1.1.1.1/",
        "https://[2606:4700:4700::1111]/",
        // "bücher", "пример" and "例え": one script each.
        "https://xn--bcher-kva.example.org/",
        "https://xn--e1afmkfd.xn--p1ai/",
        "https://xn--r8jz45g.jp/",
        "http://localhost:8180/realms/aurigraph",
    ] {
        assert!(Target::parse(text, &internal).is_ok(), "{text}");
    }
    // What is named is named with scheme and port.
    for text in [
        "http://localhost/",
        "http://localhost:8181/",
        "https://localhost:8180/",
        "http://localhost.:8180/",
        "http://127.0.0.1:8180/",
    ] {
        assert!(Target::parse(text, &internal).is_err(), "{text}");
    }
    for text in [
        "http://169.254.169.254",
        "http://[fd00:ec2::254]",
        "http://0.0.0.0:8180",
        "localhost:8180",
        "http://localhost:8180/path",
        "http://user@localhost:8180",
        "ftp://localhost",
    ] {
        assert!(InternalHost::parse(text).is_err(), "{text}");
    }
}

trait ErrorOrNone<E> {
    fn unwrap_err_or_none(self) -> Option<E>;
}

impl<T, E> ErrorOrNone<E> for Result<T, E> {
    fn unwrap_err_or_none(self) -> Option<E> {
        self.err()
    }
}

/// Names as the test says, in turn, and connections that all lead to one server of the test.
#[derive(Debug)]
struct TestNetwork {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
    connected_to: Mutex<Vec<SocketAddr>>,
    server: SocketAddr,
}

impl TestNetwork {
    fn new(answers: &[&[&str]], server: SocketAddr) -> Arc<Self> {
        let parsed = |answer: &&[&str]| answer.iter().map(|text| text.parse().unwrap()).collect();
        Arc::new(Self {
            answers: answers.iter().map(parsed).collect(),
            asked: AtomicUsize::new(0),
            connected_to: Mutex::default(),
            server,
        })
    }
}

impl Network for TestNetwork {
    fn resolve<'a>(&'a self, _name: &'a str) -> Later<'a, Vec<IpAddr>> {
        let turn = self.asked.fetch_add(1, Ordering::Relaxed);
        let answer = self.answers.get(turn).cloned();
        Box::pin(async move { answer.ok_or_else(|| std::io::ErrorKind::NotFound.into()) })
    }

    fn connect(&self, address: SocketAddr) -> Later<'_, Connected> {
        self.connected_to.lock().push(address);
        Box::pin(async move {
            Ok(Connected {
                stream: TcpStream::connect(self.server).await?,
                is_this_machine: false,
            })
        })
    }
}

/// A server that does the same with every connection. Counts them.
async fn server<Fut: Future<Output = ()> + Send>(
    serve: impl Fn(TcpStream) -> Fut + Send + Sync + 'static,
) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    let serve = Arc::new(serve);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            let serve = Arc::clone(&serve);
            tokio::spawn(async move { serve(stream).await });
        }
    });
    (address, connections)
}

/// A server that answers every request with these bytes.
async fn answering(bytes: Vec<u8>) -> (SocketAddr, Arc<AtomicUsize>) {
    server(move |mut stream| {
        let bytes = bytes.clone();
        async move {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(&bytes).await;
        }
    })
    .await
}

async fn ask(outbound: &Outbound, url: &str) -> Result<Response<Vec<u8>>, OutboundError> {
    ask_with(outbound, url, HeaderMap::new()).await
}

async fn ask_with(
    outbound: &Outbound,
    url: &str,
    headers: HeaderMap,
) -> Result<Response<Vec<u8>>, OutboundError> {
    let origin = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let named = InternalHost::parse(&origin).ok();
    let internal_hosts = named.as_slice();
    let caller = Caller {
        owner: "test",
        internal_hosts: if url.starts_with("http://") {
            internal_hosts
        } else {
            &[]
        },
    };
    let request = OutboundRequest {
        method: Method::GET,
        url,
        headers,
        body: Vec::new(),
    };
    outbound.send(caller, request).await
}

fn cause(answer: Result<Response<Vec<u8>>, OutboundError>) -> Cause {
    let error = answer.unwrap_err();
    // Whatever it is, whoever chose the address reads the same.
    assert_eq!(
        error.to_string(),
        "the other side gave no answer that can be used"
    );
    error.cause().unwrap().clone()
}

fn system() -> Outbound {
    Outbound::new(OutboundSettings::default())
}

const HEAD: &str = "HTTP/1.1 200 OK\r\n";

#[tokio::test]
async fn every_address_of_a_name_is_looked_at_and_none_is_asked_for_twice() {
    let certified = rcgen::generate_simple_self_signed(vec!["rebind.example.org".into()]).unwrap();
    let certificate = certified.cert.der().clone();
    let key = certified.signing_key.serialize_der();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key.try_into().unwrap())
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let (address, connections) = server(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).await.unwrap();
            let request = String::from_utf8_lossy(&request[..length]).to_lowercase();
            let head = format!("{HEAD}content-length: {}\r\n\r\n{request}", request.len());
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    })
    .await;
    let settings = || OutboundSettings {
        authorities: vec![certificate.clone()],
        ..OutboundSettings::default()
    };
    let url = "https://rebind.example.org/x?y=1";
    // First a public address, then a private one.
    let network = TestNetwork::new(&[&["8.8.4.4"], &["127.0.0.1"]], address);
    let outbound = Outbound::over(Arc::clone(&network) as _, settings());
    let answer = ask(&outbound, url).await.unwrap();
    let request = String::from_utf8(answer.into_body()).unwrap();
    assert!(request.starts_with("get /x?y=1 http/1.1\r\n"), "{request}");
    assert!(
        request.contains("host: rebind.example.org\r\n"),
        "{request}"
    );
    for absent in ["cookie", "forwarded", "referer", "origin"] {
        assert!(!request.contains(absent), "{request}");
    }
    assert_eq!(network.asked.load(Ordering::Relaxed), 1);
    let expected: SocketAddr = "8.8.4.4:443".parse().unwrap();
    assert_eq!(*network.connected_to.lock(), [expected]);
    // The next request asks anew, and is refused before it connects.
    assert_eq!(cause(ask(&outbound, url).await), Cause::Address);
    assert_eq!(network.connected_to.lock().len(), 1);
    for mixed in [
        &["8.8.4.4", "127.0.0.1"][..],
        &["8.8.4.4", "::ffff:10.0.0.1"],
        &["2606:4700::1", "fe80::1"],
        &["8.8.4.4", "169.254.169.254", "8.8.8.8"],
        &["0.0.0.0"],
        &["64:ff9b::7f00:1"],
        &["192.168.0.1"],
    ] {
        let network = TestNetwork::new(&[mixed], address);
        let outbound = Outbound::over(Arc::clone(&network) as _, settings());
        assert_eq!(
            cause(ask(&outbound, url).await),
            Cause::Address,
            "{mixed:?}"
        );
        assert!(network.connected_to.lock().is_empty(), "{mixed:?}");
    }
    let network = TestNetwork::new(&[], address);
    let outbound = Outbound::over(network as _, settings());
    assert_eq!(cause(ask(&outbound, url).await), Cause::Name);
    let before = connections.load(Ordering::Relaxed);
    // A certificate of somebody else is none.
    let network = TestNetwork::new(&[&["8.8.4.4"]], address);
    let outbound = Outbound::over(network as _, settings());
    let answer = ask(&outbound, "https://other.example.org/").await;
    assert!(matches!(cause(answer), Cause::Tls(_)));
    assert_eq!(connections.load(Ordering::Relaxed), before + 1);
}

#[tokio::test]
async fn a_named_host_inside_is_reached_but_not_by_what_the_portal_serves_itself() {
    let (address, connections) =
        answering(format!("{HEAD}content-length: 2\r\n\r\nhi").into()).await;
    let url = format!("http://localhost:{}/", address.port());
    let answer = ask(&system(), &url).await.unwrap();
    assert_eq!(answer.into_body(), b"hi");
    let settings = OutboundSettings {
        own_ports: vec![address.port()],
        ..OutboundSettings::default()
    };
    let before = connections.load(Ordering::Relaxed);
    let own = Outbound::new(settings);
    assert_eq!(cause(ask(&own, &url).await), Cause::ThisMachine);
    let url = format!("http://127.0.0.1:{}/", address.port());
    assert_eq!(cause(ask(&own, &url).await), Cause::ThisMachine);
    assert!(connections.load(Ordering::Relaxed) <= before + 3);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (inside, asked) = answering(format!("{HEAD}content-length: 6\r\n\r\nsecret").into()).await;
    for status in ["301", "302", "303", "307", "308"] {
        let answer = format!(
            "HTTP/1.1 {status} Moved\r\nlocation: http://{inside}/\r\ncontent-length: 0\r\n\r\n"
        );
        let (outside, _) = answering(answer.into()).await;
        let answer = ask(&system(), &format!("http://{outside}/")).await.unwrap();
        assert_eq!(answer.status().as_str(), status);
    }
    assert_eq!(asked.load(Ordering::Relaxed), 0);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn compressed(encoding: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "{HEAD}content-encoding: {encoding}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn a_bomb_is_not_unpacked() {
    let packed = gzip(b"{\"a\":1}");
    let (address, _) = answering(compressed("gzip", &packed)).await;
    let url = |address: SocketAddr| format!("http://{address}/");
    let answer = ask(&system(), &url(address)).await.unwrap();
    assert_eq!(answer.into_body(), b"{\"a\":1}");
    let bomb = gzip(&vec![0; 200 << 20]);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let (address, _) = answering(compressed("gzip", &bomb)).await;
    assert_eq!(cause(ask(&system(), &url(address)).await), Cause::TooLarge);
    let just_fits = gzip(&vec![7; ANSWER_BYTES_MAX]);
    let (address, _) = answering(compressed("gzip", &just_fits)).await;
    let answer = ask(&system(), &url(address)).await.unwrap();
    assert_eq!(answer.body().len(), ANSWER_BYTES_MAX);
    for (encoding, body) in [
        ("br", b"x".to_vec()),
        ("deflate", b"x".to_vec()),
        ("gzip, gzip", gzip(&gzip(b"x"))),
        ("gzip", b"not gzip".to_vec()),
        ("gzip", packed[..packed.len() - 6].to_vec()),
    ] {
        let (address, _) = answering(compressed(encoding, &body)).await;
        assert_eq!(
            cause(ask(&system(), &url(address)).await),
            Cause::Encoding,
            "{encoding}"
        );
    }
}

#[tokio::test]
async fn a_body_without_end_and_one_that_trickles_are_given_up() {
    let (endless, _) = server(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(format!("{HEAD}\r\n").as_bytes()).await;
        while stream.write_all(&[b'x'; 64 * 1024]).await.is_ok() {}
    })
    .await;
    let began = Instant::now();
    assert_eq!(
        cause(ask(&system(), &format!("http://{endless}/")).await),
        Cause::TooLarge
    );
    assert!(began.elapsed() < PATIENCE);
    let (slow, _) = server(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(format!("{HEAD}\r\n").as_bytes()).await;
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
    let (silent, _) = server(|stream| async move {
        tokio::time::sleep(Duration::from_secs(60)).await;
        drop(stream);
    })
    .await;
    let outbound = Arc::new(system());
    for address in [slow, silent] {
        let began = Instant::now();
        assert_eq!(
            cause(ask(&outbound, &format!("http://{address}/")).await),
            Cause::TooSlow
        );
        let took = began.elapsed();
        assert!(
            took >= PATIENCE && took < PATIENCE + Duration::from_secs(3),
            "{took:?}"
        );
    }
    // Ten wait at once, and the next is told so; afterwards there is room again.
    let url = format!("http://{silent}/");
    let waiting = (0..IN_FLIGHT_MAX).map(|_| {
        let (outbound, url) = (Arc::clone(&outbound), url.clone());
        tokio::spawn(async move { cause(ask(&outbound, &url).await) })
    });
    let waiting: Vec<_> = waiting.collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let one_more = ask(&outbound, &url).await;
    assert!(matches!(one_more, Err(OutboundError::Busy)));
    for done in waiting {
        assert_eq!(done.await.unwrap(), Cause::TooSlow);
    }
    let (address, _) = answering(format!("{HEAD}content-length: 0\r\n\r\n").into()).await;
    assert!(ask(&outbound, &format!("http://{address}/")).await.is_ok());
}

#[tokio::test]
async fn headers_and_what_is_no_http_are_bounded() {
    let large = format!("{HEAD}x: {}\r\n\r\n", "a".repeat(200 * 1024));
    let many = format!("{HEAD}{}\r\n", "x: y\r\n".repeat(1_000));
    for answer in [large, many, "SSH-2.0-OpenSSH\r\n".into(), String::new()] {
        let (address, _) = answering(answer.into()).await;
        let answer = ask(&system(), &format!("http://{address}/")).await;
        assert!(matches!(cause(answer), Cause::Http(_)));
    }
    let closed = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let answer = ask(&system(), &format!("http://{closed}/")).await;
    assert!(matches!(cause(answer), Cause::Connection(_)));
    let (address, asked) = answering(format!("{HEAD}\r\n").into()).await;
    let url = format!("http://{address}/");
    let with = |name, value| HeaderMap::from_iter([(name, HeaderValue::from_static(value))]);
    let refused = ask_with(&system(), &url, with(COOKIE, "a=b")).await;
    assert!(matches!(refused, Err(OutboundError::Header(_))));
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    assert!(ask_with(&system(), &url, with(ACCEPT, "a/b")).await.is_ok());
}
