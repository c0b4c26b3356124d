import type { SourcePlace } from './app.ts';
import type { FlowStep } from './function-code.ts';
import type { RiskId } from './risks.ts';
import type { Severity } from './severity.ts';

/** What a posture rule says of one place: plain data, made by `rules`, shown and exported by `posture`. */
export interface PostureFinding {
  /** Id of the rule: `lambda-shared-role`. */
  readonly rule: string;
  /** `unknown`: the rule cannot tell, and `message` says why. Never counts against `--fail-on`. */
  readonly verdict: 'fail' | 'unknown';
  readonly severity: Severity;
  readonly risk: RiskId;
  /** One sentence for a person, with names, without secrets. */
  readonly message: string;
  readonly place: SourcePlace;
  /** Id of the function or resource that it is about; `''` for the application. */
  readonly subject: string;
  /** The way from source to sink, or the other places that matter, in order. */
  readonly steps?: readonly FlowStep[];
  /** What to do, for this very finding. */
  readonly fix: string;
  /** An edit that is safe to make without asking. */
  readonly edit?: TemplateEdit;
  /**
   * Stays the same when lines move and other findings come and go: rule, subject and what distinguishes two findings of
   * one rule on one subject. Without line numbers.
   */
  readonly fingerprint: string;
}

/** Sets one property of a template. */
export interface TemplateEdit {
  readonly file: string;
  /** Keys from the document's root, in the template's own language. */
  readonly path: readonly (string | number)[];
  readonly value: string | number | boolean | readonly string[] | { readonly [key: string]: unknown };
}
