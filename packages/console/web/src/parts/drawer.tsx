import { type ReactNode, useEffect, useRef } from 'react';
import './drawer.css';

/**
 * A panel at the side over the page. The browser's own modal dialog keeps the focus inside, makes the rest inert, closes
 * on Esc and gives the focus back to where it was.
 */
export function Drawer(props: {
  label: string;
  onClose: () => void;
  onKey?: (key: string) => void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef(props.onClose);
  close.current = props.onClose;
  useEffect(() => {
    const element = dialog.current!;
    const back = document.activeElement;
    element.showModal();
    // The dialog itself, so that a reader starts with its name and no button looks chosen.
    element.focus();
    return () => {
      element.close();
      if (back instanceof HTMLElement && back.isConnected) back.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className="drawer"
      tabIndex={-1}
      aria-label={props.label}
      onCancel={(event) => {
        event.preventDefault();
        close.current();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) close.current();
      }}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        // Not left to the dialog's own cancel: a second Esc in a row would close it past React.
        if (event.key === 'Escape') {
          event.preventDefault();
          close.current();
        } else props.onKey?.(event.key);
      }}
    >
      <div className="drawer-box">{props.children}</div>
    </dialog>
  );
}
