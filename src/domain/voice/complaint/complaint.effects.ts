import type { EvidenceOf } from '#kernel/declare/record';
import { invalid, notAllowed } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { returnVisit } from '../return-visit/return-visit.ts';
import { complaintsHandledBy, dueComplaintVisits, employeesPresent, strangersNamed } from './complaint.queries.ts';
import { maxRounds } from './complaint.settings.ts';
import { type Complaint, complaint } from './complaint.ts';

export const complaintEffects = effectsFor(complaint, {
  create: async (tx, deeds) => {
    refuseWhatIsOursToSay(deeds);
    await refuseStrangers(tx, deeds);
  },
  form_team: refuseAbsent,
  verify: async (tx, deeds) => {
    refuseOutsiders(deeds);
    await refuseStrangers(tx, deeds);
  },
  plan: async (_, deeds) => refuseOutsiders(deeds),
  start_handling: async (_, deeds) => refuseOutsiders(deeds),
  tell_progress: async (tx, deeds) => refuseOutsiders(deeds, await handlersOf(tx, deeds)),
  escalate: async (tx, deeds) => refuseOutsiders(deeds, await handlersOf(tx, deeds)),
  write_report: async (_, deeds) => refuseOutsiders(deeds),
  note_prevention: async (_, deeds) => refuseOutsiders(deeds),
  close_unfounded: openVisits,
  finish_handling: openVisits,
  handle_again: async (tx, deeds) => {
    await cancelVisits(tx, deeds);
    await escalateWithoutEnd(tx, deeds);
  },
  close_unsatisfied: cancelVisits,
});

function refuseWhatIsOursToSay(deeds: readonly Deed<Complaint>[]): void {
  const byCustomers = deeds.filter(({ actor }) => actor.customer !== null);
  const said = (['promiseGiven', 'complex'] as const).filter((field) => byCustomers.some(({ record }) => Boolean(record[field])));
  const detail = { zh: '此项由公司填写。', en: 'This is for the company to fill in.' };
  if (said.length > 0) throw invalid(said.map((field) => ({ pointer: `/${field}`, detail })));
}

/** A contact person, order or delivery that a complaint names is the complaining customer's own. */
async function refuseStrangers(tx: Tx, deeds: readonly Deed<Complaint>[]): Promise<void> {
  const naming = deeds.filter(({ record }) => record.contact !== null || record.order !== null || record.delivery !== null);
  if (naming.length === 0) return;
  const strangers = await tx.query<{ field: string }>(strangersNamed, [naming.map(({ record }) => record.id)]);
  const fields = new Set(strangers.map(({ field }) => field));
  const detail = { zh: '这是另一位客户的。', en: 'This is another customer’s.' };
  if (fields.size > 0) throw invalid([...fields].map((field) => ({ pointer: `/${field}`, detail })));
}

/** A team of two is two people, and they work here. */
async function refuseAbsent(tx: Tx, deeds: readonly Deed<Complaint>[]): Promise<void> {
  const named = [...new Set(deeds.flatMap(({ record }) => record.team ?? []))];
  const [present] = await tx.query<{ n: number }>(employeesPresent, [named, tx.actor.id === systemActor.id]);
  const twice = deeds.some(({ record }) => new Set(record.team).size !== record.team?.length);
  if (present?.n === named.length && !twice) return;
  const detail = {
    zh: '小组成员应为在职员工，且不能重复。',
    en: 'The team consists of people who work here, each of them once.',
  };
  throw invalid([{ pointer: '/team', detail }]);
}

/** Those to whom every complaint is open; any other employee acts on a complaint as a member of its team. */
const INSIDERS = ['service_desk', 'service_manager', 'quality', 'after_sales'];

/** @param handlers are complaints (ids) that those who acted have a measure for. */
function refuseOutsiders(deeds: readonly Deed<Complaint>[], handlers: ReadonlySet<string> = new Set()): void {
  for (const { record, actor } of deeds) {
    if (actor.id === systemActor.id || actor.roles.some((role) => INSIDERS.includes(role)) || handlers.has(record.id)) continue;
    if (actor.employee === null || !(record.team ?? []).includes(actor.employee)) throw notAllowed(INSIDERS);
  }
}

/** The department and the person that handle it keep the customer informed, and report up what is beyond them (003 五(三)2-3). */
async function handlersOf(tx: Tx, deeds: readonly Deed<Complaint>[]): Promise<Set<string>> {
  const { employee, departments } = tx.actor;
  if (employee === null) return new Set();
  const own = await tx.query<{ id: string }>(complaintsHandledBy, [deeds.map(({ record }) => record.id), employee, departments]);
  return new Set(own.map(({ id }) => id));
}

/** After handling the customer is visited, and also when there was nothing to handle. The clock of the visit says by when. */
async function openVisits(tx: Tx, deeds: readonly Deed<Complaint>[]): Promise<void> {
  await tx.as(systemActor).create(
    returnVisit,
    deeds.map(({ record, at }) => ({
      at,
      customer: record.customer,
      delivery: record.delivery,
      complaint: record.id,
      purpose: 'complaint' as const,
      dueOn: new Date(at).toISOString().slice(0, 10),
    })),
  );
}

async function cancelVisits(tx: Tx, deeds: readonly Deed<Complaint>[]): Promise<void> {
  const byComplaint = new Map(deeds.map((deed) => [deed.record.id, deed]));
  const visits = await tx.query<{ id: string; complaint: string }>(dueComplaintVisits, [[...byComplaint.keys()]]);
  const items = visits.map(({ id, complaint }) => {
    const { at, evidence } = byComplaint.get(complaint)!;
    return { id, at, evidence: { reason: reasonIn(evidence) } };
  });
  await tx.as(systemActor).take(returnVisit, 'cancel', items);
}

/** "Until the customer is satisfied" has an end: after so many rounds it is the general manager's matter (G-11). */
async function escalateWithoutEnd(tx: Tx, deeds: readonly Deed<Complaint>[]): Promise<void> {
  const { setting } = await tx.at();
  const endless = deeds.filter(({ record }) => record.rounds >= setting(maxRounds));
  const items = endless.map(({ record, evidence, at }) => {
    const escalatedBecause = `已处理 ${record.rounds} 轮，客户仍不满意：${reasonIn(evidence)}`;
    return { id: record.id, at, evidence: { escalatedBecause, major: true } };
  });
  const escalated = await tx.as(systemActor).take(complaint, 'escalate', items);
  // Whoever acted is answered with the complaint as it now stands.
  for (const [i, { record }] of endless.entries()) Object.assign(record, escalated[i]);
}

/** Both steps after which this is asked for want a reason. */
const reasonIn = (evidence: Record<string, unknown>): string => (evidence as EvidenceOf<typeof complaint, 'handle_again'>).reason;
