import { createHash, randomBytes } from 'node:crypto';
import { type App, LOCAL_ACCOUNT } from '@bulkhead/core';
import { regionOf } from '../names.ts';

/** Where a request seems to have come in: stable for one app, so that logs of two runs compare. */
export interface ApiIdentity {
  readonly accountId: string;
  readonly region: string;
  readonly apiId: string;
  readonly stage: string;
  /** `<apiId>.execute-api.<region>.amazonaws.com` */
  readonly domainName: string;
}

/** Lower-case letters and digits, the same for the same text. */
export function stableId(text: string, length: number): string {
  let id = '';
  for (const byte of createHash('sha512').update(text).digest()) id += (byte % 36).toString(36);
  return id.slice(0, length);
}

export function restIdentity(app: App): ApiIdentity {
  return apiIdentity(app, stableId(`rest ${app.name}`, 10), app.stage);
}

/** The frameworks put an HTTP API on `$default`; named stages of HTTP APIs are not in the app model. */
export function httpIdentity(app: App): ApiIdentity {
  return apiIdentity(app, stableId(`http ${app.name}`, 10), '$default');
}

function apiIdentity(app: App, apiId: string, stage: string): ApiIdentity {
  const region = regionOf(app);
  return { accountId: LOCAL_ACCOUNT, region, apiId, stage, domainName: `${apiId}.execute-api.${region}.amazonaws.com` };
}

/** `arn:aws:execute-api:eu-west-1:123456789012:puhdx84jy9/prod/POST/lambda-token` */
export function methodArn(api: ApiIdentity, method: string, path: string): string {
  return `arn:aws:execute-api:${api.region}:${api.accountId}:${api.apiId}/${api.stage}/${method}/${path.replace(/^\//, '')}`;
}

/** `ZhMpgigvDoEEPlg=`: eleven random bytes in the alphabet and length of API Gateway's extended request ids. */
export function extendedRequestId(): string {
  return `${randomBytes(12).toString('base64url').slice(0, 15)}=`;
}

/** The caller's trace header where it has a root, otherwise a new one: `Root=1-5759e988-bd862e3fe1be46a994272793`. */
export function traceHeaderFor(incoming: string | undefined, time: number): string {
  if (incoming && /(^|;)Root=1-[0-9a-f]{8}-[0-9a-f]{24}/.test(incoming)) return incoming;
  const seconds = Math.floor(time / 1000)
    .toString(16)
    .padStart(8, '0');
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const two = (value: number): string => String(value).padStart(2, '0');

/** The common log format that both API Gateways use: `17/Jun/2024:14:48:13 +0000`. */
export function formatRequestTime(time: number): string {
  const date = new Date(time);
  return `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${clock(date)} +0000`;
}

/** How a REST API's Cognito authorizer spells `exp` and `iat`: `Tue Jun 18 15:00:04 UTC 2024`. */
export function formatClaimTime(time: number): string {
  const date = new Date(time);
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())} ${clock(date)} UTC ${date.getUTCFullYear()}`;
}

function clock(date: Date): string {
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}
