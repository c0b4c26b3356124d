import { Component, type ReactNode } from 'react';
import { Empty } from './panel.tsx';

/** React tells of a broken component only to a class. One record that this page cannot show must not take the page down. */
export class TroubleBoundary extends Component<{ resetOn: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidUpdate(previous: { resetOn: string }) {
    if (this.state.failed && previous.resetOn !== this.props.resetOn) this.setState({ failed: false });
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Empty title="This part of the page could not be shown.">
        <p>
          The records are safe in the store. Reload the page; if it happens again, please report it with the address.
        </p>
      </Empty>
    );
  }
}
