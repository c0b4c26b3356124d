/** One `<!ENTITY …>`, as far as it could be read. */
export interface Entity {
  readonly name: string;
  /** `<!ENTITY % name`: expands inside the document type itself. */
  readonly parameter: boolean;
  /** SYSTEM or PUBLIC: the address of what it stands for. */
  readonly system: string | undefined;
  /** The text that it stands for. */
  readonly value: string | undefined;
}

/** Entities of one text that are looked at; a bomb needs ten. */
const MOST_ENTITIES = 64;
const LONGEST_LITERAL = 1024;

/** Reads every entity declaration in a text, wherever it stands: also in another one's value, or in a DTD of its own. */
export function readEntities(text: string): Entity[] {
  const entities: Entity[] = [];
  let at = indexOfDeclaration(text, 'ENTITY', 0);
  while (at !== -1 && entities.length < MOST_ENTITIES) {
    const from = at + 8;
    const head = /^\s{0,32}(%\s{0,32}|&#(?:37|x25);\s{0,32})?([^\s"'<>%&;]{1,64})\s{0,32}/.exec(
      text.slice(from, from + 200),
    );
    if (head !== null) {
      let next = from + head[0].length;
      const external = /^(SYSTEM|PUBLIC)\s{0,32}/i.exec(text.slice(next, next + 48));
      let system: string | undefined;
      let value: string | undefined;
      if (external !== null) {
        next += external[0].length;
        const first = readLiteral(text, next);
        const second =
          external[1]!.toUpperCase() === 'PUBLIC' && first !== undefined ? readLiteral(text, first.end) : undefined;
        const literal = second ?? first;
        // What has a notation is handed to a program by name, and never read.
        if (literal !== undefined && /^\s{1,8}NDATA\s/.test(text.slice(literal.end, literal.end + 16))) {
          at = indexOfDeclaration(text, 'ENTITY', from);
          continue;
        }
        system = literal?.text ?? '';
      } else {
        value = readLiteral(text, next)?.text;
      }
      if (system !== undefined || value !== undefined)
        entities.push({ name: head[2]!, parameter: head[1] !== undefined, system, value });
    }
    at = indexOfDeclaration(text, 'ENTITY', from);
  }
  return entities;
}

/** The address of the external DTD that a document names, and whether it has a formal public identifier. */
export interface Doctype {
  readonly system: string | undefined;
  readonly isPublic: boolean;
  /** The formal public identifier, `''` when there is none. */
  readonly publicId: string;
}

const NO_DOCTYPE: Doctype = { system: undefined, isPublic: false, publicId: '' };

export function readDoctype(text: string): Doctype | undefined {
  const at = indexOfDeclaration(text, 'DOCTYPE', 0);
  if (at === -1) return undefined;
  const head = /^\s{0,32}[^\s"'<>[\]]{0,64}\s{0,32}(SYSTEM|PUBLIC)?\s{0,32}/i.exec(text.slice(at + 9, at + 180));
  if (head?.[1] === undefined) return NO_DOCTYPE;
  const first = readLiteral(text, at + 9 + head[0].length);
  if (first === undefined) return NO_DOCTYPE;
  if (head[1].toUpperCase() === 'SYSTEM') return { system: first.text, isPublic: false, publicId: '' };
  return {
    // Mails break lines with a `=`.
    system: readLiteral(text, first.end)?.text.replace(/=\r?\n/g, ''),
    isPublic: /^(?:[-+]\/\/|ISO)/.test(first.text),
    publicId: first.text,
  };
}

/** `<!NAME`, in any case. */
function indexOfDeclaration(text: string, name: string, from: number): number {
  let at = text.indexOf('<!', from);
  while (at !== -1) {
    if (
      (text.charCodeAt(at + 2) | 32) === (name.charCodeAt(0) | 32) &&
      text.slice(at + 2, at + 2 + name.length).toUpperCase() === name
    )
      return at;
    at = text.indexOf('<!', at + 2);
  }
  return -1;
}

interface Literal {
  readonly text: string;
  readonly end: number;
}

/** A quoted text at `at`, which may stand behind blanks. An unclosed one ends with the text. */
function readLiteral(text: string, at: number): Literal | undefined {
  let start = at;
  while (start < text.length && start - at < 64 && text.charCodeAt(start) <= 32) start++;
  let quote = text[start];
  let open = start + 1;
  // A literal in JSON or in another literal: `\"`, `&quot;`, `&#x22;`.
  if (quote === '\\') {
    quote = `\\${text[open]}`;
    open++;
  } else if (quote === '&') {
    const reference = /^&(?:quot|apos|#(?:x2[27]|3[49]));/i.exec(text.slice(start, start + 8))?.[0];
    if (reference === undefined) return undefined;
    quote = reference;
    open = start + reference.length;
  } else if (quote !== '"' && quote !== "'") {
    return undefined;
  }
  const close = text.indexOf(quote, open);
  const end = close === -1 || close - open > LONGEST_LITERAL ? Math.min(text.length, open + LONGEST_LITERAL) : close;
  return { text: text.slice(open, end), end: end + quote.length };
}
