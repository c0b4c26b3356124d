import type { RiskId } from './risks.ts';
import type { Severity } from './severity.ts';

/** What is known of one kind of attack or forbidden behaviour. */
export interface AttackClassInfo {
  readonly title: string;
  readonly risk: RiskId;
  /** MITRE CWE number of the weakness that the attack uses. */
  readonly cwe: number;
  readonly severity: Severity;
  /** `event`: judged from event data. `response`: from what goes out. `behaviour`: from what the function does. */
  readonly from: 'event' | 'response' | 'behaviour';
}

/**
 * Every class that a record can carry. The short names are the ones that payload collections and WAF vendors use
 * (`sqli`, `xss`, `lfi` …); CWE numbers after https://cwe.mitre.org.
 */
export const ATTACK_CLASSES = {
  sqli: { title: 'SQL injection', risk: 'SAS-1', cwe: 89, severity: 'high', from: 'event' },
  cmdi: { title: 'OS command injection', risk: 'SAS-1', cwe: 78, severity: 'critical', from: 'event' },
  codei: { title: 'Code injection', risk: 'SAS-1', cwe: 94, severity: 'critical', from: 'event' },
  traversal: { title: 'Path traversal', risk: 'SAS-1', cwe: 22, severity: 'high', from: 'event' },
  ssrf: { title: 'Server-side request forgery', risk: 'SAS-1', cwe: 918, severity: 'high', from: 'event' },
  nosqli: { title: 'NoSQL injection', risk: 'SAS-1', cwe: 943, severity: 'high', from: 'event' },
  xss: { title: 'Cross-site scripting', risk: 'SAS-1', cwe: 79, severity: 'medium', from: 'event' },
  ssti: { title: 'Server-side template injection', risk: 'SAS-1', cwe: 1336, severity: 'high', from: 'event' },
  proto: { title: 'Prototype pollution', risk: 'SAS-1', cwe: 1321, severity: 'medium', from: 'event' },
  xxe: { title: 'XML external entity', risk: 'SAS-1', cwe: 611, severity: 'high', from: 'event' },
  deser: { title: 'Unsafe deserialisation', risk: 'SAS-1', cwe: 502, severity: 'high', from: 'event' },
  crlf: { title: 'CRLF and log injection', risk: 'SAS-1', cwe: 93, severity: 'medium', from: 'event' },
  jndi: { title: 'JNDI lookup injection', risk: 'SAS-1', cwe: 917, severity: 'high', from: 'event' },
  ldap: { title: 'LDAP injection', risk: 'SAS-1', cwe: 90, severity: 'medium', from: 'event' },
  oversize: { title: 'Oversized input', risk: 'SAS-8', cwe: 400, severity: 'low', from: 'event' },
  disclosure: { title: 'Disclosure in a response', risk: 'SAS-10', cwe: 209, severity: 'medium', from: 'response' },
  process: { title: 'Process outside the policy', risk: 'SAS-9', cwe: 250, severity: 'high', from: 'behaviour' },
  egress: { title: 'Connection outside the policy', risk: 'SAS-9', cwe: 923, severity: 'medium', from: 'behaviour' },
  codegen: { title: 'Code outside the policy', risk: 'SAS-9', cwe: 95, severity: 'high', from: 'behaviour' },
  credentials: { title: 'Leak of IAM credentials', risk: 'SAS-13', cwe: 522, severity: 'critical', from: 'behaviour' },
  recursion: { title: 'Endless chain of requests', risk: 'SAS-8', cwe: 674, severity: 'high', from: 'behaviour' },
  flow: { title: 'Call outside the execution flow', risk: 'SAS-9', cwe: 841, severity: 'high', from: 'behaviour' },
  native: { title: 'Native code or memory', risk: 'SAS-9', cwe: 114, severity: 'high', from: 'behaviour' },
  file: { title: 'File outside the policy', risk: 'SAS-9', cwe: 552, severity: 'medium', from: 'behaviour' },
  tamper: { title: 'Tampering with the runtime', risk: 'SAS-14', cwe: 506, severity: 'critical', from: 'behaviour' },
  persistence: {
    title: 'Data left for another caller',
    risk: 'SAS-12',
    cwe: 226,
    severity: 'medium',
    from: 'behaviour',
  },
} as const satisfies Record<string, AttackClassInfo>;

export type AttackClass = keyof typeof ATTACK_CLASSES;

export const ATTACK_CLASS_IDS = Object.keys(ATTACK_CLASSES) as readonly AttackClass[];

export function isAttackClass(value: unknown): value is AttackClass {
  return typeof value === 'string' && Object.hasOwn(ATTACK_CLASSES, value);
}
