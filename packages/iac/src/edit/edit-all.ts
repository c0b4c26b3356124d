import { type EditOutcome, type EditPath, type OpenText, Refused, type Splice, withSplices } from './types.ts';

/** One property to set in a text. */
export interface PropertyEdit {
  readonly path: EditPath;
  readonly value: unknown;
}

export interface EditsMade {
  readonly text: string;
  /** For each edit; the text of one that is done is that of all. */
  readonly outcomes: readonly EditOutcome[];
}

/** How one language is edited. */
export interface Editor {
  open(text: string): OpenText;
  /** Exactly one edit, and why not. */
  one(text: string, edit: PropertyEdit): EditOutcome;
}

/**
 * Many edits of one text with few readings of it (a template holds 500 resources, and reading 300 kB takes half a second):
 * all at once, and in halves where they get into each other's way.
 */
export function editAll(text: string, edits: readonly PropertyEdit[], editor: Editor): EditsMade {
  const [first] = edits;
  if (first === undefined) return { text, outcomes: [] };
  if (edits.length === 1) {
    const outcome = editor.one(text, first);
    return { text: outcome.is === 'done' ? outcome.text : text, outcomes: [outcome] };
  }
  const after = together(text, edits, editor);
  if (after !== undefined) return { text: after, outcomes: edits.map(() => ({ is: 'done', text: after })) };
  const middle = Math.ceil(edits.length / 2);
  const left = editAll(text, edits.slice(0, middle), editor);
  const right = editAll(left.text, edits.slice(middle), editor);
  return { text: right.text, outcomes: [...left.outcomes, ...right.outcomes] };
}

function together(text: string, edits: readonly PropertyEdit[], editor: Editor): string | undefined {
  try {
    const open = editor.open(text);
    const splices: Splice[] = edits.flatMap(({ path, value }) => open.plan(path, value));
    const after = withSplices(text, splices);
    return after !== undefined && open.holds(after, edits) ? after : undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
