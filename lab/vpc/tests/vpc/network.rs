//! A plan whose machines are processes that only hold a network namespace.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use std::collections::BTreeMap;
use std::future::Future;
use std::io::{self, BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use lab_namespace::{Namespaces, ProcessId};
use lab_plan::{ClusterConfig, Options, Plan, Slot};
use lab_vpc::{Firewall, Router};
use nix::sched::{CloneFlags, unshare};
use tokio::runtime::Builder;

/// What is dropped never comes: the tests wait this long for it. A new link may lose what is sent in its first second,
/// so that what passes is sent again.
const LONG_ENOUGH: Duration = Duration::from_secs(3);
const BETWEEN_DATAGRAMS: Duration = Duration::from_millis(100);

pub(crate) struct Lab {
    pub(crate) plan: Plan,
    pub(crate) router: Router,
    pub(crate) router_machine: Namespaces,
    machines: BTreeMap<String, Machine>,
    _router_process: Machine,
}

#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) client: TcpStream,
    pub(crate) server: TcpStream,
}

struct Machine {
    process: Child,
    namespaces: Namespaces,
}

/// Runs a test in a network namespace of its own, where it is the host.
pub(crate) fn alone(test: impl Future<Output = ()> + Send) {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            unshare(CloneFlags::CLONE_NEWNET).unwrap();
            std::fs::write("/proc/sys/net/ipv4/ip_forward", "0").unwrap();
            Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
        });
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
}

/// Links, routes, rules and forwarding of the test's host.
pub(crate) fn everything() -> String {
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().unwrap();
        assert!(output.status.success(), "{program}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let devices = std::fs::read_to_string("/proc/thread-self/net/dev").unwrap();
    let devices =
        devices.lines().filter_map(|line| Some(line.split_once(':')?.0)).collect::<Vec<_>>().join("");
    let routes = std::fs::read_to_string("/proc/thread-self/net/route").unwrap();
    let routes = routes.lines().skip(1).collect::<Vec<_>>().join("\n");
    let forward = std::fs::read_to_string("/proc/sys/net/ipv4/ip_forward").unwrap();
    format!("{devices}\n{routes}\n{forward}\n{}", run("nft", &["list", "ruleset"]))
}

impl Lab {
    pub(crate) async fn new() -> Self {
        let slot = Slot::all().next().unwrap();
        let options = Options { workers: 1, ..Options::new("vpc-test".parse().unwrap(), slot) };
        let plan = Plan::new(&ClusterConfig::copy(), &options).unwrap();
        let router_process = Machine::start();
        let router_machine = router_process.namespaces.clone();
        let router = Router::new(plan.clone(), router_machine.clone());
        router.configure(&Firewall::new(&plan)).await.unwrap();
        let mut machines = BTreeMap::new();
        for node in &plan.nodes {
            let machine = Machine::start();
            router.attach(node, &machine.namespaces).await.unwrap();
            machines.insert(node.name.clone(), machine);
        }
        let registry = Machine::start();
        router.attach_registry(&registry.namespaces).await.unwrap();
        machines.insert("registry".to_owned(), registry);
        Self { plan, router, router_machine, machines, _router_process: router_process }
    }

    /// Cuts a node's power and links its successor.
    pub(crate) async fn restart(&mut self, name: &str) {
        let machine = Machine::start();
        self.machines.insert(name.to_owned(), machine);
        self.router.attach(self.plan.node(name).unwrap(), self.machine(name)).await.unwrap();
    }

    pub(crate) fn address(&self, machine: &str, port: u16) -> SocketAddrV4 {
        let address = self.plan.node(machine).map_or(self.plan.internet.registry, |node| node.address);
        SocketAddrV4::new(address, port)
    }

    pub(crate) async fn connect(&self, from: &str, to: &str, port: u16) -> io::Result<Connection> {
        let listener = self.listen(to, port).await;
        let address = self.address(to, port);
        let client = self.machine(from).run(move || dial(address)).await.unwrap()?;
        accept(&listener, client)
    }

    pub(crate) async fn connect_from_host(&self, to: &str, port: u16) -> io::Result<Connection> {
        let listener = self.listen(to, port).await;
        accept(&listener, dial(self.address(to, port))?)
    }

    pub(crate) async fn add_address(&self, machine: &str, address: Ipv4Addr) {
        let add = async move |handle: rtnetlink::Handle| {
            handle.address().add(1, address.into(), 32).execute().await.unwrap();
        };
        self.machine(machine).netlink(add).await.unwrap();
    }

    /// Whether a datagram gets to the node with that address.
    pub(crate) async fn datagram_arrives(
        &self,
        from: &str,
        source: Ipv4Addr,
        to: SocketAddrV4,
        bytes: usize,
    ) -> bool {
        let node = self.plan.nodes.iter().find(|node| node.address == *to.ip()).unwrap();
        self.datagram_arrives_at(&node.name, from, source, to, bytes).await
    }

    pub(crate) async fn datagram_arrives_at(
        &self,
        machine: &str,
        from: &str,
        source: Ipv4Addr,
        to: SocketAddrV4,
        bytes: usize,
    ) -> bool {
        let receiver = self.machine(machine).run(move || UdpSocket::bind(to)).await.unwrap().unwrap();
        let sender = self.machine(from).run(move || UdpSocket::bind((source, 0))).await.unwrap().unwrap();
        receiver.set_read_timeout(Some(BETWEEN_DATAGRAMS)).unwrap();
        let end = Instant::now() + LONG_ENOUGH;
        while Instant::now() < end {
            sender.send_to(&vec![0; bytes], to).unwrap();
            if receiver.recv(&mut [0; 2000]).is_ok_and(|received| received == bytes) {
                return true;
            }
        }
        false
    }

    async fn listen(&self, machine: &str, port: u16) -> TcpListener {
        let bind = move || TcpListener::bind((Ipv4Addr::UNSPECIFIED, port));
        self.machine(machine).run(bind).await.unwrap().unwrap()
    }

    pub(crate) fn machine(&self, name: &str) -> &Namespaces {
        &self.machines[name].namespaces
    }
}

fn dial(address: SocketAddrV4) -> io::Result<TcpStream> {
    TcpStream::connect_timeout(&SocketAddr::V4(address), LONG_ENOUGH)
}

fn accept(listener: &TcpListener, client: TcpStream) -> io::Result<Connection> {
    let (server, _) = listener.accept()?;
    for stream in [&client, &server] {
        stream.set_read_timeout(Some(LONG_ENOUGH))?;
    }
    Ok(Connection { client, server })
}

impl Machine {
    fn start() -> Self {
        let mut process = Command::new("unshare")
            .args(["--net", "sh", "-c", "echo ready; exec cat"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        let id = ProcessId::of(process.id()).unwrap().unwrap();
        Self { process, namespaces: Namespaces::of(id).unwrap() }
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
        let _ended_already = self.process.wait();
    }
}
