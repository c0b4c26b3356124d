import type { RequestDetail } from '@bulkhead/console-contract';
import type { ReactNode } from 'react';
import { useRequest } from '../../api/queries.ts';
import { formatCost, formatDuration } from '../../format/amount.ts';
import { formatCount } from '../../format/number.ts';
import { formatIso, formatTime } from '../../format/time.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Link } from '../../parts/link.tsx';
import { Panel, Skeleton, TroubleNote } from '../../parts/panel.tsx';
import { Text } from '../../parts/text.tsx';
import { goTo, type Place } from '../../state/place.ts';
import { Chain } from './chain.tsx';
import { DebugBadge, FailedBadge } from './request-badges.tsx';
import './request-page.css';

/** One request as one chain: what it cost and how long it took, every invocation on one time axis, their lines. */
export function RequestPage(props: {
  place: Place;
  change: (patch: Partial<Place>, how?: 'push' | 'replace') => void;
}) {
  const { place, change } = props;
  const query = useRequest(place.id);
  const request = query.data;
  return (
    <>
      <p className="back">
        <Link to={goTo(place, { page: 'requests' })}>All requests</Link>
      </p>
      <TroubleNote error={query.error} retry={() => void query.refetch()} />
      {!query.error && (
        <Panel title="Request" aside={request && <Marks request={request} />}>
          <p className="request-id mono">
            <Text>{place.id}</Text>
            <CopyButton text={place.id} what="correlation id" />
          </p>
          {request ? <Facts request={request} /> : <Skeleton width="60%" height={48} />}
        </Panel>
      )}
      {request && <Chain key={request.id} request={request} place={place} change={change} />}
    </>
  );
}

function Marks(props: { request: RequestDetail }) {
  const { request } = props;
  return (
    <span className="marks">
      <FailedBadge {...request} reported={request.cost !== null} />
      <DebugBadge debug={request.debug} />
    </span>
  );
}

const DEBUG_WORDS: Record<RequestDetail['debug'], string> = {
  on: 'On: this request is logged at DEBUG in every function',
  off: 'Off',
  mixed: 'The functions do not agree',
  unknown: 'No line tells',
};

function Facts(props: { request: RequestDetail }) {
  const { request } = props;
  return (
    <>
      <dl className="figures">
        <Figure name="Duration">{formatDuration(request.last - request.first)}</Figure>
        <Figure name="Invocations">{formatCount(request.invocations)}</Figure>
        <Figure name="Functions">{formatCount(request.functionCount)}</Figure>
        <Figure name="Lines">{formatCount(request.lines)}</Figure>
        <Figure name="Billed">{formatDuration(request.billedMs)}</Figure>
        <Figure name="Cost" title="List price of requests and duration, US East, without free tier">
          {request.cost === null ? '–' : formatCost(request.cost)}
        </Figure>
      </dl>
      <dl className="request-facts">
        <Fact name="Started">
          <time dateTime={formatIso(request.first)}>
            {formatTime(request.first)} <span className="quiet">{formatIso(request.first)}</span>
          </time>
        </Fact>
        <Fact name="Debug decision">{DEBUG_WORDS[request.debug]}</Fact>
        {request.userAgent !== '' && (
          <Fact name="First caller">
            <Text>{request.userAgent}</Text>
          </Fact>
        )}
        {request.traceId !== '' && (
          <Fact name="Trace ID" mono copy={request.traceId}>
            <Text>{request.traceId}</Text>
          </Fact>
        )}
        {Object.entries(request.ids).map(([name, value]) => (
          <Fact key={name} name={<Text>{name}</Text>} mono>
            <Text>{value}</Text>
          </Fact>
        ))}
      </dl>
    </>
  );
}

function Figure(props: { name: string; title?: string; children: ReactNode }) {
  return (
    <div className="figure" title={props.title}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Fact(props: { name: ReactNode; mono?: boolean; copy?: string; children: ReactNode }) {
  return (
    <div className="request-fact">
      <dt>{props.name}</dt>
      <dd className={props.mono ? 'mono' : ''}>
        <span className="fact-value">{props.children}</span>
        {props.copy !== undefined && <CopyButton text={props.copy} what="Trace ID" />}
      </dd>
    </div>
  );
}
