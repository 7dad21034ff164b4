import { randomUUID } from 'node:crypto';

/**
 * A random id (UUIDv4). Random on purpose: predicate locks of serializable transactions cover whole index pages, and ids in order
 * of time would put everything that people work on today into the same few pages (docs/decisions/0007).
 */
export const newId = (): string => randomUUID();
