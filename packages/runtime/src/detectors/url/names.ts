import { words } from '../words/words.ts';

/** What a host name says about who stands behind it. */
export type NameKind =
  /** Leads into the machine's own network wherever it is resolved. */
  | 'internal'
  /** Tells a tester or an attacker of every request made to it; nothing else is there. */
  | 'callback'
  /** Shows or forwards requests; developers do send webhooks through these. */
  | 'tunnel'
  /** Stands for the attacker in examples, and now and then for somebody's own site. */
  | 'placeholder'
  | 'ordinary';

/** Names beside those of `addresses.ts`, of containers, clusters and clouds. */
const INTERNAL = new Set(
  words(`localhost4 localhost6 localhost4.localdomain4 localhost6.localdomain6 ipv6-localhost ipv6-loopback loopback
  broadcasthost host.docker.internal gateway.docker.internal kubernetes.docker.internal host.containers.internal
  host.minikube.internal host.lima.internal kubernetes kubernetes.default kubernetes.default.svc rancher-metadata
  metadata.packet.net metadata.platformequinix.com metadata.local metadata.oraclecloud.com mail.ebc.apple.com
  bugbounty.dod.network metadata.nicob.net local.jsbin.com`),
);

/** Last two labels of zones that only a private resolver answers, and of public ones whose records lead inside. */
const INTERNAL_DOMAINS = new Set(
  words(`fuf.me ulh.us bcmp.me smackaho.st 42foo.com vhost.cl 2pi.dk cluster.local docker.internal google.internal ec2.internal compute.internal containers.internal default.svc
  1u.ms rbndr.us ip6.name localdomain.pw r3dir.me xip.name cmpxchg8b.com sisteminha.com nip.io sslip.io xip.io traefik.me
  rebind.network rebind.it localtest.me lvh.me vcap.me lacolhost.com yoogle.com localho.st metadata.goog azure.internal tencentyun.com`),
);

/** Last two labels of services that exist for tests of security. */
const CALLBACK_DOMAINS = new Set(
  words(`burpcollaborator.net oastify.com oast.me oast.pro oast.fun oast.live oast.site oast.online oast.us interact.sh
  interactsh.com dnslog.cn dnslog.link dnslog.pw dnslog.store ceye.io requestrepo.com canarytokens.com canarytokens.org
  canarytokens.net bxss.me bxss.in xss.ht xss.rocks xss.report nessus.org cirt.net eyes.sh zhack.ca bbin.tk dnshook.site
  ezxss.com xsshunter.com`),
);

const TUNNEL_DOMAINS = new Set(
  words(`webhook.site requestbin.com requestbin.net requestbin.cn requestbin.io ngrok.io ngrok.app ngrok.dev ngrok-free.app
  ngrok-free.dev pipedream.net beeceptor.com hookbin.com postb.in pingb.in serveo.net localtunnel.me loca.lt trycloudflare.com
  localhost.run lhr.life bore.pub`),
);

/** Every name above, for tests of what is told without these tables. */
export function knownNames(): readonly string[] {
  return [...INTERNAL, ...INTERNAL_DOMAINS, ...CALLBACK_DOMAINS, ...TUNNEL_DOMAINS];
}

/** Second labels that stand for the attacker in every example: `evil.com`, `attacker-server.net`. */
const ATTACKER = /^(?:evil|attacker|hacker|malicious|badguy|hax0r)(?:-?(?:server|site|domain|host|website|app))?$/;

/** @param name in any case; a port or brackets are no part of it */
export function classifyName(name: string): NameKind {
  let text = name.toLowerCase();
  if (text.endsWith('.')) text = text.slice(0, -1);
  if (INTERNAL.has(text)) return 'internal';
  // The zone of somebody who answers with the address that stands in front.
  if (/^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|169\.254\.169\.254|0\.0\.0\.0)\.[a-z]/.test(text) && !text.endsWith('.arpa'))
    return 'internal';
  const dot = text.lastIndexOf('.');
  if (dot === -1) return 'ordinary';
  const before = text.lastIndexOf('.', dot - 1);
  const domain = text.slice(before + 1);
  if (CALLBACK_DOMAINS.has(domain)) return 'callback';
  if (TUNNEL_DOMAINS.has(domain)) return 'tunnel';
  if (
    INTERNAL_DOMAINS.has(domain) ||
    domain.endsWith('.localdomain') ||
    domain.endsWith('.localhost') ||
    // ICANN keeps it for networks of one's own.
    domain.endsWith('.internal') ||
    domain.endsWith('.consul') ||
    domain.endsWith('.svc')
  )
    return 'internal';
  const code = domain.charCodeAt(0);
  const attacks = (code === 101 || code === 97 || code === 104 || code === 109 || code === 98) && dot - before <= 20;
  return attacks && ATTACKER.test(text.slice(before + 1, dot)) ? 'placeholder' : 'ordinary';
}

/** Ports of services that speak to anybody inside: databases, caches, orchestrators, mail, shells. */
const SERVICE_PORTS = new Set([
  21, 22, 23, 25, 53, 110, 111, 135, 139, 143, 389, 445, 465, 587, 636, 873, 1099, 1433, 1521, 2049, 2181, 2375, 2376,
  2379, 2380, 3306, 3389, 4369, 4444, 5432, 5672, 5900, 5984, 6379, 6443, 7001, 8009, 8161, 8500, 9000, 9001, 9042,
  9090, 9092, 9200, 9300, 9418, 10250, 10255, 11211, 15672, 27017, 28017, 50000, 50070, 61616, 5601, 8200, 8300, 4646,
  8086, 8983, 7474, 8529, 16686,
]);

export function isServicePort(port: string): boolean {
  return SERVICE_PORTS.has(Number(port));
}
