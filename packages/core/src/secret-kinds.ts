import type { Severity } from './severity.ts';

/** One kind of credential that can be told by its shape, or by the name that stands before it. */
export interface SecretKind {
  readonly id: string;
  /** As in `an AWS access key id`. */
  readonly title: string;
  readonly severity: Severity;
  /** Text without one of these holds none of this kind; lower case. */
  readonly needs: readonly string[];
  /** Global. Its last group, or the whole match, is the secret. Every quantifier is bounded: reading is linear. */
  readonly pattern: RegExp;
  /** Whether the text at this place is one, beyond its shape. */
  readonly accepts?: (secret: string, name: string) => boolean;
  /** What takes the credential out of service, as commands to paste; `$SECRET` stands for it. */
  readonly deactivate: readonly string[];
}

const letters = (text: string) => /[a-z]/i.test(text);
const digits = (text: string) => /\d/.test(text);

/**
 * What follows a name that promises a secret. Two sorts: keys are made by machines (long, even letters), passwords by
 * people (short, a digit or a sign among letters).
 */
const NAMED_KEY = /(?:secret|token|api_?-?key|access_?-?key|private_?-?key|credential|signing_?-?key|auth_?-?key)$/i;
const NAMED_PASSWORD = /(?:password|passwd|passphrase|pwd)$/i;

/**
 * Kinds, most telling first. Shapes after the issuers' own pages and announcements of their prefixes: AWS IAM "unique
 * identifiers", GitHub "about authentication to GitHub", GitLab "token overview", Slack "token types", Stripe "API keys",
 * npm, PyPI, SendGrid, Twilio, Google Cloud "API keys", OpenAI, Anthropic, HashiCorp Vault "token prefix", RFC 7468.
 */
export const SECRET_KINDS: readonly SecretKind[] = [
  {
    id: 'aws-access-key',
    title: 'an AWS access key id',
    severity: 'critical',
    needs: ['akia', 'abia', 'acca'],
    pattern: /(?<![A-Za-z0-9/+_-])((?:AKIA|ABIA|ACCA)[A-Z2-7]{16})(?![A-Za-z0-9/+=_-])/g,
    deactivate: [
      'aws iam get-access-key-last-used --access-key-id $SECRET',
      'aws iam update-access-key --access-key-id $SECRET --status Inactive --user-name USER',
    ],
  },
  {
    id: 'aws-session-key',
    title: 'an AWS key id of a session',
    severity: 'high',
    needs: ['asia'],
    pattern: /(?<![A-Za-z0-9/+_-])(ASIA[A-Z2-7]{16})(?![A-Za-z0-9/+=_-])/g,
    deactivate: [
      `aws iam put-role-policy --role-name ROLE --policy-name AWSRevokeOlderSessions --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"NOW"}}}]}'`,
    ],
  },
  {
    id: 'aws-secret-key',
    title: 'an AWS secret access key',
    severity: 'critical',
    needs: ['secret'],
    pattern:
      /(aws_?-?secret_?-?(?:access_?-?)?key|secret_?-?access_?-?key)["'`]?\s{0,8}[:=]{1,2}>?\s{0,8}["'`]?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
    accepts: (secret) => isRandom(secret, 4) && letters(secret) && digits(secret),
    deactivate: [
      'aws iam list-access-keys --user-name USER',
      'aws iam update-access-key --access-key-id ID --status Inactive --user-name USER',
    ],
  },
  {
    id: 'private-key',
    title: 'a private key',
    severity: 'critical',
    needs: ['private key'],
    // A name alone (in a parser or a document) is no key: base64 has to follow.
    pattern:
      /(-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\n|\\r|["'+,`]){0,40}(?:[A-Za-z-]{1,20}: [^\n]{1,80}\n){0,4}\s{0,8}[A-Za-z0-9+/=]{40})/g,
    deactivate: [
      'Make a new key pair, put the public half in the old one’s place, and remove the old one wherever it is trusted.',
    ],
  },
  token(
    'github-token',
    'a GitHub token',
    ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    /\b(gh[pousr]_[A-Za-z0-9]{36,251})\b/g,
    [`curl -X POST https://api.github.com/credentials/revoke -d '{"credentials":["$SECRET"]}'`],
  ),
  token(
    'github-fine-grained-token',
    'a GitHub token',
    ['github_pat_'],
    /\b(github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b/g,
    [`curl -X POST https://api.github.com/credentials/revoke -d '{"credentials":["$SECRET"]}'`],
  ),
  token('gitlab-token', 'a GitLab token', ['glpat-'], /\b(glpat-[\w-]{20,300}(?:\.[0-9a-z]{2}\.[0-9a-z]{7,9})?)/g, [
    'curl -X DELETE -H "PRIVATE-TOKEN: $SECRET" https://gitlab.com/api/v4/personal_access_tokens/self',
  ]),
  token('slack-token', 'a Slack token', ['xox'], /\b(xox[abeoprs]-(?:\d{1,14}-){1,3}[A-Za-z0-9-]{16,80})/g, [
    'curl -X POST -H "Authorization: Bearer $SECRET" https://slack.com/api/auth.revoke',
  ]),
  token(
    'slack-webhook',
    'the address of a Slack webhook',
    ['hooks.slack.com'],
    /https:\/\/hooks\.slack\.com\/(services\/T[A-Z0-9]{8,12}\/B[A-Z0-9]{8,12}\/[A-Za-z0-9]{24})/g,
    ['Remove the webhook under "Incoming Webhooks" of the app at https://api.slack.com/apps.'],
  ),
  token('stripe-key', 'a live Stripe key', ['_live_'], /\b((?:sk|rk)_live_[A-Za-z0-9]{20,200})\b/g, [
    'Roll the key at https://dashboard.stripe.com/apikeys.',
  ]),
  token('google-api-key', 'a Google API key', ['aiza'], /(?<![\w-])(AIza[\w-]{35})(?![\w-])/g, [
    'gcloud services api-keys lookup $SECRET',
    'gcloud services api-keys delete KEY_ID',
  ]),
  token('google-oauth-secret', 'a Google OAuth client secret', ['gocspx-'], /\b(GOCSPX-[\w-]{28})(?![\w-])/g, [
    'Reset the client secret at https://console.cloud.google.com/apis/credentials.',
  ]),
  token('npm-token', 'an npm token', ['npm_'], /\b(npm_[A-Za-z0-9]{36})\b/g, ['npm token list', 'npm token revoke ID']),
  token('pypi-token', 'a PyPI token', ['pypi-ageichlwas5vcmc'], /\b(pypi-AgEIcHlwaS5vcmc[\w-]{50,1000})/g, [
    'Remove the token in the account settings of PyPI.',
  ]),
  token('sendgrid-key', 'a SendGrid key', ['sg.'], /\b(SG\.[\w-]{22}\.[\w-]{43})(?![\w-])/g, [
    'Delete the key at https://app.sendgrid.com/settings/api_keys.',
  ]),
  token('twilio-key', 'a Twilio API key', ['sk'], /\b(SK[0-9a-f]{32})\b/g, [
    'twilio api:core:keys:remove --sid $SECRET',
  ]),
  token(
    'openai-key',
    'an OpenAI key',
    ['sk-'],
    /(?<![\w-])(sk-(?:proj-|svcacct-|admin-)?[\w-]{20,140}T3BlbkFJ[\w-]{20,140})/g,
    ['Revoke the key at https://platform.openai.com/api-keys.'],
  ),
  token('anthropic-key', 'an Anthropic key', ['sk-ant-'], /\b(sk-ant-[a-z]{3,10}\d\d-[\w-]{80,120})(?![\w-])/g, [
    'Disable the key at https://console.anthropic.com/settings/keys.',
  ]),
  token('vault-token', 'a HashiCorp Vault token', ['hvs.', 'hvb.'], /\b(hv[sb]\.[\w-]{90,300})(?![\w-])/g, [
    'vault token revoke $SECRET',
  ]),
  token(
    'terraform-token',
    'an HCP Terraform token',
    ['.atlasv1.'],
    /\b([A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70})(?![\w-])/g,
    ['Remove the token under "User settings, Tokens" at https://app.terraform.io.'],
  ),
  token('digitalocean-token', 'a DigitalOcean token', ['dop_v1_', 'doo_v1_'], /\b(do[op]_v1_[0-9a-f]{64})\b/g, [
    'Delete the token at https://cloud.digitalocean.com/account/api/tokens.',
  ]),
  token('shopify-token', 'a Shopify token', ['shp'], /\b(shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32})\b/g, [
    'Uninstall the app, or rotate its credentials, in the store’s admin.',
  ]),
  token('docker-token', 'a Docker Hub token', ['dckr_pat_'], /\b(dckr_pat_[\w-]{27})(?![\w-])/g, [
    'Delete the token in the account settings of Docker Hub, under personal access tokens.',
  ]),
  token('databricks-token', 'a Databricks token', ['dapi'], /\b(dapi[0-9a-f]{32}(?:-\d)?)\b/g, [
    'databricks tokens list',
    'databricks tokens delete ID',
  ]),
  token('telegram-token', 'a Telegram bot token', [':aa'], /(?<![\w:])(\d{8,10}:AA[\w-]{33})(?![\w-])/g, [
    'Send /revoke to @BotFather.',
  ]),
  token(
    'azure-storage-key',
    'the key of an Azure storage account',
    ['accountkey='],
    /AccountKey=([A-Za-z0-9+/]{86}==)/g,
    ['az storage account keys renew --account-name NAME --key primary'],
  ),
  {
    id: 'url-password',
    title: 'a password in a URL',
    severity: 'high',
    needs: ['://'],
    pattern:
      /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|redis(?:s)?|amqps?|mssql|sqlserver|ftps?|sftp|https?):\/\/[^\s:@/"'`<>]{1,100}:([^\s:@/"'`<>]{4,100})@(?!localhost\b|127\.|0\.0\.0\.0|\[|(?:[\w-]{1,63}\.){0,4}example\.(?:com|org|net))[\w.-]{1,200}/gi,
    // Words in lower case are what documents write; a password that holds nothing else is rare and weak.
    accepts: (secret) => !isPlaceholder(secret) && !/^[a-z]+\d{0,3}$/i.test(secret) && isRandom(secret, 2.5),
    deactivate: ['Change the password of this account where it is kept, and read the new one from Secrets Manager.'],
  },
  {
    id: 'named-secret',
    title: 'a text under a name that promises a secret',
    severity: 'high',
    needs: ['secret', 'token', 'key', 'credential', 'passw', 'passphrase', 'pwd'],
    // name = "value", name: 'value', "name" => "value"; YAML and .env values may stand without quotes.
    pattern:
      /(?<![A-Za-z0-9_.-])([A-Za-z_][\w.-]{0,60}?)["'`]?\]?\s{0,8}(?::(?!:)|={1,3}>?)\s{0,8}(?:["'`]([^\s"'`\\]{6,200})["'`]|([^\s"'`#,;(){}[\]<>$\\]{8,200})(?=\s{0,40}$|\s{1,40}#))/gm,
    accepts: acceptsNamed,
    deactivate: ['Replace it where it is used, and read the new one from Secrets Manager or Parameter Store.'],
  },
];

function token(
  id: string,
  title: string,
  needs: readonly string[],
  pattern: RegExp,
  deactivate: readonly string[],
): SecretKind {
  return { id, title, severity: 'high', needs, pattern, accepts: (secret) => isRandom(secret, 3), deactivate };
}

/** Whether a text under a name is a secret: machines make keys, people make passwords; both are told from words and paths. */
function acceptsNamed(secret: string, name: string): boolean {
  if (isPlaceholder(secret)) return false;
  // What KMS has encrypted may stand anywhere: its blobs begin so in base64.
  if (/^AQ[EI]CA/.test(secret)) return false;
  // A path, a URL, an ARN, an expression, a version, a date, a file name, a class of CSS.
  if (
    /^(?:[a-z]{2,10}:\/\/|arn:|\.{0,2}\/|~\/|\w+\(|[\d.,:TZ+-]+$)|\.(?:[cm]?[jt]sx?|py|json|ya?ml|pem|crt|txt|html?)$/i.test(
      secret,
    )
  )
    return false;
  const bare = name.replace(/[_.-]?(?:value|text|string|default)$/i, '');
  // Places in a list and keys against doing a thing twice are random and no secret.
  if (
    /(?:next|continuation|page|paging|pagination|request|idempotency|sync|resume|change|postman)[_-]?token$/i.test(bare)
  )
    return false;
  // `var.password`, `settings.dbPassword1`: a reference.
  if (/^[a-z_]\w{0,60}(?:\.[a-z_]\w{0,60}){1,6}$/i.test(secret)) return false;
  if (NAMED_PASSWORD.test(bare)) {
    return (
      letters(secret) &&
      (digits(secret) || /[^\w\s-]/.test(secret) || isScrambled(secret)) &&
      isRandom(secret, 2.5) &&
      !/^[A-Z][a-z]+(?:[A-Z][a-z]+)*\d?$/.test(secret)
    );
  }
  if (!NAMED_KEY.test(bare) || secret.length < 16) return false;
  // Names of things are words joined by signs; keys hold digits among letters without a pattern.
  return letters(secret) && digits(secret) && isRandom(secret, 3.3) && !isWords(secret);
}

/** Letters alone that no word begins like, as hosts of databases make passwords: consonants in rows, in both cases. */
function isScrambled(text: string): boolean {
  const isMixed = /^[A-Za-z]{16,}$/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
  return isMixed && (text.match(/[bcdfghjklmnpqrstvwxz]{4}/gi) ?? []).length > 1;
}

/** `orders-table-2024`, `AwsSolutionsKey1`: pieces of three letters or more make up most of it. */
function isWords(text: string): boolean {
  const pieces = text.match(/[A-Z]?[a-z]{3,}|[A-Z]{3,}(?![a-z])/g) ?? [];
  let inWords = 0;
  for (const piece of pieces) if (/[aeiouy]/i.test(piece)) inWords += piece.length;
  return inWords / text.length > 0.6;
}

/** What documents and templates put in a secret's place. */
export function isPlaceholder(text: string): boolean {
  return (
    /example|placeholder|fake|change_?-?me|replace|your[_-]?|dummy|sample|redacted|xxxx|\*\*\*|\.\.\.|1234567|abcdef|todo|fixme|notreal|insert|lorem|^\[|<|>|\$\{|\{\{|%\(|^\$|^process\.env|^os\.environ|^!|^ref:/i.test(
      text,
    ) || /^(.)\1{3,}$/.test(text)
  );
}

/** Shannon's entropy of the characters, in bits a character; machine-made base64 of 40 has about 4.6, English 2.5 to 3.5. */
function isRandom(text: string, bits: number): boolean {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / text.length) * Math.log2(count / text.length);
  return entropy >= bits;
}
