/** The pairs of `a=1;b=2` for readers that follow HTML 4.01 (appendix B.2.2); none where only the first part looks like one. */
export function splitSemicolons(pair: string): string[] {
  const parts = pair.split(';', MAX_PARTS);
  return parts.some((part, index) => index > 0 && PAIR.test(part)) ? parts.filter((part) => PAIR.test(part)) : [];
}

const PAIR = /^[^=]{1,100}=/;

const MAX_PARTS = 100;
