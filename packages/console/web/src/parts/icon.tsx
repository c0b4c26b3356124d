/** Paths on a 16-unit grid, drawn with a 1.5 stroke. */
const PATHS = {
  dashboard: 'M2.5 2.5h4.5v5H2.500zM9 2.500h4.500v3H9zM9 8h4.500v5.500H9zM2.500 10H7v3.500H2.500z',
  events: 'M2.500 4h11M2.500 8h11M2.500 12h6.500',
  requests: 'M2.500 3.500h6M5 6.500h5M7 9.500h4.500M8.500 12.500h5',
  functions: 'M4 13.500 8.200 5M5.500 2.500c2.200 0 2.700 1 3.300 3l1.500 5c.5 1.700 1.200 2.700 3.200 2.500',
  shield: 'M8 1.800 13 3.500v4.300c0 3-2 5.200-5 6.400-3-1.200-5-3.400-5-6.400V3.500z',
  check: 'm5.700 7.800 1.700 1.700 3-3.300',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.200v1.300M8 13.500v1.300M1.200 8h1.300M13.500 8h1.300M3.200 3.200l.9.900M11.900 11.900l.9.900M3.200 12.800l.9-.9M11.900 4.100l.9-.9',
  moon: 'M13.200 9.600A5.600 5.600 0 0 1 6.400 2.800a5.600 5.600 0 1 0 6.800 6.800z',
  search: 'M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9zM10.300 10.300l3.200 3.200',
  close: 'm4 4 8 8M12 4l-8 8',
  copy: 'M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3',
  done: 'm3 8.500 3.200 3.200L13 5',
  link: 'M6.800 9.200a2.500 2.500 0 0 0 3.600 0l2.300-2.300a2.500 2.500 0 0 0-3.600-3.600l-.8.800M9.200 6.800a2.500 2.500 0 0 0-3.600 0L3.300 9.100a2.500 2.500 0 0 0 3.600 3.600l.8-.8',
  up: 'M3.500 10 8 5.500l4.500 4.500',
  down: 'M3.500 6 8 10.500 12.500 6',
  left: 'M10 3.500 5.500 8l4.500 4.500',
  right: 'M6 3.500 10.500 8 6 12.500',
  warning: 'M8 2.200 14.500 13.500h-13zM8 6.500v3.200M8 11.700v.1',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: what it means must stand beside it in words or in an `aria-label`. */
export function Icon(props: { name: IconName; className?: string }) {
  return (
    <svg className={props.className ? `icon ${props.className}` : 'icon'} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[props.name]} />
    </svg>
  );
}
