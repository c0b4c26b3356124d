/** One of the 14 serverless risks, after the PureSec e-book "AWS Lambda Security Best Practices" (order and names are theirs). */
export interface Risk {
  readonly id: RiskId;
  readonly title: string;
  /** In our own words: what goes wrong, and what Bulkhead looks at. */
  readonly text: string;
}

export type RiskId = `SAS-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14}`;

const RISK_LIST: readonly Risk[] = [
  {
    id: 'SAS-1',
    title: 'Function event data injection',
    text: 'A function takes input from many triggers, and each carries strings that a stranger can write. Where such a string reaches a command, a query, a path, a URL or code unchanged, the stranger decides what runs.',
  },
  {
    id: 'SAS-2',
    title: 'Broken authentication',
    text: 'Dozens of functions mean dozens of entries. One without an authorizer, or with a home-made check, opens the system behind the front door.',
  },
  {
    id: 'SAS-3',
    title: 'Insecure deployment configuration',
    text: 'Buckets, queues, APIs and function settings start with defaults that suit a demonstration: public access, no encryption, no limits.',
  },
  {
    id: 'SAS-4',
    title: 'Over-privileged permissions and roles',
    text: 'A role that is shared or written with wildcards gives whoever takes over one function the rights of all.',
  },
  {
    id: 'SAS-5',
    title: 'Inadequate monitoring and logging',
    text: 'Without records that name the function, the request and the data involved, an attack passes unseen and cannot be reconstructed.',
  },
  {
    id: 'SAS-6',
    title: 'Insecure third-party dependencies',
    text: 'A small function brings a large tree of packages, each with its own holes and its own maintainers who may be replaced.',
  },
  {
    id: 'SAS-7',
    title: 'Insecure storage of application secrets',
    text: 'Keys and passwords in code, templates or plain environment variables are read by anybody who can read one of these.',
  },
  {
    id: 'SAS-8',
    title: 'Denial of service and financial exhaustion',
    text: 'Functions scale with demand, and so does the bill: floods, loops and retries spend concurrency and money.',
  },
  {
    id: 'SAS-9',
    title: 'Execution flow manipulation',
    text: 'An application is a chain of functions that trust their callers. Calling one out of order, or making it do what it never does, skips the checks before it.',
  },
  {
    id: 'SAS-10',
    title: 'Improper exception handling and verbose errors',
    text: 'Stack traces and raw errors in answers tell an attacker about code, paths and data.',
  },
  {
    id: 'SAS-11',
    title: 'Ungoverned serverless assets',
    text: 'Functions, versions and roles that nobody owns any more stay reachable and unpatched.',
  },
  {
    id: 'SAS-12',
    title: 'Cross-execution data persistency',
    text: 'Memory and /tmp live on between invocations of one environment, so that data of one caller can reach the next.',
  },
  {
    id: 'SAS-13',
    title: 'Leakage of IAM credentials',
    text: 'Every environment holds temporary credentials of its role in variables that any code, command or file read in it can see.',
  },
  {
    id: 'SAS-14',
    title: 'Out-of-band code deployment',
    text: 'Code that is changed past the pipeline, in the console or by a stolen key, was never reviewed or scanned.',
  },
];

/** Made so that a bundle which needs no risk leaves them out. */
export const RISKS = /* @__PURE__ */ (() =>
  Object.freeze(Object.fromEntries(RISK_LIST.map((risk) => [risk.id, risk]))))() as Readonly<Record<RiskId, Risk>>;
