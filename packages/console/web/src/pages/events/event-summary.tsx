import type { EventDetail } from '@bulkhead/console-contract';
import type { ReactNode } from 'react';
import { classTitle, orDash } from '../../format/labels.ts';
import { formatCount } from '../../format/number.ts';
import { formatIso, formatTime } from '../../format/time.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Link } from '../../parts/link.tsx';
import { Text } from '../../parts/text.tsx';
import type { Place } from '../../state/place.ts';
import { type Facts, readFacts } from './facts.ts';

/** The event told in order: how it came in and where it was heading, which rule saw it, in which function and request. */
export function EventSummary(props: { event: EventDetail; functionPlace: Place; requestsPlace: Place }) {
  const { event } = props;
  const facts = readFacts(event.finding);
  const fn = event.function;
  return (
    <>
      <Trail event={event} sink={facts.sink} />
      <FactList title="Rule">
        <Fact name="Rule" mono>
          <Text>{event.rule}</Text>
        </Fact>
        <Fact name="Rule version">
          <Text>{orDash(event.ruleVersion)}</Text>
        </Fact>
        <Fact name="Attack type">
          <Text>{classTitle(event.class)}</Text>
        </Fact>
        <Fact name="Confidence">
          <Text>{orDash(facts.confidence)}</Text>
        </Fact>
        <Fact name="Risk">
          <Text>{orDash(facts.risk)}</Text>
        </Fact>
        {facts.cwe !== undefined && <Fact name="Weakness">CWE-{facts.cwe}</Fact>}
      </FactList>
      <FactList title="Function">
        <Fact name="Function" mono>
          <Link to={props.functionPlace}>
            <Text>{fn.name}</Text>
          </Link>
        </Fact>
        <Fact name="Version" mono>
          <Text>{orDash(fn.version)}</Text>
        </Fact>
        <Fact name="Account" mono>
          <Text>{orDash(fn.account)}</Text>
        </Fact>
        <Fact name="Region" mono>
          <Text>{orDash(fn.region)}</Text>
        </Fact>
        <Fact name="Runtime" mono>
          <Text>{orDash(fn.runtime)}</Text>
        </Fact>
        <Fact name="ARN" mono copy={facts.arn}>
          <Text>{orDash(facts.arn)}</Text>
        </Fact>
      </FactList>
      <FactList title="Request">
        <Fact name="Request ID" mono copy={event.requestId}>
          <Text>{orDash(event.requestId)}</Text>
        </Fact>
        {event.requestId !== '' && (
          <Fact name="Chain">
            <Link to={props.requestsPlace}>Lines of this invocation</Link>
          </Fact>
        )}
        <Fact name="Trace ID" mono copy={facts.traceId}>
          <Text>{orDash(facts.traceId)}</Text>
        </Fact>
        <Fact name="Cold start">{facts.coldStart === undefined ? '–' : facts.coldStart ? 'Yes' : 'No'}</Fact>
      </FactList>
      <FactList title="Occurrences">
        <Fact name="Count">{formatCount(event.count)}</Fact>
        <Fact name="First seen">
          <Moment ms={event.time} />
        </Fact>
        <Fact name="Last seen">
          <Moment ms={event.lastTime} />
        </Fact>
        {facts.dropped !== undefined && <Fact name="Dropped before">{formatCount(facts.dropped)} records</Fact>}
        <Fact name="Event ID" mono copy={event.id}>
          <Text>{event.id}</Text>
        </Fact>
      </FactList>
    </>
  );
}

function Trail(props: { event: EventDetail; sink: Facts['sink'] }) {
  const { event, sink } = props;
  const bySelf = event.path === '';
  return (
    <section className="facts">
      <h3>Trail</h3>
      <ol className="trail">
        <li>
          <div className="trail-name">Event source</div>
          <code>
            <Text>{orDash(event.source)}</Text>
          </code>
        </li>
        <li>
          <div className="trail-name">
            Path into the event
            {!bySelf && <CopyButton text={event.path} what="path" />}
          </div>
          {bySelf ? (
            <p>No event value is involved: the function did this by itself.</p>
          ) : (
            <LongText text={event.path} label="Path into the event" />
          )}
        </li>
        {event.excerpt !== '' && (
          <li>
            <div className="trail-name">
              Value, redacted
              <CopyButton text={event.excerpt} what="value" />
            </div>
            <LongText text={event.excerpt} label="Value, redacted" hot />
          </li>
        )}
        {sink && (
          <li>
            <div className="trail-name">{event.action === 'blocked' ? 'Stopped at' : 'Reached'}</div>
            <code>
              <Text>{sink.operation}</Text>
            </code>
            {sink.target !== '' && <LongText text={sink.target} label="Target of the operation" />}
          </li>
        )}
      </ol>
    </section>
  );
}

/** Wraps anywhere, scrolls when very long. */
function LongText(props: { text: string; label: string; hot?: boolean }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long text scrolls, and the keyboard must reach that
    // biome-ignore lint/a11y/useSemanticElements: a section in a list item would fill the page's outline
    <pre className={props.hot ? 'long hot' : 'long'} role="group" aria-label={props.label} tabIndex={0}>
      <Text>{props.text}</Text>
    </pre>
  );
}

function Moment(props: { ms: number }) {
  return (
    <time dateTime={formatIso(props.ms)}>
      {formatTime(props.ms)} <span className="quiet">{formatIso(props.ms)}</span>
    </time>
  );
}

function FactList(props: { title: string; children: ReactNode }) {
  return (
    <section className="facts">
      <h3>{props.title}</h3>
      <dl>{props.children}</dl>
    </section>
  );
}

function Fact(props: { name: string; mono?: boolean; copy?: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{props.name}</dt>
      <dd className={props.mono ? 'mono' : ''}>
        <span className="fact-value">{props.children}</span>
        {props.copy !== undefined && props.copy !== '' && <CopyButton text={props.copy} what={props.name} />}
      </dd>
    </div>
  );
}
