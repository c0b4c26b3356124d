/**
 * Whether a host is an AWS service's in a region, for entries such as `aws:s3`, `aws:s3/my-bucket` and `aws:*`.
 *
 * The forms, after docs.aws.amazon.com/general/latest/gr/rande.html and the endpoint rules of the SDK's partitions:
 * `SERVICE.REGION.SUFFIX`, `SERVICE-fips.…`, `SERVICE.dualstack.…`, the dual-stack suffix (`api.aws`), one name or several
 * in front (`ID.execute-api`, `BUCKET.s3`, `ACCOUNT.ddb`, `streams.dynamodb`), VPC endpoints
 * (`vpce-ID.SERVICE.REGION.vpce.SUFFIX`), the region first (`ID.REGION.rds`, `REGION.queue`), one service in `on.aws`
 * (`ID.lambda-url.REGION.on.aws`), no region (`iam.amazonaws.com`, `BUCKET.s3.amazonaws.com`).
 *
 * `aws:*` leaves out hosts that run what any customer put there.
 */
export function isAwsHost(entry: string, host: string, region: string): boolean {
  const slash = entry.indexOf('/');
  const service = (slash === -1 ? entry : entry.slice(0, slash)).slice('aws:'.length).toLowerCase();
  const name = slash === -1 ? undefined : entry.slice(slash + 1).toLowerCase();
  const labels = labelsBefore(host, region);
  if (!labels) return false;
  const found = serviceOf(labels, region);
  if (!found) return false;
  if (name !== undefined && found.name !== name) return false;
  if (service === '*') return !CUSTOMERS.includes(found.service);
  return isService(found.service, service);
}

interface Partition {
  /** How its regions begin. */
  readonly regions: string;
  readonly suffix: string;
  readonly dualStack: string;
  readonly urls?: string;
}

/** The longest beginning comes first. */
const PARTITIONS: readonly Partition[] = [
  { regions: 'us-isob-', suffix: 'sc2s.sgov.gov', dualStack: 'api.aws.scloud' },
  { regions: 'us-isof-', suffix: 'csp.hci.ic.gov', dualStack: 'api.aws.hci.ic.gov' },
  { regions: 'eu-isoe-', suffix: 'cloud.adc-e.uk', dualStack: 'api.cloud-aws.adc-e.uk' },
  { regions: 'us-iso-', suffix: 'c2s.ic.gov', dualStack: 'api.aws.ic.gov' },
  { regions: 'eusc-', suffix: 'amazonaws.eu', dualStack: 'api.amazonwebservices.eu' },
  {
    regions: 'cn-',
    suffix: 'amazonaws.com.cn',
    dualStack: 'api.amazonwebservices.com.cn',
    urls: 'on.amazonwebservices.com.cn',
  },
  { regions: '', suffix: 'amazonaws.com', dualStack: 'api.aws', urls: 'on.aws' },
];

/** Services whose hosts answer with what a customer runs. */
const CUSTOMERS = ['execute-api', 'lambda-url', 'elb', 'compute', 'elasticbeanstalk', 'awsapprunner', 's3-website'];

/** Those without a region in their name, by whom they are asked: any of a partition's functions. */
const GLOBAL = [
  's3',
  'sts',
  'iam',
  'route53',
  'cloudfront',
  'organizations',
  'queue',
  'sdb',
  'waf',
  'shield',
  'support',
];

/** Names in hosts that are not the service's own. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  cloudwatch: ['monitoring'],
  dynamodb: ['ddb'],
  elasticache: ['cache'],
  eventbridge: ['events'],
  opensearch: ['es', 'aoss'],
  ses: ['email'],
  sqs: ['queue'],
  stepfunctions: ['states', 'sync-states'],
};

function labelsBefore(host: string, region: string): string[] | undefined {
  const partition = PARTITIONS.find((item) => region.startsWith(item.regions))!;
  for (const suffix of [partition.suffix, partition.dualStack, partition.urls]) {
    if (suffix && host.endsWith(`.${suffix}`)) return host.slice(0, -suffix.length - 1).split('.');
  }
  return undefined;
}

interface Found {
  readonly service: string;
  /** What stands before the service: a bucket, an API's or a function URL's id. */
  readonly name: string;
}

function serviceOf(labels: readonly string[], region: string): Found | undefined {
  const parts = labels.filter((label) => label !== 'dualstack');
  if (parts.at(-1) === 'vpce') parts.pop();
  const last = parts.at(-1)!;
  const before = (count: number): string => parts.slice(0, count).join('.');
  const end = parts.length - 1;
  if (last === region && end >= 1) return { service: plain(parts[end - 1]!), name: before(end - 1) };
  if (parts[end - 1] === region) return { service: plain(last), name: before(end - 1) };
  // The form of S3 before 2019.
  if (last === `s3-${region}`) return { service: 's3', name: before(end) };
  if (last === 's3-accelerate') return { service: 's3', name: before(end) };
  // Clusters of ElastiCache have a short name of the region: `euw1`.
  if (last === 'cache' && parts[end - 1] === shortRegion(region)) return { service: last, name: before(end - 1) };
  if (GLOBAL.includes(plain(last)) && (end === 0 || last === 's3')) return { service: plain(last), name: before(end) };
  return undefined;
}

function plain(service: string): string {
  return service.endsWith('-fips') ? service.slice(0, -'-fips'.length) : service;
}

/** `eu-west-1` as `euw1`, `ap-southeast-2` as `apse2`. */
function shortRegion(region: string): string {
  const [area = '', where = '', number = ''] = region.split('-');
  const short = where.replace(/^(north|south)(east|west)$/, (_, a: string, b: string) => a[0]! + b[0]!);
  return `${area}${short === where ? where.slice(0, 1) : short}${number}`;
}

function isService(found: string, service: string): boolean {
  if (found === service || ALIASES[service]?.includes(found)) return true;
  // Access points, control, Express One Zone, Object Lambda, Outposts; websites are anybody's pages.
  return service === 's3' && (found.startsWith('s3-') || found.startsWith('s3express')) && found !== 's3-website';
}
