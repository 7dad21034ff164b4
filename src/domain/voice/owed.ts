import type { Actor } from '#kernel/run/actor';

/** Who may do in others' stead what a department or a person owes. */
export const SUPERIORS = ['service_manager', 'management', 'general_manager'];

/** Whether what has this owner and this department is the actor's to carry out: in person, as the department's, or as a superior. */
export const isOwed = ({ owner, department }: { owner: string; department: string }, actor: Actor): boolean =>
  actor.id === 'system' ||
  actor.employee === owner ||
  actor.departments.includes(department) ||
  actor.roles.some((role) => SUPERIORS.includes(role));
