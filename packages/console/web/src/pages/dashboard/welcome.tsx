import { Command } from '../../parts/command.tsx';
import { Icon } from '../../parts/icon.tsx';
import { ATTACK_COMMAND, START_COMMAND } from './first-attack.ts';
import './welcome.css';

/** What the page shows until the first record has come. */
export function Welcome() {
  return (
    <section className="welcome" aria-labelledby="welcome-title">
      <span className="welcome-mark">
        <Icon name="shield" />
      </span>
      <h2 id="welcome-title">No records yet</h2>
      <p>
        The console listens. As soon as a protected function starts, runs or is attacked, it shows here within two
        seconds; there is nothing to reload.
      </p>
      <ol>
        <li>
          <h3>Start the example applications</h3>
          <p>In the checkout, or run bulkhead up on a folder with a serverless.yml or template.yaml of your own.</p>
          <Command>{START_COMMAND}</Command>
        </li>
        <li>
          <h3>Attack one of them</h3>
          <p>
            The attack lab lists files through a shell. This request asks it for its credentials too; it is blocked, and
            the event appears here. Started alone, the lab listens on port 3000.
          </p>
          <Command>{ATTACK_COMMAND}</Command>
        </li>
        <li>
          <h3>Get to the bottom of it</h3>
          <p>Open the event: rule, path into the event, value, request id and the OCSF document stand there.</p>
        </li>
      </ol>
    </section>
  );
}
