// As they are now: user code may replace the properties.
const { apply } = Reflect;
const { indexOf } = String.prototype;

/** How much of a body is looked at, in UTF-16 code units: each of the searches takes about 30 us for that much. */
export const MAX_CHARACTERS = 262_144;

/** Where Lambda keeps a function's code and its own. */
export const FOLDERS = ['/var/task/', '/var/runtime/'];

/** First words of the messages by which MySQL, PostgreSQL, Oracle, SQL Server, SQLite and MongoDB refuse a query. */
export const DATABASE_ERRORS = [
  'error in your SQL syntax',
  'syntax error at or near ',
  'unterminated quoted string at or near',
  'Unclosed quotation mark after the character string',
  'Incorrect syntax near',
  'quoted string not properly terminated',
  'ER_PARSE_ERROR',
  'SQLITE_ERROR: ',
  'SqliteError: ',
  'MongoServerError: ',
];

/** What begins each, and its shape. An id of temporary credentials (ASIA) stands in every presigned URL and is none. */
export const SECRETS: readonly (readonly [start: string, shape: RegExp, what: string])[] = [
  ['PRIVATE KEY-----', /^PRIVATE KEY-----/, 'a private key'],
  ['AKIA', /^AKIA[A-Z2-7]{16}(?![A-Z0-9])/, 'an AWS access key id'],
  ['ghp_', /^ghp_\w{36}/, 'a GitHub token'],
  ['github_pat_', /^github_pat_\w{22}/, 'a GitHub token'],
  ['xoxb-', /^xoxb-\d{5,}-[\w-]{10,}/, 'a Slack token'],
  ['xoxp-', /^xoxp-\d{5,}-[\w-]{10,}/, 'a Slack token'],
  ['sk_live_', /^sk_live_\w{16}/, 'a Stripe key'],
];

/** One of them stands in each answer below 400 in which there is something to find. */
const FIRST_WORDS = [...FOLDERS, ...DATABASE_ERRORS, ...SECRETS.map(([start]) => start)];

/**
 * Whether {@link inspectResponse} may find something: a first look, at an answer that reflects nothing, for the first words of all
 * that it looks for. Needs no shield: what it calls was taken at load.
 */
export function mayBeFaulty(response: unknown): boolean {
  let text = response;
  let status: unknown;
  if (typeof response === 'object' && response !== null) {
    const { body, statusCode } = response as Record<string, unknown>;
    text = body;
    status = statusCode;
  }
  if (typeof text !== 'string' || text.length < 8) return false;
  if (text.length > MAX_CHARACTERS || (status !== undefined && !(typeof status === 'number' && status < 400)))
    return true;
  for (let i = 0; i < FIRST_WORDS.length; i++) if (apply(indexOf, text, [FIRST_WORDS[i]!]) !== -1) return true;
  return false;
}
