import { issuesOf, readParliament, templateOf } from './parliament.ts';
import { type Peer, readRows } from './rows.ts';
import { modelOfFile, modelOfText, ourVerdict, rulesByPeer, sayOf } from './verdict.ts';

/** How often our rules judge the rows of one rule of a peer otherwise. */
export interface Difference {
  rows: number;
  /** The peer fails a row, and we do not. */
  silent: number;
  /** We fail a row that the peer passes, or has nothing to say of. */
  louder: number;
  /** Rows whose template we refuse to read, because it cannot be deployed. */
  refused: number;
  /** Rows that tell the peer to be silent, in its own words. */
  suppressed: number;
}

export type Differences = ReadonlyMap<string, Difference>;

const none = (): Difference => ({ rows: 0, silent: 0, louder: 0, refused: 0, suppressed: 0 });

/** Every rule of a peer that is mapped to rules of ours, with what differs. */
export async function differencesOf(peer: Peer): Promise<Differences> {
  const found = new Map<string, Difference>();
  const ours = rulesByPeer(peer);
  for (const row of readRows(peer)) {
    const rules = ours.get(row.rule);
    if (!rules) continue;
    const count = found.get(row.rule) ?? none();
    found.set(row.rule, count);
    count.rows++;
    if (row.isSuppressed) {
      count.suppressed++;
      continue;
    }
    try {
      await modelOfFile(row.file);
    } catch {
      count.refused++;
      continue;
    }
    const verdict = await ourVerdict(row, rules);
    if (row.expect === 'fail' && verdict === 'pass') count.silent++;
    if (row.expect !== 'fail' && verdict === 'fail') count.louder++;
  }
  return found;
}

/** Kinds that parliament judges only where its community auditors are asked for. */
const ASKED_FOR = ['CREDENTIALS_EXPOSURE', 'PERMISSIONS_MANAGEMENT_ACTIONS'];

/** The same for parliament, by kind of issue; each policy is a row for each kind that either of us finds. */
export async function differencesOfParliament(): Promise<Differences> {
  const found = new Map<string, Difference>();
  const rules = [...new Set([...rulesByPeer('parliament').values()].flat())];
  for (const { text, issues } of readParliament()) {
    const model = await modelOfText(templateOf(text));
    const ours = issuesOf(sayOf(model, rules));
    for (const kind of new Set([...issues, ...ours])) {
      if (!issues.includes(kind) && ASKED_FOR.includes(kind)) continue;
      const count = found.get(kind) ?? none();
      found.set(kind, count);
      count.rows++;
      if (!ours.has(kind)) count.silent++;
      if (!issues.includes(kind)) count.louder++;
    }
  }
  return found;
}
