/** Lines that a change adds, which stand together in one file. */
export interface AddedText {
  /** Hash of the commit; `''` for what is staged. */
  readonly commit: string;
  /** Relative to the repository's root. */
  readonly file: string;
  /** Of the first line, in the file as the change leaves it. */
  readonly line: number;
  readonly text: string;
}

/** Lines of one hunk that are put together; a longer hunk is read in several pieces. */
const MAX_LINES = 5_000;

/** What starts a commit in the format that {@link HISTORY_FORMAT} asks for. */
const COMMIT = '\u0001commit ';
export const HISTORY_FORMAT = '--format=%x01commit %H';

/** Reads a unified diff without context (`git diff --unified=0`, `git log -p --unified=0`) into the texts that it adds. */
export async function* readAddedTexts(lines: AsyncIterable<string>): AsyncGenerator<AddedText> {
  let commit = '';
  let file = '';
  let line = 0;
  let added: string[] = [];
  // A line `+++ b/x` inside of a hunk is a line of the file: the hunk's header says how many belong to it.
  let left = 0;
  const take = (): AddedText | undefined => {
    if (added.length === 0) return undefined;
    const text: AddedText = { commit, file, line, text: added.join('\n') };
    line += added.length;
    added = [];
    return text;
  };
  for await (const here of lines) {
    if (left > 0) {
      left -= here.startsWith('\\') ? 0 : 1;
      if (here.startsWith('+')) added.push(here.slice(1));
      if (added.length >= MAX_LINES || left === 0) {
        const text = take();
        if (text) yield text;
      }
      continue;
    }
    if (here.startsWith(COMMIT)) commit = here.slice(COMMIT.length);
    else if (here.startsWith('+++ ')) file = pathOf(here.slice(4));
    else {
      const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(here);
      if (!hunk) continue;
      line = Number(hunk[2]);
      left = Number(hunk[1] ?? 1) + Number(hunk[3] ?? 1);
    }
  }
  const text = take();
  if (text) yield text;
}

/** `b/src/a.ts`; git quotes names with control characters and puts a tab behind names with blanks. */
function pathOf(text: string): string {
  const bare = text.replace(/\t$/, '').replace(/^"|"$/g, '');
  return bare === '/dev/null' ? '' : bare.replace(/^b\//, '');
}
