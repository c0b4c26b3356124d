import type { ReactNode } from 'react';
import {
  ACTION_LABELS,
  type Action,
  PROTECTION_LABELS,
  type Protection,
  SEVERITY_LABELS,
  type Severity,
} from '../format/labels.ts';
import './badge.css';

export function Badge(props: { tone: string; children: ReactNode }) {
  return <span className={`badge ${props.tone}`}>{props.children}</span>;
}

export function ActionBadge(props: { action: Action }) {
  const tone = { blocked: 'tone-blocked', observed: 'tone-alert', allowed: 'tone-quiet' }[props.action];
  return <Badge tone={tone}>{ACTION_LABELS[props.action]}</Badge>;
}

export function SeverityLabel(props: { severity: Severity }) {
  return <span className={`severity severity-${props.severity}`}>{SEVERITY_LABELS[props.severity]}</span>;
}

export function ProtectionBadge(props: { protection: Protection }) {
  const tone = { block: 'tone-good', alert: 'tone-alert', off: 'tone-quiet', none: 'tone-bad', pending: 'tone-quiet' }[
    props.protection
  ];
  return <Badge tone={`${tone} dotted`}>{PROTECTION_LABELS[props.protection]}</Badge>;
}
