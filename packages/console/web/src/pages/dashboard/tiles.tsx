import type { FunctionRow, Overview } from '@bulkhead/console-contract';
import type { ReactNode } from 'react';
import { formatCount, formatPlural, formatShare } from '../../format/number.ts';
import { Link } from '../../parts/link.tsx';
import { Skeleton } from '../../parts/panel.tsx';
import { goTo, type Place, spanWords } from '../../state/place.ts';
import './tiles.css';

/** The four figures: what there is, what of it is protected, how much it runs, how much it is attacked. */
export function Tiles(props: {
  overview: Overview | undefined;
  functions: readonly FunctionRow[] | undefined;
  place: Place;
}) {
  const { overview, functions = [], place } = props;
  const deployed = overview?.deployedFunctions ?? 0;
  const guarded = overview?.protectedFunctions ?? 0;
  const pending = functions.filter((row) => row.protection === 'pending').length;
  const open = Math.max(0, deployed - guarded - pending);
  const accounts = new Set(functions.map((row) => row.function.account)).size;
  const regions = new Set(functions.map((row) => row.function.region)).size;
  const errors = functions.reduce((sum, row) => sum + row.errors, 0);
  return (
    <div className="tiles">
      <Tile
        label="Deployed functions"
        value={overview?.deployedFunctions}
        to={goTo(place, { page: 'functions', sort: 'name' })}
      >
        {accounts === 0 ? 'none known yet' : `${formatPlural(accounts, 'account')}, ${formatPlural(regions, 'region')}`}
      </Tile>
      <Tile
        label="Protected functions"
        value={overview?.protectedFunctions}
        to={goTo(place, { page: 'functions', sort: '-protection' })}
        meter={deployed === 0 ? undefined : guarded / deployed}
      >
        {deployed === 0 ? (
          '–'
        ) : open === 0 ? (
          pending === 0 ? (
            'all of them'
          ) : (
            `${formatCount(pending)} not invoked yet`
          )
        ) : (
          <span className="warn">{formatCount(open)} not protected</span>
        )}
      </Tile>
      <Tile
        label="Total executions"
        value={overview?.totalExecutions}
        to={goTo(place, { page: 'functions', sort: '-executions' })}
      >
        {errors === 0 ? spanWords(place) : formatPlural(errors, 'error')}
      </Tile>
      <Tile label="Attacks detected" value={overview?.attacksDetected} to={goTo(place, { page: 'events' })}>
        {(overview?.attacksDetected ?? 0) === 0
          ? spanWords(place)
          : `${formatShare(overview!.blocked, overview!.blocked + overview!.alert)} blocked`}
      </Tile>
    </div>
  );
}

function Tile(props: {
  label: string;
  value: number | undefined;
  to: Place;
  meter?: number | undefined;
  children: ReactNode;
}) {
  const { label, value, to, meter } = props;
  return (
    <Link className="tile" to={to}>
      <span className="tile-label">{label}</span>
      <span className="tile-value" data-figure={label}>
        {value === undefined ? <Skeleton width={88} height={24} /> : formatCount(value)}
      </span>
      <span className="tile-note">
        {value === undefined ? <Skeleton width={72} /> : props.children}
        {meter !== undefined && value !== undefined && (
          <svg className="tile-meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect width="100" height="4" className="tile-meter-track" />
            <rect width={meter * 100} height="4" className={meter < 1 ? 'tile-meter-part' : 'tile-meter-all'} />
          </svg>
        )}
      </span>
    </Link>
  );
}
