import { describe, expect, test } from 'vitest';
import { type Contact, contact } from './contact.ts';

const person = (more: Partial<Contact>): Contact =>
  ({ name: '顾晓明', email: 'gu@a.example', portalAccess: 'own', ...more }) as Contact;

describe('PLT-006: a link to the portal is sent', () => {
  const { portalOpen, emailKnown } = contact.lifecycle.invite.guards;

  test.each([
    ['own', true],
    ['company', true],
    ['none', false],
    [null, false],
  ] as const)('to whom it is open (%s: %s)', (portalAccess, holds) => {
    expect(portalOpen(person({ portalAccess }))).toBe(holds);
  });

  test('to whose address is known', () => {
    expect(emailKnown(person({}))).toBe(true);
    expect(emailKnown(person({ email: null }))).toBe(false);
  });
});
