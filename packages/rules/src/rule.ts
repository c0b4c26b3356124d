import type {
  App,
  CodeAnalysis,
  DeployedResource,
  GrantedStatement,
  NeededStatement,
  PolicyIssue,
  PostureFinding,
  RiskId,
  Severity,
} from '@bulkhead/core';
import type { Hop, RoleUse } from './helpers/wiring/types.ts';

/** Everything that a rule may look at: plain data, complete before the first rule runs. */
export interface PostureModel {
  readonly app: App;
  readonly resources: readonly DeployedResource[];
  /** Resources of other stacks of the repository that these refer to, under their ids of `linkedId`. */
  readonly linked: readonly DeployedResource[];
  /** What else other stacks do with this one's functions; left out: they were not looked at. */
  readonly around?: Around;
  readonly code: CodeAnalysis;
  /** By function id: what the function's role allows today. Absent: the role is not known (an ARN from elsewhere). */
  readonly granted: ReadonlyMap<string, readonly GrantedStatement[]>;
  /** By function id: what its code needs. Absent: its code was not read. */
  readonly needed: ReadonlyMap<string, readonly NeededStatement[]>;
  /** By id of the resource that holds the policy: what AWS's data about IAM says against it. */
  readonly policyIssues: ReadonlyMap<string, readonly PolicyIssue[]>;
  /** Ids of functions whose way out `bulkhead.yml` limits to a list of hosts; left out: it was not read. */
  readonly limited?: ReadonlySet<string>;
  /** Milliseconds since the epoch, for rules about ages and dates. */
  readonly now: number;
}

/** What templates alone tell. */
export type TemplateModel = Pick<PostureModel, 'app' | 'resources' | 'linked'>;

/** One stack as the others see and use it. */
export interface Around {
  /** Every way from a call to a function that begins or ends in this stack, and those of circles that lead through it. */
  readonly hops: readonly Hop[];
  /** Logical ids of this stack that templates of others refer to. */
  readonly mentioned: ReadonlySet<string>;
  /** What functions of others do with this one's roles. */
  readonly uses: readonly RoleUse[];
}

/** What a check yields; the engine adds rule, risk, severity and fingerprint where they are left out. */
export type RuleResult = Omit<PostureFinding, 'rule' | 'risk' | 'severity' | 'fingerprint' | 'fix' | 'verdict'> & {
  /** Left out: `fail`. */
  readonly verdict?: PostureFinding['verdict'];
  /** Where it differs from the rule's own: what is exposed, and to whom. */
  readonly severity?: Severity;
  readonly fix?: string;
  /** Tells two findings of this rule on one subject apart, without line numbers: the name of a property, a sink, an action. */
  readonly key?: string;
};

/** One posture rule; the file is the rule, with its reasons and its tests. */
export interface Rule {
  /** Kebab-case; the file's name. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly risk: RiskId;
  /** `template`: sees no code. `code`: of one function. `both`: joins them. `account`: what only a live account knows. */
  readonly needs: 'template' | 'code' | 'both' | 'account';
  /** Of a rule that joins template and code: what it tells is as wrong behind one trigger as behind another. */
  readonly withoutTemplate?: true;
  /** Looks at what `bulkhead.yml` limits, which is not read for others. */
  readonly readsPolicy?: true;
  /** Off: only where `bulkhead.yml` switches it on. */
  readonly defaultState: 'on' | 'off';
  /** Why it matters, in two sentences. */
  readonly rationale: string;
  /** What to do about it. */
  readonly fix: string;
  /** OWASP (`A01:2021`, `CICD-SEC-…`, `LLM…`), CIS (`CIS AWS 3.0 2.1.1`), CWE (`CWE-78`) and AWS pages. */
  readonly references: readonly string[];
  /** The same check in other tools: `checkov CKV_AWS_116`. */
  readonly peers: readonly string[];
  check(model: PostureModel): Iterable<RuleResult>;
  /** Small projects on which the rule is tried by a test, and which `bulkhead explain` shows. */
  readonly fixtures: RuleFixtures;
}

export interface RuleFixtures {
  /** At least one. */
  readonly fails: readonly RuleFixture[];
  /** Look-alikes on which it must stay silent; at least one. */
  readonly passes: readonly RuleFixture[];
}

export interface RuleFixture {
  readonly title: string;
  /** Files by path: a template, and code where the rule looks at it. */
  readonly files: Readonly<Record<string, string>>;
  /** Findings of this rule expected, as `file:line`; left out in `passes`. Default in `fails`: exactly one, anywhere. */
  readonly at?: readonly string[];
  readonly verdict?: PostureFinding['verdict'];
}
