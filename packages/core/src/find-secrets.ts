import { isPlaceholder, SECRET_KINDS, type SecretKind } from './secret-kinds.ts';

/** Where a secret stands in a text; offsets in UTF-16 code units. */
export interface FoundSecret {
  readonly kind: SecretKind;
  readonly start: number;
  readonly end: number;
}

/** Longest line that is read whole; what lies behind it in a bundle's single line is read in windows of this size. */
const WINDOW = 64 * 1024;
const OVERLAP = 512;
/** More in one text is a list of test data, and the first ones say enough. */
const MOST = 100;

/**
 * Credentials in a text, in order, each place once.
 * @param text any text: code, a template, a line of a change
 * @example findSecrets('const k = "AKIA…"')[0].kind.id // 'aws-access-key'
 */
export function findSecrets(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (let from = 0; from === 0 || from < text.length; from += WINDOW - OVERLAP) {
    const part = text.slice(from, from + WINDOW);
    const lower = part.toLowerCase();
    for (const kind of SECRET_KINDS) {
      if (found.length >= MOST) return sorted(found);
      if (!kind.needs.some((word) => lower.includes(word))) continue;
      for (const match of part.matchAll(kind.pattern)) {
        const groups = match.slice(1).filter((group) => group !== undefined);
        const secret = groups.at(-1) ?? match[0];
        const name = groups.length > 1 ? (groups[0] ?? '') : '';
        if (kind.accepts && !kind.accepts(secret, name)) continue;
        if (isPlaceholder(secret) && kind.id !== 'private-key') continue;
        const start = from + match.index + match[0].lastIndexOf(secret);
        const end = start + secret.length;
        if (!found.some((other) => other.start < end && start < other.end)) found.push({ kind, start, end });
      }
    }
  }
  return sorted(found);
}

function sorted(found: FoundSecret[]): FoundSecret[] {
  return found.sort((a, b) => a.start - b.start).slice(0, MOST);
}

/** Enough of a secret to find it again, too little to use it: `AKIA…4XQ7`. Ids of keys are shown whole. */
export function shownSecret(text: string, kind: SecretKind): string {
  if (kind.id === 'aws-access-key' || kind.id === 'aws-session-key') return text;
  if (kind.id === 'private-key') return '-----BEGIN … PRIVATE KEY-----';
  return text.length < 16 ? '…' : `${text.slice(0, 4)}…`;
}
