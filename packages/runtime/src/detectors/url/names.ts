/** Names that lead into the machine's own network wherever they are resolved, beside those of `addresses.ts`. */
const INTERNAL = new Set([
  'localhost4',
  'localhost6',
  'localhost4.localdomain4',
  'localhost6.localdomain6',
  'ipv6-localhost',
  'ipv6-loopback',
  'loopback',
  'broadcasthost',
  'host.docker.internal',
  'gateway.docker.internal',
  'kubernetes.docker.internal',
  'host.containers.internal',
  'host.minikube.internal',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'rancher-metadata',
  'metadata.packet.net',
  'metadata.platformequinix.com',
  'metadata.nic.fr',
  'metadata.local',
  'metadata.oraclecloud.com',
  'opc.metadata',
  '169-254-169-254.compute.internal',
]);

/** Zones that only a private resolver answers. RFC 6762 for `local`, RFC 8375 for `home.arpa`, ICANN's reserved `internal`. */
const INTERNAL_ZONES = [
  '.cluster.local',
  '.svc',
  '.docker.internal',
  '.localdomain',
  '.google.internal',
  '.ec2.internal',
  '.compute.internal',
];

/** Public names that always lead to a loopback or metadata address, beside those of `addresses.ts`. */
const REBINDING =
  /(?:^|\.)(?:fbi\.com|readme\.localtest\.me|localhost\.run|spoofed\.burpcollaborator\.net|customer\d\.app\.localhost\.my\.company\.127\.0\.0\.1\.nip\.io|1u\.ms|rbndr\.us|42\.pl|lock\.cmpxchg8b\.com|ip6\.name|localho\.st|make-127-0-0-1-rr\.1u\.ms|local\.sisteminha\.com|bugbounty\.dod\.network|mail\.ebc\.apple\.com|company\.127\.0\.0\.1|(?:localhost|local|127|l)\.(?:me|ws|tv)|localtest\.me|vcap\.me|xip\.name|127-0-0-1\.org\.uk|ssrf-cloud\.localdomain\.pw|localdomain\.pw|r3dir\.me|h4x\.tv|spipm\.nl|i7x\.it)$/;

/** True for a host name that leads inside without being an address. */
export function isInternalName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (INTERNAL.has(name)) return true;
  return INTERNAL_ZONES.some((zone) => name.endsWith(zone)) || (name.includes('.') && REBINDING.test(name));
}

/** Services under which testers and attackers are called back. Each holds one of {@link TESTER_PARTS}. */
const TESTERS =
  /(?:^|\.)(?:burpcollaborator\.net|oastify\.com|oast\.(?:me|pro|fun|live|site|online|us)|interact\.sh|interactsh\.com|webhook\.site|requestbin\.(?:com|net|cn|io)|ngrok(?:-free)?\.(?:io|app|dev)|dnslog\.(?:cn|link|pw|store)|ceye\.io|requestrepo\.com|canarytokens\.(?:com|org|net)|bxss\.(?:me|in)|xss\.(?:rocks|ht|report|hunter)|rfi\.nessus\.org|cirt\.net|pipedream\.net|beeceptor\.com|hookbin\.com|postb\.in|pingb\.in|serveo\.net|localtunnel\.me|loca\.lt|trycloudflare\.com|eyes\.sh|dnsbin\.zhack\.ca|bbin\.tk|exfil\.\w{2,8}|log4j\.bin\.icewall\.io|(?:evil|attacker|hacker|hack3r|malicious|badguy|hax0r)\.(?:com|net|org|site|tld|example|host|xyz|co|io)|(?:evil|attacker|malicious|hacker)[-.]?(?:server|site|domain|host|website)?\.(?:com|net|org|tld|site|example|xyz|co|io))$/;

const TESTER_PARTS =
  'burpcoll oast interact webhook.s requestb ngrok dnslog ceye.io requestrepo canarytok bxss. xss. rfi.nessus cirt.net pipedream beecep hookbin postb.in pingb.in serveo localtunnel loca.lt trycloudfl eyes.sh dnsbin bbin.tk exfil icewall evil attacker hack malicious badguy hax0r'.split(
    ' ',
  );

/** True for names of services that tell of every request made to them, and for those that only examples of attacks use. */
export function isTester(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return TESTER_PARTS.some((part) => name.includes(part)) && TESTERS.test(name);
}

/** Ports of services that speak to anybody inside: databases, caches, orchestrators, mail, shells. */
const SERVICE_PORTS = new Set([
  21, 22, 23, 25, 53, 110, 111, 135, 139, 143, 389, 445, 465, 587, 636, 873, 1099, 1433, 1521, 2049, 2181, 2375, 2376,
  2379, 2380, 3306, 3389, 4369, 4444, 5432, 5672, 5900, 5984, 6379, 6443, 7001, 8009, 8161, 8500, 9000, 9001, 9042,
  9090, 9092, 9200, 9300, 9418, 10250, 10255, 11211, 15672, 27017, 28017, 50000, 50070, 61616,
]);

export function isServicePort(port: string): boolean {
  return SERVICE_PORTS.has(Number(port));
}

/** Those of {@link isTester} that exist for tests of security alone; developers do send webhooks through the others. */
export function isCallback(host: string): boolean {
  return /collaborator|oast|interactsh|interact\.sh|dnslog|ceye\.io|canarytokens|bxss|xss\.|dnsbin|eyes\.sh|evil|attacker|hack|rfi\./i.test(
    host,
  );
}
