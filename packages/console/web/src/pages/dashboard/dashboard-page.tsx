import { useEvents, useFunctions, useOverview } from '../../api/queries.ts';
import { ClassBars } from '../../charts/class-bars.tsx';
import { RatioRing } from '../../charts/ratio-ring.tsx';
import { TriggersChart } from '../../charts/triggers-chart.tsx';
import { formatCount } from '../../format/number.ts';
import { Command } from '../../parts/command.tsx';
import { Link } from '../../parts/link.tsx';
import { Empty, Panel, Skeleton, TroubleNote } from '../../parts/panel.tsx';
import { goTo, type Place, spanWords } from '../../state/place.ts';
import { FunctionsTable } from '../functions/functions-table.tsx';
import { CountersNote } from './counters-note.tsx';
import { ATTACK_COMMAND } from './first-attack.ts';
import { LatestAttacks } from './latest-attacks.tsx';
import { Tiles } from './tiles.tsx';
import './dashboard.css';

const FUNCTIONS_SHOWN = 10;
const EVENTS_SHOWN = 7;

/** What is attacked and what is protected, at a glance. */
export function DashboardPage(props: {
  place: Place;
  change: (patch: Partial<Place>, how?: 'push' | 'replace') => void;
}) {
  const { place, change } = props;
  const overview = useOverview(place);
  const functions = useFunctions(place);
  const latest = useEvents(goTo(place, { page: 'events' }), []);
  const data = overview.data;
  const quiet = data !== undefined && data.blocked + data.alert === 0;
  const failed = overview.error ?? functions.error ?? latest.error;
  const retry = () => void Promise.all([overview.refetch(), functions.refetch(), latest.refetch()]);
  return (
    <>
      <TroubleNote error={failed} retry={retry} />
      <Tiles overview={data} functions={functions.data?.functions} place={place} />
      <div className="dashboard-grid">
        <Panel title="Security triggers over time" className="span-2" aside={<Legend />}>
          <div className="fixed-216">
            {!data && <Skeleton height={216} />}
            {data && quiet && (
              <Empty title={`No attacks in the ${spanWords(place)}`}>
                <p>To see one, attack the example application that npm start runs:</p>
                <Command>{ATTACK_COMMAND}</Command>
              </Empty>
            )}
            {data && !quiet && (
              <TriggersChart overview={data} words={spanWords(place)} onSelect={(from, to) => change({ from, to })} />
            )}
          </div>
        </Panel>
        <Panel title="Block vs. alert">
          <div className="fixed-216 ring-panel">
            <RatioRing blocked={data?.blocked ?? 0} alert={data?.alert ?? 0} />
            <dl className="ring-legend">
              <div>
                <dt>
                  <i className="swatch blocked" /> Blocked
                </dt>
                <dd>{data ? formatCount(data.blocked) : <Skeleton width={32} />}</dd>
              </div>
              <div>
                <dt>
                  <i className="swatch alert" /> Alert
                </dt>
                <dd>{data ? formatCount(data.alert) : <Skeleton width={32} />}</dd>
              </div>
            </dl>
          </div>
        </Panel>
        <Panel
          title="Latest attacks"
          className="span-2"
          aside={
            <Link className="more" to={goTo(place, { page: 'events' })}>
              All events
            </Link>
          }
        >
          <div className="fixed-280">
            {!latest.data && <SkeletonLines rows={EVENTS_SHOWN} />}
            {latest.data && latest.data.events.length === 0 && (
              <Empty title={`No attacks in the ${spanWords(place)}`} />
            )}
            {latest.data && <LatestAttacks events={latest.data.events.slice(0, EVENTS_SHOWN)} place={place} />}
          </div>
        </Panel>
        <Panel title="Attack types">
          <div className="fixed-280">
            {!data && <SkeletonLines rows={EVENTS_SHOWN} />}
            {data && data.classes.length === 0 && <Empty title="None seen" />}
            {data && <ClassBars classes={data.classes} place={place} />}
          </div>
        </Panel>
      </div>
      <FunctionsTable reply={functions.data} place={place} pageSize={FUNCTIONS_SHOWN} change={change} />
      {data && <CountersNote counters={data.counters} />}
    </>
  );
}

function Legend() {
  return (
    <div className="legend" aria-hidden="true">
      <span>
        <i className="swatch blocked" /> Blocked
      </span>
      <span>
        <i className="swatch alert" /> Alert
      </span>
    </div>
  );
}

function SkeletonLines(props: { rows: number }) {
  return Array.from({ length: props.rows }, (_, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
    <div className="skeleton-line" key={i}>
      <Skeleton width={`${60 + ((i * 17) % 36)}%`} />
    </div>
  ));
}
