const PATHS = {
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zm5 12 4.5 4.5',
  bell: 'M6 10a6 6 0 0 1 12 0c0 5 2 6.5 2 6.5H4S6 15 6 10zm4 10.5h4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  left: 'M14.5 6l-6 6 6 6',
  right: 'M9.5 6l6 6-6 6',
  down: 'M6 9.5l6 6 6-6',
  up: 'M6 14.5l6-6 6 6',
  plus: 'M12 5v14M5 12h14',
  check: 'M5 12.5l4.5 4.5L19.5 7',
  cross: 'M7 7l10 10M17 7 7 17',
  alert: 'M12 4.5 21 20H3zM12 10v4.5m0 2.6v.1',
  clock: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 8v4.3l3 1.9',
  pause: 'M9 6v12M15 6v12',
  calendar: 'M4.500 6h15v13.500h-15zM4.500 10.500h15M8.500 3.500v4m7-4v4',
  dash: 'M6 12h12',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.700 1.900 7.500 5.500',
  sliders: 'M4 7h9m4 0h3M4 17h3m4 0h9M15 4.800v4.400M9 14.800v4.400',
  lock: 'M6.500 11h11v9h-11zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  pen: 'M5 19l1-4.500L16.500 4 20 7.500 9.500 18z',
  more: 'M6 12h.1M12 12h.1M18 12h.1',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700l1-1',
  paper: 'M6 3.500h8l4 4V20.500H6zM14 3.500v4h4',
  clip: 'M8.500 12.500l5.500-5.500a2.800 2.800 0 0 1 4 4l-7.500 7.500a4.500 4.500 0 0 1-6.400-6.400L11.500 5',
  camera: 'M4 7.500h3.500l1.500-2.500h6l1.500 2.500H20v11.500H4zM12 10a3.200 3.200 0 1 1 0 6.400 3.200 3.200 0 0 1 0-6.400z',
  speech: 'M4 5h16v11h-9l-4.500 4v-4H4z',
  cloud: 'M7 18.500a4.200 4.200 0 0 1 .3-8.400 5.500 5.500 0 0 1 10.600 1.500A3.500 3.500 0 0 1 17.500 18.500zM4 4l16 16',
  trash: 'M5 7h14M9.500 7V4.500h5V7M7 7l1 13h8l1-13',
} as const;

export type IconName = keyof typeof PATHS;

/** A small drawing beside a word. It says nothing by itself. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
