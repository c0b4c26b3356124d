import type { DebugDecision, Invocation, LogLevel } from '@bulkhead/console-contract';
import { formatPlural } from '../../format/number.ts';
import { toVisible } from '../../format/visible.ts';
import { Badge } from '../../parts/badge.tsx';

/** Worst first: attacks, invocations that failed, lines that tell of an error. */
export function FailedBadge(props: {
  failed: number;
  errorLines: number;
  attacks: number;
  /** Whether a REPORT has come: without one nobody knows how it went. */
  reported: boolean;
}) {
  const { failed, errorLines, attacks } = props;
  return (
    <>
      {attacks > 0 && <Badge tone="tone-blocked">{formatPlural(attacks, 'attack')}</Badge>}
      {failed > 0 && <Badge tone="tone-bad">{formatPlural(failed, 'failure')}</Badge>}
      {failed === 0 && errorLines > 0 && <Badge tone="tone-alert">{formatPlural(errorLines, 'error line')}</Badge>}
      {failed + errorLines + attacks === 0 && <span className="fine">{props.reported ? 'OK' : 'No REPORT'}</span>}
    </>
  );
}

const DEBUG_WORDS: Record<DebugDecision, string> = {
  on: 'Debug',
  mixed: 'Debug in part',
  off: '',
  unknown: '',
};

export function DebugBadge(props: { debug: DebugDecision }) {
  const words = DEBUG_WORDS[props.debug];
  return words === '' ? null : <Badge tone="tone-quiet">{words}</Badge>;
}

/** How an invocation ended, and what is missing to tell. */
export function OutcomeBadges(props: { invocation: Invocation }) {
  const { report, seen, attempt } = props.invocation;
  return (
    <>
      {report?.status === 'error' && (
        <Badge tone="tone-bad">{report.errorType === '' ? 'Error' : toVisible(report.errorType)}</Badge>
      )}
      {report?.status === 'timeout' && <Badge tone="tone-bad">Timeout</Badge>}
      {seen === 'unknown' && <Badge tone="tone-alert">Not recorded</Badge>}
      {seen === 'lines' && report === null && <Badge tone="tone-alert">No REPORT</Badge>}
      {attempt > 1 && <Badge tone="tone-quiet">{`Try ${attempt}`}</Badge>}
      {report !== null && report.initMs !== null && <Badge tone="tone-quiet">Cold start</Badge>}
    </>
  );
}

export function LevelLabel(props: { level: LogLevel | null }) {
  const level = props.level ?? 'INFO';
  return <span className={`level level-${level.toLowerCase()}`}>{props.level ?? '–'}</span>;
}
