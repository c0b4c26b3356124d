import { formatCount, formatShare } from '../format/number.ts';
import './ratio-ring.css';

const RADIUS = 52;
const LENGTH = 2 * Math.PI * RADIUS;
/** Narrowest part that is still seen beside a large one, in units of the viewBox. */
const LEAST = 5;

/** Block against alert as a ring, with the blocked share in the middle. */
export function RatioRing(props: { blocked: number; alert: number }) {
  const { blocked, alert } = props;
  const total = blocked + alert;
  const share = formatShare(blocked, total);
  const arc = blockedArc(blocked, alert);
  return (
    <div className="ring">
      <svg
        viewBox="0 0 128 128"
        role="img"
        aria-label={total === 0 ? 'No triggers' : `${share} of ${formatCount(total)} triggers blocked`}
      >
        <g fill="none" strokeWidth="12" transform="rotate(-90 64 64)">
          <circle className="ring-track" cx="64" cy="64" r={RADIUS} />
          {alert > 0 && <circle className="ring-alert" cx="64" cy="64" r={RADIUS} />}
          {blocked > 0 && (
            <circle
              className="ring-blocked"
              cx="64"
              cy="64"
              r={RADIUS}
              strokeDasharray={alert > 0 ? `${arc} ${LENGTH}` : undefined}
            />
          )}
        </g>
        <text className="ring-share" x="64" y="66" textAnchor="middle">
          {share}
        </text>
        <text className="ring-word" x="64" y="84" textAnchor="middle">
          blocked
        </text>
      </svg>
    </div>
  );
}

/** Length of the blocked arc: both parts stay visible however uneven they are. */
export function blockedArc(blocked: number, alert: number): number {
  const total = blocked + alert;
  if (total <= 0 || blocked <= 0) return 0;
  if (alert <= 0) return LENGTH;
  return Math.min(LENGTH - LEAST, Math.max(LEAST, (blocked / total) * LENGTH));
}
