import type { TemplateValue } from '@bulkhead/core';
import type { TemplateModel } from '../rule.ts';
import { isPlainMap, itemsOf, literal } from './values.ts';

/** The account that was read, where the model is one of a live account, whose file is `aws://ACCOUNT/REGION`. */
export function liveAccountOf({ app }: TemplateModel): string | undefined {
  return /^aws:\/\/(\d{12})\//.exec(app.file)?.[1];
}

/** The account in an ARN that is known to the last character; S3's have none. */
export function accountIn(arn: string | undefined): string | undefined {
  return /^arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}):/.exec(arn ?? '')?.[1];
}

/** Accounts that a principal names by their id or by an ARN in them. */
export function accountsOf(principal: TemplateValue | undefined): readonly string[] {
  const named = isPlainMap(principal) ? itemsOf(principal['AWS']) : itemsOf(principal);
  const ids = named.flatMap((item) => {
    const text = literal(item);
    return /^\d{12}$/.test(text ?? '') ? [text!] : (accountIn(text) ?? []);
  });
  return [...new Set(ids)];
}
