import data from './complaints.data.json' with { type: 'json' };
import type { PersonKey } from './people.ts';

export interface MeasureCase {
  what: string;
  who: PersonKey;
  result: string;
  category?: 'product' | 'service' | 'brand' | 'process';
  /** Working days until it is due; left out: four. */
  days?: number;
  /** Or when, as seen from the present. */
  due?: 'yesterday' | 'today' | 'later';
  /** Not carried out yet. */
  open?: true;
}

/** A complaint as the story tells it. */
export interface ComplaintCase {
  customer: string;
  channel: 'hotline' | 'mailbox' | 'platform' | 'shop_box' | 'online_service';
  severity: 'safety' | 'stopped' | 'degraded' | 'cosmetic';
  statement: string;
  /** When it came in: days before the present, at a time of day; or working hours before the present. */
  daysAgo?: number;
  clock?: string;
  hoursAgo?: number;
  /** Written by the customer in the portal. */
  byCustomer?: true;
  /** Whoever took it in spoke to the customer and promised to handle it. */
  promisedAtOnce?: true;
  /** Working hours until the customer hears from us. */
  replyHours?: number;
  /** Which of the people at the service desk. */
  desk?: 0 | 1 | 2;
  /** Somebody is in a hurry, and is refused. */
  hasty?: true;
  /** The first is the expert who finds out and plans. */
  team: readonly PersonKey[];
  truth?: 'true' | 'partly' | 'untrue';
  methods?: string;
  rootCause: string | null;
  measures: readonly MeasureCase[];
  /** The rounds that did not content the customer: why, and what was done then. */
  again?: readonly { reason: string; measure: MeasureCase }[];
  prevention?: string;
  /** Working hours until the customer is called after the handling. */
  revisitHours?: number;
  /** How fast it goes: 1 is usual, 2 takes twice as long. */
  pace?: number;
  /** The state in which it stands now, or in which it takes another end. */
  until: (typeof PHASES)[number];
  end?: 'unfounded' | 'unsatisfied' | 'major' | 'reported';
  /** What is told or reported at that end. */
  closing?: string;
}

/** How far a complaint comes, in order. */
export const PHASES = [
  'received',
  'replied',
  'investigating',
  'verified',
  'planned',
  'handling',
  'revisiting',
  'reporting',
  'closed',
] as const;

/** The complaints that are over, and those that are open today: one in each state on the way. */
export const pastComplaints = data.past as readonly ComplaintCase[];
export const openComplaints = data.open as readonly ComplaintCase[];
